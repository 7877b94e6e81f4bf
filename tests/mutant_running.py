"""Runs the suite's tests against changed code, fast: a pytest plugin that forks for each change.

The parent imports everything and makes the test database (in SQLite's memory, so that each child
has its own). One child runs all tests unchanged, which must pass, and writes down which of them
execute each function that is to be changed; of the table of `test_access.py`, which rows. Every
further child swaps changed code in and runs these tests only, up to the first that turns red: the
others do not execute it, so they cannot see it. That this test stays green when the same code is
swapped in unchanged is tried too.
"""

import ast
import builtins
import gc
import itertools
import os
import pickle
import resource
import signal
import sys
import time
import traceback
import types
from collections import defaultdict
from functools import partial
from inspect import unwrap

import pytest
from _pytest.runner import runtestprotocol
from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.urls import get_resolver

SECONDS = 200  # after which a child is ended: what hangs was not noticed
BYTES = 4 << 30  # of a child: a loop that never ends fills the machine sooner
QUICK = ("-", "draft", "submitted")  # states of the table that notice nearly everything
TABLE = "test_each_person_gets_the_answer_of_the_table_and_reads_nothing_else"


def first_line(node):
    """Of a function with what decorates it, as `co_firstlineno` counts."""
    return min([node.lineno, *(each.lineno for each in node.decorator_list)])


def telling(path, lines):
    """The tree of a file whose functions at these lines tell when they are entered."""
    tree = ast.parse(path.read_bytes())
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and first_line(node) in lines:
            node.body[:0] = ast.parse(f"_entered({(str(path), first_line(node))!r})").body
    return ast.fix_missing_locations(tree)


def codes(code):
    """(name, how many of that name came before) → code object, of all functions in a module's."""
    found, counts = {}, defaultdict(itertools.count)

    def look(parent):
        for each in filter(lambda const: isinstance(const, types.CodeType), parent.co_consts):
            found[each.co_qualname, next(counts[each.co_qualname])] = each
            look(each)

    look(code)
    return found


def swap(path, changed):
    """Give the functions of a file the bodies of a changed tree or source."""
    old = codes(compile(path.read_bytes(), str(path), "exec"))
    new = codes(compile(changed, str(path), "exec", dont_inherit=True))
    places = {(code.co_qualname, code.co_firstlineno): key for key, code in old.items()}
    # Not `isinstance`, which wakes lazy objects.
    for function in [each for each in gc.get_objects() if type(each) is types.FunctionType]:
        code = function.__code__
        if code.co_filename == str(path):
            key = places.get((code.co_qualname, code.co_firstlineno))
            if key in new:
                function.__code__ = new[key]


def replace_views(path, changed):
    """Let the addresses lead to the views of a changed source: what decorates them is changed."""
    module = types.ModuleType("changed")
    exec(compile(changed, str(path), "exec", dont_inherit=True), module.__dict__)  # noqa: S102
    for pattern in every_pattern(get_resolver()):
        code = code_of(pattern.callback)
        if code.co_filename == str(path):
            pattern.callback = getattr(module, code.co_name)


def code_of(view):
    """The code of a view itself: under its decorators, and where a library has bound it."""
    view = unwrap(view)
    return code_of(view.func) if isinstance(view, partial) else view.__code__


def every_pattern(resolver):
    for each in resolver.url_patterns:
        yield from every_pattern(each) if hasattr(each, "url_patterns") else [each]


def key_of(row):
    return (row.state, row.method, row.script, row.asked)


def telling_views(enter):
    """Let each request tell its view too: what decorates one may answer in its stead."""
    resolve = BaseHandler.resolve_request

    def told(handler, request):
        match = resolve(handler, request)
        code = code_of(match.func)
        enter((code.co_filename, code.co_firstlineno))
        return match

    BaseHandler.resolve_request = told


def _state(item):
    """The state that a test of the table is about, else None."""
    return item.callspec.params["state"] if item.originalname == TABLE else None


def _is_quick(item):
    return item.get_closest_marker("django_db") and _state(item) is None


class Seen:
    """What the unchanged run told: the tests and rows that execute each function."""

    def __init__(self):
        self.items = defaultdict(set)  # (file, line) → names of tests
        self.rows = defaultdict(set)  # (file, line) → (state, row)
        self.marks = defaultdict(set)  # (state, row) → marks that somebody met there
        self.seconds = {}  # of each test
        self.failed = []


