"""Who comes to the last meetings of each group, and who no longer does."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from gtm.models import Agency
from meetings.models import Attendance

LAST = 6  # meetings looked at, of each group
GONE = 3  # of which the last ones that somebody who "no longer comes" has missed
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
        return len(self.came) > GONE and not any(self.came[:GONE])


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


def turnout_by_group(meetings, agencies=None):
    """{group: Turnout} of published minutes; of some structures only if `agencies` (ids) is given.

    A structure counts from the first of these meetings at which it came.
    """
    rank = Window(
        RowNumber(), partition_by=F("group"), order_by=[F("date").desc(), F("created_at").desc()]
    )
    last = meetings.out().order_by().annotate(rank=rank)
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
    lines = Attendance.objects.filter(meeting__in=meetings, presence__in=CAME)
    if agencies is not None:
        lines = lines.filter(agencies__in=agencies)
    came = defaultdict(set)
    for meeting, agency in lines.order_by().values_list("meeting", "agencies"):
        if agency:
            came[meeting].add(agency)
    return came


def _turnout(held, came, known):
    seen = set().union(*(came[pk] for pk, _ in held))
    days = tuple(day for _, day in held)
    lines = [
        Line(known[agency], tuple(agency in came[pk] for pk, _ in held), days) for agency in seen
    ]
    lines.sort(key=lambda line: (-line.count, line.agency.label, line.agency.pk))
    return Turnout(held, tuple(lines))
