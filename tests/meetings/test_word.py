"""The Word file of a meeting: filled in anywhere, given back, merged as any save."""

import io
import uuid
import zipfile

import pytest
from docx.oxml.ns import qn
from openxml_audit import OpenXmlValidator

from meetings.text import document as doc
from meetings.word import frame, making, merged, reading
from tests.meetings import libreoffice
from tests.meetings.word_files import Desk, run, without
from tests.meetings.zinder import long_document, uid, zinder_document

SEED = uuid.UUID(int=7)
TITLE = "Trame"


def cleaned(document):
    return doc.clean((key, v if isinstance(v, list) else [v]) for key, v in document.items())


ZINDER, LONG = cleaned(zinder_document()), cleaned(long_document(6, 2, 5))
POINT, ACTION = uid("points", 2), uid(f"points/{uid('points', 2)}/actions", 0)
LINE = uid("attendance", 4)


def made(document):
    parts = frame.frame(document, SEED)
    return parts, making.docx(parts, TITLE, "gtm:x")


def given(document, content, parts=None):
    parts = parts or frame.frame(document, SEED)
    return merged.given(document, parts, TITLE, reading.read(content), SEED)


def differing(before, after):
    return {
        key: after.get(key) for key in before.keys() | after if before.get(key) != after.get(key)
    }


@pytest.mark.parametrize("document", [ZINDER, LONG, {}])
def test_a_file_that_nobody_touched_changes_nothing(document):
    _, content = made(document)
    back = given(document, content)
    assert (back.document, back.left) == (document, [])


@pytest.mark.parametrize("document", [ZINDER, LONG])
def test_it_has_no_fault_in_the_eyes_of_the_sdk_of_word(document, tmp_path):
    (tmp_path / "trame.docx").write_bytes(made(document)[1])
    found = OpenXmlValidator().validate(tmp_path / "trame.docx").errors
    assert [str(fault) for fault in found] == []


def saved_by_libreoffice(content, tmp_path, kind="docx"):
    source = tmp_path / "a.docx"
    source.write_bytes(content)
    for step in ["odt", "docx"] if kind == "odt" else ["docx"]:
        target = f"{step}:MS Word 2007 XML" if step == "docx" else step
        folder = tmp_path / step
        libreoffice.run(tmp_path, "--convert-to", target, "--outdir", folder, source)
        source = folder / f"a.{step}"
    return source.read_bytes()


@pytest.mark.parametrize(("document", "kind"), [(ZINDER, "odt"), (LONG, "docx")])
def test_a_file_that_libreoffice_saved_again_changes_nothing(document, kind, tmp_path):
    _, content = made(document)
    back = given(document, saved_by_libreoffice(content, tmp_path, kind))
    assert (differing(document, back.document), back.left) == ({}, [])


def test_what_is_typed_comes_back_after_libreoffice_too(tmp_path):
    _, content = made(ZINDER)
    desk = Desk(content)
    desk.type("closing", "La séance est levée.", "À 11h25.")
    desk.type(f"actions/{ACTION}/deadline", "fin 2023")
    desk.add_row(f"attendance/{LINE}/wording", "PAM Zinder", "", "excusé")
    back = given(ZINDER, saved_by_libreoffice(desk.saved(), tmp_path))
    changes = differing(ZINDER, back.document)
    added = back.document["attendance"][5]
    assert changes == {
        "closing": "La séance est levée.\nÀ 11h25.",
        f"actions/{ACTION}/deadline": "fin 2023",
        "attendance": [*ZINDER["attendance"], added],
        f"attendance/{added}/wording": "PAM Zinder",
        f"attendance/{added}/presence": "excused",
    }


def test_cells_are_known_by_their_control_or_by_their_bookmark():
    _, content = made(ZINDER)
    desk = Desk(content)
    desk.type("place", "Gouvernorat")
    for lost in (r"<w:tag [^>]*/>", r"<w:bookmark(Start|End) [^>]*/>"):
        back = given(ZINDER, without(desk.saved(), lost))
        # Where it was typed over its control and the bookmark is lost too, its label is left.
        assert differing(ZINDER, back.document) == {"place": "Gouvernorat"}


def test_a_row_all_of_whose_cells_were_typed_over_is_still_that_row():
    _, content = made(ZINDER)
    desk = Desk(content)
    typed = {"text": "Finaliser", "responsible": "SP/CCM", "deadline": "2023"}
    row = desk.row(f"actions/{ACTION}/text")
    for name, text in typed.items():
        desk.type(f"actions/{ACTION}/{name}", text)
    for mark in list(row.iter(qn("w:bookmarkStart"), qn("w:bookmarkEnd"), qn("w:tag"))):
        mark.getparent().remove(mark)
    back = given(ZINDER, desk.saved())
    changes = {f"actions/{ACTION}/{name}": text for name, text in typed.items()}
    assert (back.left, differing(ZINDER, back.document)) == ([], changes)


