"""A planned meeting gets another day, hour or place."""

import uuid

from django.db import transaction

from gtm import locks
from meetings.models import Meeting, Move, Operation
from meetings.planning.texts import text_of
from meetings.writing import store

FIELDS = ("start", "end", "place")


def text_moved(meeting, base_version, typed):
    """The text of that version with what was typed: `date`, `start`, `end`, `place`."""
    document = dict(text_of(meeting, base_version))
    document["date"] = f"{typed['date']:%d/%m/%Y}"
    for name in FIELDS:
        document.pop(name, None)
        if typed[name]:
            document[name] = typed[name]
    return document


def changes(meeting, typed):
    """Whether anything would be another than it is."""
    now = {name: meeting.document.get(name, "").strip() for name in FIELDS}
    return typed["date"] != meeting.date or any(typed[name] != now[name] for name in FIELDS)


@transaction.atomic
def move(meeting, by, typed, base_version, op_id, now):
    """Store the text as the editor does, and what was before; sent twice, it is moved once.

    Returns `Saved`; where it was set aside, nothing is moved.
    """
    locks.hold(meeting.group_id)
    before = Meeting.everywhere.get(pk=meeting.pk)
    is_new = not Operation.objects.filter(op_id=op_id).exists()
    document = text_moved(before, base_version, typed)
    try:
        saved = store.save(meeting, by, document, base_version, op_id)
    except store.OperationReused:  # the page was taken from the browser's history, and changed
        is_new = True
        saved = store.save(meeting, by, document, base_version, uuid.uuid4())
    if saved.is_current and is_new:
        Move.objects.create(
            meeting=meeting,
            date_before=before.date,
            start_before=before.document.get("start", "")[:40],
            place_before=before.place,
            reason=typed["reason"],
            by=by,
            at=now,
        )
    return saved
