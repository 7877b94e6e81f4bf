"""Twice the rows are twice the work: counted in comparisons and hashes of uids, not in seconds."""

import uuid
from functools import partial
from random import Random

import pytest

from meetings.text import diff
from meetings.text.merge import merge

FEW = 200


class Counted(str):
    """A uid that counts how often it is looked at."""

    looks = 0
    __slots__ = ()

    def __eq__(self, other):
        Counted.looks += 1
        return str.__eq__(self, other)

    def __hash__(self):
        Counted.looks += 1
        return str.__hash__(self)


def uids(count, seed):
    random = Random(seed)
    return [Counted(uuid.UUID(int=random.getrandbits(128))) for _ in range(count)]


def persons(rows, wording="OIM"):
    return {"attendance": rows} | {f"attendance/{uid}/wording": wording for uid in rows}


def points(rows, below):
    """As many points, each with an action."""
    under = {f"points/{uid}/actions": [each] for uid, each in zip(rows, below, strict=True)}
    return {"points": rows} | under | {f"actions/{uid}/text": "Former" for uid in below}


def all_new(count):
    return {"place": "PAM"}, persons(uids(count, 1)), persons(uids(count, 2))


def all_removed(count):
    """One side takes out all that the other typed in."""
    rows = uids(count, 1)
    return persons(rows), {"place": "PAM"}, persons(rows, "PAM")


def all_moved(count):
    rows = uids(count, 1)
    return persons(rows), persons(Random(2).sample(rows, count)), persons(rows[::-1])


def all_below(count):
    rows, below = uids(count, 1), uids(count, 2)
    return points(rows, below), points(rows, below[::-1]), {"place": "PAM"}


def merged(base, mine, theirs):
    return partial(merge, base, mine, theirs)


def told(base, mine, theirs):
    merged = merge(base, mine, theirs)
    return partial(diff.told, mine, merged.document, ["Amina"], merged.reordered)


def changed(_, mine, theirs):
    return partial(diff.changes, mine, theirs)


def asked(base, mine, theirs):
    return partial(diff.questions, merge(base, mine, theirs).conflicts, base, mine, theirs)


@pytest.mark.parametrize("texts", [all_new, all_removed, all_moved, all_below])
@pytest.mark.parametrize("work", [merged, told, changed, asked])
def test_twice_the_rows_are_looked_at_twice_as_often(work, texts):
    looks = []
    for count in (FEW, 2 * FEW):
        call = work(*texts(count))
        Counted.looks = 0
        call()
        looks.append(Counted.looks)
    assert looks[1] <= 2.5 * max(looks[0], FEW)
