"""The figures of the board and of reports, counted by the database: querysets in, values out.

`as_of` gives all of them for a period as they were known at its end, or as they are known now while
it lasts: asked again in a year, they come out equal. Each is checked against the same figure
counted row by row in Python, in its tests.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from statistics import median

from django.db.models import Case, Count, Max, Min, Q, QuerySet, Value, When
from django.utils import timezone

from actions.follow_up import Status
from actions.known import KnownAction
from actions.lateness import due_between, late_on, on_time, overdue
from actions.parts import count_by_lead
from actions.silence import LONG_AFTER
from gtm.access import is_out
from gtm.models import known_at
from meetings.models import Finding, KnownMeeting, Meeting
from meetings.models.meeting import held_until, missing_minutes

IMPORTED = "subject__is_imported"

DAYS_A_YEAR = 365
AHEAD = timedelta(days=DAYS_A_YEAR)  # how far the planned meetings are counted
AGES = ((1, 29), (30, 90), (91, 365), (366, None))  # days late, both ends included
AGE_LABELS = ("moins de 30 jours", "30 à 90 jours", "91 à 365 jours", "plus de 365 jours")
FINDING_YEARS = 4


@dataclass(frozen=True)
class Period:
    """From one day to another, both included; months that it touches are counted as whole."""

    first: date
    last: date

    @property
    def months(self):
        """The first day of each of its months."""
        return [first_of(month) for month in range(month_of(self.first), month_of(self.last) + 1)]

    @property
    def days(self):
        return self.first, self.last


def month_of(day):
    """Its month as a number: one more than the one before."""
    return day.year * 12 + day.month - 1


def first_of(month):
    return date(month // 12, month % 12 + 1, 1)


def next_month(day):
    return first_of(month_of(day) + 1)


def last_months(count, today):
    """The period of `count` months that ends today; its first month is whole."""
    return Period(first_of(month_of(today) + 1 - count), today)


def start_of(day):
    return datetime.combine(day, time.min, timezone.get_current_timezone())


def end_of(day):
    return datetime.combine(day, time.max, timezone.get_current_timezone())


def owes_from(group, first_on):
    """The first day of the month from which a group owes meetings; None: it always did.

    The month after its creation, or that of its first meeting (`first_on`, None without any) where
    that came earlier: a group that met for years may be created here today.
    """
    if group.created_on is None:
        return None
    after = next_month(group.created_on)
    return min(after, first_of(month_of(first_on))) if first_on else after


def expected(group, first_on, period):
    """How many meetings its rhythm asks of a group in a period; half a meeting counts as one."""
    since = owes_from(group, first_on)
    months = [month for month in period.months if since is None or month >= since]
    return int(group.meetings_per_year * len(months) / 12 + 0.5)


def is_new(group, first_on, day):
    """Created less than one interval of its rhythm before a day, and not met by then."""
    if group.created_on is None or first_on:
        return False
    return (day - group.created_on).days * group.meetings_per_year < DAYS_A_YEAR


def middle(days):
    """Their median, rounded."""
    return int(median(days) + 0.5)


def as_of(meetings, actions, period, now):
    """`AsOf` of a period; `meetings` and `actions` are those that the person may count.

    Meetings come from `Meeting.everywhere`: one that was removed since was known then.
    """
    known = KnownMeeting.objects.of(meetings), KnownAction.objects.of(actions)
    return AsOf(*known, actions, period, min(end_of(period.last), now))


@dataclass(frozen=True)
class Delay:
    """Days from a meeting to its minutes: the median of so many."""

    days: int
    count: int


@dataclass(frozen=True)
class AsOf:
    """The figures of a period, known at an instant; `day` is that of Niamey."""

    known_meetings: QuerySet
    known_actions: QuerySet
    registered: QuerySet
    period: Period
    instant: datetime

    @cached_property
    def day(self):
        return timezone.localtime(self.instant).date()

    @property
    def meetings(self):
        """What was known of the meetings."""
        return self.known_meetings.at(self.instant).filter(removed_at=None).order_by()

    @property
    def actions(self):
        """What was known of the actions."""
        return self.known_actions.at(self.instant).order_by()

    # --- Meetings ---

    def meetings_by_group(self):
        """{group: {"first", "last", "held", "published", "planned", "missing"}}

        The days of its first and last meeting; of the meetings held in the period, those of which
        minutes were out; `planned` over the coming year, `missing` of any year.
        """
        held = held_until(self.day)
        in_period = held & Q(date__range=self.period.days)
        ahead = Q(state=Meeting.State.PLANNED, date__range=(self.day, self.day + AHEAD))
        rows = self.meetings.values("group").annotate(
            first=Min("date", filter=held),
            last=Max("date", filter=held),
            held=Count("pk", filter=in_period),
            published=Count("pk", filter=in_period & is_out()),
            planned=Count("pk", filter=ahead),
            missing=Count("pk", filter=missing_minutes(self.day, IMPORTED)),
        )
        return {row.pop("group"): row for row in rows}

    def missing(self):
        """The meetings of which minutes were missing."""
        rows = self.meetings.filter(missing_minutes(self.day, IMPORTED))
        return Meeting.everywhere.filter(pk__in=rows.values("subject"))

    def published(self):
        """The meetings of which minutes were out."""
        rows = self.meetings.filter(is_out())
        return Meeting.everywhere.filter(pk__in=rows.values("subject"))

    def entered_since(self):
        """How many meetings of the period were entered, or noted as held, once it was over."""
        told = self.known_meetings.standing().filter(removed_at=None)
        held = held_until(self.day) & Q(date__range=self.period.days)
        then = self.meetings.filter(held).values("subject")
        return told.filter(held).exclude(subject__in=then).count()

    def delays(self):
        """{group: [days]} from each meeting of the period to its minutes, if entered by then."""
        first = Q(subject__publications__version=1)
        out = first & Q(subject__publications__published_at__lte=self.instant)
        rows = self.meetings.filter(out, date__range=self.period.days)
        rows = rows.exclude(**{IMPORTED: True})  # history: nobody was late with it
        delays = defaultdict(list)
        for group, day, at in rows.values_list(
            "group", "date", "subject__publications__published_at"
        ):
            delay = timezone.localtime(at).date() - day
            if delay <= LONG_AFTER:
                delays[group].append(delay.days)
        return delays

    def days_to_publish(self):
        """{group: Delay}"""
        return {group: Delay(middle(days), len(days)) for group, days in self.delays().items()}

    # --- Actions ---

    def late(self):
        return self.actions.filter(late_on(self.day))

    def late_actions(self):
        """Those rows of the register; who has a part in them is as it stands today."""
        return self.registered.filter(pk__in=self.late().values("subject"))

    def actions_by_group(self):
        """{group: {"open", "late", "closed", "on_time", "put_off"}}; the last ones in the period.

        Cancelled ones are closed too; what was closed and taken up again is not.
        """
        names = ("open", "late", "closed", "on_time", "put_off")
        found = defaultdict(lambda: dict.fromkeys(names, 0))
        closed = self.closed_between(self.period.first, self.instant)
        put_off = self.put_off_between(self.period.first, self.instant)
        for rows, columns in (
            (self.actions.filter(is_open=True), {"open": Q(), "late": late_on(self.day)}),
            (self.actions.filter(closed), {"closed": Q(), "on_time": on_time()}),
            (self.known_actions.filter(put_off), {"put_off": Q()}),
        ):
            counts = {name: Count("pk", filter=condition) for name, condition in columns.items()}
            for row in rows.order_by().values("group").annotate(**counts):
                found[row.pop("group")] |= row
        return dict(found)

    @staticmethod
    def closed_between(first, until):
        """What became known as closed from a day to an instant, by what the rows of it say."""
        return Q(closed_at__range=(start_of(first), until))

    @staticmethod
    def put_off_between(first, until):
        return Q(puts_off=True, known_at__range=(start_of(first), until))

    def trend(self):
        """[{"month", "late", "closed", "put_off"}] of the months of the period.

        Late at the end of the month, as known then; at the instant for the last one.
        """
        months = self.period.months
        ends = [
            min(end_of(next_month(month) - timedelta(days=1)), self.instant) for month in months
        ]
        spans = list(zip(months, ends, strict=True))
        late = {
            f"late_{place}": Count("pk", filter=known_at(end) & overdue(_day_of(end)))
            for place, end in enumerate(ends)
        }
        closed = {
            f"closed_{place}": Count("pk", filter=known_at(end) & self.closed_between(first, end))
            for place, (first, end) in enumerate(spans)
        }
        put_off = {
            f"put_off_{place}": Count("pk", filter=self.put_off_between(first, end))
            for place, (first, end) in enumerate(spans)
        }
        # What was over before the first of these instants counts in none: so the indexes find it.
        rows = self.known_actions.order_by()
        lately = rows.filter(late_on(self.day), until__gt=ends[0])
        counts = (
            lately.aggregate(**late)
            | rows.filter(self.closed_between(months[0], ends[-1])).aggregate(**closed)
            | rows.filter(self.put_off_between(months[0], ends[-1])).aggregate(**put_off)
        )
        names = ("late", "closed", "put_off")
        return [
            {"month": month} | {name: counts[f"{name}_{place}"] for name in names}
            for place, month in enumerate(months)
        ]

    def ageing(self):
        """How many are late by each of `AGES`."""
        counts = {}
        for place, age in enumerate(AGES):
            first, last = due_between(*age, self.day)
            within = Q(due_on__lte=last) & (Q(due_on__gte=first) if first else Q())
            counts[str(place)] = Count("pk", filter=within)
        found = self.late().aggregate(**counts)
        return [found[str(place)] for place in range(len(AGES))]

    def late_by_lead(self):
        """{structure chef de file; None for nobody: late actions}; each counts once."""
        return dict(count_by_lead(self.late_actions()))


def _day_of(instant):
    return timezone.localtime(instant).date()


def of_items(seen):
    """{name: the actions that it counts}, of the figures by item, as known at the instant.

    Under which items they stand is as it is today.
    """
    known, days = seen.actions, seen.period.days
    told = {
        "decided": known.filter(subject__decided_on__range=days),
        "done": known.filter(status=Status.DONE, closed_on__range=days),
        "open": known.filter(is_open=True),
        "late": seen.late(),
    }
    return {
        name: seen.registered.filter(pk__in=rows.values("subject")) for name, rows in told.items()
    }


def under_several(actions, framework):
    """How many actions stand under more than one item of a set."""
    own = Count("classified", filter=Q(classified__item__framework=framework))
    return actions.order_by().annotate(own=own).filter(own__gt=1).count()


def by_item(links, framework, items, told):
    """{pk: figures} of the items of a set (`arranged`), each with those below it; each row once.

    And of "none", under no item, and "all", under any or none. `links`: the kind of `Classified`
    that leads to the rows that are `told`, by name.
    """
    found = dict(links.count_by_item(items, **told))
    some = links.count_by_set(**told).get(framework.pk, dict.fromkeys(told, 0))
    found["all"] = {name: rows.count() for name, rows in told.items()}
    found["none"] = {name: count - some[name] for name, count in found["all"].items()}
    return found


# --- Strengths and weaknesses ---


def findings_by_year(meetings, until):
    """{(group, year, kind): count} of what published minutes noted in the years up to a day."""
    years = range(until.year - FINDING_YEARS + 1, until.year + 1)
    # No function of dates: SQLite would call Python for each row.
    year = Case(
        *(
            When(point__meeting__date__range=(date(y, 1, 1), date(y, 12, 31)), then=Value(y))
            for y in years
        )
    )
    rows = (
        Finding.objects.standing()
        .filter(
            point__meeting__in=meetings.order_by(),
            point__meeting__date__range=(date(years[0], 1, 1), date(years[-1], 12, 31)),
        )
        .order_by()
        .annotate(year=year)
        .values("point__meeting__group", "year", "kind")
        .annotate(count=Count("pk"))
    )
    return {(r["point__meeting__group"], r["year"], r["kind"]): r["count"] for r in rows}
