"""Removes each permission check, one at a time, and shows whether the suite notices.

    .venv/bin/python -m tests.permission_mutants [--baseline=FILE] [words of a mutant's name …]

Checks are found in the syntax tree, so that new ones are picked up by themselves; a line `SURVIVED`
is a missing test. Prints the score. How the tests are run: `mutant_running.py`; a file given as
`--baseline` keeps what the unchanged run told, for the next time. What only decides whether a
button is shown (`may_…` of a page) is no check.
"""

import ast
import os
import sys
import tempfile
from pathlib import Path

import pytest

from tests.mutant_running import Runner
from tests.mutants import ROOT, Finder, Mutant

APPS = ("gtm", "actions", "meetings")
SCOPED = {"visible_to", "with_text_visible_to", "managed_by", "editable_by", "publishable_by"}
SCOPED |= {"movable_by", "with_history_visible_to", "reviewed_by", "reportable_by", "closable_by"}
SCOPED |= {"declarable_by", "designatable_by", "classifiable_by"}
SCOPED |= {"prepared_by", "put_elsewhere_by", "proposable_by", "convened_by", "sent_by"}
SCOPED |= {"answerable_by", "changeable_by", "offerable_by", "publicised_by", "removable_by"}
SCOPED |= {"rescued_by", "vouched_by", "written_by"}
CONDITIONS = {"directory_visible", "accounts_visible", "groups_counted", "groups_kept"}
CONDITIONS |= {"members_visible", "sheets_visible", "proposals_in_name_of"}
GUARDS = {"PermissionDenied", "Http404"}
METHODS = {"require_safe", "require_POST", "require_http_methods", "login_not_required"}
PUBLIC = "of what is published only, which all members may read; non-members come no further"
BUTTON = "whether a button of a row is shown; what it leads to asks again"
BOARD, WRITING = "meetings/board/views", "meetings/writing/views"
PUBLICISING = "meetings/sharing/views/publicising.py"
ALL_MEETINGS = "Meeting.objects.visible_to(request.user)"
# Whoever behaves the same without its change, and why the code is not simplified.
EQUAL = {
    "gtm/access/minutes.py meetings_visible: if mine.reviewer: always False": "SP/CCM "
    "reads every text anyhow; it spares the database conditions that are always met",
    f"{BOARD}/board.py board_turnout: open: Meeting.objects.visible_to(request.user)": PUBLIC,
    f"{BOARD}/board.py minutes_ask: open: Meeting.objects.visible_to(request.user)": "SP/CCM "
    "alone comes there, which sees all",
    f"{WRITING}/lecture.py amendment_add: open: Meeting.objects.visible_to(request.user)": "of "
    "the meeting's group only, which is the secretary's own",
    "actions/views/review.py _rows: open: these.declarable_by(user)": BUTTON,
    "actions/views/review.py _rows: open: these.closable_by(user)": BUTTON,
    f"{PUBLICISING} version_publicise: open: {ALL_MEETINGS}": "SP/CCM alone comes there, which "
    "sees all",
    f"{PUBLICISING} public_take_back: open: {ALL_MEETINGS}": "the same",
    f"{BOARD}/home.py _own: if not mine.agencies: always False": "no structure has no "
    "action; it spares the query",
}
TESTS = ("test_access.py", "test_access_forms.py", "test_attacks.py", "gtm", "importing")
TESTS += ("meetings", "actions")


