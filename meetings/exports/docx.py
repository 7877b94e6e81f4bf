"""Minutes as a Word file: what the PDF says, in its order, with the styles and lists of Word."""

from docx.shared import Mm, Pt

from gtm.typography import NBSP
from meetings.exports import lists
from meetings.printing import columns, pdf, word

SIZE = 10.5  # points, in tables
BLOCK = 85  # mm that the letterhead leaves free at its right
FACTS = (20, 80)
LARGEST_PICTURE = (150, 190)  # mm
LINE = "\n"


def docx(minutes, images, draft=False):
    """The bytes of a `Printed`; `images` are JPEG bytes by uid. Raises `pdf.TooLong`.

    Without `images` it says that the photos are in the other version, as the PDF does.
    """
    pdf.page(minutes, draft=draft)  # what is too long for paper would take seconds here too
    title = f"PROJET – {minutes.title}" if draft else minutes.title
    return word.saved(_Writer(word.blank(title, minutes.group)).write(minutes, images, draft))


class _Writer:
    """Adds the parts of minutes to a document, one below the other."""

    def __init__(self, document):
        self.document, self.lists = document, lists.Lists(document)

    def write(self, minutes, images, draft):
        self._margins(minutes, draft)
        self._head(minutes, draft)
        self._attendance(minutes)
        self._agenda(minutes)
        if minutes.followup:
            self._heading(minutes.followup.heading)
            self._followup(minutes.followup)
        for point in minutes.points:
            self._point(point)
        self._blocks(minutes.closing, minutes.title)
        if minutes.next_meeting:
            self._line(minutes.next_meeting)
        self._signatures(minutes.signatures)
        if minutes.files:
            self._heading("Pièces jointes :")
            self._rows("dashes", minutes.files)
        self._photos(minutes, images)
        return self.document

    def _line(self, text, style=None, align=None):
        return word.line(self.document, text, style, align)

    def _heading(self, text, level=1):
        self._line(text, f"Heading {level}")

    def _margins(self, minutes, draft):
        """The title runs over all pages but the first; a draft says so on each."""
        section = self.document.sections[0]
        section.different_first_page_header_footer = True
        for head in (section.header, section.first_page_header):
            if draft:
                word.write(head.paragraphs[0], "PROJET").alignment = word.RIGHT
        running = section.header.paragraphs[0]
        running = section.header.add_paragraph() if draft else running
        for run in word.write(running, minutes.title).runs:
            run.italic, run.font.size = True, Pt(9)
        edition = "" if draft else minutes.edition
        for foot in (section.footer, section.first_page_footer):
            word.number_pages(foot.paragraphs[0], edition)

    def _head(self, minutes, draft):
        if minutes.head:
            self._letterhead(minutes.head)
        self._line(minutes.title, "Title")
        saved = f", du {minutes.saved}" if minutes.saved else ""
        state = f"PROJET, non validé{saved}" if draft else minutes.state
        if state:
            self._line(state, align=word.CENTRE)
        if minutes.replaces:
            for run in self._line(f"Cette version {minutes.replaces}.").runs:
                run.bold = True
        if minutes.replaces and minutes.changes:
            self._line(f"Ce qui change : {minutes.changes}")
        if minutes.facts:
            self._facts(minutes.facts)
        self._blocks(minutes.opening, minutes.title)

    def _letterhead(self, head):
        for text in filter(None, (head.country, head.motto, *head.lines)):
            paragraph = self._line(text, align=word.CENTRE)
            paragraph.paragraph_format.right_indent = Mm(BLOCK)
            paragraph.paragraph_format.space_after = Pt(0)
        self._line(head.dateline, align=word.RIGHT)

    def _facts(self, facts):
        grid = word.add_grid(self.document, facts, FACTS, size=11, head="column")
        lists.named(grid, "La réunion")

    def _rows(self, kind, rows, start=1):
        key = self.lists.begin(kind, start)
        for text in rows:
            lists.put(self._line(text, "List Paragraph"), key)

    def _blocks(self, blocks, whose):
        for block in blocks:
            if block.kind == "table":
                self._pasted(block.lines, whose)
            elif block.kind in ("bullets", "numbers"):
                kind = "dashes" if block.kind == "bullets" else "numbers"
                self._rows(kind, block.lines, block.start)
            else:
                self._line(LINE.join(block.lines))

    def _pasted(self, rows, whose):
        """Its first row is the head; of a lone row, the first cell is."""
        head = "row" if len(rows) > 1 else "column"
        shares = word.shares_of_texts(rows)
        grid = word.add_grid(self.document, rows, shares, size=SIZE, head=head)
        lists.named(grid, f"Tableau, {whose}")

    def _table(self, headings, rows, name):
        shares = columns.KINDS["actions"].shares[len(headings)]
        grid = word.add_grid(self.document, [headings, *rows], shares, size=SIZE)
        lists.named(grid, name)

    def _attendance(self, minutes):
        for heading, rows in minutes.attendance:
            self._heading(heading)
            self._rows("dashes", rows)
        if minutes.totals:
            if not minutes.attendance:
                self._heading("Présence")
            self._line(minutes.totals)

    def _agenda(self, minutes):
        if not minutes.agenda:
            return
        self._heading("Points inscrits à l’ordre du jour :")
        numbers = self.lists.begin("numbers")
        for entry in minutes.agenda:
            row = self._line(entry.text, "List Paragraph")
            if entry.number:
                lists.put(row, numbers)
            if entry.subpoints:
                self._rows("letters", entry.subpoints)
        if minutes.adoption:
            self._line(minutes.adoption)

    def _followup(self, followup):
        for adoption in followup.adoptions:
            self._line(adoption.sentence)
            if adoption.amendments:
                self._rows("dashes", adoption.amendments)
        if followup.rows:
            rows = [_followed(row) for row in followup.rows]
            self._table(followup.headings, rows, "Suivi des points d’action")
        if followup.rest:
            self._line(followup.rest)

    def _point(self, point):
        self._heading(point.heading)
        if point.postponed:
            self._line(point.postponed)
        if point.followup:
            self._followup(point.followup)
        if point.discussion_heading:
            self._heading(point.discussion_heading, 2)
        self._blocks(point.blocks, point.heading)
        for findings in point.findings:
            self._heading(findings.label, 3)
            self._blocks(findings.intro, point.heading)
            if len(findings.rows) > 1:
                self._rows("numbers", findings.rows)
            elif findings.rows:
                self._line(findings.rows[0])
        if point.actions:
            headings = point.actions.headings
            rows = [_action(each, headings) for each in point.actions.rows]
            empty = ["N/A", *[""] * (len(headings) - 1)]
            self._table(headings, rows or [empty], f"Points d’action, {point.heading}")

    def _signatures(self, signatures):
        if not signatures:
            return
        table = self.document.add_table(rows=1, cols=len(signatures))
        for cell, (office, person) in zip(table.rows[0].cells, signatures, strict=True):
            word.write(cell.paragraphs[0], office).paragraph_format.space_after = Mm(20)
            word.write(cell.add_paragraph(), person)
        lists.named(table, "Signatures")

    def _photos(self, minutes, images):
        if not minutes.photos_heading:
            return
        self._heading(minutes.photos_heading)
        for photo in minutes.photos:
            if photo.uid not in images:
                continue
            width, height = LARGEST_PICTURE
            width = min(width, height * photo.width / photo.height)
            word.add_picture(self.document, images[photo.uid], photo.alt, width)
            credit = f"(crédit : {photo.credit})" if photo.credit else ""
            if caption := " ".join(filter(None, (photo.caption, credit))):
                self._line(caption, "Caption")
        if minutes.photos and not images:
            self._line(f"{left_out(minutes.photos)} dans la version complète de ce compte rendu.")


def left_out(photos):
    return "Les photos figurent" if len(photos) > 1 else "La photo figure"


def _followed(row):
    return [
        LINE.join(filter(None, (row.text, row.origin))),
        row.responsible,
        LINE.join(filter(None, (row.deadline, row.lateness))),
        LINE.join(filter(None, (row.status, row.said))),
    ]


def _action(action, headings):
    number = f"{action.number}-{NBSP}" if action.number else ""
    cells = [number + action.text, action.responsible, action.deadline]
    return cells[: len(headings)]
