"""Free text with its simple lists and tables, as typed or pasted from Word and Excel. Pure.

A line is an item of a list only where that is beyond doubt; else it prints as typed. A number that
is printed is the number that was typed.
"""

import re
from dataclasses import dataclass, replace
from itertools import pairwise

TAB = "\t"
SIGNS = (".", ";", ":", "!", "?", "…", ",")  # a row that ends with one needs no other
# Never the beginning of a text: a sign of these shapes, a dash before a space or a letter.
_BULLET = re.compile(r"[•▪▫●○◦‣⁃∙➢➤➔→►▶❖❑◆■□]\s*(?=\S)|[-–—](?:\s+(?=\D)|(?=[^\W\d_]))|·\s+(?=\S)")
# A minus sign, « more than », the star of a note, the « o » and « § » that Word pastes before a
# tab: bullets in company only.
_BULLET_TOO = re.compile(r"[-–—*>]\s+(?=\S)|[o§Øü]\t(?=\S)")
# « 1. », « 1) », « (1) », « 1° », « 1- », « 1 - »; before a digit a dash means « to ».
_NUMBER = re.compile(
    r"(?P<sign>\(?)(?P<number>\d{1,3})\s?(?:[.)°]+-?\s+(?=\S)|[.)°]*[-–]\s+(?=\D)|[-)](?=[^\W\d_]))"
)
_SIGN_AND_TAB = re.compile(r"[^\w\s]\t(?=[^\t]+$)")


@dataclass(frozen=True)
class Block:
    """A piece of the discussion: `kind` is paragraph, bullets, numbers or table.

    `lines` are the paragraph's lines, the items of a list (without their sign), or the rows of a
    table, each a list of cells; `start` is the first number of a numbered list, whose items run on.
    """

    kind: str
    lines: tuple
    start: int = 1


@dataclass(frozen=True)
class _Line:
    """A line as it was typed, what it is, its text without the sign, its number and its form."""

    typed: str
    kind: str = "paragraph"
    text: str = ""
    number: int = 0
    form: str = ""


def blocks(text):
    """The blocks of a text, in order. A blank line ends a block; so does a change of kind."""
    found, lines = [], []
    for line in [*_lines(text), _Line("", "blank")]:
        if lines and not _goes_on(lines[-1], line):
            found.append(_block(lines))
            lines = []
        if line.kind != "blank":
            lines.append(line)
    return found


def _goes_on(line, following):
    runs_on = line.kind != "numbers" or following.number == line.number + 1
    return following.kind == line.kind and runs_on


def _block(lines):
    kind = lines[0].kind
    if kind == "table":
        rows = [cells for cells in map(_cells, lines) if not _is_rule(cells)]
        width = max(map(len, rows), default=0)
        return Block(kind, tuple((*cells, *[""] * (width - len(cells))) for cells in rows))
    return Block(kind, tuple(line.text for line in lines), lines[0].number or 1)


# --- What each line is ---


def _lines(text):
    lines = [_alone(typed) for typed in text.split("\n")]
    lines = [_in_company(line, _beside(lines, at)) for at, line in enumerate(lines)]
    return _tables(_numbers(lines))


def _alone(typed):
    """What a line is by itself; « bullets? » and « numbers » are claims."""
    line = typed.strip()
    if not line:
        return _Line(typed, "blank")
    if line.startswith("|") and line.count("|") > 1:
        return _Line(typed, "table")
    for kind, form in (("bullets", _BULLET), ("bullets?", _BULLET_TOO), ("numbers", _NUMBER)):
        found = form.match(line)
        rest = line[found.end() :] if found else TAB
        if TAB not in rest:
            read = {}
            if kind == "numbers":
                form = re.sub(r"\d|\s", "", found[0])
                read = {"number": int(found["number"]), "form": form}
            return _Line(typed, kind, rest, **read)
    if TAB in line and not _SIGN_AND_TAB.match(line):
        return _Line(typed, "cells", line)
    return _Line(typed, text=line)


def _beside(lines, at):
    """What the lines before and after one are."""
    return [each.kind for each in (*lines[max(0, at - 1) : at], *lines[at + 1 : at + 2])]


def _in_company(line, kinds):
    """A claim holds beside another bullet; a dash beside cells is an empty cell."""
    if line.kind.startswith("bullets"):
        if "cells" in kinds and TAB in line.typed.strip() and line.typed.strip()[0] in "-–—":
            return replace(line, kind="cells")
        if line.kind == "bullets?":
            is_one = any(kind.startswith("bullets") for kind in kinds)
            return replace(line, kind="bullets") if is_one else _as_typed(line)
    return line


def _numbers(lines):
    """Numbers that follow one another, in one form, are those of a list; others are text."""
    claims = [line for line in lines if line.kind == "numbers"]
    runs_on = {
        id(each)
        for one, two in pairwise(claims)
        if (two.number, two.form) == (one.number + 1, one.form)
        for each in (one, two)
    }
    return [
        line if line.kind != "numbers" or id(line) in runs_on else _no_number(line)
        for line in lines
    ]


def _no_number(line):
    text = line.typed.strip()
    return replace(line, kind="cells" if TAB in text else "paragraph", text=text, number=0)


def _tables(lines):
    """Lines with tabs are a table where there are two, or three cells; a lone pair is text."""
    told = []
    for at, line in enumerate(lines):
        if line.kind == "cells":
            is_table = "cells" in _beside(lines, at) or line.typed.strip().count(TAB) > 1
            line = replace(line, kind="table") if is_table else _as_typed(line)
        told.append(line)
    return told


def _as_typed(line):
    return _Line(line.typed, text=line.typed.strip())


# --- Tables ---


def _cells(line):
    if TAB in line.typed:
        return tuple(cell.strip() for cell in line.typed.split(TAB))
    return tuple(cell.strip() for cell in line.typed.strip().strip("|").split("|"))


def _is_rule(cells):
    """A row such as |---|---| only draws the line under a head."""
    return all(cell and not cell.strip(":-") for cell in cells)


def punctuated(rows):
    """Rows of a list with « ; » after each and « . » after the last, as in Zinder.

    A row that ends with a sign keeps it; a lone row is no list and stays as typed.
    """
    if len(rows) < 2:
        return rows
    signed = [row if not row or row.endswith(SIGNS) else f"{row} ;" for row in rows]
    last = rows[-1]
    return [*signed[:-1], last if not last or last.endswith(SIGNS) else f"{last}."]