class Checks(Finder):
    """Collects the permission checks of one file."""

    def __init__(self, path):
        self.is_access = path.parent == ROOT / "gtm/access"
        super().__init__(path)

    def visit_body(self, node):
        self.decorates = True
        for each in node.decorator_list:
            if self.text(each).partition("(")[0] in METHODS:
                self.add(each, "(lambda view: view)", f"without @{self.text(each)}")
        self.decorates = False
        self.generic_visit(node)

    def visit_Call(self, node):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        whole = self.text(node)
        if name in SCOPED:
            self.add(node, f"{self.text(node.func.value)}.all()", f"open: {whole}")
        elif name in CONDITIONS:
            self.add(node, "access.Q()", f"open: {whole}")
        elif name == "filter" and not self.is_access and _names_rights(node):
            self.add(node, f"{self.text(node.func.value)}.all()", f"open: {whole}")
        if self.is_access and len(node.keywords) > 1 and name != "dataclass":
            for each in node.keywords:
                rest = [k for k in node.keywords if k is not each]
                call = ast.Call(node.func, node.args, rest)
                self.add(node, self.text(call), f"without {self.text(each)} in {whole}")
        self.generic_visit(node)

    def visit_Assign(self, node):
        if not any(_is_button(each) for each in node.targets):
            self.generic_visit(node)

    def visit_Dict(self, node):
        for key, value in zip(node.keys, node.values, strict=True):
            if not _names_button(key):
                self.visit(value)

    def visit_Expr(self, node):
        if isinstance(node.value, ast.Call) and self.text(node.value.func).endswith("require"):
            self.add(node, "None", f"without {self.text(node)}")
        self.generic_visit(node)

    def visit_Raise(self, node):
        name = self.text(node.exc).partition("(")[0] if node.exc else ""
        if name in GUARDS:
            self.add(node, "pass", f"without {self.text(node)}")
        self.generic_visit(node)

    def visit_If(self, node):
        if self.is_access or _names_rights(node.test):
            for value in ("True", "False"):
                self.add(node.test, value, f"if {self.text(node.test)}: always {value}")
        self.generic_visit(node)

    def visit_Return(self, node):
        if self.is_access and node.value and self.text(node.value) != "NOTHING":
            for text in _opened(node.value):
                self.add(node.value, text, f"return {text} for {self.text(node.value)}"[:150])
        self.generic_visit(node)

    def visit_BinOp(self, node):
        if self.is_access and isinstance(node.op, ast.BitAnd | ast.BitOr):
            for side in (node.left, node.right):
                self.add(node, self.text(side), f"only {self.text(side)} of {self.text(node)}")
        self.generic_visit(node)

    def visit_BoolOp(self, node):
        if self.is_access:
            for each in node.values:
                rest = [value for value in node.values if value is not each]
                kept = self.text(ast.BoolOp(node.op, rest) if len(rest) > 1 else rest[0])
                self.add(node, f"({kept})", f"without {self.text(each)} of {self.text(node)}")
        self.generic_visit(node)


def _names_rights(node):
    """Whether an expression asks a scope: `mine.groups`, `scope(user).reviewer`."""
    words = {each.id for each in ast.walk(node) if isinstance(each, ast.Name)}
    return bool(words & {"mine", "scope"}) or "is_authenticated" in ast.unparse(node)


def _names_button(key):
    return isinstance(key, ast.Constant) and str(key.value).startswith("may_")


def _is_button(target):
    return isinstance(target, ast.Subscript) and _names_button(target.slice)


def _opened(value):
    """What a rule of access/ may return to let everybody through."""
    text = ast.unparse(value)
    if text == "Q()":
        return []  # open already
    if "Q(" in text or "allowed" in text:
        return ["Q()"]
    return ["True"] if "or " in text or "mine" in text or "self." in text else []


def settings_mutants():
    """The middlewares that ask for a sign-in and forbid caches to keep an answer."""
    path = ROOT / "gtm/settings.py"
    source = path.read_bytes()
    for name in (b"SignInRequired", b"private_answers", b"XFrameOptionsMiddleware", b"CSPMiddle"):
        start = source.index(name)
        start, end = source.rindex(b"\n", 0, start), source.index(b"\n", start)
        line = source[:start].count(b"\n") + 2
        yield Mutant(path, line, f"without {source[start:end].strip().decode()}", start, end, "")


def mutants(words):
    found = list(settings_mutants())
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            if "migrations" not in path.parts and "management" not in path.parts:
                found += Checks(path).found
    unique = {(m.path, m.start, m.end, m.text): m for m in found}
    return [each for each in unique.values() if all(word in str(each) for word in words)]


def main(words):
    kept = [word for word in words if word.startswith("--baseline=")]
    found = mutants([word for word in words if word not in kept])
    found = [mutant for mutant in found if mutant.name not in EQUAL]
    os.chdir(ROOT)
    os.environ["EVERY_TEST"] = "1"
    with tempfile.TemporaryDirectory() as folder:
        baseline = Path(kept[0].partition("=")[2]) if kept else Path(folder) / "baseline"
        places = {(each.path, each.function) for each in mutants([])}
        runner = Runner(found, places, baseline, _say)
        options = ["-x", "-n", "0", "--nomigrations", "--show-capture=no", "--capture=sys"]
        ended = pytest.main([*options, *(f"tests/{each}" for each in TESTS)], plugins=[runner])
    if ended not in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
        sys.exit(ended)
    _say(f"{len(found) - len(runner.survivors)} of {len(found)} noticed")
    for mutant in runner.survivors:
        _say(f"survived: {mutant}")
    for name, reason in EQUAL.items():
        _say(f"left out: {name}: {reason}")


def _say(line):
    print(line, file=sys.__stdout__, flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
