"""Several meetings planned at once, on the days of a group's rhythm."""

import uuid

from django.db import transaction

from gtm import locks
from meetings.models import Meeting
from meetings.text import document as doc
from meetings.writing import store, usual
from meetings.writing.dates import taken_days

MOST = 12


@transaction.atomic
def plan(group, by, days, today, *, start="", end="", place="", modality="on_site"):
    """Plan a meeting on each of these days but those that are taken; returns the new ones."""
    locks.hold(group.pk)
    taken = taken_days(group, today)
    free = [day for day in sorted(set(days)) if day > today and day not in taken]
    return [
        _planned(group, by, day, today, place, modality, {"start": start, "end": end})
        for day in free[:MOST]
    ]


def _planned(group, by, day, today, place, modality, hours):
    meeting = Meeting(
        pk=uuid.uuid4(),
        group=group,
        date=day,
        place=place,
        modality=modality,
        state=Meeting.State.PLANNED,
    )
    text = doc.starting(meeting) | {name: hour for name, hour in hours.items() if hour}
    return store.create(meeting, by, usual.with_usual_points(meeting, text, today))
