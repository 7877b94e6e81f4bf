"""Who comes to the last meetings of each group, and who no longer does."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from gtm.models import Agency
from meetings.models import Attendance

LAST = 6  # meetings looked at, of each group
SPAN = timedelta(days=730)  # and no older ones: a visit of five years ago says nothing of today
GONE = 3  # of which the last ones that somebody who "no longer comes" has missed
OFTEN = 2  # how often one has to have come to be said to come no longer
CAME = (Attendance.Presence.PRESENT, Attendance.Presence.REMOTE, Attendance.Presence.REPRESENTED)


@dataclass(frozen=True)
class Line:
    """A structure at the last meetings of a group, the latest first."""

    agency: Agency
    came: tuple[bool, ...]
    days: tuple[date, ...]

    @property
    def count(self):
        return sum(self.came)

    @property
    def last_on(self):
        return self.days[self.came.index(True)]

    @property
    def is_gone(self):
        return self.count >= OFTEN and not any(self.came[:GONE])


@dataclass(frozen=True)
class Turnout:
    """The last meetings of a group, the latest first: [(pk, date)], and its structures."""

    meetings: tuple
    lines: tuple[Line, ...]

    @property
    def average(self):
        """How many structures come to a meeting, rounded."""
        if not self.meetings:
            return 0
        return int(sum(line.count for line in self.lines) / len(self.meetings) + 0.5)

    @property
    def gone(self):
        return [line for line in self.lines if line.is_gone]


def turnout_by_group(meetings, day, agencies=None):
    """{group: Turnout} of published minutes, looked at on a day.

    Of some structures only if `agencies` (ids) is given: an antenne of one of them counts for it.
    """
    rank = Window(
        RowNumber(), partition_by=F("group"), order_by=[F("date").desc(), F("created_at").desc()]
    )
    lately = meetings.out().filter(date__gt=day - SPAN).order_by()
    last = lately.annotate(rank=rank)
    rows = last.filter(rank__lte=LAST).values_list("group", "pk", "date", "rank")
    by_group = defaultdict(list)
    for group, pk, day, _ in sorted(rows, key=lambda row: row[3]):
        by_group[group].append((pk, day))
    came = _came([pk for meetings_ in by_group.values() for pk, _ in meetings_], agencies)
    known = Agency.objects.select_related("territory").in_bulk(
        {agency for agencies_ in came.values() for agency in agencies_}
    )
    return {group: _turnout(tuple(held), came, known) for group, held in by_group.items()}


def _came(meetings, agencies):
    """{meeting: ids of the structures that came}"""
    lines = Attendance.objects.filter(meeting__in=meetings, presence__in=CAME).order_by()
    came = defaultdict(set)
    for meeting, agency, parent in lines.values_list("meeting", "agencies", "agencies__parent"):
        if agencies is None or agency in agencies:
            came[meeting].add(agency)
        elif parent in agencies:
            came[meeting].add(parent)
    return {meeting: own - {None} for meeting, own in came.items()}


def _turnout(held, came, known):
    seen = set().union(*(came.get(pk, ()) for pk, _ in held))
    days = tuple(day for _, day in held)
    lines = [
        Line(known[agency], tuple(agency in came.get(pk, ()) for pk, _ in held), days)
        for agency in seen
    ]
    lines.sort(key=lambda line: (-line.count, line.agency.label, line.agency.pk))
    return Turnout(held, tuple(lines))
