"""A report as a Word file: real styles, table heads that repeat, pictures told in words."""

from docx.shared import Pt

from gtm.typography import french
from meetings.printing import word

SIGN, BESIDE = 2.0, 4.5  # mm of a bold sign in a table, and of the margins of a cell


def docx(paper):
    """The bytes of a `Paper`."""
    document = word.blank(paper.title, "SP/CCM")
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
    return word.saved(document)


# --- Text ---


def _write_head(document, paper):
    head = paper.head
    for text in (head.country, head.motto, *head.lines):
        if text:
            word.line(document, text, align=word.CENTRE).paragraph_format.space_after = Pt(0)
    word.line(document, head.dateline, align=word.RIGHT)
    if paper.reference:
        word.line(document, paper.reference)
    for text in paper.recipient:
        word.line(document, text, align=word.RIGHT).paragraph_format.space_after = Pt(0)
    word.line(document, paper.title, "Title")
    word.line(document, paper.state, align=word.CENTRE)
    if paper.replaces:
        word.line(document, f"Cette version {paper.replaces}.")
    if paper.changes:
        word.line(document, f"Ce qui change : {paper.changes}")
    word.number_pages(document.sections[0].footer.paragraphs[0], paper.edition)


def _write_parts(document, parts):
    for part in parts:
        document.add_heading(french(part.label), level=1)
        for block in part.blocks:
            _write_block(document, block)


def _write_block(document, block):
    if block.kind == "bullets":
        for line in block.lines:
            word.line(document, line, "List Bullet")
    elif block.kind == "numbers":  # the number is the one that was typed
        for number, line in enumerate(block.lines, block.start):
            word.line(document, f"{number}. {line}", "List Paragraph")
    elif block.kind == "table":
        word.add_grid(document, block.lines, word.shares_of_texts(block.lines))
    else:
        word.line(document, "\n".join(block.lines))


def _write_end(document, paper):
    for text in paper.signatory:
        paragraph = word.line(document, text, align=word.RIGHT)
        paragraph.paragraph_format.keep_with_next = True


# --- Figures ---


def _add_table(document, table):
    document.add_heading(french(table.title), level=2)
    if table.note:
        word.line(document, table.note)
    if not table.rows:
        word.line(document, table.empty)
        return
    rows = [*table.rows, *([table.total] if table.total else [])]
    lines = [table.headings, *rows]
    grid = word.add_grid(document, lines, table.widths or _of_figures(lines))
    if not table.detail:
        _align_figures(grid)
    if table.total:
        for cell in grid.rows[-1].cells:
            for run in cell.paragraphs[0].runs:
                run.bold = True


def _align_figures(grid):
    """All but the first column holds figures, in their heads too."""
    for row in grid.rows:
        for cell in row.cells[1:]:
            cell.paragraphs[0].alignment = word.RIGHT


def _of_figures(table):
    """Shares of columns of figures: what their heads need, and the rest for the names."""
    first, *others = [BESIDE + SIGN * count for count in word.longest_words(table)]
    return [max(first, word.WIDTH - sum(others)), *others]


def _add_chart(document, paper):
    word.add_picture(document, paper.chart, paper.chart_told, 150)
    word.line(document, LEGEND, "Caption")


LEGEND = "Courbe : en retard à la fin du mois. Barres : clos dans le mois."
