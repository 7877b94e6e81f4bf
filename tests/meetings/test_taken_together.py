"""Many meetings at once: a ZIP of their PDFs, a workbook of three sheets."""

import io
import re
import zipfile
from datetime import date

import pytest
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html
from openpyxl import load_workbook
from openxml_audit import OpenXmlValidator

from meetings.exports import bundle, listing
from meetings.life.publishing import path_of
from tests.factories import make_document, make_meeting, publish, with_actions

pytestmark = pytest.mark.django_db
ZIP, XLSX = "/reunions/comptes-rendus.zip", "/reunions/reunions.xlsx"


def minutes(group, author, reviewer, day, **fields):
    document, _ = with_actions(
        make_document(date=f"{day:%d/%m/%Y}", **fields), {"text": "=1+1", "responsible": "OIM"}
    )
    line = document["attendance"][0]
    document |= {f"attendance/{line}/phone": "96123456", f"attendance/{line}/email": "a@b.ne"}
    return publish(make_meeting(group, author, document=document, on=day), reviewer)


@pytest.fixture
def versions(group, other_group, secretary, other_secretary, reviewer, agency):
    """Zinder's of 2021 and of 2022, Agadez's of 2022; a draft, and what is planned."""
    make_meeting(group, secretary, on=date(2022, 3, 1))
    make_meeting(group, secretary, on=date(2092, 3, 1), state="planned")
    return [
        minutes(group, secretary, reviewer, date(2021, 11, 30), number="7e"),
        minutes(group, secretary, reviewer, date(2022, 1, 10)),
        minutes(other_group, other_secretary, reviewer, date(2022, 2, 10)),
    ]


def archive_of(answer):
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def test_the_archive_holds_the_published_pdfs_of_the_filter(versions, client_of, partner):
    archive = archive_of(client_of(partner).get(ZIP, {"annee": "2022"}))
    assert archive.testzip() is None
    assert archive.namelist() == [
        "index.html",
        "index.css",
        "pdf/compte-rendu-gtm-agadez-2022-02-10-v1.pdf",
        "pdf/compte-rendu-gtm-zinder-2022-01-10-v1.pdf",
    ]
    with default_storage.open(path_of(versions[2].sha256)) as stored:
        assert archive.read(archive.namelist()[2]) == stored.read()


def test_its_page_needs_nothing_but_the_archive(versions, client_of, partner):
    archive = archive_of(client_of(partner).get(ZIP))
    page = html.fromstring(archive.read("index.html"))
    rows = [[cell.text_content() for cell in row] for row in page.iter("tr")][1:]
    assert [row[:3] for row in rows] == [
        ["10\xa0février\xa02022", "GTM/Agadez", "PAM Zinder"],
        ["10\xa0janvier\xa02022", "GTM/Zinder", "PAM Zinder"],
        ["30\xa0novembre\xa02021", "GTM/Zinder", "PAM Zinder"],
    ]
    assert rows[2][3].replace("\xa0", " ") == (
        "Compte rendu de la 7e réunion ordinaire du GTM/Zinder (PDF, version 1)"
    )
    linked = [each for tag in ("a", "link") for each in page.xpath(f"//{tag}/@href")]
    assert set(linked) == set(archive.namelist()) - {"index.html"}
    assert page.xpath("//script") == []


def test_the_same_minutes_make_the_same_archive(versions, client_of, partner):
    once, again = (b"".join(client_of(partner).get(ZIP).streaming_content) for _ in range(2))
    assert once == again


def test_who_has_the_archive_does_not_fetch_it_again_until_a_version_is_published(
    versions, client_of, partner, group, secretary, reviewer
):
    client = client_of(partner)
    tag = client.get(ZIP, {"annee": "2022"})["ETag"]
    known = {"if-none-match": tag}
    again = client.get(ZIP, {"annee": "2022"}, headers=known)
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert client.get(ZIP, {"annee": "2021"}, headers=known).status_code == 200
    minutes(group, secretary, reviewer, date(2022, 5, 10))
    assert client.get(ZIP, {"annee": "2022"}, headers=known).status_code == 200


def test_it_is_handed_over_piece_by_piece(versions, monkeypatch):
    monkeypatch.setattr(bundle, "CHUNK", 1000)
    found = bundle.entries(bundle.versions_of(versions[0].meeting._meta.model.objects.all()), False)
    pieces = list(bundle.zipped(found, date(2022, 6, 1)))
    assert len(pieces) > 30
    assert zipfile.ZipFile(io.BytesIO(b"".join(pieces))).testzip() is None


