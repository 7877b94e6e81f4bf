"""Tables as spreadsheets write them, read as lines of texts; hostile ones refused in words."""

import io
import zipfile
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import Workbook

from gtm import sheets

COLUMNS = {"acronym": ("Sigle",), "name": ("Nom complet", "nom"), "phone": ("Téléphone",)}
HEAD = "Sigle;Nom complet;Téléphone\r\n"
ROWS = [{"acronym": "HCR", "name": "Réfugiés", "phone": "0020"}]


def cells(content, name="tableau.csv"):
    file = SimpleUploadedFile(name, content)
    return [line.cells for line in sheets.read(sheets.text_of(file), COLUMNS).lines]


def workbook(*rows):
    book, out = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        (HEAD + "HCR;Réfugiés;0020\r\n").encode("utf-8-sig"),
        (HEAD + "HCR;Réfugiés;0020\r\n").encode(),
        (HEAD + "HCR;Réfugiés;0020").encode("cp1252"),
        (HEAD + "HCR;Réfugiés;0020").encode("utf-16"),
        (HEAD + ";;\r\nHCR;Réfugiés;0020;reste\r\n").encode(),
        b"sigle,NOM,telephone\nHCR,R\xc3\xa9fugi\xc3\xa9s,0020\n",
        b"T\xc3\xa9l\xc3\xa9phone\tNom\tSigle\n0020\tR\xc3\xa9fugi\xc3\xa9s\t HCR \n",
    ],
)
def test_a_table_is_read_however_a_spreadsheet_wrote_it(content):
    assert cells(content) == ROWS


def test_a_workbook_is_read_with_its_numbers_and_days_as_people_write_them():
    content = workbook(["Sigle", "Nom", "Téléphone"], ["HCR", date(2026, 11, 28), 20740123.0])
    assert cells(content, "x.xlsx") == [
        {"acronym": "HCR", "name": "28/11/2026", "phone": "20740123"}
    ]


def test_a_formula_is_never_computed():
    assert cells(workbook(["Sigle"], ['=HYPERLINK("http://x")'], ["OIM"]), "x.xlsx") == [
        {"acronym": "OIM"}
    ]


def bomb():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (sheets.UNPACKED + 1))
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "Rien à lire"),
        (b"\n \n;;\n", "Rien à lire"),
        (b"PK\x03\x04", "Ce classeur ne s’ouvre pas"),
        (b"PK\x03\x04" + b"x" * 500, "Ce classeur ne s’ouvre pas"),
        (b"\x00\x01\x02\xff", "Ce fichier n’est ni un CSV ni un classeur"),
        (b"%PDF-1.7", "il manque « Sigle »"),
        (b"Sigle;Sigle\na;b", "Deux colonnes s’appellent « Sigle »"),
        (b'Sigle\n"' + b"x" * 200_000, "Un guillemet ouvert ne se ferme pas"),
        (b"Sigle\n" + b"x\n" * 501, "Plus de 500 lignes"),
        (b"Sigle\n" + b"x" * sheets.MAX_BYTES, "Ce fichier dépasse 2 Mo"),
        (bomb(), "Ce classeur est trop grand"),
    ],
)
def test_what_is_no_table_is_refused_in_words(content, told):
    file = SimpleUploadedFile("x", content)
    with pytest.raises(sheets.Unreadable) as refusal:
        sheets.read(sheets.text_of(file), COLUMNS, needed=["acronym"])
    assert told in str(refusal.value).replace("\u00a0", " ")


def test_headings_that_mean_nothing_are_named():
    sheet = sheets.read("Sigle;Couleur\nOIM;bleu", COLUMNS)
    assert (sheet.unknown, sheet.lines) == (["Couleur"], [sheets.Line(2, {"acronym": "OIM"})])
