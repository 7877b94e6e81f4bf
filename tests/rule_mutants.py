"""Breaks each business rule, one small change at a time, and shows whether its tests notice.

    .venv/bin/python -m tests.rule_mutants [--only meetings/writing/carryover.py …]
                                           [--known | --list] [--baseline=FILE] [words of a name …]

Lateness, carry-over, follow-up, adoption, register, letters, figures, thinning and the mails: the
changes are found in the syntax tree (a limit that moves, a condition turned or left out, a filter,
an order or a value dropped), so that new rules are picked up by themselves. `KNOWN` adds those that
once went unnoticed (`--known`: these alone). `MODULES` says which tests have to notice. What
behaves the same with its change stands with its reason in `rule_equals.txt`; any other survivor is
a missing test and ends the command with 1. How the tests are run: `mutant_running.py`.
"""

import argparse
import ast
import os
import sys
import tempfile
from collections import Counter, defaultdict
from dataclasses import replace
from pathlib import Path

import pytest

from tests.mutant_running import Runner, first_line
from tests.mutants import ROOT, Finder, Mutant

EQUALS = ROOT / "tests/rule_equals.txt"
LIFE = "meetings/test_publication meetings/test_life meetings/test_sequences"
NEWS = "actions/test_follow_up meetings/test_follow_ups meetings/test_sequences"
DEADLINES = "actions/test_deadlines actions/test_deadlines_meant"
# Module → the files of the tests that have to notice.
MODULES = {
    "actions/lateness.py": "actions/test_models meetings/test_figures meetings/test_carryover "
    "meetings/test_carryover_days meetings/test_late_everywhere actions/test_taken_back",
    "actions/follow_up.py": f"actions/test_models {NEWS} actions/test_last_news "
    "actions/test_review actions/test_several",
    "actions/models.py": f"actions/test_models {NEWS} actions/test_last_news "
    "actions/test_taken_back",
    "actions/querysets.py": f"actions/test_models {NEWS} actions/test_review actions/test_chasing "
    "actions/test_several actions/test_last_news actions/test_action_page meetings/test_home "
    "meetings/test_corrections meetings/test_publication",
    "actions/parts.py": "actions/test_chasing actions/test_review actions/test_follow_up "
    "meetings/test_figures",
    "actions/chases/chasing.py": "actions/test_chasing",
    "actions/chases/reminders.py": "actions/test_reminders",
    "actions/silence.py": "actions/test_silence actions/test_silence_review actions/test_last_news "
    "meetings/test_board_silence meetings/test_silence_shown",
    "actions/last_change.py": "actions/test_last_change meetings/test_finding_list",
    "meetings/models/findings.py": "meetings/test_classified_findings meetings/test_finding_list",
    "actions/reviewing/filters.py": "actions/test_review gtm/test_days",
    "actions/deadlines/days.py": DEADLINES,
    "actions/deadlines/spans.py": DEADLINES,
    "actions/deadlines/counted.py": DEADLINES,
    "actions/deadlines/reading.py": DEADLINES,
    "actions/deadlines/told.py": DEADLINES,
    "meetings/life/follow_ups.py": f"{NEWS} meetings/test_follow_ups_again",
    "meetings/life/adoption.py": "meetings/test_adoption meetings/test_two_at_once",
    "meetings/life/register.py": f"{LIFE} meetings/test_follow_ups meetings/test_corrections "
    "meetings/test_register",
    "meetings/life/publishing.py": f"{LIFE} meetings/test_corrections meetings/test_verification "
    "meetings/test_second_look meetings/test_files meetings/test_archive meetings/test_adoption",
    "meetings/life/verbs.py": f"{LIFE} meetings/test_corrections meetings/test_planning "
    "meetings/test_adoption",
    "meetings/life/readers.py": "meetings/test_reading meetings/test_sequences",
    "meetings/writing/carryover.py": "meetings/test_carryover meetings/test_carryover_days "
    "meetings/test_carryover_ended meetings/test_carryover_rows meetings/test_adoption",
    "meetings/writing/store.py": "meetings/test_store meetings/test_conflict "
    "meetings/test_planning meetings/test_sequences",
    "meetings/writing/saving.py": "meetings/test_store meetings/test_conflict "
    "meetings/test_sequences",
    "meetings/writing/thinning.py": "meetings/test_thinning",
    "meetings/board/figures.py": "meetings/test_figures meetings/test_board",
    "meetings/board/turnout.py": "meetings/test_figures meetings/test_board",
    "gtm/outbox.py": "gtm/test_outbox",
}
# What once went unnoticed: (module, what, the code, what takes its place).
KNOWN = [
    (
        "actions/querysets.py",
        "put off to a next meeting that was cancelled",
        "group.meetings.taking_place()",
        "group.meetings",
    ),
    (
        "meetings/life/follow_ups.py",
        "caught up from replaced versions of later minutes",
        "if version.version != version.meeting.published_version:",
        "if False:",
    ),
    (
        "meetings/life/publishing.py",
        "a next meeting before this one",
        " or day <= meeting.date",
        "",
    ),
    (
        "actions/lateness.py",
        "how late it was on a day ignores the day",
        "any(stop <= day for stop in stops)",
        "any(stops)",
    ),
    (
        "meetings/writing/carryover.py",
        "closings said in published minutes after an unpublished one are not heard",
        "for each in since for",
        "for each in unpublished for",
    ),
    (
        "meetings/writing/thinning.py",
        "the base of a parked text goes",
        "~Exists(started_here),",
        "",
    ),
    (
        "gtm/outbox.py",
        "a failing mail is tried at once again",
        "not_before=now + wait",
        "not_before=now",
    ),
    (
        "actions/chases/reminders.py",
        "asked about and late: listed twice",
        '.exclude(pk__in=late.values("pk"))',
        "",
    ),
    (
        "actions/chases/reminders.py",
        "asked about and due soon: listed twice",
        ".exclude(pk__in=[each.pk for each in soon])",
        "",
    ),
]
COMPARED = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
}
LOOKUPS = {"lt": "lte", "lte": "lt", "gt": "gte", "gte": "gt"}
# Methods of querysets without which more is found, or in another order.
NARROWING = {"filter", "exclude", "running", "open", "late", "taking_place", "current"}
NARROWING |= {"distinct", "order_by", "concerning", "published"}
OTHERS = {"first": "last", "last": "first", "min": "max", "max": "min"}
# Of two at once, tried on PostgreSQL by threads; of speed; of what a person reads of an error.
UNSEEN = ("locks.", "logger.", "select_related", "prefetch_related", "only", "defer", "hold")