def test_a_pdf_that_is_gone_is_told_and_the_others_are_there(versions, client_of, partner):
    default_storage.delete(path_of(versions[1].sha256))
    archive = archive_of(client_of(partner).get(ZIP))
    assert len(archive.namelist()) == 4
    page = re.sub(r"\s+", " ", archive.read("index.html").decode())
    assert page.count("le PDF de la version 1 manque") == 1


@pytest.mark.parametrize("limit", [("MOST", 2), ("LARGEST", 5_000)])
def test_too_many_are_refused_and_the_filter_stays(
    versions, client_of, partner, monkeypatch, limit
):
    monkeypatch.setattr(bundle, *limit)
    answer = client_of(partner).get(ZIP, {"region": "", "annee": ""}, follow=True)
    assert answer.redirect_chain[0][0] == "/reunions/?region=&annee="
    told = re.sub(r"\s", " ", answer.content.decode())
    assert "3 comptes rendus, " in told
    assert "Ajoutez un filtre, une année par exemple." in told


def test_where_nothing_is_published_it_says_so(group, secretary, client_of):
    make_meeting(group, secretary)
    answer = client_of(secretary).get(ZIP, follow=True)
    assert "Aucun compte rendu n’est publié parmi ces réunions" in answer.content.decode()


def test_the_page_of_the_list_offers_both_with_its_filter(versions, client_of, partner):
    page = client_of(partner).get("/reunions/", {"annee": "2022"}).content.decode()
    assert re.findall(r'href="(/reunions/[^"]+\.(?:zip|xlsx)[^"]*)"', page) == [
        f"{ZIP}?annee=2022",
        f"{ZIP}?annee=2022&amp;sans-photos",
        f"{XLSX}?annee=2022",
    ]


# --- The workbook ---


def sheets_of(answer):
    book = load_workbook(io.BytesIO(answer.content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_the_workbook_has_meetings_attendance_and_actions(versions, client_of, partner, tmp_path):
    answer = client_of(partner).get(XLSX, {"annee": "2022"})
    sheets = sheets_of(answer)
    meetings, attendance, actions = sheets.values()
    assert list(sheets) == ["Réunions", "Présence", "Points d’action"]
    assert [row[1] for row in meetings[1:]] == ["GTM/Agadez", "GTM/Zinder"]
    assert [row[6] for row in meetings[1:]] == ["publié", "publié"]
    assert [(row[1], row[3], row[8]) for row in attendance[1:]] == [
        ("GTM/Agadez", "OIM", "OIM"),
        ("GTM/Zinder", "OIM", "OIM"),
    ]
    assert [row[1] for row in actions[1:]] == ["=1+1", "=1+1"]
    path = tmp_path / "reunions.xlsx"
    path.write_bytes(answer.content)
    found = [str(each) for each in OpenXmlValidator().validate(path).errors]
    # Texts stand in their cells, so that no table of all of them is held: Excel puts up with it.
    assert [each for each in found if "inlineStr" not in each] == []


def test_each_person_finds_there_what_the_list_shows(
    versions, client_of, partner, secretary, outsider
):
    def shown_to(person):
        rows = sheets_of(client_of(person).get(XLSX))["Réunions"][1:]
        return [(row[0].year, row[6]) for row in rows]

    out = [(2022, "publié"), (2022, "publié"), (2021, "publié")]
    assert shown_to(partner) == [(2092, "planifiée"), *out]
    assert shown_to(secretary) == [(2092, "planifiée"), (2022, "brouillon"), *out]
    assert shown_to(outsider) == []


def test_contacts_are_in_no_sheet(versions, client_of, reviewer):
    told = repr(sheets_of(client_of(reviewer).get(XLSX)))
    assert ("OIM" in told, "96123456" in told, "a@b.ne" in told) == (True, False, False)


def test_too_many_meetings_are_refused(versions, client_of, partner, monkeypatch):
    monkeypatch.setattr(listing, "MOST", 3)
    answer = client_of(partner).get(XLSX, follow=True)
    assert "4 réunions, c’est trop pour un classeur (3 au plus)" in answer.content.decode()


@pytest.mark.parametrize(("asked", "queries"), [(ZIP, 7), (XLSX, 20)])
def test_both_ask_as_often_for_three_meetings_as_for_one(
    versions, client_of, partner, asked, queries
):
    client, counts = client_of(partner), []
    for year in ("2021", ""):
        with CaptureQueriesContext(connection) as found:
            answer = client.get(asked, {"annee": year})
            _ = b"".join(answer.streaming_content) if answer.streaming else answer.content
        counts.append(len(found))
    assert counts == [queries, queries]
