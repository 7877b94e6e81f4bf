"""A meeting as an event of calendars: invitation, move and cancellation are one event told again.

One UID for what is mailed and for the personal feed. What was told is read of the `Convocation`,
never of the meeting, which may have changed since.
"""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event, Timezone, TimezoneStandard, vCalAddress

PRODUCT = "-//GTM Niger//suivi des points d’action//FR"
NIAMEY = ZoneInfo("Africa/Niamey")
AN_HOUR = timedelta(hours=1)
LASTS = timedelta(hours=3)  # a meeting of which only the beginning is known


def uid_of(meeting):
    return f"reunion-{meeting.pk}@{urlsplit(settings.SITE_URL).hostname}"


def sequence_of(meeting):
    """How often it has changed for calendars, those changes included that nobody was told of yet.

    Reads all its convocations and moves.
    """
    told = max(meeting.convocations.all(), key=lambda each: each.sequence, default=None)
    moves = len(meeting.moves.all())
    if told is None:
        return moves + (meeting.state == meeting.State.CANCELLED)
    return max(moves, told.sequence + (not told.tells(meeting)))


def invitation(convocation, whom, address, text, withdrawn_at=None):
    """The file of one mail: `whom` is convened at `address`; its METHOD stands in it.

    `withdrawn_at`: when he alone was told to stay at home; it follows the telling by its instant.
    His personal link is not in it: what is kept of mails after they left must open nothing.
    """
    meeting, stamp = convocation.meeting, withdrawn_at or convocation.at
    is_cancelled = convocation.kind == convocation.Kind.CANCEL or withdrawn_at is not None
    event = event_of(meeting, convocation, convocation.sequence, stamp, is_cancelled)
    event.add("description", text)
    event.add("organizer", _organizer(meeting))
    if address:
        event.add("attendee", _attendee(whom, address))
    return calendar_with(event, method="CANCEL" if is_cancelled else "REQUEST").to_ical()


def event_of(meeting, told, sequence, stamp, is_cancelled=False):
    """`told` has date, starts_at, ends_at and place: a `Convocation`, or the meeting itself."""
    event = Event()
    event.add("uid", uid_of(meeting))
    event.add("sequence", sequence)
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("last-modified", stamp.astimezone(UTC))
    begins, ends = span(told)
    event.add("dtstart", begins)
    event.add("dtend", ends)
    event.add("summary", f"{meeting.group} : {meeting.called}")
    if told.place:
        event.add("location", told.place)
    event.add("url", settings.SITE_URL + meeting.get_absolute_url())
    event.add("status", "CANCELLED" if is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if is_cancelled else "OPAQUE")
    return event


def span(told):
    """From when until when: aware instants; days where no hour is known, the last one excluded."""
    if told.starts_at is None:
        return told.date, told.date + timedelta(days=1)
    begins = datetime.combine(told.date, told.starts_at, NIAMEY)
    if told.ends_at is None or told.ends_at <= told.starts_at:
        return begins, begins + LASTS
    return begins, datetime.combine(told.date, told.ends_at, NIAMEY)


def calendar_with(*events, method=""):
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method)
    calendar.add_component(_niamey())
    for event in events:
        calendar.add_component(event)
    return calendar


def _niamey():
    """One hour ahead, summer and winter."""
    standard = TimezoneStandard()
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 - of the place itself
    standard.add("tzoffsetfrom", AN_HOUR)
    standard.add("tzoffsetto", AN_HOUR)
    standard.add("tzname", "WAT")
    zone = Timezone()
    zone.add("tzid", NIAMEY.key)
    zone.add_component(standard)
    return zone


def _organizer(meeting):
    """The same one in every telling, as calendars take a change from nobody else: who convened."""
    first = meeting.convocations.select_related("by").order_by("sequence").first()
    return _address(first.by.email, meeting.group.name)


def _attendee(whom, address):
    """It is answered by the link of the mail: calendars need not send theirs."""
    is_person = bool(whom.name)
    return _address(
        address,
        whom.label,
        cutype="INDIVIDUAL" if is_person else "GROUP",
        role="REQ-PARTICIPANT",
        partstat="NEEDS-ACTION",
        rsvp="FALSE",
    )


def _address(email, name, **parameters):
    found = vCalAddress(f"mailto:{email}")
    # A parameter may hold no quote, and a control character breaks the line.
    found.params["CN"] = "".join(c for c in name.replace('"', "’") if c.isprintable())
    found.params.update(parameters)
    return found
