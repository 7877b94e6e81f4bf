"""Two texts that started from one, put together. Pure, and the same whoever is called « mine ».

Texts of fields by value, rows by uid: a row stands in the list where a side has put it, keeps the
order of the side that moved it, and goes when one side removed what the other left alone. Only two
things are a conflict: a field that both sides changed, differently; and a row that one side removed
while the other changed it, moved it or put something under it. In an open conflict the row stays
and the field says what theirs says. No row is ever lost, doubled or left without its parent.
"""

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass, field
from functools import cache, partial

from meetings.text import document as doc

CHOICES = ("mine", "theirs", "both")
LONG = 2_000  # a field with room for as much is written in lines


@dataclass(frozen=True)
class Conflict:
    """`key` is a field's, or `section/uid` for a row that `removed_by` (mine, theirs) took out."""

    key: str
    removed_by: str = ""


@dataclass(frozen=True)
class Merged:
    """The text; what nobody has decided yet; the lists that both sides reordered differently."""

    document: dict
    conflicts: list = field(default_factory=list)
    reordered: list = field(default_factory=list)


class _Text:
    """A map and where its rows stand: `places` {(section, uid): list key}, `below` {row: rows}."""

    def __init__(self, document):
        self.document = document
        self.places, self.below = {}, {}
        for key, value in document.items():
            section = doc.list_section(key)
            if section:
                rows = [(section, uid) for uid in value]
                self.places |= dict.fromkeys(rows, key)
                self.below.setdefault(_parent(key), []).extend(rows)

    def unit(self, row):
        """A row and all that stands below it."""
        return [row, *(each for child in self.below.get(row, ()) for each in self.unit(child))]

    def value(self, key):
        return self.document.get(key, "")


def _parent(list_key):
    section, _, rest = list_key.partition("/")
    return (section, rest.partition("/")[0]) if rest else None


def merge(base, mine, theirs, chosen=None):
    """`Merged` of `mine` and `theirs`, which both started from `base`.

    `chosen` decides conflicts: {key: mine, theirs or both}.
    """
    chosen = {key: side for key, side in (chosen or {}).items() if side in CHOICES}
    base, mine, theirs = _Text(base), _Text(mine), _Text(theirs)
    kept, gone, conflicts = {}, set(), []
    for remover, other, name in ((mine, theirs, "mine"), (theirs, mine, "theirs")):
        moved = cache(partial(_moved_in, base, other))
        for row in _removed(base, remover, other):
            touched = _is_touched(base, remover, other, row, moved)
            key = "/".join(row)
            if touched and key not in chosen:
                conflicts.append(Conflict(key, name))
            stays = touched and chosen.get(key) != name
            _settle(base, remover, other, row, kept if stays else gone)
    places = _places(base, mine, theirs, kept, gone)
    document, disputed = _fields(base, mine, theirs, places, kept, chosen)
    reordered = _lists(base, mine, theirs, places, document)
    pairs = [(key, each if isinstance(each, list) else [each]) for key, each in document.items()]
    return Merged(doc.clean(pairs), [*conflicts, *disputed], reordered)


def _removed(base, remover, other):
    """The rows that one side removed, without those that went with their parent."""
    lost = {row for row in base.places if row not in remover.places and row in other.places}
    return [row for row in base.places if row in lost and _parent(other.places[row]) not in lost]


def _is_touched(base, remover, other, row, moved):
    """Whether the side that kept a row changed, moved or added anything in it or below it.

    `moved` tells which rows of a list it may have moved.
    """
    for each in other.unit(row):
        place = base.places.get(each)
        if place != other.places[each]:
            return True
        if each not in remover.places and (each[1] in moved(place) or _differ(base, other, each)):
            return True
    return False


def _differ(base, other, row):
    keys = [doc.key_of(*row, name) for name in doc.ROWS[row[0]]]
    return any(base.value(key) != other.value(key) for key in keys)


def _moved_in(base, other, place):
    return _moved(base.value(place), other.value(place))


def _moved(before, after):
    """The uids that may have been moved: those that some longest unmoved run does without."""
    rank = {uid: place for place, uid in enumerate(before)}
    ranks = [rank[uid] for uid in after or () if uid in rank]
    if ranks == sorted(ranks):
        return set()
    ending = _runs(ranks)
    starting = _runs([-each for each in reversed(ranks)])[::-1]
    longest = max(ending)
    on_one = [
        upto if upto + onward - 1 == longest else 0
        for upto, onward in zip(ending, starting, strict=True)
    ]
    times = Counter(on_one)
    return {
        before[each]
        for each, step in zip(ranks, on_one, strict=True)
        if step == 0 or times[step] > 1
    }