def test_lines_lists_and_tables_of_word_are_kept_as_text():
    _, content = made(ZINDER)
    desk = Desk(content)
    desk.type(f"points/{POINT}/discussion", "Un", "", "a\tb")
    back = given(ZINDER, desk.saved())
    assert differing(ZINDER, back.document) == {f"points/{POINT}/discussion": "Un\n\na\tb"}


@pytest.mark.parametrize("how", ["copy_row", "add_row"])
def test_a_row_that_is_added_is_a_new_one_where_it_stands(how):
    _, content = made(ZINDER)
    desk = Desk(content)
    getattr(desk, how)(f"attendance/{ZINDER['attendance'][1]}/wording", "HCR Zinder")
    for _ in range(2):  # the same file again makes the same row
        back = given(ZINDER, desk.saved())
        new = back.document["attendance"][2]
        assert back.document["attendance"] == [
            *ZINDER["attendance"][:2],
            new,
            *ZINDER["attendance"][2:],
        ]
        assert back.document[f"attendance/{new}/wording"] == "HCR Zinder"
        assert (new in ZINDER["attendance"], back.left) == (False, [])


def test_a_row_that_is_gone_from_the_file_stays_in_the_text():
    _, content = made(ZINDER)
    desk = Desk(content)
    row = desk.row(f"actions/{ACTION}/text")
    row.getparent().remove(row)
    back = given(ZINDER, desk.saved())
    assert back.document == ZINDER


def test_rows_that_were_moved_stand_in_their_new_order():
    _, content = made(ZINDER)
    desk = Desk(content)
    first, second = (desk.row(f"attendance/{each}/wording") for each in ZINDER["attendance"][:2])
    second.addnext(first)
    back = given(ZINDER, desk.saved())
    one, two, *others = ZINDER["attendance"]
    assert differing(ZINDER, back.document) == {"attendance": [two, one, *others]}


def test_an_empty_point_that_is_filled_in_is_a_point_with_its_rows():
    parts, content = made(ZINDER)
    new = next(
        cell.key.split("/")[1]
        for part in parts
        if isinstance(part, frame.Sheet)
        for _, cell in part.rows
        if cell.key.endswith("/title") and not cell.text
    )
    grid = next(
        part
        for part in parts
        if isinstance(part, frame.Grid) and part.list_key == f"points/{new}/actions"
    )
    desk = Desk(content)
    desk.type(f"points/{new}/title", "Caravane de sensibilisation")
    desk.type(grid.rows[0][1][0].key, "Préparer la caravane")
    back = given(ZINDER, desk.saved())
    action = grid.rows[0][0]
    assert differing(ZINDER, back.document) == {
        "points": [*ZINDER["points"], new],
        f"points/{new}/title": "Caravane de sensibilisation",
        f"points/{new}/actions": [action],
        f"actions/{action}/text": "Préparer la caravane",
    }


def test_what_stands_in_no_field_is_told():
    _, content = made(ZINDER)
    desk = Desk(content)
    desk.document.add_paragraph("Une remarque sous les tableaux")
    desk.type(f"attendance/{LINE}/presence", "parti avant la fin")
    back = given(ZINDER, desk.saved())
    assert back.document == ZINDER
    assert back.left == ["Une remarque sous les tableaux", "Présence\u00a0: parti avant la fin"]


def test_changes_that_were_followed_are_taken_as_accepted():
    _, content = made(ZINDER)
    desk = Desk(content)
    cell = desk.cell("place")
    paragraph = next(cell.iter(qn("w:p")))
    for name, text, kind in (("ins", "Gouvernorat de ", "t"), ("del", "ancien", "delText")):
        change = cell.makeelement(qn(f"w:{name}"), {})
        change.append(run(cell, text, f"w:{kind}"))
        paragraph.insert(0, change)
    back = given(ZINDER, desk.saved())
    assert back.document["place"] == "Gouvernorat de Bâtiment B Nations-Unies/PAM Zinder"
    assert reading.read(desk.saved()).has_changes is True
    assert reading.read(content).has_changes is False


def archive(**parts):
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made_of:
        for name, content in parts.items():
            made_of.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return kept.getvalue()


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE w [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    "<w>&b;&b;</w>"
)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"%PDF-1.7",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600,  # a .doc, or a password
        archive(),
        archive(word__document_xml="<w"),
        archive(word__document_xml=BOMB),
        archive(word__document_xml="a" * 30_000_000),
    ],
)
def test_what_is_no_word_file_is_refused_in_words(content):
    with pytest.raises(reading.Unreadable, match=r"\.docx|trop grand"):
        reading.read(content)


def test_a_file_without_its_marks_changes_nothing_and_is_shown():
    _, content = made(ZINDER)
    bare = without(content, r"<w:tag [^>]*/>|<w:bookmark(Start|End) [^>]*/>")
    back = given(ZINDER, bare)
    assert (back.is_known, back.document) == (False, ZINDER)
    assert "Bâtiment B Nations-Unies/PAM Zinder" in back.left
