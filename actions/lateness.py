"""The one rule of lateness, as conditions and of one action.

Late on a day: its deadline is past by more than the days of grace, and it is neither declared done
nor closed by then. How late is counted from the deadline. Days are of Africa/Niamey. Rows exist
from the publication of their minutes on, so « published » needs no condition.
"""

from datetime import timedelta
from functools import reduce
from operator import or_

from django.db.models import F, Q
from django.db.models.lookups import IsNull

from actions.follow_up import Status, running
from gtm.models import Country

# What has no day comes last: written out, as SQLite keeps no index in the order of NULLS LAST.
NO_DAY = IsNull(F("due_on"), True)


def _grace(day):
    return next(grace.time for grace in Country.graces() if day <= grace.last)


def overdue(day):
    """What may be late on a day by its deadline alone."""
    return Q(due_on__lt=day - _grace(day))


def late_on(today):
    """Late today, by what the index of open actions holds."""
    return running() & overdue(today)


def due_soon(today, within):
    """Not late yet, and due until `within` (a timedelta) from today."""
    return running() & Q(due_on__range=(today - _grace(today), today + within))


def on_time():
    """Done, and declared so before it was late."""
    return Q(status=Status.DONE) & reduce(or_, map(_in_time, Country.graces()))


def _in_time(grace):
    """Declared before a deadline and the grace of that day had passed."""
    # No arithmetic without need: SQLite would call Python for each row.
    last = F("due_on") + grace.time if grace.time else F("due_on")
    return Q(declared_on__range=(grace.first, grace.last), declared_on__lte=last)


def days_late(action, day):
    """0 when it is, or was, not late on that day."""
    stops = [stop for stop in (action.declared_on, action.closed_on) if stop]
    is_stopped = any(stop <= day for stop in stops)
    if action.due_on is None or is_stopped or action.due_on >= day - _grace(day):
        return 0
    return (day - action.due_on).days


def due_between(least, most, today):
    """(first, last) deadline of what is late by `least` to `most` days; None: without end."""
    return most and today - timedelta(days=most), today - timedelta(days=least)
