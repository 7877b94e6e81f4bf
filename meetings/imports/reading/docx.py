"""The blocks of a DOCX, by mammoth: tracked changes accepted, merged cells undone. Pure."""

import io
import re
import zipfile
from xml.etree import ElementTree

import mammoth.docx
from mammoth import documents

from meetings.imports.reading.blocks import Block, Reading, Row, paragraph, plain

_HEADING = re.compile(r"(?:heading|titre|title|überschrift)\s*(?P<rank>\d?)$", re.IGNORECASE)
_CHANGES = re.compile(rb"<w:(?:ins|del|moveFrom|moveTo)[ >/]")
_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CHANGES = (
    "Des modifications suivies n’étaient pas encore acceptées : elles sont prises comme acceptées."
)
COMMENTS = "Les commentaires de la marge ne sont pas repris ; ils restent dans l’original."
PICTURES = "Les images ne sont pas reprises ; elles restent dans l’original."


def read(content):
    """The `Reading` of a DOCX that was found fit to be read."""
    document = mammoth.docx.read(io.BytesIO(content)).value
    walk = _Walk()
    walk.all(document.children)
    walk.notes(document)
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        outside = [*_outside(packed, "header"), *_outside(packed, "footer")]
        has_changes = any(
            _CHANGES.search(packed.read(name))
            for name in packed.namelist()
            if re.fullmatch(r"word/document\d*\.xml", name)
        )
    told = [CHANGES] * has_changes + [COMMENTS] * bool(document.comments)
    told += [PICTURES] * walk.has_pictures
    return Reading((*walk.blocks, *outside), tuple(told))


class _Walk:
    def __init__(self):
        self.blocks, self.paragraphs, self.tables = [], 0, 0
        self.counts = {}  # level → number of the last item of the list that is being read
        self.has_pictures = False

    def all(self, children):
        for child in children:
            if isinstance(child, documents.Paragraph):
                self.paragraph(child)
            elif isinstance(child, documents.Table):
                self.table(child)

    def paragraph(self, read):
        text = self.text(read)
        if not plain(text).strip():
            return
        self.paragraphs += 1
        more = {"sign": self.sign(read), "heading": _rank(read), "is_bold": _is_bold(read)}
        if read.numbering:
            more["level"] = int(read.numbering.level_index) + 1
        self.blocks.append(paragraph(text, f"paragraphe {self.paragraphs}", **more))

    def sign(self, read):
        """What Word writes before an item by itself; the form of the number is not known."""
        if not read.numbering:
            if not _rank(read):
                self.counts = {}
            return ""
        level = int(read.numbering.level_index)
        self.counts = {each: count for each, count in self.counts.items() if each <= level}
        if not read.numbering.is_ordered:
            return "•"
        self.counts[level] = self.counts.get(level, 0) + 1
        return f"{self.counts[level]}."

    def text(self, node):
        if isinstance(node, documents.Text):
            return node.value
        if isinstance(node, documents.Tab):
            return "\t"
        if isinstance(node, documents.Break):
            return "\n" if node.break_type == "line" else ""
        if isinstance(node, documents.Checkbox):
            return "☒ " if node.checked else "☐ "
        if isinstance(node, documents.NoteReference):
            return f" [note {node.note_id}]"
        if isinstance(node, documents.Image):
            self.has_pictures = True
        return "".join(map(self.text, getattr(node, "children", ())))

    def notes(self, document):
        for note in document.notes._notes.values():
            text = " ".join(self.text(each) for each in note.body).strip()
            if text:
                place = f"note {note.note_id}"
                self.blocks.append(Block(place, f"[{place}] {plain(text)}", origin="note"))

    # --- Tables ---

    def table(self, table):
        """A table of one cell, or with tables inside, is a frame around what stands in it."""
        cells = [cell for row in table.children for cell in row.children]
        if len(cells) == 1 or any(
            isinstance(one, documents.Table) for each in cells for one in each.children
        ):
            for cell in cells:
                self.all(cell.children)
            return
        self.counts = {}
        self.tables += 1
        grid = self.grid(table)
        width = max(map(len, grid), default=0)
        rows = []
        for number, cells in enumerate(grid, 1):
            place = f"tableau {self.tables}, ligne {number}"
            read = table.children[number - 1].children
            if width > 1 and len(read) == 1 and read[0].colspan >= width:
                self.rows(rows)
                rows = []
                if cells[0]:
                    self.blocks.append(paragraph(cells[0], place, is_bold=True))
            elif any(cells):
                rows.append(Row((*cells, *[""] * (width - len(cells))), place))
        self.rows(rows)

    def rows(self, rows):
        if rows:
            self.blocks.append(Block(rows[0].place.split(",")[0], rows=tuple(rows)))

    def grid(self, table):
        """A merged cell says the same in each of its rows, and stands in its first column."""
        grid = [[] for _ in table.children]
        taken = {}
        for top, row in enumerate(table.children):
            left = 0
            for cell in row.children:
                while (top, left) in taken:
                    left += 1
                text = self.cell(cell)
                for down in range(top, min(len(grid), top + cell.rowspan)):
                    for across in range(min(cell.colspan, 60)):
                        taken[down, left + across] = "" if across else text
                left += cell.colspan
        for (down, across), text in sorted(taken.items()):
            grid[down] += [""] * (across - len(grid[down])) + [text]
        return grid

    def cell(self, cell):
        """The lines of a cell; the signs of a list inside it stay where there are several."""
        self.counts = {}
        lines = []
        for each in cell.children:
            text = plain(self.text(each))
            if text.strip():
                lines.append(
                    (self.sign(each) if isinstance(each, documents.Paragraph) else "", text)
                )
        if len(lines) == 1:
            return lines[0][1]
        return "\n".join(f"{'-' if sign == '•' else sign} {text}".strip() for sign, text in lines)


def _rank(read):
    found = _HEADING.match(read.style_name or "")
    return int(found["rank"] or 1) if found else 0


def _is_bold(read):
    runs = [each for each in _runs(read) if raw(each).strip()]
    return bool(runs) and all(run.is_bold for run in runs)


def _runs(node):
    for child in getattr(node, "children", ()):
        if isinstance(child, documents.Run):
            yield child
        else:
            yield from _runs(child)


def raw(node):
    if isinstance(node, documents.Text):
        return node.value
    return "".join(map(raw, getattr(node, "children", ())))


def _outside(packed, origin):
    """What stands at the head or foot of the pages, once."""
    seen, blocks = set(), []
    for name in sorted(packed.namelist()):
        if not re.fullmatch(rf"word/{origin}\d*\.xml", name):
            continue
        outside = ElementTree.fromstring(packed.read(name))  # noqa: S314 - has no entities
        for each in outside.iter(f"{_TEXT}p"):
            text = plain("".join(part.text or "" for part in each.iter(f"{_TEXT}t")))
            if re.search(r"[^\W\d]", text) and text not in seen:
                seen.add(text)
                place = "en-tête de page" if origin == "header" else "pied de page"
                blocks.append(Block(place, text, origin=origin))
    return blocks
