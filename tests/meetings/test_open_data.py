"""Open data: what is in it for whom, its columns, HXL tags and P-codes."""

import csv
import io
import json
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from actions.models import ActionItem
from gtm.models import Agency
from meetings.exports import opened
from meetings.models import Meeting
from tests.factories import (
    make_agency,
    make_document,
    make_group,
    make_meeting,
    make_membership,
    make_territory,
    make_user,
    publish,
    with_actions,
)
from tests.meetings.living import type_in

pytestmark = pytest.mark.django_db
FILES = [f"/donnees/{what}.{kind}" for what in ("actions", "reunions") for kind in ("csv", "json")]


@pytest.fixture
def department():
    country = make_territory("Niger", "country")
    region = make_territory("Zinder", "region", country)
    return make_territory("Mirriah", "department", region)


@pytest.fixture
def version(department, reviewer, agency):
    """Of a departmental group; a draft of it too."""
    group = make_group("GTM/Mirriah", department, level="departmental")
    author = make_membership(make_user("Amina"), "secretary", group=group).user
    make_meeting(group, author, on=date(2022, 3, 1))
    document, _ = with_actions(
        make_document(number="7e"), {"text": "=1+1", "responsible": "OIM", "deadline": "2022"}
    )
    line = document["attendance"][0]
    document |= {f"attendance/{line}/phone": "96123456", f"attendance/{line}/email": "a@b.ne"}
    return publish(make_meeting(group, author, document=document), reviewer)


def text_of(answer):
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return body.decode("utf-8-sig")


def table_of(client, path):
    return list(csv.reader(io.StringIO(text_of(client.get(path)))))


def test_the_second_line_holds_hxl_tags(version, client_of, partner):
    for path in ("/donnees/actions.csv", "/donnees/reunions.csv"):
        _, tags, *_ = table_of(client_of(partner), path)
        assert [tag for tag in tags if not re.fullmatch(r"#[a-z]\w*(\+[a-z]\w*)*", tag)] == []
        assert len(set(tags)) == len(tags)


def test_a_meeting_is_told_with_its_places(version, client_of, partner, department):
    headings, _, row = table_of(client_of(partner), "/donnees/reunions.csv")
    told = dict(zip(headings, row, strict=True))
    places = ("Région", "P-code de la région", "Département", "P-code du département")
    assert [told[name] for name in places] == [
        "Zinder",
        department.parent.pcode,
        "Mirriah",
        department.pcode,
    ]
    assert (told["Réunion"], told["Date"], told["Lignes de présence"], told["Points d’action"]) == (
        "Compte rendu de la 7e réunion ordinaire du GTM/Mirriah".replace("7e ", "7e\xa0"),
        "2021-11-30",
        "1",
        "1",
    )
    assert told["Empreinte du PDF"] == version.sha256


def test_an_action_is_told_and_is_no_formula(version, client_of, partner):
    headings, _, row = table_of(client_of(partner), "/donnees/actions.csv")
    told = dict(zip(headings, row, strict=True))
    assert (told["Point d’action"], told["Chef de file"], told["Dernier jour"], told["État"]) == (
        "'=1+1",
        "OIM",
        "2022-12-31",
        "à faire",
    )


def test_json_has_the_keys_of_the_columns_and_the_same_values(version, client_of, partner):
    [action] = json.loads(text_of(client_of(partner).get("/donnees/actions.json")))
    columns = [column.key for column in opened.action_columns(date(2022, 1, 1))]
    assert list(action) == columns
    assert (action["text"], action["due_on"], action["closed_on"]) == ("=1+1", "2022-12-31", None)


def test_the_workbook_has_dates_and_tags(version, client_of, partner):
    answer = client_of(partner).get("/donnees/actions.xlsx")
    heads, tags, row = load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    place = heads.index("Dernier jour")
    assert (tags[place], row[place].date(), row[1]) == ("#date+due", date(2022, 12, 31), "=1+1")


def test_who_has_no_role_gets_nothing(version, client_of, outsider):
    client = client_of(outsider)
    found = {path: text_of(client.get(path)) for path in FILES if path.endswith("json")}
    assert set(found.values()) == {"[]\n"}
    assert "Rien n’est encore publié" in client.get("/donnees/").content.decode()


def test_neither_drafts_nor_contacts_are_in_it(version, client_of, reviewer):
    client = client_of(reviewer)
    told = "".join(text_of(client.get(path)) for path in FILES)
    assert ("2021-11-30" in told, "2022-03-01" in told, "96123456" in told, "a@b.ne" in told) == (
        True,
        False,
        False,
        False,
    )


def test_a_correction_in_progress_is_not_told(version, client_of, reviewer):
    meeting = version.meeting
    Meeting.objects.filter(pk=meeting.pk).update(state="draft")
    type_in(meeting, meeting.created_by, place="Ailleurs", number="999e")
    told = text_of(client_of(reviewer).get("/donnees/reunions.json"))
    assert ("Ailleurs" in told, "PAM Zinder" in told, "999e" in told) == (False, True, False)


def test_rows_are_read_in_pieces_none_twice_none_left_out(version, client_of, partner):
    for name in ("A", "B", "C", "D"):
        make_agency(name)
    found = [each.pk for each in opened.in_pieces(Agency.objects.all(), piece=2)]
    assert found == sorted(Agency.objects.values_list("pk", flat=True))


def test_a_workbook_that_would_be_too_large_leads_to_the_csv(
    version, client_of, partner, monkeypatch
):
    monkeypatch.setattr(opened, "MOST", 0)
    answer = client_of(partner).get("/donnees/actions.xlsx", follow=True)
    assert answer.redirect_chain == [("/donnees/", 302)]
    assert "prenez le fichier CSV" in answer.content.decode()


def test_the_page_names_every_column_and_offers_every_file(version, client_of, partner):
    page = client_of(partner).get("/donnees/").content.decode()
    files = [f"/donnees/{what}.{kind}" for what in ("actions", "reunions") for kind in KINDS]
    tags = [
        each.tag for each in [*opened.meeting_columns(), *opened.action_columns(date(2022, 1, 1))]
    ]
    assert [each for each in files if f'href="{each}"' not in page] == []
    assert [each for each in tags if each not in page] == []


KINDS = ("csv", "xlsx", "json")


@pytest.mark.parametrize(("path", "queries"), list(zip(FILES, (7, 7, 6, 6), strict=True)))
def test_each_file_asks_as_often_for_three_rows_as_for_one(
    version, client_of, partner, reviewer, path, queries
):
    client, counts = client_of(partner), []
    for more in (0, 2):
        for day in range(more):
            document, _ = with_actions(make_document(), {"text": "Former", "responsible": "OIM"})
            group, author = version.meeting.group, version.meeting.created_by
            made = make_meeting(group, author, document=document, on=date(2022, 1, 1 + day))
            publish(made, reviewer)
        with CaptureQueriesContext(connection) as found:
            text_of(client.get(path))
        counts.append(len(found))
    assert (counts, ActionItem.objects.count()) == ([queries, queries], 3)
