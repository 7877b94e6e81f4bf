"""The extract of one point: who it is for, what it keeps, and that it says so."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gtm.models import settings_held
from meetings.text import document as doc
from tests import pdfua
from tests.factories import (
    make_agency,
    make_document,
    make_meeting,
    publish,
    with_actions,
    with_rows,
)
from tests.meetings.living import address

pytestmark = pytest.mark.django_db
ROWS = [
    {"text": "Former les maires", "responsible": "OIM", "deadline": "2022"},
    {"text": "Recenser les sites", "responsible": "PAM/OIM", "deadline": "mars 2022"},
    {"text": "Réunir le comité", "responsible": "Partenaires", "deadline": "2022"},
]


@pytest.fixture
def agencies(agency):
    return {"OIM": agency, "PAM": make_agency("PAM"), "HCR": make_agency("HCR")}


@pytest.fixture
def version(group, secretary, reviewer, agencies):
    document, _ = with_actions(make_document(), *ROWS)
    document, [other] = with_rows(document, "points", {"title": "Budget"})
    document[doc.key_of("points", other, "discussion")] = "Le budget a été présenté."
    return publish(make_meeting(group, secretary, document=document), reviewer)


@pytest.fixture
def points(version):
    return version.document["points"]


@pytest.fixture
def ask(version, client_of, partner):
    client = client_of(partner)

    def ask(point, headers=None, **asked):
        query = {"version": 1, "point": point} | asked
        return client.get(address(version.meeting, "extract_pdf"), query, headers=headers)

    return ask


def said_by(answer):
    assert answer["Content-Type"] == "application/pdf"
    return " ".join(pdfua.read_aloud(answer.content).split())


def test_it_holds_its_point_whole_and_no_other(ask, points, version):
    said = said_by(ask(points[0]))
    assert said.startswith(
        "Extrait du compte rendu de la réunion ordinaire du GTM/Zinder du 30 novembre 2021 "
        "(version 1) Date 30 novembre 2021 Lieu PAM Zinder Heure 10h20 1- Divers"
    )
    assert [row["text"] in said for row in ROWS] == [True, True, True]
    assert "Budget" not in said
    assert said.endswith(f"Empreinte SHA-256 de son PDF : {version.sha256}")


def test_another_point_is_another_extract(ask, points):
    said = said_by(ask(points[1]))
    assert ("2- Budget" in said, "Le budget a été présenté." in said, ROWS[0]["text"] in said) == (
        True,
        True,
        False,
    )


def test_it_is_made_for_a_structure_and_keeps_what_concerns_it(ask, points, agencies):
    whole = said_by(ask(points[0], structure=agencies["PAM"].pk))
    kept = said_by(ask(points[0], structure=agencies["PAM"].pk, seulement="on"))
    assert "À l’attention de : PAM" in whole
    assert [row["text"] in whole for row in ROWS] == [True, True, True]
    assert [row["text"] in kept for row in ROWS] == [False, True, False]
    assert "2- Recenser les sites" in kept
    assert "Seuls y figurent les points d’action qui concernent cette structure : PAM." in kept


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ({"point": "inconnu"}, "Sélectionnez un choix valide. inconnu n’en fait pas partie."),
        ({"structure": "12345"}, "Sélectionnez un choix valide. 12345 n’en fait pas partie."),
        ({"seulement": "on"}, "Choisissez la structure dont les points d’action sont gardés"),
        ({"seulement": "on", "structure": "HCR"}, "Aucun point d’action de ce point ne concerne"),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_what_was_chosen_stays(
    ask, points, agencies, asked, wrong
):
    if asked.get("structure") in agencies:
        asked = asked | {"structure": agencies[asked["structure"]].pk}
    page = ask(**{"point": points[1]} | asked).content.decode()
    told = re.sub(r"\s+", " ", page).replace("&#x27;", "’").replace("\xa0", " ")
    assert wrong in told
    chosen = re.findall(r'<option value="([^"]+)" selected', page)
    assert chosen == ([] if asked.get("point") else [points[1]]) + (
        [str(agencies["HCR"].pk)] if asked.get("structure") == agencies["HCR"].pk else []
    )


def test_structures_of_its_actions_are_offered_before_the_others(version, client_of, partner):
    page = client_of(partner).get(address(version.meeting, "extract_form")).content.decode()
    groups = re.findall(r'<optgroup label="([^"]+)">(.*?)</optgroup>', page, re.S)
    found = {label: re.findall(r">(\w+)</option>", options) for label, options in groups}
    assert found == {"Structures des points d’action": ["OIM", "PAM"], "Autres structures": ["HCR"]}


def test_it_is_read_aloud_as_well_as_the_minutes(ask, points, agencies):
    content = ask(points[0], structure=agencies["OIM"].pk, seulement="on").content
    assert pdfua.problems(content) == []


def test_its_address_gives_the_same_bytes_and_is_not_made_again(ask, points, monkeypatch):
    first, again = ask(points[0]), ask(points[0])
    monkeypatch.setattr("meetings.exports.extract.pdf_of", None)
    known = ask(points[0], headers={"if-none-match": first["ETag"]})
    assert first.content == again.content
    assert (known.status_code, known["ETag"]) == (304, first["ETag"])
    assert first["Content-Disposition"] == (
        'inline; filename="extrait-compte-rendu-gtm-zinder-2021-11-30-v1-point-1.pdf"'
    )


def test_minutes_without_a_point_say_that_there_is_nothing(group, secretary, reviewer, client_of):
    document = make_document(points=[])
    meeting = make_meeting(group, secretary, document=document)
    version = publish(make_meeting(group, secretary), reviewer)
    version.meeting.publications.update(document=document)
    page = client_of(reviewer).get(address(version.meeting, "extract_form")).content.decode()
    assert "il n’y a rien à extraire" in page
    assert client_of(reviewer).get(address(meeting, "extract_form")).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_its_page_asks_as_often_for_three_points_as_for_one(
    group, secretary, reviewer, client_of, count
):
    for rank in range(count):
        make_agency(f"ONG{rank}")
    document, _ = with_rows(make_document(), "points", *[{"title": "Budget"}] * (count - 1))
    document, _ = with_actions(document, *ROWS[:count])
    version = publish(make_meeting(group, secretary, document=document), reviewer)
    client = client_of(reviewer)
    with (
        settings_held(),
        CaptureQueriesContext(
            connection,
        ) as asked,
    ):
        client.get(address(version.meeting, "extract_form"))
    assert len(asked) == 9
