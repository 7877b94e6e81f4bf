"""An oracle that compares what was typed with what became of it.

Four numbers must be nought, whatever happened in between: letters and rows lost; letters, rows and
saves doubled; silent overwrites; false indicators.
"""

from collections import Counter
from difflib import SequenceMatcher
from itertools import pairwise, takewhile

NOTHING = (0, 0, 0, 0)


def verdict(robot, **others):
    """The oracle's numbers, once the page has done what it can by itself."""
    robot.settle()
    oracle = Oracle(robot, **others)
    if any(oracle.numbers):  # shown with the failure
        print(oracle.typed, oracle.document, robot.told, robot.ledger.late, sep="\n")  # noqa: T201
    return oracle.numbers


def in_common(one, other):
    """How many letters two texts share, in order; without their ends it goes on for ever."""
    start = _same_start(one, other)
    one, other = one[start:], other[start:]
    end = _same_start(one[::-1], other[::-1])
    one, other = one[: len(one) - end], other[: len(other) - end]
    same = SequenceMatcher(None, one, other, autojunk=False).get_matching_blocks()
    return start + end + sum(block.size for block in same)


def _same_start(one, other):
    pairs = zip(one, other, strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


class Oracle:
    """What became of it: letters lost, doubled, silent overwrites, false indicators."""

    def __init__(self, robot, others=(), other_rows=()):
        robot.hear()
        self.robot, self.truth = robot, robot.site.ask("truth", meeting=robot.meeting)
        self.others, self.other_rows = others, other_rows
        self.document = self.truth["document"]
        self.typed = {field: robot.ledger.text(field) for field in robot.ledger.fields}
        self.lost, self.doubled = robot.lost, 0
        self._compare_letters()
        self._compare_rows()
        self.overwritten = sum(not self._is_in_history(each) for each in self._acknowledged())
        self.false = robot.false

    @property
    def numbers(self):
        return self.lost, self.doubled, self.overwritten, self.false

    def _compare_letters(self):
        for field, typed in self.typed.items():
            stored = self.stored(field)
            if typed != stored:
                common = in_common(typed, stored)
                self.lost += len(typed) - common
                self.doubled += len(stored) - common

    def stored(self, field):
        key = field
        if field == "discussion":
            key = f"points/{self.document['points'][-1]}/discussion"
        return self.document.get(key, "")

    def _compare_rows(self):
        wordings = Counter(
            self.document.get(f"attendance/{uid}/wording", "")
            for uid in self.document["attendance"]
        )
        expected = Counter([*(wording for _, wording in self.robot.rows), *self.other_rows])
        self.lost += (expected - wordings).total()
        self.doubled += sum(wordings[each] > 1 for each in expected)
        lists = [uid for each in self.document.values() if isinstance(each, list) for uid in each]
        self.doubled += len(lists) - len(set(lists))
        texts = [each["document"] for each in self.truth["history"] if each["version"]]
        self.doubled += sum(
            one == other for one, other in pairwise(texts)
        )  # a save that counts twice

    def _acknowledged(self):
        """(key, text) of everything that was once acknowledged, or set aside."""
        for form in self.robot.acknowledged:
            for key, values in form.items():
                if key == "closing" or key.endswith("/discussion"):
                    yield key, values[-1]
        yield from self.others

    def _is_in_history(self, pair):
        key, text = pair
        return any(
            text == value and (key == name or key.endswith(name))
            for each in self.truth["history"]
            for name, value in each["document"].items()
        )