class Rules(Finder):
    """Collects the changes of the rules of one file."""

    def add(self, node, text, what):
        if self.function:
            super().add(node, text, " ".join(what.split())[:150])

    def visit_arguments(self, node):
        """Defaults are no code of the function."""

    def visit_body(self, node):
        """Nor is what it is said to return."""
        for each in (*node.decorator_list, *node.body):
            self.visit(each)

    def visit_AnnAssign(self, node):
        if node.value:
            self.visit(node.value)

    def visit_Raise(self, node):
        """What it says is not a rule."""

    def visit_Compare(self, node):
        for place, operator in enumerate(node.ops):
            turned = COMPARED[type(operator)]()
            operators = [*node.ops[:place], turned, *node.ops[place + 1 :]]
            text = self.text(ast.Compare(node.left, operators, node.comparators))
            self.add(node, f"({text})", f"{text} for {self.text(node)}")
        self.generic_visit(node)

    def visit_BoolOp(self, node):
        for each in node.values:
            rest = [value for value in node.values if value is not each]
            kept = self.text(ast.BoolOp(node.op, rest) if len(rest) > 1 else rest[0])
            self.add(node, f"({kept})", f"without {self.text(each)} of {self.text(node)}")
        self.generic_visit(node)

    def visit_BinOp(self, node):
        if isinstance(node.op, ast.BitAnd | ast.BitOr):
            for side, other in ((node.left, node.right), (node.right, node.left)):
                self.add(node, f"({self.text(other)})", f"without {self.text(side)} in a sum")
        elif isinstance(node.op, ast.Add | ast.Sub) and _counts(node.right):
            turned = ast.Sub() if isinstance(node.op, ast.Add) else ast.Add()
            text = self.text(ast.BinOp(node.left, turned, node.right))
            self.add(node, f"({text})", f"{text} for {self.text(node)}")
            self.add(node, f"({self.text(node.left)})", f"only the left of {self.text(node)}")
        self.generic_visit(node)

    def visit_UnaryOp(self, node):
        if isinstance(node.op, ast.Not | ast.Invert):
            self.add(node, f"({self.text(node.operand)})", f"turned: {self.text(node)}")
        self.generic_visit(node)

    def visit_If(self, node):
        self._test(node.test)
        if isinstance(node.body[0], ast.Return | ast.Continue | ast.Raise) and not node.orelse:
            self.add(node.test, "False", f"never: if {self.text(node.test)}")
        self.generic_visit(node)

    def visit_IfExp(self, node):
        self._test(node.test)
        self.generic_visit(node)

    def visit_comprehension(self, node):
        for each in node.ifs:
            self.add(each, "True", f"all, not only if {self.text(each)}")
        self.generic_visit(node)

    def _test(self, test):
        if isinstance(test, ast.Name | ast.Attribute | ast.Call):
            self.add(test, f"(not {self.text(test)})", f"turned: if {self.text(test)}")

    def visit_Call(self, node):
        whole, name = self.text(node), getattr(node.func, "attr", getattr(node.func, "id", ""))
        if name in UNSEEN or whole.startswith(UNSEEN):
            return self.generic_visit(node)
        if name in NARROWING and isinstance(node.func, ast.Attribute) and _narrows(node, name):
            self.add(node, self.text(node.func.value), f"without .{name} of {whole[-90:]}")
        if name in OTHERS and not (name in ("first", "last") and node.args):
            text = self._call(node, node.keywords, OTHERS[name])
            self.add(node, text, f"{OTHERS[name]} for {name} in {whole[-90:]}")
        self._keywords(node, name)
        self.generic_visit(node)

    def _keywords(self, node, name):
        for each in filter(lambda keyword: keyword.arg, node.keywords):
            rest = [keyword for keyword in node.keywords if keyword is not each]
            stem, _, lookup = each.arg.rpartition("__")
            if rest or node.args:
                self.add(node, self._call(node, rest), f"without {self.text(each)} in {name}")
            if lookup in LOOKUPS:
                turned = ast.keyword(f"{stem}__{LOOKUPS[lookup]}", each.value)
                text = self._call(node, [*rest, turned])
                self.add(node, text, f"{self.text(turned)} in {name}")

    def _call(self, node, keywords, name=None):
        function = node.func
        if name and isinstance(function, ast.Attribute):
            function = ast.Attribute(function.value, name)
        elif name:
            function = ast.Name(name)
        return self.text(ast.Call(function, node.args, keywords))

    def visit_Dict(self, node):
        for key, value in zip(node.keys, node.values, strict=True):
            if isinstance(key, ast.Constant) and len(node.keys) > 1:
                rest = [(k, v) for k, v in zip(node.keys, node.values, strict=True) if k is not key]
                text = self.text(ast.Dict(*map(list, zip(*rest, strict=True))))
                self.add(node, text, f"without {self.text(key)}: {self.text(value)}")
        self.generic_visit(node)

    def visit_Expr(self, node):
        if isinstance(node.value, ast.Call) and not self.text(node).startswith(UNSEEN):
            self.add(node, "None", f"without {self.text(node)}")
        self.generic_visit(node)

    def visit_AugAssign(self, node):
        self.add(node, "pass", f"without {self.text(node)}")
        self.generic_visit(node)

    def visit_JoinedStr(self, node):
        """What is shown, or a key: no rule."""


