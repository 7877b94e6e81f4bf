"""The blocks of a PDF with text, by pdfplumber: lines made paragraphs, cut tables joined. Pure."""

import io
import re
from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise

import pdfplumber
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfplumber.utils.exceptions import PdfminerException

from meetings.imports.reading import refusals
from meetings.imports.reading.blocks import Block, Reading, Row, paragraph, signed
from meetings.imports.reading.refusals import Refused
from meetings.imports.reading.text import NO_SPACES, lacks_spaces

MOST_PAGES = 100
_PAGE_NUMBER = re.compile(
    r"(?:page|p\.)?\s*\d{1,3}(?:\s*(?:/|sur|de|of)\s*\d{1,3})?|[-–]\s*\d+\s*[-–]"
)
_FAR = 2.2  # widths of a letter between what stands side by side and not in one sentence
PAGES = "Les numéros de page et ce qui se répète à chaque page ne sont pas repris."


@dataclass
class Line:
    """A line of words: where it stands, and where its first word ends."""

    text: str
    page: int
    top: float
    bottom: float
    x0: float
    x1: float
    first: float
    right: float
    size: float
    is_bold: bool
    usual: float = 0


def read(content):
    """The `Reading` of a PDF. Raises `Refused`."""
    try:
        with pdfplumber.open(io.BytesIO(content)) as pdf:
            if len(pdf.pages) > MOST_PAGES:
                raise Refused(refusals.TOO_MANY_PAGES)
            pages = [_page(page) for page in pdf.pages]
    except (PdfminerException, PDFPasswordIncorrect) as fault:
        is_locked = "PDFPasswordIncorrect" in repr(fault)
        raise Refused(refusals.LOCKED if is_locked else refusals.DAMAGED) from fault
    items, running = _without_running([item for page in pages for item in page])
    right = max((item.right for item in items), default=0)
    blocks = _blocks(items, right)
    text = " ".join(block.text for block in blocks)
    if not blocks:
        raise Refused(refusals.SCAN)
    outside = [Block("en-tête ou pied de page", line, origin="header") for line in running]
    told = ([PAGES] if running else []) + ([NO_SPACES] if lacks_spaces(text) else [])
    return Reading((*blocks, *outside), tuple(told))


def _page(page):
    """[Line or (top, [Row])] of a page, from its top to its foot."""
    found = [table for table in page.find_tables() if _is_table(table)]
    words = page.dedupe_chars().extract_words(
        extra_attrs=["fontname", "size"], use_text_flow=False, x_tolerance_ratio=0.15
    )
    free = [word for word in words if not any(_inside(word, table.bbox) for table in found)]
    items = [
        *_lines(free, page.page_number),
        *(_Table(page.page_number, table, words) for table in found),
    ]
    page.close()
    return sorted(items, key=lambda item: item.top)


def _is_table(table):
    return len(table.rows) > 0 and max(len(row.cells) for row in table.rows) > 1


def _inside(word, box):
    middle = (word["top"] + word["bottom"]) / 2
    return box[0] - 1 <= (word["x0"] + word["x1"]) / 2 <= box[2] + 1 and box[1] <= middle <= box[3]


