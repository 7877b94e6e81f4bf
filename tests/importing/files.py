"""Files for the import, built in the test: DOCX by hand or by python-docx, PDF by WeasyPrint."""

import io
import zipfile

from docx import Document
from weasyprint import HTML

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/'
    'content-types"><Default Extension="xml" ContentType="application/xml"/></Types>'
)


def docx(*lines, tables=()):
    """A DOCX of paragraphs, then tables."""
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    for rows in tables:
        table = document.add_table(0, len(rows[0]))
        for cells in rows:
            for cell, text in zip(table.add_row().cells, cells, strict=True):
                cell.text = text
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def raw_docx(body, before="", **parts):
    """A DOCX whose body is given as WordprocessingML; `parts`: {name of a part: bytes}."""
    xml = f'<?xml version="1.0"?>{before}<w:document {_W}><w:body>{body}</w:body></w:document>'
    return zipped({"[Content_Types].xml": _TYPES, "word/document.xml": xml, **parts})


def zipped(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return stream.getvalue()


def pdf(html):
    return HTML(string=f"<html lang=fr><body>{html}</body></html>").write_pdf()


def shown(reading):
    """[text of a paragraph, or [cells] of a row], signs before the items."""
    found = []
    for block in reading.blocks:
        found += [list(row.cells) for row in block.rows] or [f"{block.sign} {block.text}".strip()]
    return found
