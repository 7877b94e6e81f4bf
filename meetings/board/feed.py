"""One person's calendar: the deadlines she follows and the meetings, as iCalendar.

The secret address is a way in without a session. Only its SHA-256 is stored, so that a copy of the
database opens no calendar.
"""

from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from icalendar import Calendar, Event

from actions.models import ActionItem
from gtm.models import CalendarFeed
from gtm.tokens import new_token, token_hash
from meetings.models import Meeting

PAST = timedelta(days=365)
LASTS = timedelta(days=365)  # a secret address; the page of the calendar gives another
LARGEST = 500  # events of each kind
NIAMEY = ZoneInfo("Africa/Niamey")  # also on a telephone that is elsewhere
USUAL = timedelta(hours=2)
EPOCH = date(2000, 1, 1)  # from when on the time zone is described


def renew(user, at):
    """A new secret for a person's calendar; the former one opens nothing any more."""
    token = new_token()
    values = {"sha256": token_hash(token), "created_at": at}
    CalendarFeed.objects.update_or_create(user=user, defaults=values)
    return token


def owner_of(token, now):
    """Whose calendar a secret opens at an instant; None for nobody's."""
    made = {"sha256": token_hash(token), "created_at__gt": now - LASTS}
    feed = CalendarFeed.objects.filter(user__is_active=True, **made).select_related("user").first()
    return feed and feed.user


def calendar_of(user, today):
    """The bytes of a person's calendar; the same ones as long as nothing changed."""
    calendar = Calendar()
    calendar.add("prodid", "-//GTM Niger//suivi des points d’action//FR")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "GTM Niger")
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"value": "DURATION"})
    for meeting in _meetings(user, today):
        calendar.add_component(_meeting_event(meeting))
    for action in _actions(user, today):
        calendar.add_component(_action_event(action))
    calendar.add_missing_timezones(first_date=EPOCH)
    return calendar.to_ical()


def _meetings(user, today):
    """Of one's groups; of all of them for SP/CCM and the structures, which may be invited."""
    meetings = Meeting.objects.visible_to(user).followed_by(user).taking_place()
    return meetings.filter(date__gte=today - PAST).listed().order_by("date", "pk")[:LARGEST]


def _actions(user, today):
    actions = ActionItem.objects.reviewed_by(user).open().filter(due_on__gte=today - PAST)
    return actions.select_related("group").order_by("due_on", "pk")[:LARGEST]


def _event(uid, day, title, address, stamp, text=""):
    event = Event()
    event.add("uid", f"{uid}@{urlsplit(settings.SITE_URL).hostname}")
    # When the object last changed, not when it is read: else no copy would ever be the same.
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("dtstart", day)
    event.add("summary", title)
    event.add("url", settings.SITE_URL + address)
    event.add("transp", "TRANSPARENT")
    if text:
        event.add("description", text)
    return event


def _meeting_event(meeting):
    title = f"{meeting.group} : {meeting.called}"
    if meeting.date_is_probable:
        title += " (date probable)"
    address, stamp = meeting.get_absolute_url(), meeting.saved_at
    event = _event(f"reunion-{meeting.pk}", meeting.date, title, address, stamp)
    if meeting.starts_at:
        _give_hours(event, meeting)
    if meeting.place:
        event.add("location", meeting.place)
    return event


def _give_hours(event, meeting):
    """From its hour on, busy; a meeting of which nobody said when it ends takes `USUAL`."""
    starts = datetime.combine(meeting.date, meeting.starts_at, NIAMEY)
    ends = meeting.ends_at and datetime.combine(meeting.date, meeting.ends_at, NIAMEY)
    del event["dtstart"], event["transp"]
    event.add("dtstart", starts)
    event.add("dtend", ends if ends and ends > starts else starts + USUAL)
    event.add("transp", "OPAQUE")


def _action_event(action):
    stamp = action.last_news_at or datetime.combine(action.decided_on, time(), UTC)
    text = (
        f"{action.group.name}\n{action.responsible_wording}\nÉchéance : {action.deadline_wording}"
    )
    title = f"Échéance : {' '.join(action.text.split())[:120]}"
    address = action.get_absolute_url()
    return _event(f"action-{action.pk}", action.due_on, title, address, stamp, text)
