"""A report as a Word file: real styles, table heads that repeat, pictures told in words."""

import io
import re
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from actions.reviewing.exports import plain
from gtm.typography import NBSP, RANK, french

RANKS = re.compile(RANK)
WIDTH = 163  # mm between the margins, as the PDF
SIGN, BESIDE = 2.0, 4.5  # mm of a bold sign in a table, and of the margins of a cell
CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


def docx(paper):
    """The bytes of a `Paper`."""
    document = Document()
    _set_page(document)
    _set_styles(document)
    document.core_properties.title = plain(paper.title)
    document.core_properties.author = "SP/CCM"
    document.core_properties.language = "fr-FR"
    _write_head(document, paper)
    _write_parts(document, paper.before)
    document.add_heading(french(f"Chiffres au {paper.figures.day}"), level=1)
    for table in paper.figures.tables:
        _add_table(document, table)
    _add_chart(document, paper)  # below the table of its months
    document.add_heading("Listes", level=1)
    for table in paper.details:
        _add_table(document, table)
    _write_parts(document, paper.after)
    _write_end(document, paper)
    return _saved(document)


def _saved(document):
    """The same bytes for the same document: an archive names the instant of each of its files."""
    made, same = io.BytesIO(), io.BytesIO()
    document.save(made)
    with ZipFile(made) as whole, ZipFile(same, "w", ZIP_DEFLATED) as kept:
        for name in whole.namelist():
            kept.writestr(ZipInfo(name), whole.read(name), ZIP_DEFLATED)
    return same.getvalue()


# --- The page and its styles ---


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
    sizes = {"Title": 17, "Heading 1": 14, "Heading 2": 12}
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


def _write(paragraph, text):
    """Typed text, its ranks raised: 1er, 27e."""
    text, last = french(plain(text)), 0
    for found in RANKS.finditer(text):
        paragraph.add_run(text[last : found.start("ordinal")])
        paragraph.add_run(found["ordinal"]).font.superscript = True
        last = found.end()
    paragraph.add_run(text[last:])
    return paragraph


def _line(document, text, style=None, align=None):
    paragraph = _write(document.add_paragraph(style=style), text)
    if align is not None:
        paragraph.alignment = align
    return paragraph


def _write_head(document, paper):
    head = paper.head
    for text in (head.country, head.motto, *head.lines):
        if text:
            _line(document, text, align=CENTRE).paragraph_format.space_after = Pt(0)
    _line(document, head.dateline, align=RIGHT)
    if paper.reference:
        _line(document, paper.reference)
    for text in paper.recipient:
        _line(document, text, align=RIGHT).paragraph_format.space_after = Pt(0)
    _write(document.add_paragraph(style="Title"), paper.title)
    _line(document, paper.state, align=CENTRE)
    if paper.replaces:
        _line(document, f"Cette version {paper.replaces}.")
    if paper.changes:
        _line(document, f"Ce qui change : {paper.changes}")
    foot = document.sections[0].footer.paragraphs[0]
    _write(foot, f"{paper.edition}\tPage").add_run(NBSP)
    _add_field(foot, "PAGE")


def _add_field(paragraph, name):
    """A number that Word fills in."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), name)
    paragraph._p.append(field)


def _write_parts(document, parts):
    for part in parts:
        document.add_heading(french(part.label), level=1)
        for block in part.blocks:
            _write_block(document, block)


def _write_block(document, block):
    if block.kind == "bullets":
        for line in block.lines:
            _line(document, line, "List Bullet")
    elif block.kind == "numbers":  # the number is the one that was typed
        for number, line in enumerate(block.lines, block.start):
            _line(document, f"{number}. {line}", "List Paragraph")
    elif block.kind == "table":
        _add_grid(document, block.lines, _of_texts(block.lines))
    else:
        _line(document, "\n".join(block.lines))


def _write_end(document, paper):
    for text in paper.signatory:
        paragraph = _line(document, text, align=RIGHT)
        paragraph.paragraph_format.keep_with_next = True


# --- Figures ---


def _add_table(document, table):
    document.add_heading(french(table.title), level=2)
    if table.note:
        _line(document, table.note)
    if not table.rows:
        _line(document, table.empty)
        return
    rows = [*table.rows, *([table.total] if table.total else [])]
    lines = [table.headings, *rows]
    grid = _add_grid(document, lines, table.widths or _of_figures(lines))
    if not table.detail:
        _align_figures(grid)
    if table.total:
        for cell in grid.rows[-1].cells:
            for run in cell.paragraphs[0].runs:
                run.bold = True


def _add_grid(document, lines, shares):
    """A table whose head, the first line, is repeated on each page; `shares` of its width."""
    headings, *rows = lines
    widths = _widths(shares)
    grid = document.add_table(rows=1, cols=len(headings))
    grid.style, grid.autofit = "Table Grid", False
    _mark(grid.rows[0]._tr, "w:tblHeader")
    for row, texts in [(grid.rows[0], headings), *((None, each) for each in rows)]:
        line = row or grid.add_row()
        _mark(line._tr, "w:cantSplit")  # whole on one page
        for cell, text, width in zip(line.cells, texts, widths, strict=True):
            cell.width = width
            paragraph = _write(cell.paragraphs[0], text)
            paragraph.paragraph_format.space_after = Pt(0)
            for run in paragraph.runs:
                run.font.size, run.bold = Pt(9), row is not None or None
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    document.add_paragraph().paragraph_format.space_after = Pt(0)
    return grid


def _align_figures(grid):
    """All but the first column holds figures, in their heads too."""
    for row in grid.rows:
        for cell in row.cells[1:]:
            cell.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _mark(row, name):
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    row.get_or_add_trPr().append(mark)


def _widths(shares):
    return [Mm(WIDTH * share / sum(shares)) for share in shares]


def _longest_words(table):
    """The signs of the longest word of each column."""
    return [
        max(len(word) for cell in column for word in cell.split() or [""])
        for column in zip(*table, strict=True)
    ]


def _of_texts(table):
    """Shares of columns that hold sentences, as the longest words ask."""
    shares = [max(8, count) for count in _longest_words(table)]
    return [max(shares[0], 16), *shares[1:]]


def _of_figures(table):
    """Shares of columns of figures: what their heads need, and the rest for the names."""
    first, *others = [BESIDE + SIGN * count for count in _longest_words(table)]
    return [max(first, WIDTH - sum(others)), *others]


def _add_chart(document, paper):
    picture = document.add_picture(io.BytesIO(paper.chart), width=Mm(150))
    picture._inline.docPr.set("descr", paper.chart_told)
    _line(document, LEGEND, "Caption")


LEGEND = "Courbe : en retard à la fin du mois. Barres : clos dans le mois."
