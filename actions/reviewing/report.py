"""« État de suivi des points d’action »: what a review shows, in sections with totals.

The PDF and the DOCX print the same `Report`; the DOCX is the editable one, for the ministry.
"""

import io
import re
from collections import Counter
from dataclasses import dataclass
from datetime import date

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from actions.follow_up import Status
from actions.reviewing.exports import Row, rows
from gtm.tables import plain
from gtm.typography import RANK, counted, french, lateness, long_date, number

RANKS = re.compile(RANK)
TITLE = "État de suivi des points d’action"
# Actions on paper; more are for a spreadsheet. A PDF of 500 takes a quarter of a minute, in which
# its process prints nothing else.
LARGEST = {"pdf": 500, "docx": 2000}
HEADINGS = ("Point d’action", "Responsables", "Échéance", "État", "Dernier suivi")
WIDTHS = (88, 45, 34, 34, 66)  # mm, of the 267 mm of a landscape A4


@dataclass(frozen=True)
class Totals:
    count: int
    late: int
    declared: int
    closed: int

    def __str__(self):
        told = counted(self.count, "point d’action", "points d’action")
        parts = ((self.late, "en retard"), (self.declared, "à vérifier"), (self.closed, "clos"))
        some = ", ".join(f"{number(many)} {what}" for many, what in parts if many)
        return f"{told}, dont {some}" if some else told


@dataclass(frozen=True)
class Section:
    title: str
    rows: list[Row]

    @property
    def totals(self):
        return totals_of(self.rows)

    @property
    def lines(self):
        return [cells_of(row) for row in self.rows]


@dataclass(frozen=True)
class Report:
    today: date
    filters: str
    sections: list[Section]
    definition: str = ""  # what its sections count

    title = TITLE
    headings = HEADINGS

    @property
    def totals(self):
        """Each action counts once, in however many sections it stands."""
        return totals_of(list({row.action.pk: row for row in self._rows}.values()))

    @property
    def several(self):
        """How many actions stand in several sections, and how many lines there are; or ""."""
        times = Counter(row.action.pk for row in self._rows)
        many = sum(count > 1 for count in times.values())
        told = counted(many, "point d’action figure", "points d’action figurent")
        lines = counted(times.total(), "ligne")
        return f"{told} sous plusieurs éléments : {lines} en tout." if many else ""

    @property
    def _rows(self):
        return [row for section in self.sections for row in section.rows]


def totals_of(found):
    return Totals(
        count=len(found),
        late=sum(row.days_late > 0 for row in found),
        declared=sum(row.action.status == Status.DECLARED for row in found),
        closed=sum(row.action.is_closed for row in found),
    )


def report_of(actions, today, filters, definition="", by_item=None):
    """The `Report` of actions that carry their `section`, in the order of their sections.

    `by_item`: by the items of a set instead, each action in the section of each of its items.
    """
    sections = {plain(title): [] for title in by_item.titles} if by_item else {}
    for row in rows(actions, today):
        for title in by_item.titles_of(row) if by_item else [row.section]:
            sections.setdefault(plain(title), []).append(row)
    found = [Section(title, rows) for title, rows in sections.items() if rows]
    return Report(today, filters, found, definition)


def cells_of(row):
    """The texts of a line, without control characters: no font draws them, no file holds them."""
    action = row.action
    deadline = action.deadline_wording or "sans échéance"
    if row.days_late:
        deadline += f"\n{lateness(row.days_late)}"
    news = f"{long_date(row.news_on)} : {row.news_text}" if row.news else ""
    texts = (
        f"{action.text}\n{action.group.name}, réunion du {long_date(action.decided_on)}",
        "\n".join(filter(None, [row.responsibles, row.charged and f"suivi : {row.charged}"])),
        deadline,
        action.get_status_display(),
        "\n".join(filter(None, [news, row.silence_text])),
    )
    return [plain(text) for text in texts]


def docx(report):
    """The bytes of a Word file: headings by style, the head of each table on every page."""
    document = Document()
    _set_page(document)
    document.core_properties.title = report.title
    document.core_properties.language = "fr-FR"
    document.add_heading(report.title, level=0)
    document.add_paragraph(french(f"Au {long_date(report.today)}. {report.filters}"))
    if report.definition:
        document.add_paragraph(french(report.definition))
    document.add_paragraph(french(str(report.totals)))
    if report.several:
        document.add_paragraph(french(report.several))
    for section in report.sections:
        document.add_heading(french(section.title), level=1)
        totals = document.add_paragraph(french(str(section.totals)))
        totals.paragraph_format.keep_with_next = True
        _add_table(document, section.lines)
    if not report.sections:
        document.add_paragraph("Aucun point d’action ne correspond.")
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _set_page(document):
    page = document.sections[0]
    page.orientation = WD_ORIENT.LANDSCAPE
    page.page_width, page.page_height = Mm(297), Mm(210)
    page.left_margin = page.right_margin = Mm(15)
    page.top_margin = page.bottom_margin = Mm(15)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Liberation Serif", Pt(10)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "fr-FR")
    style.element.get_or_add_rPr().append(language)


def _write(paragraph, text):
    """Typed text, its ranks raised: 1er, 27e."""
    last = 0
    for found in RANKS.finditer(text):
        paragraph.add_run(text[last : found.start("ordinal")])
        paragraph.add_run(found["ordinal"]).font.superscript = True
        last = found.end()
    paragraph.add_run(text[last:])


def _add_table(document, lines):
    table = document.add_table(rows=1, cols=len(HEADINGS))
    table.style = "Table Grid"
    table.autofit = False
    head = table.rows[0]
    repeated = OxmlElement("w:tblHeader")
    repeated.set(qn("w:val"), "true")
    head._tr.get_or_add_trPr().append(repeated)
    # In the grid too: LibreOffice reads no other.
    for column, width in zip(table.columns, WIDTHS, strict=True):
        column.width = Mm(width)
    for cell, heading, width in zip(head.cells, HEADINGS, WIDTHS, strict=True):
        cell.width = Mm(width)
        cell.paragraphs[0].add_run(heading).bold = True
    for texts in lines:
        row = table.add_row()
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # whole on one page
        for cell, text, width in zip(row.cells, texts, WIDTHS, strict=True):
            cell.width = Mm(width)
            _write(cell.paragraphs[0], french(text))
