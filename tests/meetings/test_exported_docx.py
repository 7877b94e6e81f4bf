"""Minutes for Word: the same words as in the PDF, in the same order, as Word would have them."""

import io
from dataclasses import replace

import pytest
from docx import Document
from docx.table import Table
from openxml_audit import OpenXmlValidator

from gtm.models import Letterhead
from meetings.exports.docx import docx
from meetings.printing import pdf
from meetings.text import discussion
from tests import hostile, pdfua
from tests.factories import make_document, make_meeting, publish
from tests.meetings.living import address
from tests.meetings.zinder import StoredPhoto, jpeg, long, rendered, zinder, zinder_document
from tests.typed import ink

SIGNS = {"bullet": "- ", "decimal": "%1- ", "lowerLetter": "%1) "}


def opened(content):
    return Document(io.BytesIO(content))


def read_aloud(content):
    """The text of a Word file in its order, with the signs that Word draws in its lists."""
    document, counts = opened(content), {}
    said = []
    for part in document.iter_inner_content():
        if isinstance(part, Table):
            said += [cell.text for row in part.rows for cell in row.cells]
        else:
            said += [_sign(document, part, counts), part.text]
    return " ".join(said)


def _sign(document, paragraph, counts):
    [key] = paragraph._p.xpath("./w:pPr/w:numPr/w:numId/@w:val") or [None]
    if key is None:
        return ""
    numbering = document.part.numbering_part.element
    [number] = numbering.xpath(f"./w:num[@w:numId='{key}']")
    [start] = number.xpath("./w:lvlOverride/w:startOverride/@w:val")
    kind = number.xpath("./w:abstractNumId/@w:val")[0]
    [form] = numbering.xpath(f"./w:abstractNum[@w:abstractNumId='{kind}']/w:lvl/w:numFmt/@w:val")
    counts[key] = counts.get(key, int(start) - 1) + 1
    rank = chr(96 + counts[key]) if form == "lowerLetter" else str(counts[key])
    return SIGNS[form].replace("%1", rank)


def faults(content, tmp_path):
    """What the rules of Microsoft's own SDK find wrong in a Word file."""
    path = tmp_path / "compte-rendu.docx"
    path.write_bytes(content)
    return [str(each) for each in OpenXmlValidator().validate(path).errors]


@pytest.fixture(scope="module")
def photo():
    content, width, height = jpeg(800, 600)
    return StoredPhoto("aaaaaaaa-0000-4000-8000-000000000001", width, height), content


@pytest.fixture(scope="module")
def full(photo):
    """Minutes with everything in them, as printed."""
    return long([photo[0]])


@pytest.fixture(scope="module")
def word(full, photo):
    return docx(full, {photo[0].pk: photo[1]})


def test_zinder_says_in_word_what_it_says_as_a_pdf_in_the_same_order():
    minutes = zinder()
    assert ink(read_aloud(docx(minutes, {}))) == ink(pdfua.read_aloud(rendered(minutes)))


def test_minutes_with_everything_in_them_say_the_same_in_the_same_order(full, word, photo):
    paper = rendered(full, images={photo[0].pk: photo[1]})
    assert ink(read_aloud(word)) == ink(pdfua.read_aloud(paper))


def test_a_draft_says_so_in_its_title_and_on_every_page():
    document = opened(docx(zinder(saved="3 janvier 2022"), {}, draft=True))
    [section] = document.sections
    heads = [section.header.paragraphs[0].text, section.first_page_header.paragraphs[0].text]
    states = [each.text for each in document.paragraphs if each.text.startswith("PROJET")]
    assert heads == ["PROJET", "PROJET"]
    assert states == ["PROJET, non validé, du 3\xa0janvier\xa02022"]
    assert document.core_properties.title == f"PROJET – {zinder().title}"


def test_its_headings_are_those_of_word(full, word):
    found = [
        (int(each.style.name[-1]), each.text)
        for each in opened(word).paragraphs
        if each.style.name.startswith("Heading")
    ]
    levels = [level for level, _ in found]
    points = [text for level, text in found if level == 1]
    skipped = [pair for pair in zip([0, *levels], levels, strict=False) if pair[1] > pair[0] + 1]
    assert skipped == []
    assert [ink(each.heading) for each in full.points] == list(map(ink, points))[4:-2]


def test_each_table_has_a_name_and_a_head_that_is_repeated(word):
    tables = opened(word).tables
    heads = [bool(each.rows[0]._tr.xpath("./w:trPr/w:tblHeader")) for each in tables]
    names = [each._tbl.xpath("./w:tblPr/w:tblCaption/@w:val") for each in tables]
    assert [name for name in names if not name] == []
    assert [name[0] for name, head in zip(names, heads, strict=True) if not head] == [
        "La réunion",
        "Signatures",
    ]


def test_its_photos_are_told_in_words_and_are_left_out_of_the_light_one(full, word, photo):
    told = [each._inline.docPr.get("descr") for each in opened(word).inline_shapes]
    light = opened(docx(full, {}))
    last = light.paragraphs[-1].text
    assert told == ["Photo 1 sur 1"]
    assert (len(light.inline_shapes), last) == (
        0,
        "La photo figure dans la version complète de ce compte rendu.",
    )


def test_word_finds_nothing_to_repair(word, tmp_path):
    odd = "\x0b\x00]]>&<\ufffe"
    points = [replace(each, heading=odd + hostile.text(2000)) for each in zinder().points]
    hard = docx(zinder(title=hostile.text(20_000), points=points, files=[odd]), {})
    assert (faults(word, tmp_path), faults(hard, tmp_path)) == ([], [])


def test_what_is_too_long_for_the_pdf_is_refused_for_word_too():
    table = "\n".join(["un\tdeux\ttrois"] * 2_500)
    with pytest.raises(pdf.TooLong):
        docx(zinder(closing=discussion.blocks(table)), {})


def test_the_same_minutes_are_the_same_bytes(full, word, photo):
    assert docx(full, {photo[0].pk: photo[1]}) == word


# --- Asked for ---


@pytest.fixture
def version(group, secretary, reviewer):
    return publish(make_meeting(group, secretary, document=zinder_document()), reviewer)


def asked(client, version, query="", **headers):
    return client.get(address(version.meeting, "publication_docx") + query, headers=headers)


@pytest.mark.django_db
def test_what_the_browser_has_is_not_made_again(version, client_of, partner, monkeypatch):
    client = client_of(partner)
    first = asked(client, version)
    monkeypatch.setattr("meetings.exports.views.versions.docx", None)
    again = asked(client, version, **{"if-none-match": first["ETag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert first["Content-Disposition"] == (
        'attachment; filename="compte-rendu-gtm-zinder-2021-11-30-v1.docx"'
    )


@pytest.mark.django_db
def test_another_letterhead_is_another_file(version, client_of, partner):
    client = client_of(partner)
    before = asked(client, version)["ETag"]
    Letterhead.objects.update(style="administrative", place="Zinder")
    assert asked(client, version, **{"if-none-match": before}).status_code == 200


@pytest.mark.django_db
def test_contacts_of_those_present_are_in_no_file(group, secretary, reviewer, client_of):
    document = make_document()
    line = document["attendance"][0]
    document |= {f"attendance/{line}/phone": "96123456", f"attendance/{line}/email": "a@b.ne"}
    version = publish(make_meeting(group, secretary, document=document), reviewer)
    said = read_aloud(asked(client_of(reviewer), version).content)
    assert ("OIM" in said, "96123456" in said, "a@b.ne" in said) == (True, False, False)
