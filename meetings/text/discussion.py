"""Free text with its simple lists and tables, as typed or pasted from Word and Excel. Pure."""

import re
from dataclasses import dataclass

# Word pastes « • », « o » and « § » (Wingdings) followed by a tab; people type - – * and >.
BULLET = re.compile(r"^\s*(?:[-–—*•▪●◦‣>✓✔➢]+|[o§Øü]\t)\s*(?=\S)")
NUMBER = re.compile(
    r"^\s*\(?(\d{1,3}|[a-zA-Z]|[ivxIVX]{1,4})\s*[-.)°]+-?\s+(?=\S)|^\s*(\d{1,3})[-)](?=\S)"
)
SPREADSHEET = "\t"
SIGNS = (".", ";", ":", "!", "?", "…", ",")  # a row that ends with one needs no other


@dataclass(frozen=True)
class Block:
    """A piece of the discussion: `kind` is paragraph, bullets, numbers or table.

    `lines` are the paragraph's lines, the items of a list (without their sign), or the rows of a
    table, each a list of cells; `start` is the first number of a numbered list.
    """

    kind: str
    lines: tuple
    start: int = 1


def without_sign(line):
    """A line without the bullet or number that a list gave it."""
    for sign in (BULLET, NUMBER):
        shorter = sign.sub("", line, count=1)
        if shorter != line:
            return shorter.strip()
    return line.strip()


def _kind(line):
    if SPREADSHEET in line.strip() and not BULLET.match(line):
        return "table"
    if line.count("|") >= 2 and line.strip().startswith("|"):
        return "table"
    if BULLET.match(line):
        return "bullets"
    number = NUMBER.match(line)
    return "numbers" if number and (number[1] or number[2]).isdigit() else "paragraph"


def _cells(line):
    if SPREADSHEET in line:
        return tuple(cell.strip() for cell in line.strip("\n").split(SPREADSHEET))
    return tuple(cell.strip() for cell in line.strip().strip("|").split("|"))


def _is_rule(cells):
    """A row such as |---|---| only draws the line under a head."""
    return all(cell and not cell.strip(":-") for cell in cells)


def _block(kind, lines):
    if kind == "table":
        rows = [cells for cells in map(_cells, lines) if not _is_rule(cells)]
        width = max(map(len, rows), default=0)
        return Block(kind, tuple((*cells, *[""] * (width - len(cells))) for cells in rows))
    if kind == "paragraph":
        return Block(kind, tuple(line.strip() for line in lines))
    first = re.search(r"\d+", lines[0]) if kind == "numbers" else None
    return Block(kind, tuple(map(without_sign, lines)), int(first[0]) if first else 1)


def blocks(text):
    """The blocks of a text, in order. A blank line ends a block; so does a change of kind."""
    found, kind, lines = [], None, []

    def close():
        if lines:
            found.append(_block(kind, lines[:]))
            lines.clear()

    for line in text.split("\n"):
        if not line.strip():
            close()
            kind = None
            continue
        here = _kind(line)
        if here != kind:
            close()
            kind = here
        lines.append(line)
    close()
    return found


def punctuated(rows):
    """Rows of a list with « ; » after each and « . » after the last, as in Zinder.

    A row that ends with a sign keeps it; a lone row is no list and stays as typed.
    """
    if len(rows) < 2:
        return rows
    signed = [row if not row or row.endswith(SIGNS) else f"{row} ;" for row in rows]
    last = rows[-1]
    return [*signed[:-1], last if not last or last.endswith(SIGNS) else f"{last}."]
