"""A letter shown with the values of a real meeting of its group, before it is anybody's."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from gtm.models import Member
from meetings.convocation import wording
from meetings.models import Convened, Convocation, Meeting, Wording

REASON = "travaux dans la salle de réunion"  # of a move or a cancellation that nobody made


@dataclass(frozen=True)
class Preview:
    """`meeting` may be None: the values are then those of a made-up one; `body`: paragraphs."""

    meeting: Meeting | None
    subject: str
    body: list


def preview(group, words, style, kind, by, now):
    meeting = _meeting_of(group)
    shown = _telling(meeting or _made_up(group, now), kind, by, now)
    fields = wording.fields_of(shown, _somebody(group, style, now))
    body = wording.filled(words.body, fields)
    paragraphs = [part.splitlines() for part in body.split("\n\n") if part.strip()]
    return Preview(meeting, wording.filled(words.subject, fields), paragraphs)


def _meeting_of(group):
    """The next one that is planned, else the last one that was held."""
    meetings = group.meetings.filter(removed_at=None).taking_place().select_related("group")
    planned = meetings.filter(state=Meeting.State.PLANNED).order_by("date")
    return planned.first() or meetings.order_by("-date", "-created_at").first()


def _made_up(group, now):
    day = timezone.localtime(now).date() + timedelta(days=14)
    return Meeting(group=group, date=day, place="salle de réunion du Gouvernorat")


def _telling(meeting, kind, by, now):
    """As it would be told; stored nowhere."""
    moved = kind in (Convocation.Kind.MOVE, Convocation.Kind.CANCEL)
    return Convocation(
        meeting=meeting,
        kind=Convocation.Kind.CONVENE if kind == Wording.REMIND else kind,
        sequence=0,
        date=meeting.date,
        starts_at=meeting.starts_at,
        place=meeting.place,
        reason=REASON if moved else "",
        answer_by=meeting.date - timedelta(days=3),
        agenda=wording.agenda_of(meeting),
        by=by,
        at=now,
    )


def _somebody(group, style, now):
    """A member who would get it, else « Madame la Directrice »."""
    members = Member.objects.expected_on(group, timezone.localtime(now).date())
    member = next((each for each in members if each.style == style), None)
    if member is None:
        return Convened(function="Madame la Directrice régionale", style=style)
    who = {name: getattr(member, name) for name in ("agency", "function", "name")}
    return Convened(**who, style=Member.Style(style))
