"""Invitation, move and cancellation are one event, for other readers and a real calendar."""

from datetime import UTC, date, datetime, timedelta

import pytest
import recurring_ical_events
from icalendar import Calendar

from gtm.models import Mail
from meetings.board import feed
from meetings.convocation import convening
from meetings.life import verbs
from meetings.models import Meeting
from tests.caldav import open_calendar, stored
from tests.meetings.convoking import NOW, change, convene, member, move, planned, type_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(group, secretary):
    return planned(group, secretary)


def lines_of(text):
    """Logical lines, as RFC 5545 folds them: no parser of ours."""
    raw = text.encode()
    assert raw.endswith(b"\r\n")
    physical = raw.split(b"\r\n")[:-1]
    assert [each for each in physical if len(each) > 75 or b"\n" in each] == []
    unfolded = []
    for each in physical:
        if each.startswith((b" ", b"\t")):
            unfolded[-1] += each[1:]
        else:
            unfolded.append(each)
    return [each.decode() for each in unfolded]


def of_event(text):
    """{name without parameters: value} of the event."""
    lines = lines_of(text)
    event = lines[lines.index("BEGIN:VEVENT") : lines.index("END:VEVENT")]
    pairs = (line.partition(":") for line in event)
    return {name.partition(";")[0]: value for name, _, value in pairs}


def three(group, meeting, secretary):
    """The calendars of an invitation, a move and a cancellation."""
    member(group, "OIM")
    convene(meeting, secretary)
    move(meeting, secretary, at=NOW + timedelta(days=1))
    verbs.cancel(Meeting.objects.get(), secretary, "pluie")
    at, letters = NOW + timedelta(days=2), change(group, "cancel")
    convening.tell_change(Meeting.objects.get(), secretary, at, "pluie", letters)
    return list(Mail.objects.order_by("pk").values_list("calendar", flat=True))


def test_three_tellings_are_one_event_whose_rank_rises(group, meeting, secretary):
    calendars = three(group, meeting, secretary)
    events = [of_event(each) for each in calendars]
    methods = [next(line for line in lines_of(each) if "METHOD" in line) for each in calendars]
    assert methods == ["METHOD:REQUEST", "METHOD:REQUEST", "METHOD:CANCEL"]
    assert {each["UID"] for each in events} == {f"reunion-{meeting.pk}@127.0.0.1"}
    assert [each["SEQUENCE"] for each in events] == ["0", "1", "2"]
    assert [each["STATUS"] for each in events] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert [each["DTSTART"] for each in events] == [
        "20311130T100000", "20311207T100000", "20311207T100000",
    ]  # fmt: skip
    assert [each["DTEND"] for each in events][:1] == ["20311130T123000"]
    assert [each["DTSTAMP"] for each in events] == [
        "20311103T090000Z", "20311104T090000Z", "20311105T090000Z",
    ]  # fmt: skip


def test_the_lines_say_who_where_and_in_which_time_zone(group, meeting, secretary):
    lines = lines_of(three(group, meeting, secretary)[0])
    assert "DTSTART;TZID=Africa/Niamey:20311130T100000" in lines
    assert [line for line in lines if line.startswith(("TZID", "TZOFFSETTO"))] == [
        "TZID:Africa/Niamey",
        "TZOFFSETTO:+0100",
    ]
    [organizer] = [line for line in lines if line.startswith("ORGANIZER")]
    [attendee] = [line for line in lines if line.startswith("ATTENDEE")]
    assert organizer.endswith(f":mailto:{secretary.email}")
    assert attendee.endswith(":mailto:oim@example.org")
    assert ("LOCATION:PAM Zinder" in lines, "TRANSP:OPAQUE" in lines) == (True, True)


def test_the_organizer_stays_when_another_secretary_tells_the_move(
    group, meeting, secretary, reviewer
):
    member(group, "OIM")
    convene(meeting, secretary)
    move(meeting, reviewer)
    told = {of_event(each)["ORGANIZER"] for each in Mail.objects.values_list("calendar", flat=True)}
    assert told == {f"mailto:{secretary.email}"}


@pytest.mark.parametrize(
    ("typed", "begins", "lasts"),
    [
        ({"start": "10h", "end": "12h30"}, datetime(2031, 11, 30, 9, tzinfo=UTC), 2.5),
        ({"start": "10h", "end": ""}, datetime(2031, 11, 30, 9, tzinfo=UTC), 3),
        ({"start": "23h", "end": ""}, datetime(2031, 11, 30, 22, tzinfo=UTC), 3),
        ({"start": "", "end": ""}, date(2031, 11, 30), 24),
    ],
)
def test_an_independent_reader_finds_the_real_hours(
    group, meeting, secretary, typed, begins, lasts
):
    member(group, "OIM")
    convene(type_in(meeting, secretary, **typed), secretary)
    calendar = Calendar.from_ical(Mail.objects.get().calendar)
    [event] = recurring_ical_events.of(calendar).between(date(2031, 11, 30), date(2031, 12, 1))
    start = event.start
    if isinstance(start, datetime):
        start = start.astimezone(UTC)
    assert (start, event.end - event.start) == (begins, timedelta(hours=lasts))


def test_the_personal_calendar_tells_the_same_event(group, meeting, secretary):
    member(group, "OIM")
    today, seen = date(2031, 11, 3), []

    def look():
        [event] = Calendar.from_ical(feed.calendar_of(secretary, today)).walk("VEVENT")
        seen.append((str(event["UID"]), event["SEQUENCE"], str(event["STATUS"])))

    look()
    convene(meeting, secretary)
    look()
    type_in(meeting, secretary, date="07/12/2031")
    look()
    convening.tell_change(Meeting.objects.get(), secretary, NOW, "crue", change(group))
    look()
    verbs.cancel(Meeting.objects.get(), secretary, "pluie")
    look()
    uid = of_event(Mail.objects.first().calendar)["UID"]
    assert {each[0] for each in seen} == {uid}
    assert [each[1:] for each in seen] == [
        (0, "CONFIRMED"), (0, "CONFIRMED"), (1, "CONFIRMED"), (1, "CONFIRMED"), (2, "CANCELLED"),
    ]  # fmt: skip


@pytest.fixture
def caldav(tmp_path):
    with open_calendar(tmp_path / "radicale") as address:
        yield address


def test_a_real_calendar_server_holds_one_event_after_invitation_move_and_cancellation(
    group, meeting, secretary, caldav
):
    held = []
    for calendar in three(group, meeting, secretary):
        events = stored(caldav, calendar)
        held.append(
            [(str(each["STATUS"]), each.decoded("DTSTART").astimezone(UTC)) for each in events]
        )
    november, december = (
        datetime(2031, 11, 30, 9, tzinfo=UTC), datetime(2031, 12, 7, 9, tzinfo=UTC),
    )  # fmt: skip
    assert held == [
        [("CONFIRMED", november)], [("CONFIRMED", december)], [("CANCELLED", december)],
    ]  # fmt: skip
