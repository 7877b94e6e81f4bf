"""The read-only API: who is let in, what is given, and that it is as its description says."""

from datetime import UTC, date, datetime

import pytest
import schemathesis
from allauth.mfa.models import Authenticator
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings

from actions.models import ActionItem
from gtm.models import AccessToken
from meetings.exports import data, opened, shapes
from tests.factories import (
    make_access_token,
    make_agency,
    make_document,
    make_meeting,
    publish,
    with_actions,
)

pytestmark = pytest.mark.django_db
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC), datetime(2020, 1, 2, tzinfo=UTC)
PATHS = ("territories", "groups", "agencies", "meetings", "actions")


@pytest.fixture(autouse=True)
def _uncounted(settings):
    settings.CACHES = settings.CACHES | {
        "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    }


@pytest.fixture
def version(group, secretary, reviewer, agency):
    make_meeting(group, secretary, on=date(2022, 3, 1))  # a draft
    document, _ = with_actions(
        make_document(), *[{"text": "Former", "responsible": "OIM", "deadline": "2022"}] * 3
    )
    return publish(make_meeting(group, secretary, document=document), reviewer)


@pytest.fixture
def token(partner):
    return make_access_token(partner)


def ask(path, token="jeton", client=None, **query):
    headers = {"authorization": f"Bearer {token}"} if token else {}
    return (client or Client()).get(f"/api/{path}", query, headers=headers)


# --- Who is let in ---


def test_without_a_token_nothing_is_given_whoever_has_signed_in(version, client_of, reviewer):
    for client in (Client(), client_of(reviewer)):
        answers = {path: ask(path, token=None, client=client) for path in PATHS}
        assert {answer.status_code for answer in answers.values()} == {401}
    assert answers["actions"].json() == {
        "app": "gtm",
        "error": "Jeton absent, inconnu, expiré ou révoqué\xa0: «\xa0Authorization: Bearer …\xa0».",
    }


@pytest.mark.parametrize(
    "changes",
    [
        {"revoked_at": datetime(2021, 1, 1, tzinfo=UTC)},
        dict(zip(("created_at", "expires_at"), LONG_AGO, strict=True)),
        {"purpose": "feed"},
    ],
)
def test_a_token_that_is_over_or_for_something_else_opens_nothing(token, changes):
    assert ask("groups").status_code == 200
    AccessToken.objects.update(**changes)
    assert ask("groups").status_code == 401


def test_a_closed_account_reads_no_more(version, token, partner):
    partner.is_active = False
    partner.save()
    assert ask("actions").status_code == 401


def test_a_role_that_ended_shows_nothing_from_then_on(version, token, partner):
    assert len(ask("actions").json()["items"]) == 3
    partner.memberships.update(until=date(2021, 1, 1))
    assert [ask(path).json()["items"] for path in PATHS] == [[]] * len(PATHS)


def test_who_needs_a_second_factor_reads_once_it_is_set_up(settings, version, reviewer):
    settings.SECOND_FACTOR_REQUIRED = True
    make_access_token(reviewer)
    before = ask("meetings").status_code
    Authenticator.objects.create(user=reviewer, type="totp", data={})
    assert (before, ask("meetings").status_code) == (401, 200)


def test_the_day_of_the_last_use_is_noted_once_a_day(token, django_assert_num_queries):
    ask("groups")
    assert AccessToken.objects.get().last_used_on == timezone.localdate()
    with django_assert_num_queries(3):  # the token, its roles, the groups
        ask("groups")


def test_too_many_tries_are_stopped(settings, token):
    settings.CACHES = settings.CACHES | {
        "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    }
    answers = [ask("groups", token=f"faux{rank}").status_code for rank in range(32)]
    assert (answers[0], answers[-1]) == (401, 429)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_only_reads(token, method):
    client = Client(enforce_csrf_checks=True)
    answer = getattr(client, method)("/api/groups", headers={"authorization": "Bearer jeton"})
    assert answer.status_code == 405


def test_no_answer_is_kept_anywhere(version, token):
    for path in (*PATHS, f"meetings/{version.meeting_id}", "openapi.json"):
        assert set(ask(path)["Cache-Control"].split(", ")) == {"private", "no-store"}


# --- What is given ---


def test_only_what_is_published_is_given(version, token):
    [meeting] = ask("meetings").json()["items"]
    assert (meeting["id"], meeting["date"]) == (str(version.meeting_id), "2021-11-30")
    draft = version.meeting.group.meetings.exclude(pk=version.meeting_id).get()
    assert ask(f"meetings/{draft.pk}").json()["error"] == "Rien n’est publié sous cette adresse."


def test_minutes_are_given_as_their_page_gives_them(version, token):
    told = ask(f"meetings/{version.meeting_id}").json()
    assert told == data.minutes(version, timezone.localdate())


def test_pages_lead_from_one_to_the_next(version, token):
    first = ask("actions", limit=2, group="gtm-zinder").json()
    path, _, query = first["next"].removeprefix("http://127.0.0.1:8000/api/").partition("?")
    last = ask(f"{path}?{query}").json()
    found = [each["id"] for page in (first, last) for each in page["items"]]
    uids = ActionItem.objects.order_by("pk").values_list("uid", flat=True)
    assert (found, last["next"]) == ([str(uid) for uid in uids], None)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ({}, 3),
        ({"status": "todo"}, 3),
        ({"status": "done"}, 0),
        ({"since": "2021-11-30"}, 3),
        ({"since": "2021-12-01"}, 0),
        ({"until": "2021-11-29"}, 0),
        ({"group": "gtm-agadez"}, 0),
    ],
)
def test_actions_are_narrowed(version, token, query, count):
    assert len(ask("actions", **query).json()["items"]) == count


