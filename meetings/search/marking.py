"""What of a text was found: its best passages, the sentence of each, the words marked. Pure."""

import re
from collections import defaultdict
from dataclasses import dataclass

from meetings.search.language import EXACT, exact, stem, words
from meetings.search.passages import AROUND

LONGEST = 280  # signs that are shown of a sentence
SHOWN = 3  # passages of one meeting
_SENTENCE = re.compile(r"(?<=[.;!?…])\s+|\n+")
_ORDER = {"action": 0, "point": 1}  # then what was said; last what surrounds it


@dataclass(frozen=True)
class Found:
    """A passage, and its sentence in pieces: [(text, whether it is what was asked)]."""

    passage: object
    pieces: list
    count: int = 0  # of the terms that it holds


def best(passages, query):
    """The passages that hold most of what is asked, what was decided before what was said."""
    found = [_found(passage, query) for passage in passages]
    found = [each for each in found if each.count]
    found.sort(key=_nearness)
    return found[:SHOWN]


def _nearness(found):
    last = 3 if found.passage.weight == AROUND else 2
    return -found.count, _ORDER.get(found.passage.kind, last)


def _found(passage, query):
    read = words(passage.text)
    marks = marks_in(read, query)
    count = len({term for term, _, _ in marks})
    return Found(passage, _pieces(passage.text, marks) if marks else [], count)


def marks_in(read, query):
    """(term, start, end) of what is found among words, in the order of their places."""
    places = defaultdict(list)
    for place, word in enumerate(read):
        places[stem(word.text)].append(place)
        places[exact(word.text)].append(place)
    marks = [
        (term, read[place].start, read[place + len(sequence) - 1].end)
        for term in query.terms
        for sequence in term.either
        for place in _first_places(sequence, term.is_begun, places)
    ]
    return sorted(marks, key=lambda mark: (mark[1], -mark[2]))


def _first_places(sequence, is_begun, places):
    """Where the lexemes of a sequence stand side by side: the place of the first."""
    *whole, last = sequence
    ends = set(places.get(last, ()))
    if is_begun and last.startswith(EXACT):
        ends.update(*(found for lexeme, found in places.items() if lexeme.startswith(last)))
    starts = {place - len(whole) for place in ends}
    for step, lexeme in enumerate(whole):
        starts &= {place - step for place in places.get(lexeme, ())}
    return starts


def _pieces(text, marks):
    """The sentence with most terms, cut to what is shown."""
    start, end = max(_sentences(text), key=lambda place: _held(marks, *place))
    inside = [(first, last) for _, first, last in marks if start <= first and last <= end]
    start, end = _cut(text, start, end, inside)
    pieces, place = [("…", False)] if start and text[start - 1] not in "\n" else [], start
    return [*pieces, *_marked(text, start, end, inside)] if inside else [(text[place:end], False)]


def _sentences(text):
    place = 0
    for gap in _SENTENCE.finditer(text):
        yield place, gap.start()
        place = gap.end()
    yield place, len(text)


def _held(marks, start, end):
    """Of two sentences with as many terms the first wins: `max` keeps it."""
    return len({term for term, first, last in marks if start <= first and last <= end})


def _cut(text, start, end, inside):
    """At most `LONGEST` signs, round the first mark, between words."""
    if end - start <= LONGEST:
        return start, end
    first = inside[0][0] if inside else start
    begin = max(start, min(first - LONGEST // 4, end - LONGEST))
    while begin > start and not text[begin - 1].isspace():
        begin -= 1
    finish = min(end, begin + LONGEST)
    while finish < end and finish > first and not text[finish].isspace():
        finish -= 1
    return begin, finish


def _marked(text, start, end, inside):
    place = start
    for first, last in inside:
        if first < place or last > end:
            continue  # overlaps the one before, or was cut away
        if first > place:
            yield text[place:first], False
        yield text[first:last], True
        place = last
    if place < end:
        yield text[place:end], False
