"""The points themselves, and what stands after the last: closing, next meeting, signatures."""

import re

from meetings.imports.understanding import head, points, tables, words

_END_HOUR = re.compile(r"(?:à|vers)\s+(\d{1,2}\s?[hH:]\s?\d{0,2})(?:\s?min)?\b")
_RANGE = re.compile(r"\d\D+-\D*\d|à")
_TOLD = ("end", "next", "next_place")


def in_body(state, line, _following):
    if _is_general(state, line):
        state.general(line)
        return 1
    found = head.fact(line.text) if len(line.text) < 120 and not line.sign else None
    if found and found[0] in _TOLD and state.head.take(*found, line.place):
        return 1
    state.next_in(line)
    state.body.line(line)
    return 1


def _is_general(state, line):
    """« III. RECOMMANDATIONS » below the last point: those of the whole meeting."""
    if state.at < len(state.agenda.points) - 1 or not points.is_actions(line):
        return False
    return bool(line.number or (line.heading and state.rank and line.heading <= state.rank))


def late(state, line, following):
    """A line below the last point; returns how many lines were taken."""
    if line.rows:
        _late_table(state, line)
        return 1
    if words.PHOTOS.fullmatch(line.key):
        state.photos(line)
        return 1
    if taken := _next_meeting(state, line, following):
        return taken
    if state.part == "after" or words.SIGNATURES.fullmatch(line.key) or "\t" in line.text:
        state.draft.leave(line.place, line.full)
        state.part = "after"
    elif words.END.fullmatch(line.key):
        state.draft.leave(line.place, line.full)
    else:
        _closing(state, line)
    return 1


def _late_table(state, line):
    table = tables.read(line.rows, "")
    if table.kind == "attendance" and not state.draft.document.get("attendance"):
        state.people.table(table)
    elif table.kind in ("actions", "former") and state.body.row:
        state.body.line(line)
    else:
        state.leave_rows(line)


def _next_meeting(state, line, following):
    found = head.fact(line.text)
    if found and found[0] in _TOLD[1:] and state.head.take(*found, line.place):
        return 1
    is_heading = words.NEXT.fullmatch(line.key) and following and not following.rows
    if is_heading and head.day_in(following.text):
        state.head.take("next", following.text, following.place)
        return 2
    return 0


def _closing(state, line):
    state.draft.more("closing", line.full, "\n\n", line.place)
    state.next_in(line)
    end = _END_HOUR.search(line.text)
    has_range = _RANGE.search(state.draft.document.get("start", ""))
    if end and not has_range and re.search(r"lev[ée]|fin|clos|clôtur|achev", line.text):
        state.draft.fill("end", end[1].strip(), line.place, False)
