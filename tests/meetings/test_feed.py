"""The personal calendar: what it holds, who may read it, and how its address ends."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from gtm.models import CalendarFeed
from meetings.models import Meeting
from tests.factories import make_action, make_agency, make_document, make_meeting

pytestmark = pytest.mark.django_db
PAGE = "/compte/agenda/"


@pytest.fixture(autouse=True)
def _mid_june(monkeypatch):
    noon = datetime(2022, 6, 15, 12, tzinfo=ZoneInfo("Africa/Niamey"))
    monkeypatch.setattr(timezone, "now", lambda: noon)


def made_by(client):
    """The path of the address that the page shows once."""
    page = client.post(PAGE).content.decode()
    return re.search(r'value="http://127\.0\.0\.1:8000(/agenda/[^"]+\.ics)"', page)[1]


def events_of(path):
    calendar = Calendar.from_ical(Client().get(path).content)
    return sorted(
        (str(each["SUMMARY"]), str(each.decoded("DTSTART"))) for each in calendar.walk("VEVENT")
    )


@pytest.fixture
def world(group, other_group, secretary, other_secretary, agency):
    own = {"due_on": date(2022, 7, 1)}
    make_action(group, secretary, agency, text="Former\nles points", **own)
    make_action(other_group, other_secretary, make_agency("PAM"), text="Recenser", **own)
    make_action(group, secretary, agency, text="clos", status="done", **own)
    Meeting.objects.update(date=date(2020, 1, 1))
    for each, who in ((group, secretary), (other_group, other_secretary)):
        make_meeting(each, who, state="planned", on=date(2022, 9, 1))
        make_meeting(each, who, on=date(2022, 6, 1))
    make_meeting(group, secretary, state="cancelled", on=date(2022, 9, 2), not_held_reason="pluie")


JUNE = datetime(2022, 6, 1, 10, 20, tzinfo=ZoneInfo("Africa/Niamey"))
FORMER = ("Échéance : Former les points", "2022-07-01")
RECENSER = ("Échéance : Recenser", "2022-07-01")
ZINDER = ("GTM/Zinder : réunion ordinaire", "2022-09-01 10:20:00+01:00")
AGADEZ = ("GTM/Agadez : réunion ordinaire", "2022-09-01 10:20:00+01:00")
DRAFTS = [(name, "2022-06-01 10:20:00+01:00") for name, _ in (AGADEZ, ZINDER)]
OFF = ("GTM/Zinder : réunion ordinaire", "2022-09-02 10:20:00+01:00")  # not held, and said so


@pytest.mark.parametrize(
    ("person", "wanted"),
    [
        ("secretary", [DRAFTS[1], ZINDER, OFF, FORMER]),
        ("partner", [AGADEZ, ZINDER, OFF, FORMER]),
        ("reviewer", [*DRAFTS, AGADEZ, ZINDER, OFF, FORMER, RECENSER]),
        ("outsider", []),
    ],
)
def test_each_person_s_calendar_holds_what_the_person_may_see(
    request, world, client_of, person, wanted
):
    path = made_by(client_of(request.getfixturevalue(person)))
    assert events_of(path) == sorted(wanted)


@pytest.mark.parametrize(
    ("hours", "event"),
    [
        (("9h", "12h30"), ("OPAQUE", JUNE.replace(hour=9, minute=0), timedelta(hours=3.5))),
        (("9h", ""), ("OPAQUE", JUNE.replace(hour=9, minute=0), timedelta(hours=3))),
        (("9h", "8h"), ("OPAQUE", JUNE.replace(hour=9, minute=0), timedelta(hours=3))),
        (("", ""), ("OPAQUE", JUNE.date(), timedelta(days=1))),
    ],
)
def test_a_meeting_stands_at_its_hours_in_niamey_and_is_busy(
    group, secretary, client_of, hours, event
):
    start, end = hours
    text = make_document(date="01/06/2022", start=start, end=end)
    make_meeting(group, secretary, document=text, on=date(2022, 6, 1))
    content = Client().get(made_by(client_of(secretary))).content
    (found,) = Calendar.from_ical(content).walk("VEVENT")
    assert (found["TRANSP"], found.decoded("DTSTART"), found.duration) == event
    assert content.count(b"TZID:Africa/Niamey") == 1


def test_the_address_is_shown_once_and_its_secret_is_not_stored(secretary, client_of):
    client = client_of(secretary)
    token = made_by(client).removeprefix("/agenda/").removesuffix(".ics")
    assert token not in client.get(PAGE).content.decode()
    assert token not in str(CalendarFeed.objects.values())


def test_a_renewed_or_revoked_address_opens_nothing(secretary, client_of):
    client = client_of(secretary)
    first, second = made_by(client), made_by(client)
    assert [Client().get(path).status_code for path in (first, second)] == [404, 200]
    client.post(PAGE, {"revoke": "1"})
    assert Client().get(second).status_code == 404


def test_the_calendar_of_an_account_that_is_closed_opens_nothing(secretary, client_of):
    path = made_by(client_of(secretary))
    secretary.is_active = False
    secretary.save()
    assert Client().get(path).status_code == 404


def test_an_address_opens_nothing_after_a_year(secretary, client_of, freeze):
    """« Signed, expiring links » are the only ways in without an account."""
    path, made_at, told = made_by(client_of(secretary)), timezone.now(), []
    for days in (364, 366):
        freeze(made_at + timedelta(days=days))
        told.append(Client().get(path).status_code)
    assert told == [200, 404]


def test_a_calendar_that_did_not_change_is_not_sent_again(world, secretary, client_of):
    path = made_by(client_of(secretary))
    first = Client().get(path)
    assert first["Cache-Control"] == "private, no-cache"
    again = Client().get(path, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    make_meeting(Meeting.objects.first().group, secretary, state="planned", on=date(2022, 12, 1))
    assert Client().get(path, headers={"if-none-match": first["ETag"]}).status_code == 200
