"""Who comes to the last meetings of each group, and who no longer does."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from gtm.models import Agency, Member
from meetings.models import Attendance

LAST = 6  # meetings looked at, of each group
SPAN = timedelta(days=730)  # and no older ones: a visit of five years ago says nothing of today
GONE = 3  # of which the last ones that somebody who "no longer comes" has missed
OFTEN = 2  # how often one has to have come to be said to come no longer
CAME = (Attendance.Presence.PRESENT, Attendance.Presence.REMOTE, Attendance.Presence.REPRESENTED)


@dataclass(frozen=True)
class Line:
    """A structure at the last meetings of a group, the latest first.

    `expected`: whether it was a member on the day of each; None where the group had no members.
    """

    agency: Agency
    came: tuple[bool, ...]
    days: tuple[date, ...]
    expected: tuple[bool | None, ...] = ()

    @property
    def count(self):
        return sum(self.came)

    @property
    def last_on(self):
        """None: at none of them."""
        return self.days[self.came.index(True)] if any(self.came) else None

    @property
    def is_gone(self):
        """A member missed the last ones that awaited it; any other structure used to come."""
        if any(self.came[:GONE]):
            return False
        lately = self.expected[:GONE]
        if lately and None not in lately:
            return len(lately) == GONE and all(lately)
        return self.count >= OFTEN


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
    expected = _expected(by_group, agencies)
    known = Agency.objects.select_related("territory").in_bulk(
        set().union(*came.values(), *filter(None, expected.values()))
    )
    return {group: _turnout(tuple(held), came, expected, known) for group, held in by_group.items()}


def _expected(by_group, agencies):
    """{meeting: ids of the structures that were members on its day}; None: the group had none."""
    members = Member.objects.filter(group__in=by_group).exclude(agency=None)
    own = defaultdict(list)
    for member in members.select_related("agency"):
        own[member.group_id].append(member)
    expected = {}
    for group, held in by_group.items():
        for pk, day in held:
            on_the_day = [each.agency for each in own[group] if each.is_on(day)]
            named = {_counted(each.pk, each.parent_id, agencies) for each in on_the_day} - {None}
            expected[pk] = named if on_the_day else None
    return expected


def _counted(agency, parent, agencies):
    """The structure as which one counts, of `agencies` if given; None: as none of them."""
    if agencies is None or agency in agencies:
        return agency
    return parent if parent in agencies else None


def _came(meetings, agencies):
    """{meeting: ids of the structures that came}"""
    lines = Attendance.objects.filter(meeting__in=meetings, presence__in=CAME).order_by()
    came = defaultdict(set)
    for meeting, agency, parent in lines.values_list("meeting", "agencies", "agencies__parent"):
        came[meeting].add(_counted(agency, parent, agencies))
    return {meeting: own - {None} for meeting, own in came.items()}


def _turnout(held, came, expected, known):
    days = tuple(day for _, day in held)
    at = [_with_antennes(came.get(pk, set()), expected[pk] or (), known) for pk, _ in held]
    awaited = [expected[pk] for pk, _ in held]
    lines = [
        Line(
            known[agency],
            tuple(agency in each for each in at),
            days,
            tuple(each if each is None else agency in each for each in awaited),
        )
        for agency in set().union(*at, *filter(None, awaited))
    ]
    lines.sort(key=lambda line: (-line.count, line.agency.label, line.agency.pk))
    return Turnout(held, tuple(lines))


def _with_antennes(came, awaited, known):
    """A member comes by its antenne too, which then is not a structure beside it."""
    by_antenne = {
        agency: known[agency].parent_id
        for agency in came
        if agency not in awaited and known[agency].parent_id in awaited
    }
    return {by_antenne.get(agency, agency) for agency in came}
