"""The one way in which the minutes reach the database: their part of `saving.py`.

What is theirs: columns that are read of the text, and deadlines that follow a moved meeting.
"""

from django.db import transaction

from actions.deadlines import parse_day
from actions.models import ActionItem
from gtm import locks
from gtm.ids import number_in
from gtm.models import Territory
from meetings.models import Meeting, Revision
from meetings.text import diff
from meetings.text import document as doc
from meetings.text.hours import parse_hours
from meetings.text.merge import merge
from meetings.writing import saving
from meetings.writing.saving import OperationReused, new_op_id

__all__ = ["OperationReused", "new_op_id"]


class IdTaken(Exception):
    """The id of a new meeting is that of a meeting of somebody else, or of another group."""


def create(meeting, author, document):
    """Store a new meeting with its first text; creating it twice (same id) creates one.

    The meeting returned says whether it `is_new`. Raises `IdTaken`.
    """
    with transaction.atomic():
        locks.hold(meeting.group_id)
        meeting.document, meeting.created_by = document, author
        meeting.was_announced = meeting.state == Meeting.State.PLANNED
        for name, value in read_of(document).items():
            setattr(meeting, name, value)
        stored, created = Meeting.everywhere.get_or_create(
            pk=meeting.pk,
            defaults={
                field.attname: getattr(meeting, field.attname)
                for field in Meeting._meta.concrete_fields
            },
        )
        if created:
            first = Revision(meeting=stored, author=author, version=1)
            first.document = document
            first.save()
            replan(stored.group)
    stored.is_new = created
    if (stored.created_by_id, stored.group_id) != (author.pk, meeting.group_id):
        raise IdTaken
    return stored


def save(meeting, author, document, base_version, op_id, **how):
    """Make `document` the text of `meeting`, or a part of it: see `saving.save`."""
    return saving.save(MINUTES, meeting, author, document, base_version, op_id, **how)


def _now(meeting):
    return Meeting.everywhere.select_related("group").get(pk=meeting.pk)


def _claim(current, document, now):
    # While minutes are corrected, readers keep the date and the place of the published version.
    columns = {} if current.is_out else columns_of(current, document)
    moves = columns.get("date", current.date) != current.date
    if moves:  # the group before the meeting
        locks.hold(current.group_id)
    else:
        columns.pop("date", None)  # nothing new to know
    claimed = Meeting.objects.filter(
        pk=current.pk, state__in=Meeting.EDITABLE, version=current.version
    ).update(version=current.version + 1, document=document, saved_at=now, **columns)
    if claimed and moves:
        replan(current.group)
    return bool(claimed)


MINUTES = saving.Kind(now=_now, claim=_claim, merge=merge, told=diff.told)


def read_of(document):
    """The columns of `Meeting` that are read of any text, so that nobody has to read it again."""
    return {
        "words": doc.words(document, is_out=False),
        "ended": doc.ended(document, "followups"),
        **hours_of(document),
    }


def hours_of(document):
    """When it begins and ends; a range is often typed in the first of the two fields."""
    starts_at, until = parse_hours(document.get("start", "")) or (None, None)
    first, second = parse_hours(document.get("end", "")) or (None, None)
    return {"starts_at": starts_at, "ends_at": second or first or until}


def columns_of(meeting, document):
    """The columns of `Meeting` that a text fills; what cannot be read leaves its column alone."""
    columns = {
        "place": document.get("place", "")[:200].strip(),
        "territory": None,
    } | read_of(document)
    day = parse_day(document.get("date", ""))
    if day:
        columns["date"] = day
    for name, choices in (("kind", Meeting.Kind), ("modality", Meeting.Modality)):
        if document.get(name) in choices.values:
            columns[name] = document[name]
    if territory := number_in(document.get("territory")):
        columns["territory"] = Territory.objects.filter(pk=territory).first()
    return columns


@transaction.atomic
def replan(group):
    """Date the group's « prochaine réunion » deadlines: a meeting was planned, moved, not held."""
    locks.hold(group.pk)
    ActionItem.objects.follow_next_meeting(group)
