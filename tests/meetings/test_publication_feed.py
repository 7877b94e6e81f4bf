"""The Atom feed of publications: what it holds for whom, and how its address ends."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree

from gtm.models import AccessToken
from meetings.life import publishing, verbs
from meetings.models import Meeting
from tests.factories import make_access_token, make_document, make_meeting, publish
from tests.meetings.living import type_in

pytestmark = pytest.mark.django_db
PATH = "/publications/jeton.atom"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def _uncounted(settings):
    settings.CACHES = settings.CACHES | {
        "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    }


@pytest.fixture
def version(group, secretary, reviewer):
    make_meeting(group, secretary, on=date(2022, 3, 1))  # a draft
    return publish(make_meeting(group, secretary), reviewer)


@pytest.fixture
def token(partner):
    return make_access_token(partner, purpose="feed")


def entries_of(answer):
    feed = etree.fromstring(answer.content)
    return [
        {child.tag.removeprefix(ATOM): child.text or child.get("href") for child in entry}
        for entry in feed.iter(f"{ATOM}entry")
    ]


def test_each_publication_is_an_entry_that_leads_to_its_page(version, token):
    answer = Client().get(PATH)
    [entry] = entries_of(answer)
    site = "http://127.0.0.1:8000"
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert entry["title"].replace("\xa0", " ") == (
        "Compte rendu de la réunion ordinaire du GTM/Zinder, 30 novembre 2021 (version 1)"
    )
    assert entry["link"] == f"{site}{version.meeting.get_absolute_url()}"
    assert entry["id"] == f"{site}/reunions/{version.meeting_id}/versions/1/"
    assert datetime.fromisoformat(entry["updated"]) == version.published_at


def test_it_has_what_a_feed_must_have(version, token):
    feed = etree.fromstring(Client().get(PATH).content)
    for element in (feed, *feed.iter(f"{ATOM}entry")):
        names = [child.tag.removeprefix(ATOM) for child in element]
        assert [names.count(name) for name in ("id", "title", "updated")] == [1, 1, 1]
    assert feed.findtext(f"{ATOM}updated") == feed.findtext(f"{ATOM}entry/{ATOM}updated")
    assert [each.tag for each in feed.iterfind(f"{ATOM}entry/{ATOM}author/{ATOM}name")] == [
        f"{ATOM}name"
    ]


def test_a_second_version_is_a_second_entry_that_says_what_changes(
    version, token, secretary, reviewer
):
    meeting = Meeting.objects.get(pk=version.meeting_id)
    verbs.correct(meeting, reviewer, "La date du point 2.", False)
    meeting = type_in(meeting, secretary, place="Zinder")
    verbs.submit(meeting, secretary, meeting.date, "La date du point 2.")
    publishing.publish(Meeting.objects.get(pk=meeting.pk), reviewer, meeting.date)
    entries = entries_of(Client().get(PATH))
    assert [each["id"][-3:] for each in entries] == ["/2/", "/1/"]
    assert entries[0]["summary"] == "La date du point 2."


def test_the_same_publications_are_the_same_bytes_and_are_sent_once(version, token):
    first = Client().get(PATH)
    again = Client().get(PATH, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert set(first["Cache-Control"].split(", ")) == {"private", "no-cache"}


def test_without_a_publication_it_is_a_feed_nonetheless(token):
    first, again = Client().get(PATH), Client().get(PATH)
    assert (entries_of(first), first.content) == ([], again.content)


def test_characters_that_xml_does_not_know_do_not_stop_it(version, token):
    type(version).objects.update(changes="a\x0bb\x1fc")
    [entry] = entries_of(Client().get(PATH))
    assert entry["summary"] == "abc"


@pytest.mark.parametrize(
    "changes",
    [
        {"revoked_at": datetime(2021, 1, 1, tzinfo=UTC)},
        {"purpose": "api"},
        {"sha256": "0" * 64},
    ],
)
def test_an_address_that_is_over_gives_nothing(version, token, changes):
    assert Client().get(PATH).status_code == 200
    AccessToken.objects.update(**changes)
    assert Client().get(PATH).status_code == 404


def test_who_has_no_role_any_more_reads_nothing(version, token, partner):
    partner.memberships.update(until=date(2021, 1, 1))
    assert entries_of(Client().get(PATH)) == []


def test_it_asks_as_often_for_three_entries_as_for_one(version, token, secretary, reviewer):
    counts = []
    for more in (0, 2):
        for rank in range(more):
            document = make_document(date=f"0{rank + 1}/01/2022")
            day = date(2022, 1, 1 + rank)
            group = version.meeting.group
            publish(make_meeting(group, secretary, document=document, on=day), reviewer)
        Client().get(PATH)
        with CaptureQueriesContext(connection) as asked:
            Client().get(PATH)
        counts.append(len(asked))
    assert counts == [3, 3]
