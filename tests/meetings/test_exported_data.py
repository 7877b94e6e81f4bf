"""Minutes as data: what the published schema says of them, and the actions as a table."""

import csv
import io
import json
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from jsonschema import Draft202012Validator, FormatChecker

from actions.follow_up import Said
from actions.models import ActionItem
from gtm.models import settings_held
from meetings.exports import data
from meetings.management.commands.load_demo import FOLDER, form_of
from meetings.models import Publication
from tests.factories import make_agency, make_document, make_meeting, publish, with_actions
from tests.meetings.living import address
from tests.meetings.zinder import long_document, zinder_document

pytestmark = pytest.mark.django_db
GOLDEN = [json.loads(path.read_text()) for path in sorted(FOLDER.glob("*.json"))]
TODAY = date(2022, 6, 1)


def faults(told):
    schema = json.loads(data.schema_text())
    checker = Draft202012Validator(schema, format_checker=FormatChecker())
    return [f"{each.json_path}: {each.message}" for each in checker.iter_errors(told)]


def version_of(meeting, document):
    """A version as it would be published, unsaved."""
    columns = {"document": document, "published_at": meeting.saved_at, "sha256": "0" * 64}
    return Publication(meeting=meeting, version=1, **columns)


def asked(client, version, name="publication_json", query="", **headers):
    return client.get(address(version.meeting, name) + query, headers=headers)


@pytest.fixture
def version(group, secretary, reviewer):
    make_agency("SP/CCM")
    return publish(make_meeting(group, secretary, document=zinder_document()), reviewer)


@pytest.fixture
def told(version, client_of, partner):
    return asked(client_of(partner), version).json()


@pytest.mark.parametrize("minutes", GOLDEN, ids=lambda each: each["fields"]["date"])
def test_the_real_minutes_are_as_the_schema_says(group, secretary, minutes):
    meeting = make_meeting(group, secretary)
    told = data.minutes(version_of(meeting, form_of("x", minutes)), TODAY)
    assert faults(told) == []


def test_a_published_version_is_as_the_schema_says(told):
    assert faults(told) == []


def test_minutes_with_everything_in_them_are_as_the_schema_says(version):
    version.document = long_document()
    assert faults(data.minutes(version, TODAY)) == []


def test_the_schema_is_one_and_refuses_what_it_does_not_name(told):
    Draft202012Validator.check_schema(json.loads(data.schema_text()))
    assert faults(told | {"phone": "96123456"}) == [
        "$: Additional properties are not allowed ('phone' was unexpected)"
    ]


def test_zinder_says_who_met_where_and_what_was_decided(told, version):
    point, *_ = told["points"]
    action, *_ = point["actions"]
    assert (told["kind"], told["date"], told["starts_at"], told["ends_at"]) == (
        "extraordinary",
        "2021-11-30",
        "10:20",
        "11:25",
    )
    assert told["territory"] == told["group"]["territory"]
    assert [len(each["actions"]) for each in told["points"]] == [3, 1, 1, 4]
    assert (action["number"], action["responsible"], action["deadline"]) == (
        "1.1",
        "SP/CCM",
        {"wording": "2022", "precision": "year", "due_on": "2022-12-31"},
    )
    assert told["version"]["pdf_sha256"] == version.sha256


def test_structures_stand_by_their_acronym_beside_what_was_written(told):
    [present, *_] = told["status"]["actions"]
    assert present["lead"] == {
        "acronym": "SP/CCM",
        "name": "Nom de SP/CCM",
        "label": "SP/CCM",
        "pcode": None,
    }


def test_what_became_of_an_action_stands_apart_with_its_day(version, secretary):
    action = ActionItem.objects.in_reading_order().first()
    at = datetime(2022, 6, 1, 12, tzinfo=UTC)
    action.close(Said(secretary, at, sentence="Fait"), "done")
    told = data.minutes(version, TODAY)
    present = told["status"]["actions"][0]
    assert told["status"]["on"] == "2022-06-01"
    assert (present["id"], present["status"], present["closed_on"]) == (
        told["points"][0]["actions"][0]["id"],
        "done",
        "2022-06-01",
    )


def test_an_older_version_says_what_it_said(version, secretary, reviewer, client_of, partner):
    first = asked(client_of(partner), version).json()
    again = asked(client_of(partner), version, query="?version=1").json()
    assert {**again, "status": None} == {**first, "status": None}


def test_contacts_of_those_present_are_not_in_it(group, secretary, reviewer):
    document = make_document()
    line = document["attendance"][0]
    document |= {f"attendance/{line}/{name}": "secret" for name in ("phone", "email", "name")}
    version = publish(make_meeting(group, secretary, document=document), reviewer)
    assert "secret" not in data.as_json(data.minutes(version, TODAY))


def test_it_has_an_etag_that_follows_the_actions(version, client_of, partner, secretary):
    client = client_of(partner)
    first = asked(client, version)["ETag"]
    same = asked(client, version, **{"if-none-match": first}).status_code
    ActionItem.objects.update(status="doing")
    other = asked(client, version, **{"if-none-match": first}).status_code
    assert (same, other) == (304, 200)


def test_the_schema_is_read_by_who_has_no_account():
    answer = Client().get("/schemas/compte-rendu-1.json")
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/schema+json")
    assert answer.json()["$defs"]["action"]["required"][0] == "id"


@pytest.mark.parametrize("count", [1, 3])
def test_it_asks_the_database_as_often_for_three_actions_as_for_one(
    group, secretary, reviewer, count, django_assert_num_queries
):
    agency = make_agency("OIM")
    rows = [{"text": "Former", "responsible": "OIM", "deadline": "2022"}] * count
    document, _ = with_actions(make_document(), *rows)
    version = publish(make_meeting(group, secretary, document=document), reviewer)
    version = Publication.objects.select_related("meeting__group__territory").get(pk=version.pk)
    with settings_held(), django_assert_num_queries(7):
        told = data.minutes(version, TODAY)
    assert {each["lead"]["acronym"] for each in told["status"]["actions"]} == {agency.acronym}


# --- The table ---


def test_the_table_has_the_actions_in_the_order_of_the_minutes(version, client_of, partner):
    answer = asked(client_of(partner), version, "publication_csv")
    table = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [row["Échéance écrite"] for row in table] == ["2022"] * 7 + ["2021"] * 2
    assert table[0]["Point d’action"] == "Mise en place des GTM au niveau Départemental"
    assert answer["Content-Disposition"] == (
        'attachment; filename="compte-rendu-gtm-zinder-2021-11-30-points-d-action.csv"'
    )


def test_a_draft_has_neither_data_nor_table(group, secretary, client_of):
    meeting = make_meeting(group, secretary)
    for name in ("publication_json", "publication_csv"):
        assert client_of(secretary).get(address(meeting, name)).status_code == 404
