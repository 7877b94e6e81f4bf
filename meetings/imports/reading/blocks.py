"""Paragraphs and tables in the order of the original, with the place of each. Pure."""

import re
from dataclasses import asdict, dataclass, field

from gtm.characters import normalised

# « 1. », « 1- », « 1.2) », « a) », « IV. », a bullet: what a list writes before an item. The letter
# of a name (« M. Ali ») is none, nor a rank (« 2°ème »).
_BULLETS = "•▪▫●○◦‣⁃∙·➢➤➔→►▶❖❑◆■□✓✔"
SIGN = re.compile(
    rf"\s*(?P<sign>[{_BULLETS}]|[*o§](?=\s)|[-–—]+(?=\s*\D)"
    r"|\(?\d{1,2}(?:\.\d{1,2})*\s?(?:[.)°]+\s?-?(?=\s|[^\W\d])|[-–—](?=\s*\D))"
    r"|\d{1,2}(?:\.\d{1,2})+(?=\s)"
    r"|\(?[a-z]{1,3}\)|[a-h]\.(?=\s)|[a-hA-H]\s?[-–](?=\s)|\(?[A-H]\)"
    r"|(?:[IVX]{1,5})\s?(?:[.)°]+\s?-?|[-–—])(?=\s|[^\W\d]))"
    r"(?!\s*(?:i?[eè]me|er|nde?)\b)\s*(?=\S)"
)


@dataclass(frozen=True)
class Row:
    """A row of a table; `is_joined`: a page break had cut it."""

    cells: tuple
    place: str
    is_joined: bool = False


@dataclass(frozen=True)
class Block:
    """A paragraph (`text`) or a table (`rows`).

    `sign` is what a list writes before it, `level` how deep the list goes (from 1), `heading` the
    rank of a style of titles (0: none), `origin` is header, footer or note outside the body.
    """

    place: str
    text: str = ""
    sign: str = ""
    level: int = 0
    heading: int = 0
    is_bold: bool = False
    origin: str = ""
    rows: tuple = ()

    @property
    def is_table(self):
        return bool(self.rows)


@dataclass(frozen=True)
class Reading:
    """The blocks of an original, and what is to be told of how it was read, in French."""

    blocks: tuple = ()
    told: tuple = field(default=())

    @property
    def lines(self):
        return sum(len(block.rows) or 1 + block.text.count("\n") for block in self.blocks)

    @property
    def letters(self):
        cells = (cell for block in self.blocks for row in block.rows for cell in row.cells)
        return sum(len(block.text) for block in self.blocks) + sum(map(len, cells))

    def stored(self):
        return asdict(self)


def restored(stored):
    """The `Reading` that `stored` gave, through JSON."""
    blocks = []
    for each in stored["blocks"]:
        rows = tuple(Row(**{**row, "cells": tuple(row["cells"])}) for row in each["rows"])
        blocks.append(Block(**{**each, "rows": rows}))
    return Reading(tuple(blocks), tuple(stored["told"]))


def signed(text):
    """(sign, rest) of a line; the sign is empty where it begins like a sentence."""
    found = SIGN.match(text)
    return (found["sign"].strip(), text[found.end() :]) if found else ("", text)


def paragraph(text, place, **more):
    """The block of a paragraph, with the sign that was typed before it told apart."""
    text = plain(text)
    if not more.get("sign"):
        sign, text = signed(text)
        more |= {"sign": sign, "level": more.get("level") or bool(sign) * 1}
    return Block(place, text.strip(), **more)


def plain(text):
    """The text without the spaces of a layout; line ends and tabs stay."""
    lines = (
        re.sub(r"[ \u3000]{2,}", " ", line).strip(" ") for line in normalised(text).split("\n")
    )
    return "\n".join(lines).strip("\n ")
