"""The groups on the board: a line for each, by region where a region has several.

Those of which nothing is to be said are folded, so that 71 groups stay readable.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from gtm.models import Territory, WorkingGroup
from gtm.typography import counted
from meetings.board import figures
from meetings.board.forms import region_choices
from meetings.board.turnout import Turnout

NO_MEETINGS = {"first": None, "last": None, "held": 0, "published": 0, "planned": 0, "missing": 0}
NO_ACTIONS = {"open": 0, "late": 0, "closed": 0, "on_time": 0, "put_off": 0}


@dataclass(frozen=True)
class GroupLine:
    """One group: its rhythm, its minutes, its actions."""

    group: WorkingGroup
    is_new: bool
    first: date | None
    last: date | None
    days_since: int | None
    held: int
    published: int
    expected: int
    planned: int
    missing: int
    delay: figures.Delay | None
    open: int
    late: int
    closed: int
    on_time: int
    put_off: int
    turnout: Turnout | None = None

    @property
    def is_behind(self):
        return self.group.is_active and not self.is_new and self.held < self.expected

    def is_quiet(self, of_meetings):
        """Nothing is late nor, where one looks at its meetings, missing or behind its rhythm."""
        return not (self.late or (of_meetings and (self.missing or self.is_behind)))

    @property
    def concerns(self):
        """Whether there is something to see of an inactive group, or of somebody's part in one."""
        came = self.turnout and self.turnout.lines and self.group.is_active
        return bool(self.open or self.closed or self.missing or came)


def group_lines(groups, seen, turnouts):
    """A line per group of what is `seen` (`figures.AsOf`), those that met longest ago first.

    New ones come last; one that was created since is not there, unless it had met before.
    """
    met, delays, acted = seen.meetings_by_group(), seen.days_to_publish(), seen.actions_by_group()
    lines = []
    for group in groups:
        meetings = met.get(group.pk, NO_MEETINGS)
        first, last = meetings["first"], meetings["last"]
        if group.created_on and group.created_on > seen.day and not first:
            continue
        lines.append(
            GroupLine(
                group=group,
                is_new=figures.is_new(group, first, seen.day),
                days_since=(seen.day - last).days if last else None,
                expected=figures.expected(group, first, seen.period),
                delay=delays.get(group.pk),
                turnout=turnouts.get(group.pk),
                **meetings,
                **acted.get(group.pk, NO_ACTIONS),
            )
        )
    return sorted(lines, key=lambda line: (line.is_new, line.last or date.min, line.group.name))


@dataclass(frozen=True)
class Section:
    """Groups that stand together: those of a `region`, or all where no region has several.

    `quiet` ones are folded; `of_meetings`: whether one looks at their meetings.
    """

    lines: list[GroupLine]
    quiet: list[GroupLine]
    region: Territory | None
    of_meetings: bool

    def total(self, name):
        return sum(getattr(line, name) for line in (*self.lines, *self.quiet))

    @property
    def totals(self):
        return {name: self.total(name) for name in SUMMED}

    @property
    def count(self):
        return len(self.lines) + len(self.quiet)

    @property
    def folded(self):
        """What the fold says of those in it."""
        said = " dans le rythme, rien ne manque ni n’est en retard"
        told = counted(len(self.quiet), "groupe") + (said if self.of_meetings else " sans retard")
        new = self.of_meetings and sum(line.is_new for line in self.quiet)
        return told + (f", dont {counted(new, 'nouveau', 'nouveaux')}" if new else "")


SUMMED = ("held", "expected", "planned", "missing", "open", "late", "put_off", "closed", "on_time")


def sections(lines, *, of_meetings):
    """The lines by region, the central level first; in one where no region has several."""
    by_region = defaultdict(list)
    for line in lines:
        by_region[str(line.group.region.pk)].append(line)
    if all(len(own) == 1 for own in by_region.values()):
        return [Section(lines, [], None, of_meetings)] if lines else []
    ranked = region_choices([line.group for line in lines])
    return [_section(by_region[key], of_meetings) for key, _ in ranked]


def _section(lines, of_meetings):
    if len(lines) == 1:
        return Section(lines, [], None, of_meetings)
    quiet = [line for line in lines if line.is_quiet(of_meetings)]
    shown = [line for line in lines if not line.is_quiet(of_meetings)]
    return Section(shown, quiet, lines[0].group.region, of_meetings)
