"""Word files as people give them back: cells typed in, rows added, copied and taken away."""

import io
import re
import zipfile
from copy import deepcopy

from docx import Document
from docx.oxml.ns import qn

from meetings.word import marks


class Desk:
    """A Word file on somebody's desk: `Desk(content)`, what he does to it, `saved()`."""

    def __init__(self, content):
        self.document = Document(io.BytesIO(content))

    def cell(self, key):
        """The cell of a field, by the bookmark that names it."""
        name = marks.bookmark_of(key)
        for mark in self.document.element.body.iter(qn("w:bookmarkStart")):
            if mark.get(qn("w:name")) == name:
                return next(mark.iterancestors(qn("w:tc")))
        raise KeyError(key)

    def type(self, key, *lines):
        """Select all that stands in the cell and type over it: the control goes, its mark stays."""
        cell, mark = self.cell(key), None
        for each in cell.iter(qn("w:bookmarkStart")):
            mark = each
        for child in list(cell):
            if child.tag != qn("w:tcPr"):
                cell.remove(child)
        for number, line in enumerate(lines or ("",)):
            paragraph = cell.makeelement(qn("w:p"), {})
            if not number and mark is not None:
                paragraph.append(mark)
            paragraph.append(run(cell, line))
            cell.append(paragraph)

    def row(self, key):
        return next(self.cell(key).iterancestors(qn("w:tr")))

    def copy_row(self, key, *texts):
        """Word's « insérer une ligne » copies controls and their tags, not bookmarks."""
        row = self.row(key)
        copied = deepcopy(row)
        for mark in list(copied.iter(qn("w:bookmarkStart"), qn("w:bookmarkEnd"))):
            mark.getparent().remove(mark)
        fill(copied, texts)
        row.addnext(copied)
        return copied

    def add_row(self, key, *texts):
        """A new row without any control."""
        row = self.copy_row(key)
        for cell in row.iter(qn("w:tc")):
            for child in list(cell):
                if child.tag != qn("w:tcPr"):
                    cell.remove(child)
            cell.append(cell.makeelement(qn("w:p"), {}))
        fill(row, texts)

    def saved(self):
        kept = io.BytesIO()
        self.document.save(kept)
        return kept.getvalue()


def run(parent, text, name="w:t"):
    made = parent.makeelement(qn("w:r"), {})
    words = parent.makeelement(qn(name), {})
    words.text = text
    made.append(words)
    return made


def fill(row, texts):
    for cell, text in zip(row.iter(qn("w:tc")), texts, strict=False):
        for words in list(cell.iter(qn("w:t"))):
            words.text = ""
        paragraph = next(cell.iter(qn("w:p")))
        paragraph.append(run(cell, text))


def without(content, pattern):
    """The same file with some of its body cut out, as a program does that knows no such thing."""
    return _changed(content, lambda body: re.sub(pattern, "", body))


def _changed(content, change):
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as whole, zipfile.ZipFile(kept, "w") as made:
        for name in whole.namelist():
            part = whole.read(name)
            if name == "word/document.xml":
                part = change(part.decode()).encode()
            made.writestr(name, part)
    return kept.getvalue()


def replaced(content, old, new):
    return _changed(content, lambda body: body.replace(old, new))
