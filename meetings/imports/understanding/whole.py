"""The whole of an original: which part each line belongs to, in one pass. Pure."""

from dataclasses import dataclass

from meetings.imports.reading.text import NO_SPACES
from meetings.imports.understanding import after, before, headings, spread
from meetings.imports.understanding.lines import lines_of
from meetings.imports.understanding.state import State
from meetings.imports.understanding.untabled import tabled

DEFAULT_HEADING = "Personne/Agence Responsable"
_PARTS = {
    "head": before.in_head,
    "attendance": before.in_attendance,
    "agenda": before.in_agenda,
    "body": after.in_body,
}


@dataclass(frozen=True)
class Understood:
    """`document`: the map; `marks`: {key: [is sure, place]}; `left`: [(place, text)] not taken."""

    document: dict
    marks: dict
    left: tuple

    @property
    def to_check(self):
        return [key for key, (sure, _) in self.marks.items() if not sure]


def understood(reading, known=None, responsible_heading=DEFAULT_HEADING):
    """What a `Reading` says; `known`: the directory of `actions.responsibles`."""
    state = State(tabled(lines_of(reading.blocks)), known or {}, responsible_heading)
    state.has_agenda = any(map(before.announces, state.lines))
    state.has_styles = any(line.heading or line.is_bold for line in state.lines)
    place = 0
    while place < len(state.lines):
        following = state.lines[place + 1 : place + 2]
        place += _take(state, state.lines[place], following[0] if following else None)
    state.end_list()
    state.body.close()
    for block in reading.blocks:
        if block.origin:
            state.draft.leave(block.place, block.text)
    if NO_SPACES in reading.told:
        for mark in state.draft.marks.values():
            mark[0] = False
    return Understood(state.draft.document, state.draft.marks, tuple(state.draft.left))


def _take(state, line, following):
    """Put a line where it belongs; returns how many lines were taken."""
    if state.part in ("closing", "after"):
        return after.late(state, line, following)
    if line.rows:
        spread.table(state, line)
        return 1
    if state.title and line.key == state.title and state.part == "body":
        state.draft.leave(line.place, line.full)  # a head of page
        return 1
    if headings.opens_point(state, line, following) or headings.opens_part(state, line, following):
        return 1
    if headings.closes(state, line):
        state.leave_body("closing")
        return after.late(state, line, following)
    return _PARTS[state.part](state, line, following)
