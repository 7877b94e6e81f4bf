"""The blocks of a pasted text: a line is a paragraph, lines with tabs are a table. Pure."""

import re
from itertools import groupby

from meetings.imports.reading.blocks import Block, Reading, Row, paragraph, signed

WRAPPED = 60  # letters of a line that may go on in the next
NO_SPACES = (
    "Les espaces entre les mots manquent dans ce texte : il est repris tel quel, et tout est à "
    "vérifier."
)


def read(text):
    """The `Reading` of a text."""
    lines = [line.rstrip(" \u00a0") for line in re.split(r"\r\n|[\r\n\v\f\u2028\u2029]", text)]
    numbered = [(number, line) for number, line in enumerate(lines, 1) if line.strip()]
    blocks, tables = [], 0
    for is_table, group in groupby(_unwrapped(numbered), key=lambda pair: _is_row(pair[1])):
        found = list(group)
        cells = [_cells(line) for _, line in found]
        if is_table and max(map(len, cells)) > 1 and (len(found) > 1 or len(cells[0]) > 2):
            tables += 1
            blocks.append(_table(found, cells, tables))
        else:
            blocks += [paragraph(line, f"ligne {number}") for number, line in found]
    told = (NO_SPACES,) if lacks_spaces(text) else ()
    return Reading(tuple(blocks), told)


def lacks_spaces(text):
    """Whether the words of a text stick together, as some PDFs give them back."""
    words = text.split()
    return len(words) > 20 and sum(map(len, words)) / len(words) > 11


def _is_row(line):
    return "\t" in line.strip(" ") or line.count(" | ") > 0 or line.strip().count("|") > 2


def _cells(line):
    if "\t" in line.strip(" "):
        return [cell.strip() for cell in line.split("\t")]
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _table(found, cells, number):
    width = max(map(len, cells))
    rows = [
        Row((*row, *[""] * (width - len(row))), f"tableau {number}, ligne {line}")
        for (line, _), row in zip(found, cells, strict=True)
        if not all(cell and not cell.strip(":-") for cell in row)
    ]
    return Block(f"tableau {number}", rows=tuple(rows))


def _unwrapped(numbered):
    """Lines that a mail or a PDF has wrapped are one again: long, unended, and going on small."""
    joined = []
    for number, line in numbered:
        if joined and _goes_on(joined[-1][1].split("\n")[-1], line):
            first, before = joined[-1]
            joined[-1] = (first, f"{before} {line.strip()}")
        else:
            joined.append((number, line))
    return joined


def _goes_on(before, line):
    is_open = len(before) >= WRAPPED and before.rstrip()[-1:] not in ".:;!?" and "\t" not in before
    return is_open and not signed(line)[0] and line.strip()[:1].islower()
