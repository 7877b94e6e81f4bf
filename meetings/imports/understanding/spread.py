"""Tables of the whole: of facts, of those who came, of the agenda, of all points. Pure."""

from meetings.imports.understanding import before, head, tables
from meetings.imports.understanding.lines import Line, lines_of_text


def table(state, line):
    """Put a table where it belongs."""
    found = tables.read(line.rows, _hint(state))
    if state.part == "body" and found.kind not in _OF_THE_WHOLE:
        state.body.line(line)
        return
    if state.part in ("attendance", "agenda"):
        state.end_list()
    if found.kind in _OF_THE_WHOLE:
        _OF_THE_WHOLE[found.kind](state, found)
    elif not _facts(state, line):
        _elsewhere(state, line)


def _hint(state):
    if state.part == "body":
        return state.body.section
    return state.part if state.part in ("attendance", "agenda") else ""


def _attendance(state, found):
    state.people.table(found)
    state.part = "body" if state.part == "body" else "head"


def _agenda(state, found):
    if state.agenda.points:
        for row in found.rows:
            state.draft.leave(row.place, " ".join(filter(None, row.cells)))
    else:
        state.agenda.table(found)
        state.part = "head"


def _matrix(state, found):
    """A row for each point: its title, what was said, what is to be done."""
    sure = not state.has_agenda
    for cells, row in found.cells():
        title = (cells.get("title") or cells.get("number") or "").replace("\n", " ")
        line = Line(title, row.place)
        match = state.agenda.match(line, state.at) if title else None
        if match:
            state.open(*match, line)
        elif title:
            state.open(state.agenda.add(title, row.place, sure=sure), sure, line)
        if state.body.row:
            _matrix_row(state, cells, row)
        else:
            state.draft.leave(row.place, " ".join(cells.values()))
    state.body.close()


def _matrix_row(state, cells, row):
    for line in lines_of_text(cells.get("other", ""), row.place):
        state.body.say(line)
    who, when = cells.get("responsible", ""), cells.get("deadline", "")
    if "both" in cells:
        who, when = tables.parted(cells["both"])
    actions = lines_of_text(cells.get("action", ""), row.place)
    sure = len(actions) == 1 and not row.is_joined
    for line in actions:
        key = state.draft.row(f"{state.body.row}actions")
        state.draft.put(f"{key}text", line.text, row.place, sure)
        is_known = sure and "both" not in cells
        state.draft.put(f"{key}responsible", who.replace("\n", ", "), row.place, is_known)
        state.draft.put(f"{key}deadline", when.replace("\n", " "), row.place, is_known)
    if not actions:
        state.draft.leave(row.place, f"{who} {when}")


_OF_THE_WHOLE = {"attendance": _attendance, "agenda": _agenda, "matrix": _matrix}


def _facts(state, line):
    """« Date | 30 novembre 2021 »: labels beside their values; or cells that each hold a fact."""
    pairs = [
        (row.cells[place], row.cells[place + 1], row.place)
        for row in line.rows
        for place in range(0, len(row.cells) - 1, 2)
    ]
    if not any(head.label(label) for label, _, _ in pairs):
        return _cells(state, line)
    for label, value, place in pairs:
        name = head.label(label)
        if not (name and state.head.take(name, value, place)):
            _beside(state, label, value, place)
    return True


def _beside(state, label, value, place):
    """« Présents | OIM ; HCR » is a list; nothing else of such a table has a place of its own."""
    text = f"{label.rstrip(' :')} : {value.replace(chr(10), ' ; ')}"
    if not before.inline_list(state, Line(text, place)):
        state.draft.leave(place, text if value else label)
    state.end_list()
    state.part = "head"


def _cells(state, line):
    """Cells that each hold a fact, or the letterhead: read as lines."""
    lines = [
        found for row in line.rows for cell in row.cells for found in lines_of_text(cell, row.place)
    ]
    is_head = any(head.fact(each.text) or head.is_letterhead(each) for each in lines)
    if not is_head or state.part == "body" or any(len(each.text) > 160 for each in lines):
        return False
    for each in lines:
        before.in_head(state, each, None)
    return True


def _elsewhere(state, line):
    """One of actions before any point makes a point; another stays what it is."""
    found = tables.read(line.rows, "")
    if found.kind in ("actions", "former"):
        title = "Suivi des points d’action" if found.kind == "former" else "Points d’action"
        point = state.agenda.add(title, line.place, sure=False)
        state.put_after_current(point)
        state.open(point, False, Line("", line.place))
        state.body.line(line)
    else:
        state.leave_rows(line)
