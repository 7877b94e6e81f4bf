"""The Word file of a frame: each field a content control in a cell of its own."""

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm

from gtm.typography import french
from meetings.printing import word
from meetings.text import document as doc
from meetings.word import marks
from meetings.word.frame import Grid, Heading, Note, Sheet

LABELS = 45  # mm of the column of labels
LONG = 2_000  # signs from which a field has paragraphs of its own
SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def docx(parts, title, known_as):
    """The bytes of the file; `known_as` names the meeting and the version that it holds."""
    document = word.blank(title, "GTM")
    document.core_properties.identifier = known_as
    document.add_heading(french(title), level=0)
    number = iter(range(1, 100_000))
    for part in parts:
        WRITERS[type(part)](document, part, number)
    return word.saved(document)


def _heading(document, part, number):
    document.add_heading(french(part.text), level=part.level)


def _note(document, part, number):
    document.add_paragraph(french(part.text))


def _sheet(document, part, number):
    table = _table(document, 2)
    for label, cell in part.rows:
        line = table.add_row().cells
        _label(line[0], label)
        _fill(line[1], cell, number)
    _widths(table, [LABELS, word.WIDTH - LABELS])


def _grid(document, part, number):
    table = _table(document, len(part.headings))
    line = table.add_row()
    for cell, label in zip(line.cells, part.headings, strict=True):
        _label(cell, label)
    line._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for uid, cells in part.rows:
        row = table.add_row().cells
        if part.told:
            row[0].text = part.told.get(uid, "")
        for place, cell in zip(row[-len(cells) :], cells, strict=True):
            _fill(place, cell, number)
    _widths(table, _shares(part))


WRITERS = {Heading: _heading, Note: _note, Sheet: _sheet, Grid: _grid}


def _table(document, columns):
    table = document.add_table(rows=0, cols=columns)
    table.style, table.autofit = "Table Grid", False
    return table


def _shares(part):
    """Columns that hold sentences are three times as wide as the others."""
    wide = {"text", "wording", "said", "discussion", "title"}
    columns = [*(["text"] if part.told else []), *part.fields]
    weights = [3 if name in wide else 2 if name == "responsible" else 1 for name in columns]
    return [word.WIDTH * weight / sum(weights) for weight in weights]


def _widths(table, widths):
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        row.height = Mm(7)  # at least: an empty cell is one to write in
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)


def _label(cell, text):
    run = cell.paragraphs[0].add_run(french(text))
    run.bold = True


def _fill(cell, field, number):
    """The control, with the bookmark that names it too, where the text of the cell begins."""
    mark, shown = next(number), doc.field_of(field.key)
    start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
    for edge in (start, end):
        edge.set(qn("w:id"), str(mark))
    start.set(qn("w:name"), marks.bookmark_of(field.key))
    if shown.limit < LONG:
        paragraph = cell.paragraphs[0]._p
        paragraph.append(start)
        paragraph.append(_control(field, shown, mark, [_run(field.text)]))
        paragraph.append(end)
        return
    lines = [_paragraph(line) for line in field.text.split("\n")]
    lines[0].insert(0, start)
    lines[0].append(end)
    cell._tc.replace(cell.paragraphs[0]._p, _control(field, shown, mark, lines))


def _control(field, shown, mark, content):
    control, told, inside = (OxmlElement(f"w:{name}") for name in ("sdt", "sdtPr", "sdtContent"))
    for name, value in (("w:alias", shown.label), ("w:tag", field.key), ("w:id", mark)):
        _set(told, name, value)
    kind = _kind(shown)
    if kind is not None:
        told.append(kind)
    for element in content:
        inside.append(element)
    control.append(told)
    control.append(inside)
    return control


def _paragraph(line):
    paragraph = OxmlElement("w:p")
    paragraph.append(_run(line))
    return paragraph


def _kind(field):
    """A list to choose from, a text; one of several paragraphs is any text."""
    labels = [label for value, label in field.choices if value]
    if field.limit >= LONG:
        return None
    menu = OxmlElement("w:comboBox" if labels else "w:text")
    for label in labels:
        item = OxmlElement("w:listItem")
        for name in ("w:displayText", "w:value"):
            item.set(qn(name), label)
        menu.append(item)
    return menu


def _set(parent, name, value):
    element = OxmlElement(name)
    element.set(qn("w:val"), str(value))
    parent.append(element)


def _run(line):
    """A line, its cells parted by tabs."""
    run = OxmlElement("w:r")
    for number, piece in enumerate(line.replace("\n", " ").split("\t")):
        if number:
            run.append(OxmlElement("w:tab"))
        if piece:
            words = OxmlElement("w:t")
            words.text = piece
            words.set(SPACE, "preserve")
            run.append(words)
    return run