def _counts(node):
    """A number, a lapse of time or a name in capitals: what a limit is moved by."""
    text = ast.unparse(node)
    return text.isdecimal() or text.startswith("timedelta(") or text.isupper()


def _narrows(node, name):
    """An order is left out only where there is one; the rest where something is asked."""
    return bool(node.args or node.keywords) or name not in ("order_by", "filter", "exclude")


def known():
    """Raises where the code of one is not there (any more) exactly once: it has to follow."""
    for module, what, old, new in KNOWN:
        path = ROOT / module
        source = path.read_text()
        if source.count(old) != 1:
            raise ValueError(f"{module} has {source.count(old)} times: {old}")
        start = len(source[: source.index(old)].encode())
        line = source[: source.index(old)].count("\n") + 1
        around = [
            first_line(node)
            for node in ast.walk(ast.parse(source))
            if isinstance(node, ast.FunctionDef) and first_line(node) <= line <= node.end_lineno
        ]
        end = start + len(old.encode())
        yield Mutant(path, line, f"known: {what}", start, end, new, min(around))


def mutants(modules):
    """Of these modules, with the tests to ask; a name that comes again has its rank behind it."""
    found = list(known())
    for module in modules:
        found += Rules(ROOT / module).found
    unique = {(each.path, each.start, each.end, each.text): each for each in reversed(found)}
    counts = Counter()
    for each in reversed(unique.values()):
        module = str(each.path.relative_to(ROOT))
        if module in modules:
            counts[each.name] += 1
            rank = f" #{counts[each.name]}" if counts[each.name] > 1 else ""
            yield replace(each, what=each.what + rank, files=tuple(files_of(module)))


