import io
import re
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pikepdf
import pytest

from meetings.printing import pdf
from meetings.printing.minutes import printed
from tests import pdfua
from tests.meetings.zinder import (
    PRINTED,
    StoredPhoto,
    add_rows,
    jpeg,
    long,
    rendered,
    uid,
    zinder,
    zinder_document,
    zinder_group,
)
from tests.pdfua import APOSTROPHES, folded, poppler, read_aloud


def pages(content, *options):
    """The text of each page as it is seen, without running title, version and page number."""
    texts = poppler("pdftotext", content, *options).split("\f")[:-1]
    title = poppler("pdfinfo", content).partition("Title:")[2].partition("\n")[0].strip()
    running = re.compile(rf"^(?:Page \d+ / \d+|Version 2|PROJET|{re.escape(title)})$", re.M)
    return [text if rank == 0 else running.sub("", text) for rank, text in enumerate(texts)]


def test_zinder_is_read_aloud_word_for_word():
    assert folded(read_aloud(rendered(zinder()))) == folded(PRINTED)


def test_zinder_is_seen_word_for_word():
    text = "\n".join(pages(rendered(zinder()))).replace("Page 1 / 3", "")
    seen = Counter(text.translate(APOSTROPHES).replace("/\n", "/").split())
    assert seen == Counter(PRINTED.translate(APOSTROPHES).split())


def test_zinder_is_light_and_well_tagged():
    content = rendered(zinder())
    assert len(content) <= 60_000
    assert pdfua.problems(content) == []
    assert len(pikepdf.open(io.BytesIO(content)).pages) == 3


def test_the_longest_minutes_are_well_tagged():
    assert pdfua.problems(rendered(long(), draft=True)) == []


def test_the_same_minutes_are_the_same_bytes():
    assert rendered(zinder()) == rendered(zinder())


def test_minutes_printed_at_the_same_time_do_not_mix():
    wanted = [zinder(), zinder(group="GTM", photos_heading="PHOTOS")] * 3
    with ThreadPoolExecutor(2) as threads:  # one prints, one waits
        assert list(threads.map(rendered, wanted)) == [rendered(each) for each in wanted]


def test_bookmarks_are_the_headings():
    with pikepdf.open(io.BytesIO(rendered(zinder()))) as file, file.open_outline() as outline:
        (title,) = outline.root
        headings = [item.title for item in title.children]
        below = [item.title for item in title.children[2].children]
    assert title.title == "Compte rendu de la réunion extraordinaire du GTM/Zinder"
    assert headings[:2] == ["Présence", "Points inscrits à l’ordre du jour\u00a0:"]
    assert [heading[:2] for heading in headings[2:]] == ["1-", "2-", "3-", "4-", "LE"]
    assert below == ["Points clés de discussion"]


@pytest.mark.parametrize("minutes", [zinder, long])
def test_no_line_begins_with_a_sign_and_copied_spaces_are_plain(minutes):
    content = rendered(minutes())
    lines = poppler("pdftotext", content, "-layout").splitlines()
    assert [line for line in lines if re.match(r"\s*[;:!?»]", line)] == []
    with pikepdf.open(io.BytesIO(content)) as file:
        fonts = file.pages[0].Resources.Font.values()
        drawn = {char for font in fonts for char in pdfua.characters(font).values()}
    assert {char for char in drawn if char.isspace()} == {" "}


def test_letters_of_the_languages_of_niger_are_in_the_font():
    text = "Ɓɓ Ɗɗ Ƙƙ Ƴƴ Ŋŋ Ɲɲ Ǝǝ ç œ É À Ž š ẹ"
    content = rendered(zinder(photos_heading=text))
    assert read_aloud(content).endswith(text)
    assert pdfua.problems(content) == []


def test_a_draft_says_so_on_each_page_and_once_in_what_is_read():
    shown = zinder(saved="1er décembre 2021")
    draft, final = rendered(shown, draft=True), rendered(shown)
    texts = poppler("pdftotext", draft).split("\f")[:-1]
    assert [text.count("PROJET") for text in texts] == [2, 1, 1]
    title, read = shown.title, folded(read_aloud(draft))
    said = folded("PROJET, non validé, du 1er décembre 2021")
    assert read.replace(folded(title) + said, folded(title), 1) == folded(read_aloud(final))
    assert read.startswith(folded(title) + said)
    with pikepdf.open(io.BytesIO(draft)) as file:
        assert str(file.docinfo.Title).startswith("PROJET – Compte rendu")
    assert pdfua.problems(draft) == []


