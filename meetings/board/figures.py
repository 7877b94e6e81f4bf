"""The figures of the board, counted by the database: querysets and days in, plain values out.

Each is checked against the same figure counted row by row in Python, in its tests.
What is open or late is so today; what was held, published or closed is so in the `Period`.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from statistics import median

from django.db.models import Case, Count, Max, Q, Value, When
from django.utils import timezone

from actions.follow_up import Status
from actions.frameworks import ClassifiedAction
from actions.lateness import due_between, late_on, on_time, overdue, was_late_on
from actions.parts import count_by_lead
from meetings.models import Finding, Meeting, Publication
from meetings.models.meeting import held_until, missing_minutes

AHEAD = timedelta(days=365)  # how far the planned meetings are counted
AGES = ((1, 29), (30, 90), (91, 365), (366, None))  # days late, both ends included
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


# --- Groups ---


def meetings_by_group(meetings, period, today):
    """{group: {"last", "held", "planned", "missing"}}; `planned` over the coming year."""
    ahead = Q(state=Meeting.State.PLANNED, date__range=(today, today + AHEAD))
    held = held_until(today)
    rows = (
        meetings.order_by()
        .values("group")
        .annotate(
            last=Max("date", filter=held),
            held=Count("pk", filter=held & Q(date__range=period.days)),
            planned=Count("pk", filter=ahead),
            missing=Count("pk", filter=missing_minutes(today)),
        )
    )
    return {row.pop("group"): row for row in rows}


def expected(meetings_per_year, period):
    """How many meetings the rhythm asks for in a period; half a meeting counts as one."""
    return int(meetings_per_year * len(period.months) / 12 + 0.5)


def days_to_publish(meetings, period):
    """{group: median days from a meeting of the period to its first published minutes}."""
    first = Publication.objects.filter(
        version=1, meeting__in=meetings.filter(date__range=period.days).order_by()
    )
    delays = defaultdict(list)
    for group, day, at in first.order_by().values_list(
        "meeting__group", "meeting__date", "published_at"
    ):
        delays[group].append((timezone.localtime(at).date() - day).days)
    return {group: int(median(days) + 0.5) for group, days in delays.items()}


# --- Actions ---


def actions_by_group(actions, period, today):
    """{group: {"open", "late", "closed", "on_time"}}; cancelled ones are closed too."""
    found = defaultdict(lambda: dict.fromkeys(("open", "late", "closed", "on_time"), 0))
    for counted, columns in (
        (actions.open(), {"open": Q(), "late": late_on(today)}),
        (closed_in(actions, period), {"closed": Q(), "on_time": on_time()}),
    ):
        counts = {name: Count("pk", filter=condition) for name, condition in columns.items()}
        for row in counted.order_by().values("group").annotate(**counts):
            found[row.pop("group")] |= row
    return dict(found)


def closed_in(actions, period):
    """What was closed and taken up again has no such day."""
    return actions.filter(closed_on__range=period.days)


def trend(actions, period, today):
    """[{"month", "late", "closed"}] of the months of a period that ends by `today`.

    Late at the end of the month's last day (today for the current month), by the deadlines as they
    stand now: what was put off since is judged by its new one.
    """
    months = period.months
    days = [min(next_month(month) - timedelta(days=1), today) for month in months]
    # What was closed before the first of these days was late on none: so the indexes find it.
    kept = actions.filter(Q(is_open=True) | Q(closed_on__gt=days[0]), overdue(days[-1]))
    late = kept.aggregate(
        **{f"late_{place}": Count("pk", filter=was_late_on(day)) for place, day in enumerate(days)}
    )
    closed = closed_in(actions, Period(months[0], days[-1])).aggregate(
        **{
            f"closed_{place}": Count("pk", filter=Q(closed_on__range=(month, day)))
            for place, (month, day) in enumerate(zip(months, days, strict=True))
        }
    )
    return [
        {"month": month, "late": late[f"late_{place}"], "closed": closed[f"closed_{place}"]}
        for place, month in enumerate(months)
    ]


def ageing(actions, today):
    """How many are late by each of `AGES`."""
    counts = {}
    for place, age in enumerate(AGES):
        first, last = due_between(*age, today)
        within = Q(due_on__lte=last) & (Q(due_on__gte=first) if first else Q())
        counts[str(place)] = Count("pk", filter=within)
    found = actions.late(today).aggregate(**counts)
    return [found[str(place)] for place in range(len(AGES))]


def late_by_lead(actions, today):
    """{structure chef de file; None for nobody: late actions}; each counts once."""
    return dict(count_by_lead(actions.late(today)))


def by_item(actions, framework, items, period, today):
    """{pk: figures} of the items of a set (`arranged`), each with those below it; each action once.

    And of "none", under no item, and "all", under any or none. Figures: how many were `decided` and
    `done` in the period, are `open` and `late` today; `several`: decided, under more than one item.
    """
    told = {
        "decided": actions.filter(decided_on__range=period.days),
        "done": actions.filter(status=Status.DONE, closed_on__range=period.days),
        "open": actions.open(),
        "late": actions.late(today),
    }
    found = dict(ClassifiedAction.count_by_item(items, **told))
    some = ClassifiedAction.count_by_set(**told).get(framework.pk, dict.fromkeys(told, 0))
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
        Finding.objects.filter(
            point__meeting__in=meetings.order_by(),
            point__meeting__date__range=(date(years[0], 1, 1), date(years[-1], 12, 31)),
            point__is_withdrawn=False,
        )
        .order_by()
        .annotate(year=year)
        .values("point__meeting__group", "year", "kind")
        .annotate(count=Count("pk"))
    )
    return {(r["point__meeting__group"], r["year"], r["kind"]): r["count"] for r in rows}
