"""What our Word files share: the page, real styles, typed text, tables whose heads repeat."""

import io
import re
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from gtm.tables import plain
from gtm.typography import NBSP, RANK, french

KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
RANKS = re.compile(RANK)
WIDTH = 163  # mm between the margins, as the PDF
LONGEST = 255  # signs of a title, as python-docx has it
CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


def blank(title, author):
    """An empty file with our page and our styles."""
    document = Document()
    _drop_leftovers(document)
    _set_page(document)
    _set_styles(document)
    document.core_properties.title = plain(title)[:LONGEST]
    document.core_properties.author = author
    document.core_properties.language = "fr-FR"
    return document


def _drop_leftovers(document):
    """Of python-docx's template: styles of 2010 that contradict its own, a picture of its page."""
    for part in (document.part, document.part.package):
        for key, relation in list(part.rels.items()):
            if relation.reltype.endswith(("/stylesWithEffects", "/thumbnail")):
                del part.rels[key]


def saved(document):
    """The same bytes for the same document: an archive names the instant of each of its files."""
    made, same = io.BytesIO(), io.BytesIO()
    document.save(made)
    with ZipFile(made) as whole, ZipFile(same, "w", ZIP_DEFLATED) as kept:
        for name in whole.namelist():
            kept.writestr(ZipInfo(name), whole.read(name), ZIP_DEFLATED)
    return same.getvalue()


def _set_page(document):
    page = document.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.left_margin, page.right_margin = Mm(25), Mm(22)
    page.top_margin, page.bottom_margin = Mm(23), Mm(21)


def _set_styles(document):
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Liberation Serif", Pt(11)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "fr-FR")
    normal.element.get_or_add_rPr().append(language)
    sizes = {"Title": 17, "Heading 1": 14, "Heading 2": 12, "Heading 3": 11}
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.name, style.font.size = "Liberation Serif", Pt(size)
        style.font.color.rgb = RGBColor(0, 0, 0)
        fonts = style.element.rPr.rFonts
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    document.styles["Caption"].font.color.rgb = RGBColor(0, 0, 0)
    document.styles["Title"].paragraph_format.alignment = CENTRE


# --- Text ---


def write(paragraph, text):
    """Typed text, its ranks raised: 1er, 27e."""
    text, last = french(plain(text)), 0
    for found in RANKS.finditer(text):
        paragraph.add_run(text[last : found.start("ordinal")])
        paragraph.add_run(found["ordinal"]).font.superscript = True
        last = found.end()
    paragraph.add_run(text[last:])
    return paragraph


def line(document, text, style=None, align=None):
    paragraph = write(document.add_paragraph(style=style), text)
    if align is not None:
        paragraph.alignment = align
    return paragraph


def number_pages(foot, edition):
    """« Version 2, …   Page 3 » in a paragraph of a footer."""
    write(foot, f"{edition}\tPage").add_run(NBSP)
    field = OxmlElement("w:fldSimple")  # a number that Word fills in
    field.set(qn("w:instr"), "PAGE")
    foot._p.append(field)


# --- Tables and pictures ---


def add_grid(document, lines, shares, size=9, head="row"):
    """A table whose head, the first line, is repeated on each page; `shares` of its width.

    Its `head` may be the first column instead.
    """
    widths = [Mm(WIDTH * share / sum(shares)) for share in shares]
    grid = document.add_table(rows=1, cols=len(shares))
    grid.style, grid.autofit = "Table Grid", False
    if head == "row":
        _mark(grid.rows[0]._tr, "w:tblHeader")
    else:
        grid._tbl.tblPr.find(qn("w:tblLook")).set(qn("w:firstRow"), "0")
    for rank, texts in enumerate(lines):
        row = grid.add_row() if rank else grid.rows[0]
        _mark(row._tr, "w:cantSplit")  # whole on one page
        for place, (cell, text) in enumerate(zip(row.cells, texts, strict=True)):
            cell.width = widths[place]
            is_head = not (rank if head == "row" else place)
            _write_cell(cell, text, size, is_head)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    document.add_paragraph().paragraph_format.space_after = Pt(0)
    return grid


def _write_cell(cell, text, size, is_head):
    paragraph = write(cell.paragraphs[0], text)
    paragraph.paragraph_format.space_after = Pt(0)
    for run in paragraph.runs:
        run.font.size, run.bold = Pt(size), is_head or None


def _mark(row, name):
    row.get_or_add_trPr().append(OxmlElement(name))


def longest_words(table):
    """The signs of the longest word of each column."""
    return [
        max(len(word) for cell in column for word in cell.split() or [""])
        for column in zip(*table, strict=True)
    ]


def shares_of_texts(table):
    """Shares of columns that hold sentences, as the longest words ask."""
    shares = [max(8, count) for count in longest_words(table)]
    return [max(shares[0], 16), *shares[1:]]


def add_picture(document, content, told, width):
    """A picture of bytes, `width` in mm; `told` says it to who does not see it."""
    picture = document.add_picture(io.BytesIO(content), width=Mm(width))
    picture._inline.docPr.set("descr", told)
    return picture
