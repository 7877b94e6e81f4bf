"""Tables of actions that a copy has taken apart: cell by cell, or column by column. Pure."""

import re
from dataclasses import replace

from meetings.imports.reading.blocks import Row
from meetings.imports.understanding import tables

_MOST = 6  # columns


def tabled(lines):
    """The same lines, those of such tables as one; all of it is to be checked."""
    made, place = [], 0
    while place < len(lines):
        found = _by_rows(lines, place) or _by_columns(lines, place)
        if found:
            own, taken = found
            made += own
            place += taken
        else:
            made.append(lines[place])
            place += 1
    return made


def _meaning(line):
    if line.rows or line.sign or len(line.text) > 60:
        return ""
    found = tables.meanings(line.text)
    return next(
        (
            each
            for each in ("action", "responsible", "deadline", "status", "number", "said")
            if each in found
        ),
        "",
    )


def _by_rows(lines, start):
    """(lines, how many they were): headings below each other, then the cells of each row."""
    head = []
    for line in lines[start : start + _MOST]:
        meaning = _meaning(line)
        if not meaning or meaning in head:
            break
        head.append(meaning)
    if len(head) < 3 or "action" not in head or "deadline" not in head:
        return None
    width, at = len(head), start + len(head)
    rows = [_row(lines[start:at])]
    while at + width <= len(lines) and _is_row(lines[at : at + width], head):
        rows.append(_row(lines[at : at + width]))
        at += width
    return ([_table(rows, lines[start])], at - start) if len(rows) > 1 else None


def _is_row(cells, head):
    if any(cell.rows or cell.heading for cell in cells):
        return False
    text = cells[head.index("deadline")].text
    return tables.is_deadline(text) or not re.search(r"[^\W_]", text)


def _row(cells):
    return Row(tuple(cell.full for cell in cells), cells[0].place, is_joined=True)


def _table(rows, line):
    return replace(line, text="", sign="", rows=tuple(rows))


def _by_columns(lines, start):
    """(lines, how many they were): « Points d’action », its cells, « Responsable », its cells, …

    Where the columns are not as long as each other nobody knows whose is what: names and days stay
    lines of the text.
    """
    if _meaning(lines[start]) != "action":
        return None
    actions, at = _column(lines, start + 1, "responsible")
    names, end = _column(lines, at + 1, "deadline") if at else ([], 0)
    if not end:
        return None
    after = end + 1
    while after < len(lines) and not lines[after].rows and tables.is_deadline(lines[after].full):
        after += 1
    days, texts, heading = lines[end + 1 : after], _items(actions), lines[at].text
    if names and _meaning(names[0]) == "responsible":  # the heading stood in two lines
        heading, names = f"{heading} {names[0].text}", names[1:]
    if not texts or not days:
        return None
    cells, others = _beside(texts, [line.full for line in names], [line.full for line in days])
    head = Row(("Points d’action", heading, lines[end].text), lines[start].place, is_joined=True)
    rows = [head, *(Row(each, where, is_joined=True) for each, where in cells)]
    left = [line for line in (*names, *days) if others]
    return [_table(rows, lines[start]), *left], after - start


def _beside(texts, names, days):
    """([(cells of a row, place)], whether names and days found no row)."""
    if len(texts) == len(days) == 1:
        names = [" ".join(names)]
    is_even = len(texts) == len(names) == len(days)
    pairs = zip(names, days, strict=True) if is_even else [("", "")] * len(texts)
    rows = [((text, *pair), where) for (text, where), pair in zip(texts, pairs, strict=True)]
    return rows, not is_even


def _column(lines, start, until):
    """(lines of a column, where the heading of the next stands); that is 0 where it does not."""
    for at in range(start, min(len(lines), start + 40)):
        if lines[at].rows or lines[at].heading:
            break
        if _meaning(lines[at]) == until or (until == "responsible" and _opens_names(lines, at)):
            return lines[start:at], at
    return [], 0


def _opens_names(lines, at):
    """« Personne/Agence » above « Responsable : »"""
    is_above = lines[at].key in ("personneagence", "personnestructure", "personnesagences")
    return is_above and at + 1 < len(lines) and _meaning(lines[at + 1]) == "responsible"


def _items(lines):
    """[(text, place)]: an item goes on in the lines below it that have no sign."""
    items = []
    for line in lines:
        if items and not line.sign:
            items[-1][0] += f" {line.text}"
        else:
            items.append([line.full, line.place])
    return [(text, place) for text, place in items]
