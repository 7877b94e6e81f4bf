"""Every kind of PDF that is made, read by a checker of what people hear.

It knows nothing of where the pages come from: an error fails, and so does a warning, unless it
stands below with the reason why it is false here and the test that proves it.
"""

from dataclasses import replace
from types import SimpleNamespace

import outloud
import pytest

from gtm.typography import number_in_words
from meetings.convocation.letters import SHEETS, Letter
from meetings.exports import extract
from meetings.printing import pdf
from meetings.printing.minutes import Head
from tests.meetings.test_pdf_widths import ACTIONS, LONG, STEPS, table_of, with_discussion
from tests.meetings.zinder import (
    StoredPhoto,
    add_rows,
    jpeg,
    long,
    printed,
    rendered,
    uid,
    zinder,
    zinder_document,
    zinder_group,
)
from tests.reports import rendered_report
from tests.sheets import HEAD, rendered_sheet

FALSE = {
    # It takes all the grids of a page for one, text between them included, of which a table that
    # begins on that page must cover half: two tables on a page, or the rest of a long one, do not.
    # Proof: tests/pdfua.py (7.5: each cell has its headings) and test_pdf_tags.py
    # (test_what_a_page_cuts_is_one_thing, test_a_table_of_many_pages_is_one_table_with_one_head).
    "TBL-014",
    # What is drawn is ordered by layer: the signs of a list before or after its lines. What is read
    # is ordered by the text. Proof: test_pdf.py: test_zinder_is_read_aloud_word_for_word.
    "ORD-001",
}
# Most cells of an attendance sheet are empty: they are filled by hand.
BY_HAND = {"TBL-012"}
WHERE = "à vérifier sur http://127.0.0.1:8000/verifier/"
OUT = {"edition": f"Version 1, {WHERE}", "state": f"Version 1 publiée le 1er mars 2022, {WHERE}"}
AGAIN = {"replaces": "annule et remplace la version 1 du 1er mars 2022", "changes": "Une date."}


def followed():
    document = zinder_document()
    former = [cells | {"meeting_date": "30/11/2021"} for cells in ACTIONS * 12]
    add_rows(document, "former_actions", "former_actions", former)
    return printed(document, group=zinder_group())


def lengthy(photos=()):
    """Each point has its own title: the same one on many pages is taken for a running title."""
    minutes = long(photos)
    points = [
        replace(point, heading=f"{number_in_words(rank)} : {point.heading}")
        for rank, point in enumerate(minutes.points)
    ]
    return replace(minutes, points=points)


def with_photos():
    content, width, height = jpeg(400, 300)
    uids = [uid("photo", rank) for rank in range(3)]
    minutes = replace(lengthy([StoredPhoto(each, width, height) for each in uids]), **OUT)
    return rendered(minutes, images=dict.fromkeys(uids, content))


def lines(count):
    cells = ["Renforcer la coordination " * 4, "OIM", "31/12/2022", "En cours", "Rien de neuf."]
    return [cells] * count


def rendered_letters(count, points=4):
    """Letters as `meetings.convocation.letters` makes them, without a database."""
    head = Head(
        "RÉPUBLIQUE DU NIGER", "Fraternité", ["RÉGION DE ZINDER"], "Zinder, le 1er mars 2022"
    )
    made = [
        Letter(
            reference="N° 012/GTM-ZR/2022",
            head=head,
            recipient=["Directrice régionale", f"Structure {number_in_words(rank)}"],
            subject="Convocation à la réunion ordinaire du GTM/Zinder",
            before=[["J’ai l’honneur de vous convoquer."], ["L’ordre du jour est le suivant :"]],
            agenda=[f"Point {number_in_words(each)} (OIM)" for each in range(points)],
            after=[["Votre présence est vivement souhaitée."]],
            office=["Le Secrétaire permanent du CCM"],
            name="Yahaya Maman Bachir",
            structure="OIM Zinder",
            actions=[("Renforcer la coordination", "2022", "12 jours")] * 3,
            more="3 autres",
            former="À lire avant la réunion : https://gtm.example/reunions/",
            answer_by="vendredi 11 mars 2022",
            answer="https://gtm.example/r/abc",
            remote=True,
            may_be_replaced=True,
        )
        for rank in range(count)
    ]
    context = {"title": "Convocation", "group": "GTM/Zinder", "letters": made}
    return pdf.render_page("meetings/letters_pdf.html", context, {}, SHEETS)


def rendered_extract():
    """The first point of Zinder, made for a structure."""
    published = SimpleNamespace(version=1, sha256="0123abcd" * 8)
    minutes = zinder(**OUT)
    shown = extract.extract_of(published, minutes, minutes.points[0].uid, "OIM Zinder")
    return extract.pdf_of(shown, None)


KINDS = {
    "extrait": rendered_extract,
    "feuille de présence": lambda: rendered_sheet(40, HEAD),
    "feuille sans code": lambda: rendered_sheet(3, code=""),
    "lettre": lambda: rendered_letters(1),
    # Two: the letterhead of three is taken for a running title.
    "lettres": lambda: rendered_letters(2, points=45),
    "publié": lambda: rendered(zinder(**OUT)),
    "projet": lambda: rendered(zinder(saved="1er mars 2022"), draft=True),
    "projet long": lambda: rendered(lengthy(), draft=True),
    "en-tête administratif": lambda: rendered(replace(lengthy(), **OUT)),
    "avec ses données": lambda: rendered(zinder(**OUT), data=b'{"title": "Zinder"}'),
    "version 2": lambda: rendered(zinder(**OUT, **AGAIN)),
    "photos": with_photos,
    "sans photos": lambda: rendered(lengthy([StoredPhoto(uid("x"), 8, 6)]), with_photos=False),
    "suivi": lambda: rendered(followed()),
    "tableau large": lambda: rendered(with_discussion(table_of(14, LONG))),
    "tableau collé": lambda: rendered(with_discussion(STEPS)),
    "adresses": lambda: rendered(with_discussion("Voir https://niger.iom.int/fr et oim@iom.int.")),
    "état de suivi": lambda: rendered_report(lines(40), lines(2)),
    "état vide": rendered_report,
}


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_of_pdf_is_heard_as_it_is_seen(kind, tmp_path):
    allowed = FALSE | (BY_HAND if kind.startswith("feuille") else set())
    path = tmp_path / "page.pdf"
    path.write_bytes(KINDS[kind]())
    result = outloud.check(str(path))
    assert result.error is None
    assert [
        f"{each.rule} {each.severity} p. {each.page}: {each.message} {each.evidence}"
        for each in result.findings
        if each.severity in ("error", "warning") and each.rule not in allowed
    ] == []