def files_of(module):
    return [f"tests/{each}.py" for each in MODULES[module].split()]


def equals():
    """{name of a mutant: why it behaves the same}"""
    lines = [line for line in EQUALS.read_text().splitlines() if line and line[0] != "#"]
    return dict(line.rsplit(" | ", 1) for line in lines)  # names have one too


def wanted(arguments):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--only", action="append", choices=MODULES, metavar="MODULE")
    parser.add_argument("--known", action="store_true")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--baseline", type=Path, help="keeps what the unchanged run told")
    parser.add_argument("words", nargs="*")
    return parser.parse_args(arguments)


def main(arguments):
    asked = wanted(arguments)
    modules = asked.only or list(MODULES)
    every, same = list(mutants(modules)), equals()
    found = [each for each in every if all(word in str(each) for word in asked.words)]
    found = [each for each in found if each.name not in same]
    found = [each for each in found if not asked.known or ": known: " in f": {each.what}"]
    gone = {name for name in same if name.split()[0] in modules} - {each.name for each in every}
    if gone:
        sys.exit("\n".join(["No longer found, to be removed from the list:", *sorted(gone)]))
    if asked.list:
        sys.exit("\n".join(map(str, found)))
    survivors = run(found, every, modules, asked.baseline)
    table(found, survivors, Counter(name.split()[0] for name in same))
    sys.exit(1 if survivors else 0)


def run(found, every, modules, baseline):
    """The mutants that no test notices."""
    os.chdir(ROOT)
    os.environ["EVERY_TEST"] = "1"
    tests = sorted({path for module in modules for path in files_of(module)})
    with tempfile.TemporaryDirectory() as folder:
        places = {(each.path, each.function) for each in every}
        runner = Runner(found, places, baseline or Path(folder) / "baseline", _say)
        # A number of queries is no rule: what it notices is not said to be right or wrong. Nor are
        # migrations: here the tables are made without them.
        options = ["-x", "-n", "0", "--nomigrations", "--show-capture=no", "--capture=sys"]
        options += ["-k", "not costs and not queries and not asks_once and not migration"]
        ended = pytest.main([*options, *tests], plugins=[runner])
    if ended not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        sys.exit(ended)
    return runner.survivors


def table(found, survivors, same):
    counts = defaultdict(lambda: [0, 0])
    for place, some in enumerate((found, survivors)):
        for each in some:
            counts[str(each.path.relative_to(ROOT))][place] += 1
    _say("| module | changes | noticed | survived | equal |\n|---|---|---|---|---|")
    for module, (tried, left) in counts.items():
        _say(f"| {module} | {tried} | {tried - left} | {left} | {same[module]} |")
    for each in survivors:
        _say(f"survived: {each}")


def _say(line):
    print(line, file=sys.__stdout__, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
