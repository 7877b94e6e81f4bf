"""Bad files get a clear sentence; none is unpacked beyond what it may weigh."""

import io
import zipfile

import pikepdf
import pytest

from meetings.imports import process
from meetings.imports.reading import program, refusals
from tests.importing import files

PARAGRAPH = "<w:p><w:r><w:t>{}</w:t></w:r></w:p>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def locked_pdf():
    stream = io.BytesIO()
    with pikepdf.open(io.BytesIO(files.pdf("<p>Secret</p>"))) as opened:
        opened.save(stream, encryption=pikepdf.Encryption(owner="a", user="b"))
    return stream.getvalue()


def bomb():
    """Of 50 kB, and of 50 MB once open."""
    return files.raw_docx(PARAGRAPH.format("0" * 50_000_000))


def flagged():
    """A part is said to be encrypted."""
    content = bytearray(files.raw_docx(PARAGRAPH.format("Un")))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    return bytes(content)


def lying():
    """A part says that it is smaller than it is."""
    content = files.raw_docx(PARAGRAPH.format("1" * 5_000))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        size = packed.getinfo("word/document.xml").file_size
    return content.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))


ENTITIES = '<!DOCTYPE a [<!ENTITY b "xxxxxxxxxx"><!ENTITY c "&b;&b;&b;&b;">]>'
OUTSIDE = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
BAD = {
    "empty": (b"", refusals.EMPTY),
    "blanks": (b" \n\n ", refusals.EMPTY),
    "a docx without words": (files.raw_docx(""), refusals.EMPTY),
    "an old .doc": (OLE, refusals.OLD_WORD),
    "a locked docx": (OLE + "EncryptedPackage".encode("utf-16-le"), refusals.LOCKED),
    "a locked part": (flagged(), refusals.LOCKED),
    "a locked pdf": (locked_pdf(), refusals.LOCKED),
    "macros": (files.raw_docx("", **{"word/vbaProject.bin": b"x"}), refusals.MACROS),
    "a bomb": (bomb(), refusals.TOO_LARGE),
    "a part that lies": (lying(), refusals.DAMAGED),
    "entities": (files.raw_docx(PARAGRAPH.format("&c;"), ENTITIES), refusals.ENTITIES),
    "a file of the server": (files.raw_docx(PARAGRAPH.format("&b;"), OUTSIDE), refusals.ENTITIES),
    "half a docx": (files.docx("Un")[:2_000], refusals.DAMAGED),
    "a docx that is no XML": (files.zipped({"word/document.xml": "<a"}), refusals.DAMAGED),
    "half a pdf": (b"%PDF-1.7\n1 0 obj", refusals.DAMAGED),
    "a scan": (files.pdf("<svg width=9 height=9><rect width=9 height=9 /></svg>"), refusals.SCAN),
    "a workbook": (files.zipped({"xl/workbook.xml": "<a/>"}), refusals.OTHER),
    "an archive": (files.zipped({"a.txt": "Bonjour"}), refusals.OTHER),
    "rtf": (b"{\\rtf1 Bonjour}", refusals.OTHER),
    "html": (b"<html><p>Bonjour</p></html>", refusals.OTHER),
    "a photo": (b"\xff\xd8\xff\xe0" + b"\0" * 99, refusals.IMAGE),
    "bytes": (bytes(range(256)) * 9, refusals.OTHER),
    "too many lines": (b"- une ligne ;\n" * 4_001, refusals.TOO_LONG),
    "too many letters": (b"un mot ; " * 50_000, refusals.TOO_LONG),
    "too many bytes": (b"a" * (refusals.MOST_BYTES + 1), refusals.TOO_MANY_BYTES),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_gets_its_sentence(name):
    content, sentence = BAD[name]
    assert program.answer(content) == {"refused": sentence}


def test_the_sentence_comes_through_the_process_of_its_own():
    with pytest.raises(refusals.Refused, match="protégé par un mot de passe"):
        process.read(locked_pdf())


def test_a_reading_without_end_is_stopped(monkeypatch):
    monkeypatch.setattr(process, "LIMIT", 0.05)
    with pytest.raises(refusals.Refused, match="prend trop de temps"):
        process.read(files.docx("Un"))


def test_what_an_odt_names_outside_itself_is_taken_away():
    xml = '<a xlink:href="file:///etc/passwd"/><b xlink:href="Pictures/1.png"/>'
    odt = process._inward(files.zipped({"content.xml": xml}))
    with zipfile.ZipFile(io.BytesIO(odt)) as packed:
        content = packed.read("content.xml").decode()
    assert content == '<a xlink:href=""/><b xlink:href="Pictures/1.png"/>'


def test_a_text_of_windows_is_read():
    assert program.answer("Réunion à Zinder".encode("cp1252"))["blocks"][0]["text"] == (
        "Réunion à Zinder"
    )
