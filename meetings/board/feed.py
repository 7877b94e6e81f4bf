"""One person's calendar: the deadlines she follows and the meetings, as iCalendar.

The secret address is a way in without a session. Only its SHA-256 is stored, so that a copy of the
database opens no calendar.
"""

from datetime import UTC, datetime, time, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Prefetch
from icalendar import Event, vText

from actions.models import ActionItem
from gtm.models import CalendarFeed
from gtm.tokens import new_token, token_hash
from meetings.convocation import invitations
from meetings.models import Convocation, Meeting

PAST = timedelta(days=365)
LASTS = timedelta(days=365)  # a secret address; the page of the calendar gives another
LARGEST = 500  # events of each kind


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
    calendar = invitations.calendar_with()
    calendar.add("x-wr-calname", "GTM Niger")
    calendar.add("refresh-interval", timedelta(hours=6), parameters={"value": "DURATION"})
    for meeting in _meetings(user, today):
        calendar.add_component(_meeting_event(meeting))
    for action in _actions(user, today):
        calendar.add_component(_action_event(action))
    return calendar.to_ical()


def _meetings(user, today):
    """Of one's groups; of all of them for SP/CCM and the structures, which may be invited.

    Those that do not take place are among them: a calendar that held them is told.
    """
    meetings = Meeting.objects.visible_to(user).followed_by(user).filter(date__gte=today - PAST)
    told = Convocation.objects.defer("letters", "agenda")
    parts = ("moves", Prefetch("convocations", told))
    return meetings.listed().prefetch_related(*parts).order_by("date", "pk")[:LARGEST]


def _actions(user, today):
    actions = ActionItem.objects.reviewed_by(user).open().filter(due_on__gte=today - PAST)
    return actions.select_related("group").order_by("due_on", "pk")[:LARGEST]


def _meeting_event(meeting):
    """The same event as the one that was mailed to those convened, if it was."""
    is_cancelled = meeting.state == Meeting.State.CANCELLED
    # When it last changed, not when it is read: else no copy would ever be the same.
    stamp = max([meeting.saved_at, *(told.at for told in meeting.convocations.all())])
    sequence = invitations.sequence_of(meeting)
    event = invitations.event_of(meeting, meeting, sequence, stamp, is_cancelled)
    if meeting.date_is_probable and not is_cancelled:
        event["summary"] = vText(f"{event['summary']} (date probable)")
        event["status"] = vText("TENTATIVE")
    if is_cancelled:
        event.add("description", f"Réunion non tenue : {meeting.not_held_reason}")
    return event


def _action_event(action):
    stamp = action.last_news_at or datetime.combine(action.decided_on, time(), UTC)
    text = (
        f"{action.group.name}\n{action.responsible_wording}\nÉchéance : {action.deadline_wording}"
    )
    event = Event()
    event.add("uid", f"action-{action.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("dtstart", action.due_on)
    event.add("summary", f"Échéance : {' '.join(action.text.split())[:120]}")
    event.add("url", settings.SITE_URL + action.get_absolute_url())
    event.add("transp", "TRANSPARENT")
    event.add("description", text)
    return event
