"""Which days of a group's rhythm are still to be planned."""

from gtm.models import usual_dates
from meetings.models import Meeting, Move

FARTHEST = 36  # days of the rhythm that are looked at


def taken_days(group, after):
    """The days after one for which something was decided: a meeting, be it cancelled or moved."""
    meetings = Meeting.objects.filter(group=group, date__gt=after)
    moved = Move.objects.filter(meeting__group=group, date_before__gt=after)
    return {*meetings.values_list("date", flat=True), *moved.values_list("date_before", flat=True)}


def free_dates(group, after, count):
    """The first `count` days of a group's rhythm after a day for which nothing was decided."""
    if group.rhythm is None:
        return []
    taken = taken_days(group, after)
    dates = usual_dates(group, after, FARTHEST)
    return [day for day in dates if day not in taken][:count]