def test_a_long_table_repeats_its_head_and_breaks_no_row():
    document, key = zinder_document(), f"points/{uid('points', 0)}/actions"
    texts = [f"Tâche {rank} " + "à mener avec les partenaires " * 6 + "fin" for rank in range(40)]
    add_rows(document, key, "actions", [{"text": text, "deadline": "2022"} for text in texts])
    content = rendered(printed(document, group=zinder_group()))
    shown = pages(content, "-raw")
    whole = [sum(folded(text) in folded(page) for page in shown) for text in texts]
    headed = ["Datelimite:" in folded(page) for page in shown if "Tâche" in page]
    assert whole == [1] * 40
    assert len(headed) > 1
    assert set(headed) == {True}


@pytest.mark.parametrize("text", ["à mener " * 240, "à mener\n" * 240, "12345678 " * 222])
def test_a_row_higher_than_a_page_keeps_the_head_of_its_table(text):
    document, key = zinder_document(), f"points/{uid('points', 0)}/actions"
    add_rows(document, key, "actions", [{"text": text, "deadline": "2022"}] * 2)
    content = rendered(printed(document, group=zinder_group()))
    assert pdfua.problems(content) == []
    tables = [page for page in pages(content) if page.count(text[:8]) > 9]
    assert ["Date limite" in page for page in tables] == [True] * len(tables)
    assert len(tables) > 1


def test_minutes_without_a_word_are_well_tagged():
    assert pdfua.problems(rendered(printed({}, group=zinder_group()))) == []


def test_the_version_and_the_number_of_pages_are_at_the_foot():
    texts = poppler("pdftotext", rendered(long())).split("\f")[:-1]
    footed = [
        ("Version 2" in text, f"Page {n} / {len(texts)}" in text) for n, text in enumerate(texts, 1)
    ]
    assert footed == [(True, True)] * len(texts)


def test_a_photo_weighs_at_most_150_kb_and_keeps_its_proportions():
    content, width, height = jpeg(1200, 1600)
    minutes = long([StoredPhoto(uid("photo"), width, height)])
    printed_out = rendered(minutes, images={uid("photo"): content})
    light = rendered(minutes, with_photos=False)
    assert len(printed_out) - len(light) <= 152_000
    found = poppler("pdfimages", printed_out, "-list").splitlines()[2].split()
    assert found[3:5] == [str(width), str(height)]
    assert found[12] == found[13]  # dots per inch, across and down
    assert pdfua.problems(printed_out) == []


def test_without_photos_the_page_says_where_they_are():
    minutes = long([StoredPhoto(uid("photo"), 800, 600)])
    text = read_aloud(rendered(minutes, with_photos=False))
    assert "La photo figure dans la version complète de ce compte rendu." in text
    assert "Vue de la salle" not in text
    with pytest.raises(pdf.Refused):
        rendered(minutes)


def test_a_photo_is_numbered_and_its_caption_is_read_once():
    content, width, height = jpeg(400, 300)
    uids = [uid("photo", rank) for rank in range(2)]
    minutes = long([StoredPhoto(each, width, height) for each in uids])
    out = rendered(minutes, images=dict.fromkeys(uids, content))
    with pikepdf.open(io.BytesIO(out)) as file:
        elements = pdfua.elements_of(file.Root.StructTreeRoot)
        alts = [str(each.Alt) for each in elements if each.S == "/Figure"]
    assert alts == ["Photo 1 sur 2", "Photo 2 sur 2"]
    assert folded(read_aloud(out)).count(folded("Vue de la salle pendant le point 1")) == 1


def test_a_version_says_at_its_head_since_when_it_is_out_and_where_to_verify_it():
    where = "à vérifier sur http://127.0.0.1:8000/verifier/"
    shown = zinder(
        edition=f"Version 1, {where}", state=f"Version 1 publiée le 1er décembre 2021, {where}"
    )
    content = rendered(shown)
    read = folded(read_aloud(content))
    assert read.startswith(folded(f"{shown.title}{shown.state}"))
    assert read.count("verifier") == 1
    with pikepdf.open(io.BytesIO(content)) as file:
        links = [str(each.A.URI) for page in file.pages for each in page.Annots]
        (link,) = [
            each for each in pdfua.elements_of(file.Root.StructTreeRoot) if each.S == "/Link"
        ]
    assert links == ["http://127.0.0.1:8000/verifier/"] * 4  # at the head, at the foot of 3 pages
    assert len([kid for kid in link.K if not isinstance(kid, int)]) == 4
    assert pdfua.problems(content) == []


def test_addresses_in_the_text_are_links():
    text = "Voir www.iom.int, ou https://niger.iom.int/fr (page 2). Écrire à oim@iom.int."
    content = rendered(zinder(photos_heading=text))
    with pikepdf.open(io.BytesIO(content)) as file:
        links = [str(each.A.URI) for page in file.pages for each in page.get("/Annots", [])]
    assert links == ["http://www.iom.int", "https://niger.iom.int/fr", "mailto:oim@iom.int"]
    assert folded(text) in folded(read_aloud(content))
    assert pdfua.problems(content) == []
