"""The rows behind the figures of a report: which meetings, which actions, as of its end.

What is known of a period is asked here and nowhere else in this room.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db.models import Min
from django.utils import timezone

from actions.frameworks import ClassifiedAction, Framework
from actions.known import KnownAction
from actions.lateness import on_time
from actions.models import ActionItem
from gtm.access import is_out
from gtm.models import Agency, WorkingGroup
from gtm.typography import long_date
from meetings.board import figures
from meetings.board.figures import Period
from meetings.board.turnout import CAME
from meetings.models import Attendance, Finding, Meeting
from meetings.models.meeting import held_until, missing_minutes

NO_AGENCY = None


@dataclass(frozen=True)
class Look:
    """What a report looks at: the groups of its scope, from a day to another, known at `now`."""

    groups: list
    period: Period
    now: datetime

    @cached_property
    def day(self):
        """The last day that counts: that of the period, or today while it lasts."""
        return min(self.period.last, timezone.localtime(self.now).date())

    @cached_property
    def seen(self):
        """What was known at the end of the period, or is known while it lasts."""
        return self._seen(self.period)

    def _seen(self, period):
        groups = [group.pk for group in self.groups]
        meetings = Meeting.everywhere.filter(group__in=groups)
        return figures.as_of(meetings, self.actions, period, self.now)

    @property
    def actions(self):
        return ActionItem.objects.filter(group__in=[group.pk for group in self.groups])

    # --- Meetings ---

    @cached_property
    def held(self):
        """Those held in the period, the first one first.

        `was_out`: their minutes were there; `was_submitted`: they had come to SP/CCM.
        """
        known = self.seen.meetings.filter(held_until(self.day), date__range=self.period.days)
        rows = known.annotate(out=is_out()).values_list("subject", "out", "state")
        then = {pk: (out, state == Meeting.State.SUBMITTED) for pk, out, state in rows}
        meetings = self._meetings(known)
        for meeting in meetings:
            meeting.was_out, meeting.was_submitted = then[meeting.pk]
        return meetings

    @cached_property
    def missing(self):
        """Those of the period whose minutes were not there at its end."""
        known = self.seen.meetings.filter(
            missing_minutes(self.day, figures.IMPORTED), date__range=self.period.days
        )
        return self._meetings(known)

    @staticmethod
    def _meetings(known):
        meetings = Meeting.everywhere.filter(pk__in=known.values("subject"))
        return list(meetings.listed().order_by("date", "pk"))

    @property
    def expected(self):
        return sum(self.expected_of(group) for group in self.groups if group.is_active)

    def expected_of(self, group):
        return figures.expected(group, self._first_on.get(group.pk), self.period)

    @cached_property
    def _first_on(self):
        """{group: the day of its first meeting}"""
        held = self.seen.meetings.filter(held_until(self.day))
        return dict(held.values_list("group").annotate(first=Min("date")))

    @cached_property
    def delays(self):
        """Days from each meeting of the period to its first minutes, if these were timely."""
        return [days for own in self.seen.delays().values() for days in own]

    @property
    def delay(self):
        return figures.middle(self.delays) if self.delays else None

    @cached_property
    def came(self):
        """{meeting: structures that came} of the meetings held; an antenne is its structure."""
        lines = Attendance.objects.filter(
            meeting__in=[meeting.pk for meeting in self.held if meeting.was_out],
            presence__in=CAME,
        )
        came = defaultdict(set)
        pairs = lines.order_by().values_list("meeting", "agencies", "agencies__parent")
        for meeting, agency, parent in pairs:
            if agency:
                came[meeting].add(parent or agency)
        return came

    @property
    def attendance(self):
        """How many structures came to a meeting, on average, rounded."""
        if not self.came:
            return None
        return int(sum(map(len, self.came.values())) / len(self.came) + 0.5)

    @cached_property
    def findings(self):
        """Strengths and weaknesses that the minutes of the period noted."""
        found = Finding.objects.standing().filter(
            point__meeting__in=[meeting.pk for meeting in self.held if meeting.was_out]
        )
        return list(
            found.select_related("point").order_by(
                "-kind", "point__meeting__date", "point__position", "position", "pk"
            )
        )

    # --- Actions ---

    @cached_property
    def decided(self):
        return self._rows(self.seen.actions.filter(subject__decided_on__range=self.period.days))

    @cached_property
    def _ended(self):
        between = self.seen.closed_between(self.period.first, self.seen.instant)
        return self.seen.actions.filter(between)

    @cached_property
    def closed(self):
        return self._rows(self._ended)

    @cached_property
    def closed_on_time(self):
        return set(self._ended.filter(on_time()).values_list("subject", flat=True))

    @cached_property
    def put_off(self):
        """Those given a new deadline in the period, once each."""
        between = self.seen.put_off_between(self.period.first, self.seen.instant)
        told = self.seen.known_actions.filter(between).values("subject")
        return self._rows(self.seen.actions.filter(subject__in=told))

    @cached_property
    def late(self):
        return self._rows(self.seen.late())

    @property
    def open(self):
        """How many were open at the end."""
        return self.seen.actions.filter(is_open=True).count()

    def _rows(self, known):
        states = {each.subject_id: each for each in known}
        found = self.actions.filter(pk__in=states).defer("words")
        rows = [Row(action, self.day, states[action.pk]) for action in found]
        return sorted(rows, key=lambda row: (row.due_on or date.max, row.action.pk))

    def trend(self):
        """[{"month", "late", "closed"}] of the twelve months that end with the period."""
        return self._seen(figures.last_months(12, self.day)).trend()

    # --- What the rows are about, read once ---

    @cached_property
    def group_names(self):
        return {group.pk: group.name for group in self.groups}

    @cached_property
    def framework(self):
        """The main set, by whose items the report counts; None where there is none."""
        return Framework.objects.filter(is_main=True).first()

    @cached_property
    def heads(self):
        """{item: the item of the main set on top of it}"""
        items = {item.pk: item for item in self.framework.items.all()} if self.framework else {}
        heads = {}
        for item in items.values():
            head = item
            while head.parent_id:
                head = items[head.parent_id]
            heads[item.pk] = head
            head.framework = self.framework
        return heads

    def items_of(self, rows):
        """{action: the items under which it stands, those on top, in order}"""
        links = ClassifiedAction.objects.filter(
            item__in=self.heads, action__in=[row.action.pk for row in rows]
        )
        found = defaultdict(dict)
        for action, item in links.order_by("item__position", "item").values_list("action", "item"):
            found[action][self.heads[item].pk] = self.heads[item]
        return {action: list(items.values()) for action, items in found.items()}


@dataclass(frozen=True)
class Row:
    """An action as it was known on a day."""

    action: ActionItem
    day: date
    known: KnownAction

    @property
    def due_on(self):
        return self.known.due_on

    @property
    def days_late(self):
        return (self.day - self.due_on).days

    @property
    def deadline(self):
        """Its wording, or the day that was known where another was given since."""
        if self.due_on == self.action.due_on:
            return self.action.deadline_wording or "sans échéance"
        return long_date(self.due_on) if self.due_on else "sans échéance"

    @property
    def status(self):
        return self.known.get_status_display()


def lead_of(rows):
    """{pk of an action: the structure that leads it or was charged, or None}.

    One for each action, an antenne under its structure; a collective is nobody.
    """
    leads = {row.action.lead_id for row in rows}
    known = Agency.objects.select_related("parent").in_bulk([pk for pk in leads if pk])
    found = {}
    for row in rows:
        agency = known.get(row.action.lead_id)
        if agency is None or agency.is_collective:
            found[row.action.pk] = NO_AGENCY
        else:
            found[row.action.pk] = agency.parent or agency
    return found


def groups_of(region):
    """The groups that a report counts: of a region, else all."""
    groups = WorkingGroup.objects.select_related("territory__parent__parent").order_by("slug")
    return [group for group in groups if region is None or group.region.pk == region.pk]