def _lines(words, page):
    lines = []
    for word in sorted(words, key=lambda each: (each["bottom"], each["x0"])):
        if lines and abs(lines[-1][0]["bottom"] - word["bottom"]) < word["size"] * 0.4:
            lines[-1].append(word)
        else:
            lines.append([word])
    right = max((word["x1"] for word in words), default=0)
    found = [_line(sorted(line, key=lambda each: each["x0"]), page, right) for line in lines]
    gaps = sorted(two.top - one.bottom for one, two in pairwise(found))
    for line in found:
        line.usual = gaps[len(gaps) // 10] if gaps else line.size * 0.2
    return found


def _line(words, page, right):
    text = words[0]["text"]
    for before, word in pairwise(words):
        gap = word["x0"] - before["x1"]
        is_sign = before is words[0] and signed(f"{before['text']} x")[0]
        text += ("\t" if gap > word["size"] * _FAR and not is_sign else " ") + word["text"]
    return Line(
        text,
        page,
        min(word["top"] for word in words),
        max(word["bottom"] for word in words),
        words[0]["x0"],
        words[-1]["x1"],
        words[0]["x1"] - words[0]["x0"],
        right,
        words[0]["size"],
        all(re.search("bold|black|heavy", word["fontname"], re.IGNORECASE) for word in words),
    )


class _Table:
    """A table of a page, its rows read, with the edges of its columns."""

    def __init__(self, page, table, words):
        self.page, self.top, self.bottom = page, table.bbox[1], table.bbox[3]
        self.right = max((word["x1"] for word in words), default=0)
        self.edges = sorted({round(cell[0]) for row in table.rows for cell in row.cells if cell})
        self.rows = []
        own = [word for word in words if _inside(word, table.bbox)]
        above = {}
        for row in table.rows:
            cells = []
            for column, box in enumerate(row.cells):
                if box:
                    above[column] = (box, _cell(own, box))
                merged = above.get(column)
                covers = not box and merged and merged[0][3] > row.bbox[1] + 2
                cells.append(merged[1] if box or covers else "")
            if any(cells):
                self.rows.append(Row(tuple(cells), f"page {self.page}"))

    def goes_on(self, other):
        """Whether this is the rest of a table that a page break has cut."""
        same = len(self.edges) == len(other.edges) and all(
            abs(a - b) < 4 for a, b in zip(self.edges, other.edges, strict=True)
        )
        return same and self.page == other.page + 1

    def take(self, other):
        rows = other.rows
        if rows and self.rows and rows[0].cells == self.rows[0].cells:
            rows = rows[1:]
        is_head = len(self.rows) == 1 and max(map(len, self.rows[0].cells)) < 40
        if rows and self.rows and not is_head and _is_cut(self.rows[-1].cells, rows[0].cells):
            pairs = zip(self.rows[-1].cells, rows[0].cells, strict=True)
            cells = tuple(unwrapped(f"{a}\n{b}".strip()) for a, b in pairs)
            place = f"{self.rows[-1].place} et {other.page}"
            self.rows[-1] = Row(cells, place, is_joined=True)
            rows = rows[1:]
        elif rows and self.rows and not signed(next(filter(None, rows[0].cells)))[0]:
            rows = [replace(rows[0], is_joined=True), *rows[1:]]  # it may be the end of the last
        self.rows += rows
        self.page, self.bottom = other.page, other.bottom


def _cell(words, box):
    """The text of a cell; a word wider than it was broken without a hyphen, and is one again."""
    lines = _lines([word for word in words if _inside(word, box)], 0)
    if not lines:
        return ""
    right = box[2] - (min(line.x0 for line in lines) - box[0])
    text = lines[0].text
    for before, line in pairwise(lines):
        room = right - before.x1
        is_broken = room < line.size * 0.45 and " " not in before.text and line.text[:1].islower()
        if is_broken and before.text[-1].isalpha():
            text += line.text
        elif room > line.first + line.size * 0.3:
            text += f"\n{line.text}"
        else:
            text = _together(text, line.text)
    return text.replace("\t", " ")


def _is_cut(before, after):
    """A row goes on over the page: a cell without its end goes on small, or beside empty ones."""
    if len(before) != len(after):
        return False
    pairs = [(a, b) for a, b in zip(before, after, strict=True) if b]
    is_open = any(a and a[-1] not in ".;!?" and b[0].islower() for a, b in pairs)
    return is_open or (
        len(pairs) == 1 and len(after) > 1 and not signed(pairs[0][1])[0] and is_long(pairs)
    )


def is_long(pairs):
    return all(a and a[-1] not in ".;!?" for a, _ in pairs)


def unwrapped(text):
    """The lines of a cell are one, but for those that begin with the sign of a list."""
    joined = []
    for line in filter(None, (line.strip() for line in text.split("\n"))):
        if joined and not (signed(line)[0] and joined[-1][-1] in ".;:!?,"):
            joined[-1] = _together(joined[-1], line)
        else:
            joined.append(line)
    return "\n".join(joined)


def _together(before, line):
    """What a line end parts; of a word with a hyphen nothing is known but that it had one."""
    tight = before.endswith(("-", "/", "’", "'")) and not before.endswith((" -", " –"))
    return f"{before}{'' if tight else ' '}{line}"


# --- What stands on every page ---


def _without_running(items):
    """(items, what was at the same height of several pages); numbers of pages go with it."""
    lines = [item for item in items if isinstance(item, Line)]
    pages = {item.page for item in items}
    edges = {page: _edges([item for item in items if item.page == page]) for page in pages}
    counted = Counter(
        (key, page) for page in pages for key in {_running_key(line) for line in edges[page]}
    )
    times = Counter(key for key, _ in counted)
    kept, running = [], []
    for item in items:
        at_edge = isinstance(item, Line) and item in edges[item.page]
        if at_edge and _PAGE_NUMBER.fullmatch(item.text.strip().lower()):
            running += [item.text] * ("1" in item.text and not running and len(pages) > 9)
        elif at_edge and len(pages) > 1 and times[_running_key(item)] > len(pages) / 2:
            running += [item.text] * (item.text not in running)
        else:
            kept.append(item)
    return (kept, running) if lines else (items, [])


def _edges(items):
    """The first three and last three lines of a page."""
    lines = [item for item in items if isinstance(item, Line)]
    return [*lines[:3], *lines[-3:]]


def _running_key(line):
    return re.sub(r"\d+", "0", line.text), round(line.top / 3)


# --- Paragraphs ---


def _blocks(items, right):
    blocks, tables, open_lines = [], [], []
    for item in items:
        if isinstance(item, _Table):
            if (
                tables
                and blocks
                and blocks[-1] is tables[-1]
                and not open_lines
                and item.goes_on(tables[-1])
            ):
                tables[-1].take(item)
                continue
            blocks += _paragraph(open_lines)
            open_lines = []
            tables.append(item)
            blocks.append(item)
        elif open_lines and _line_goes_on(open_lines, item, right):
            open_lines.append(item)
        else:
            blocks += _paragraph(open_lines)
            open_lines = [item]
    blocks += _paragraph(open_lines)
    return [_placed(each, tables) if isinstance(each, _Table) else each for each in blocks]


def _placed(table, tables):
    number = tables.index(table) + 1
    rows = [
        replace(row, place=f"{row.place}, tableau {number}, ligne {place}")
        for place, row in enumerate(table.rows, 1)
    ]
    return Block(f"tableau {number}", rows=tuple(rows))


def _paragraph(lines):
    if not lines:
        return []
    text = lines[0].text
    for line in lines[1:]:
        text = _together(text, line.text)
    is_bold = all(line.is_bold for line in lines)
    return [paragraph(text, f"page {lines[0].page}", is_bold=is_bold)]


def _is_counted_in(lines, line):
    """« … ; 2) Tendances ; » above « 3) Divers »: a list in a sentence that goes on."""
    found = re.match(r"\(?(\d{1,2})(\s?[-.)°]+)", line.text)
    before = found and f"{int(found[1]) - 1}{found[2]}"
    return bool(before) and any(f" {before}" in each.text for each in lines)


def _looks_like_title(before, line, right):
    """A short line without an end, with a capital, below a sentence that has ended."""
    is_short = right - line.x1 > 0.25 * (right - line.x0) and line.text[-1] not in ".;:,!?…»)"
    return is_short and before.text[-1] in ".;:!?" and line.text[:1].isupper()


def _line_goes_on(lines, line, right):
    """Whether a line is the next of a paragraph: the one before had no room for its first word."""
    before = lines[-1]
    if "\t" in line.text or "\t" in before.text:
        return False
    if signed(line.text)[0] and not _is_counted_in(lines, line):
        return False
    if before.is_bold != line.is_bold or abs(before.size - line.size) > 0.6:
        return False
    if _looks_like_title(before, line, right):
        return False
    is_full = right - before.x1 < line.first + before.size * 0.4
    if line.page == before.page:
        gap = line.top - before.bottom
        usual = lines[1].top - lines[0].bottom if len(lines) > 1 else line.usual
        return is_full and gap < max(usual, 0) + before.size * 0.35
    return is_full and (line.text[:1].islower() or before.text.rstrip()[-1:] not in ".;:!?")
