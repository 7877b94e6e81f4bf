"""Blocks as lines, each with its sign apart: what the rest asks questions of. Pure."""

import re
from dataclasses import dataclass

from gtm.names import fold, unaccent
from meetings.imports.reading.blocks import Block, paragraph, signed


@dataclass(frozen=True)
class Line:
    """A line of a paragraph, or a whole table (`rows`); the other fields as in `Block`."""

    text: str
    place: str
    sign: str = ""
    level: int = 0
    heading: int = 0
    is_bold: bool = False
    rows: tuple = ()

    @property
    def key(self):
        """The text as headings are compared: without accents, spaces nor outer signs."""
        return fold(self.text).strip(":;,.()*_")

    @property
    def plain(self):
        return plain(self.text)

    @property
    def full(self):
        """As it stands in the original."""
        return f"{self.sign} {self.text}".strip()

    @property
    def is_bullet(self):
        return bool(self.sign) and not re.search(r"\w", self.sign)

    @property
    def number(self):
        """« 2- », « II. », « 2.1 »: 2; 0 for none."""
        return number_of(self.sign)


_ROMAN = {
    "i": 1,
    "ii": 2,
    "iii": 3,
    "iv": 4,
    "v": 5,
    "vi": 6,
    "vii": 7,
    "viii": 8,
    "ix": 9,
    "x": 10,
}
_ROMAN |= {"xi": 11, "xii": 12, "xiii": 13, "xiv": 14, "xv": 15}


def number_of(sign):
    word = re.sub(r"[^\w.]", "", sign).strip(".").lower()
    if re.fullmatch(r"\d+", word):
        return int(word)
    return _ROMAN.get(word, 0)


def plain(text):
    """Without accents nor case, one kind of apostrophe and one space."""
    return " ".join(unaccent(text).replace("’", "'").replace("`", "'").split())


def lines_of(blocks):
    """[Line] of the body; what stands outside it is for who asks."""
    lines = []
    for block in blocks:
        if block.is_table:
            lines.append(Line("", block.place, rows=block.rows))
        elif not block.origin:
            lines += _lines(block)
    return lines


def _lines(block: Block):
    first, *others = block.text.split("\n")
    more = {"heading": block.heading, "is_bold": block.is_bold}
    found = [Line(first.strip(), block.place, block.sign, block.level, **more)]
    for text in filter(str.strip, others):
        sign, rest = signed(text)
        found.append(Line(rest.strip(), block.place, sign, block.level or bool(sign) * 1, **more))
    return [line for line in found if line.text]


def ended(texts):
    """Rows of a list without the signs with which it parts them: printing writes them again."""
    if len(texts) < 2:
        return texts
    bare = [re.sub(r"\s*;$", "", text) for text in texts[:-1]]
    last = texts[-1]
    is_plain_end = last.endswith(".") and not last.endswith(("..", "etc."))
    return [*bare, last[:-1].rstrip() if is_plain_end else re.sub(r"\s*;$", "", last)]


def lines_of_text(text, place):
    """The lines of a cell."""
    return _lines(paragraph(text, place))