@pytest.mark.parametrize("query", [{"limit": "0"}, {"limit": "201"}, {"since": "hier"}])
def test_what_cannot_be_read_is_named(token, query):
    answer = ask("actions", **query)
    [name] = query
    assert (answer.status_code, answer.json()["error"].rpartition(" ")[2]) == (422, f"{name}.")


def test_structures_are_given_without_their_contacts(token, agency):
    agency.email, agency.phone = "focal@example.org", "96123456"
    agency.save()
    answer = ask("agencies")
    assert [each["acronym"] for each in answer.json()["items"]] == ["OIM"]
    assert ("focal" in answer.content.decode(), "96123456" in answer.content.decode()) == (
        False,
        False,
    )


def test_rows_have_the_keys_of_the_columns_of_open_data(db):
    wanted = {
        shapes.MeetingRow: opened.meeting_columns(),
        shapes.ActionRow: opened.action_columns(date(2022, 1, 1)),
    }
    for shape, columns in wanted.items():
        assert set(shape.model_fields) == {column.key for column in columns}


@pytest.mark.parametrize("path", PATHS)
def test_it_asks_as_often_for_three_rows_as_for_one(
    version, token, secretary, reviewer, path, django_assert_max_num_queries
):
    ask(path)
    with django_assert_max_num_queries(6) as first:
        ask(path)
    for rank in range(2):
        make_agency(f"ONG{rank}")
        meeting = make_meeting(version.meeting.group, secretary, on=date(2022, 1, 1 + rank))
        publish(meeting, reviewer)
    with django_assert_max_num_queries(len(first)):
        ask(path)


def test_the_guide_is_for_who_has_signed_in_and_names_every_call(client_of, partner):
    page = client_of(partner).get("/api/").content.decode()
    calls = Client().get("/api/openapi.json").json()["paths"]
    wanted = [path.replace("{meeting}", "{id}") for path in calls]
    assert [path for path in wanted if f"<code>{path}</code>" not in page] == []
    assert Client().get("/api/").status_code == 302


# --- As its description says ---

CALLS = [*(f"/api/{path}" for path in PATHS), "/api/meetings/{meeting}"]


@pytest.fixture
def _one_connection():
    """As Django's own test client: a request through the server would end the test's."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.mark.usefixtures("_one_connection")
@pytest.mark.parametrize("call", CALLS)
def test_every_answer_is_as_described(version, token, call):
    described = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(described[call]["GET"].as_strategy())
    def check(case):
        case.call_and_validate(headers={"Authorization": "Bearer jeton"})

    check()


def test_no_call_is_left_out():
    assert sorted(Client().get("/api/openapi.json").json()["paths"]) == sorted(CALLS)