class Runner:
    """The plugin. `mutants` have `path`, `changed` (the file's new source), the line of `function`
    they change, whether they change what decorates it, and the `files` of tests to ask; `places`
    are those of all mutants; the file `baseline` keeps what the unchanged run told; `say` takes a
    line of text."""

    def __init__(self, mutants, places, baseline, say):
        self.mutants, self.places, self.baseline, self.say = mutants, places, baseline, say
        self.survivors, self.entered, self.tried, self.left_out = [], set(), set(), set()

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session):
        self.items = session.items
        self._passes(next(filter(_is_quick, self.items)))  # it makes the database
        seen = self._unchanged()
        for number, mutant in enumerate(self.mutants, 1):
            began = time.monotonic()
            noticed = self._noticed(mutant, seen)
            self.survivors += [] if noticed else [mutant]
            told = f"seen by {noticed}" if noticed else "SURVIVED"
            spent = f"{time.monotonic() - began:.1f} s"
            self.say(f"{number}/{len(self.mutants)} {mutant}: {told} ({spent})")
        return True

    def _noticed(self, mutant, seen):
        """The test that turns red by the change, and not by itself where it is run alone."""
        while True:
            noticed = self._forked(partial(self._noticed_by, mutant, seen), SECONDS)
            key = (mutant.path, mutant.decorates, noticed)
            if not noticed or mutant.function is None or key in self.tried:
                return noticed
            control = partial(self._noticed_by, mutant.control, seen, only=noticed)
            if self._forked(control, SECONDS) == "":
                self.tried.add(key)
                return noticed
            self.say(f"{noticed} turns red without any change: it does not count")
            self.left_out.add(noticed)

    def _passes(self, item):
        """Whether a test passes; the database stays."""
        # What stands open of the test before, in whatever file, would be taken for a fault.
        item.session._setupstate.teardown_exact(item)
        following = self.items[(self.items.index(item) + 1) % len(self.items)]
        reports = runtestprotocol(item, log=False, nextitem=following)
        return not any(each.failed for each in reports)

    def _forked(self, work, seconds):
        """What a function returns in a child of ours; None where it is ended before."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            signal.alarm(seconds)
            resource.setrlimit(resource.RLIMIT_DATA, (BYTES, BYTES))
            try:
                with os.fdopen(writing, "wb") as out:
                    pickle.dump(work(), out)
            except BaseException:
                traceback.print_exc(file=sys.__stderr__)
            finally:  # never a second parent
                os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "rb") as answer:
            told = answer.read()
        os.waitpid(child, 0)
        return pickle.loads(told) if told else None  # noqa: S301 - our own child's

    def _unchanged(self):
        if self.baseline.exists():
            return pickle.loads(self.baseline.read_bytes())  # noqa: S301 - written below
        seen = self._forked(self._record, 24 * SECONDS)
        if seen is None or seen.failed:
            pytest.exit(f"The suite fails without any change: {seen and seen.failed}")
        self.baseline.write_bytes(pickle.dumps(seen))
        self.say(f"{len(seen.seconds)} tests pass unchanged in {sum(seen.seconds.values()):.0f} s")
        return seen

    def _record(self):
        """Run everything, with functions that tell when they are entered."""
        seen, lines = Seen(), defaultdict(set)
        for path, line in self.places:
            lines[path].add(line)
        builtins._entered = self.entered.add
        telling_views(self.entered.add)
        for path in lines:
            swap(path, telling(path, lines[path]))
        for item in self.items:
            self._each_row(item, partial(self._record_row, seen))
            self.entered.clear()
            began = time.monotonic()
            seen.failed += [] if self._passes(item) else [item.nodeid]
            seen.seconds[item.nodeid] = time.monotonic() - began
            for place in self.entered:
                seen.items[place].add(item.nodeid)
        return seen

    def _each_row(self, item, ask):
        """Where a test asks for the rows of the table, let `ask(visit, rows, asking)` do it."""
        visit = getattr(item.module, "Visit", None)
        if visit:
            asking = self.__dict__.setdefault("asking", visit.ask_everything)
            visit.ask_everything = lambda visit, rows: ask(visit, rows, asking)

    def _record_row(self, seen, visit, rows, asking):
        outside, met = set(self.entered), visit.seen
        for row in rows:
            self.entered.clear()
            visit.seen = set()
            asking(visit, [row])
            for place in self.entered:
                seen.rows[place].add(key_of(row))
            seen.marks[key_of(row)] = visit.seen
            met |= visit.seen
        visit.seen = met
        self.entered.clear()
        self.entered.update(outside)

    def _noticed_by(self, mutant, seen, only=""):
        """The name of the first test that turns red, or "" (of all, or of the one named)."""
        everywhere = mutant.function is None
        if everywhere:
            settings.MIDDLEWARE = [each for each in settings.MIDDLEWARE if each not in mutant.what]
        elif mutant.decorates:
            replace_views(mutant.path, mutant.changed)
        else:
            swap(mutant.path, mutant.changed)
        place = (str(mutant.path), mutant.function)
        rows = seen.rows[place]
        states = {state for state, *_ in rows}
        for item in self.items:
            self._each_row(item, partial(self._ask_rows, None if everywhere else rows, seen))
        found = [
            item
            for item in self.items
            if everywhere or item.nodeid in seen.items[place] or _state(item) in states
            if only in ("", item.nodeid) and item.nodeid not in self.left_out
            if not mutant.files or item.nodeid.split("::")[0] in mutant.files
        ]
        quick = [state for state in QUICK if state in states]
        # What is newer than a kept baseline has no time yet.
        found.sort(
            key=lambda item: 0 if _state(item) in quick else seen.seconds.get(item.nodeid, 0)
        )
        return next((item.nodeid for item in found if not self._passes(item)), "")

    def _ask_rows(self, wanted, seen, visit, rows, asking):
        """Ask for these rows; what the others show is what they showed unchanged."""
        asked = [row for row in rows if wanted is None or key_of(row) in wanted]
        asking(visit, asked)
        for row in rows:
            if row not in asked:
                visit.seen |= seen.marks[key_of(row)]