def _runs(numbers):
    """The length of the longest increasing run (not of neighbours) that ends at each number."""
    ends, lengths = [], []
    for number in numbers:
        place = bisect_left(ends, number)
        ends[place : place + 1] = [number]
        lengths.append(place + 1)
    return lengths


def _settle(base, remover, other, row, into):
    """Note what becomes of a removed row with what stands below it, in `kept` or in `gone`."""
    for each in other.unit(row):
        if each not in remover.places:
            if isinstance(into, dict):
                into[each] = other
            else:
                into.add(each)


def _places(base, mine, theirs, kept, gone):
    """{row: the list in which it stands in the end}, parents before their rows."""
    wanted = {}
    for row in {**theirs.places, **mine.places}:
        if row not in gone:
            one, other = mine.places.get(row), theirs.places.get(row)
            wanted[row] = [kept[row].places[row]] if row in kept else _wanted(base, row, one, other)
    places = {}
    for row, lists in sorted(wanted.items(), key=lambda item: "/" in item[1][0]):
        found = [key for key in lists if _parent(key) is None or _parent(key) in places]
        if found:
            places[row] = found[0]
    return places


def _wanted(base, row, one, other):
    """Where a row may stand, best first: where a side moved it, else where both have it."""
    before = base.places.get(row)
    sides = sorted({place for place in (one, other) if place})
    return sorted(sides, key=lambda place: (place == before, place))


def _fields(base, mine, theirs, places, kept, chosen):
    """The fields of the head and of the rows that stay, and the `Conflict`s among them."""
    document, disputed = {}, []
    said = base.document.keys() | mine.document.keys() | theirs.document.keys()
    for row, key in _keys(places):
        if key not in said:
            continue
        if row in kept:
            document[key] = kept[row].value(key)
            continue
        before, one, other = (text.value(key) for text in (base, mine, theirs))
        if one in (other, before):
            document[key] = other
        elif other == before:
            document[key] = one
        else:
            document[key] = _decided(key, one, other, chosen.get(key))
            if key not in chosen:
                disputed.append(Conflict(key))
    return document, disputed


def _keys(places):
    yield from ((None, key) for key in doc.HEADER)
    yield from ((row, doc.key_of(*row, name)) for row in places for name in doc.ROWS[row[0]])


def can_join(key):
    """Whether two texts of a field may stand one after the other."""
    return not doc.field_of(key).choices and key.rpartition("/")[2] not in doc.FLAGS


def _decided(key, one, other, choice):
    if choice == "both" and can_join(key):
        sign = "\n" if doc.field_of(key).limit >= LONG else " / "
        return sign.join(text for text in (other, one) if text)
    return one if choice in ("mine", "both") else other


def _lists(base, mine, theirs, places, document):
    """Put the lists into `document`; returns the keys of those that both sides reordered."""
    members, reordered = {}, []
    for row, key in places.items():
        members.setdefault(key, set()).add(row[1])
    for key, uids in members.items():
        sides = [
            [uid for uid in text.document.get(key, ()) if uid in uids] for text in (mine, theirs)
        ]
        shared, disputed = _shared_order(base.document.get(key, ()), *sides)
        document[key] = _with_own_rows(shared, *sides)
        if disputed:
            reordered.append(key)
    return reordered


def _shared_order(before, one, other):
    """The order of the rows that both sides have, and whether both changed it, differently."""
    common = set(one) & set(other)
    first, second = ([uid for uid in side if uid in common] for side in (one, other))
    if first == second:
        return first, False
    known = [uid for uid in before if uid in common]
    were = set(known)
    moved = [[uid for uid in side if uid in were] != known for side in (first, second)]
    if moved == [True, False]:
        return first, False
    if moved == [False, True]:
        return second, False
    return min(first, second), all(moved)


def _with_own_rows(shared, one, other):
    """The rows of one side only follow their left neighbour there; ties by uid."""
    after, common = {}, set(shared)
    for side in (one, other):
        left = None
        for uid in side:
            if uid not in common:
                after.setdefault(left, []).append(uid)
            left = uid
    rows, waiting = [], [*reversed(shared), None]
    while waiting:
        here = waiting.pop()
        if here is not None:
            rows.append(here)
        waiting += sorted(after.get(here, ()), reverse=True)
    return rows
