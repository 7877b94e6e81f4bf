"""A table that somebody made in a spreadsheet, as lines of texts under known columns.

CSV as Excel and LibreOffice write it (UTF-8 with or without its mark, else Windows-1252; semicolon,
comma or tab), XLSX, or cells that were copied and pasted. What is read is shown again as text that
can be corrected.
"""

import csv
import io
import re
import zipfile
from dataclasses import dataclass
from datetime import date

from openpyxl import load_workbook

from gtm.characters import normalised
from gtm.names import fold

MAX_BYTES = 2 * 1024 * 1024
LARGEST = 500  # lines: each is checked as if it were typed
WIDEST = 60  # columns
# A spreadsheet obeys a cell that begins so: it is written behind an apostrophe, and read without.
FORMULA = re.compile(r"'*[=+\-@|%]")
UNPACKED = 40 * 1024 * 1024  # bytes of a workbook once it is unpacked


class Unreadable(ValueError):
    """No table can be read there; the message says why, in French."""


@dataclass(frozen=True)
class Line:
    """One line under the headings: its number as a spreadsheet shows it, {column: text}."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Sheet:
    lines: list[Line]
    unknown: list[str]  # headings that mean no column


def text_of(file):
    """The text of an uploaded file, its cells parted by tabs where it was a workbook."""
    if file.size > MAX_BYTES:
        raise Unreadable("Ce fichier dépasse 2 Mo : partagez-le en plusieurs.")
    content = file.read()
    if content[:4] == b"PK\x03\x04":
        return written(_rows_of_workbook(content))
    for encoding in ("utf-8-sig", "utf-16") if content[:2] in MARKS else ("utf-8-sig",):
        try:
            return normalised(content.decode(encoding))
        except UnicodeDecodeError:
            continue
    if b"\0" in content:
        raise Unreadable("Ce fichier n’est ni un CSV ni un classeur .xlsx : enregistrez-le ainsi.")
    return normalised(content.decode("cp1252", errors="replace"))


MARKS = (b"\xff\xfe", b"\xfe\xff")


def _rows_of_workbook(content):
    """The texts of the first sheet; whatever a bad archive makes its reader raise is said once."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > UNPACKED:
                raise Unreadable("Ce classeur est trop grand : enregistrez sa feuille en CSV.")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        rows = sheet.iter_rows(max_row=LARGEST + 2, max_col=WIDEST, values_only=True)
        return [[_typed(value) for value in row] for row in rows]
    except Unreadable:
        raise
    except Exception as broken:  # the reader of a hostile archive raises nearly anything
        raise Unreadable("Ce classeur ne s’ouvre pas : enregistrez sa feuille en CSV.") from broken


def _typed(value):
    """A cell as it was typed: a day as people write it, a whole number without its « .0 »."""
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else normalised(str(value))


def guarded(cells):
    """The texts of a row as a spreadsheet takes them for texts; `read` gives them back."""
    return [f"'{cell}" if FORMULA.match(cell) else cell for cell in cells]


def _plain(cell):
    return cell[1:] if cell[:1] == "'" and FORMULA.match(cell) else cell


def csv_of(rows):
    """Rows of texts as a CSV for a French spreadsheet: UTF-8 with its mark, semicolons."""
    out = io.StringIO("\ufeff")
    out.seek(1)
    csv.writer(out, delimiter=";").writerows(rows)
    return out.getvalue()


def written(rows):
    """Rows of texts as one text: tabs between the cells, as a spreadsheet copies them."""
    out = io.StringIO()
    csv.writer(out, delimiter="\t", lineterminator="\n").writerows(rows)
    return out.getvalue()


def read(text, columns, needed=()):
    """The `Sheet` of a text; `columns`: {name: the headings that mean it}.

    Raises `Unreadable` where the first line is no heading, a column of `needed` is missing, or
    there are too many lines.
    """
    rows = _rows(text)
    if not rows:
        raise Unreadable("Rien à lire : choisissez un fichier ou collez un tableau.")
    names = _names(rows[0][1], columns)
    missing = [columns[name][0] for name in needed if name not in names]
    if missing:
        wanted = ", ".join(f"« {heading} »" for heading in missing)
        raise Unreadable(f"La première ligne doit nommer les colonnes ; il manque {wanted}.")
    if len(rows) > LARGEST + 1:
        raise Unreadable(f"Plus de {LARGEST} lignes : partagez le tableau en plusieurs.")
    lines = [
        Line(
            number,
            {name: _plain(cell) for name, cell in zip(names, row, strict=False) if name},
        )
        for number, row in rows[1:]
    ]
    unknown = [cell for name, cell in zip(names, rows[0][1], strict=True) if cell and not name]
    return Sheet(lines, unknown)


def _rows(text):
    """[(number, cells)] of the lines that hold something."""
    first = text.lstrip().partition("\n")[0]
    delimiter = max("\t;,", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text), delimiter=delimiter))
    except csv.Error as broken:
        raise Unreadable(
            "Un guillemet ouvert ne se ferme pas, ou une cellule est trop longue."
        ) from broken
    return [
        (number, [cell.strip() for cell in row])
        for number, row in enumerate(rows, 1)
        if any(cell.strip() for cell in row)
    ]


def _names(headings, columns):
    known = {fold(heading): name for name, own in columns.items() for heading in own}
    names = [known.get(fold(heading), "") for heading in headings]
    twice = {name for name in names if name and names.count(name) > 1}
    if twice:
        raise Unreadable(f"Deux colonnes s’appellent « {columns[min(twice)][0]} ».")
    return names
