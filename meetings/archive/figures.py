"""How many of what, counted by the database."""

from datetime import date

from django.db.models import Count, Max, Min, Q

from actions.follow_up import Status
from actions.lateness import late_on
from gtm.access import is_out


def years(meetings):
    """[(year, how many meetings)], the last one first; the years without any are left out."""
    ends = meetings.order_by().aggregate(first=Min("date"), last=Max("date"))
    if not ends["first"]:
        return []
    # By conditions, not by a function of dates: SQLite would call Python for each row.
    spans = {str(year): in_year(year) for year in range(ends["first"].year, ends["last"].year + 1)}
    counts = meetings.order_by().aggregate(
        **{f"year_{year}": Count("pk", filter=span) for year, span in spans.items()}
    )
    found = [(int(year), counts[f"year_{year}"]) for year in reversed(spans)]
    return [(year, count) for year, count in found if count]


def months(meetings, year):
    """[(first day of the month, how many meetings)] of a year, those that have some."""
    spans = {f"month_{month}": Count("pk", filter=in_year(year, month)) for month in range(1, 13)}
    counts = meetings.order_by().aggregate(**spans)
    found = [(date(year, month, 1), counts[f"month_{month}"]) for month in range(1, 13)]
    return [(day, count) for day, count in found if count]


def in_year(year, month=None, path="date"):
    """The condition that a day lies in a year, or in a month of it."""
    if month is None:
        first, end = date(year, 1, 1), date(year + 1, 1, 1)
    else:
        first = date(year, month, 1)
        end = date(year + month // 12, month % 12 + 1, 1)
    return Q(**{f"{path}__gte": first, f"{path}__lt": end})


def of(meetings, actions, today):
    """{"held", "published", "decided", "done", "open", "late", "rate"}

    `rate`: what was done of what was decided, in per cent; None of nothing. What was cancelled was
    decided and not done.
    """
    told = meetings.order_by().aggregate(
        held=Count("pk"), published=Count("pk", filter=is_out())
    ) | actions.order_by().aggregate(
        decided=Count("pk"),
        done=Count("pk", filter=Q(status=Status.DONE)),
        open=Count("pk", filter=Q(is_open=True)),
        late=Count("pk", filter=late_on(today)),
    )
    rate = round(100 * told["done"] / told["decided"]) if told["decided"] else None
    return told | {"rate": rate}


def by_group(meetings):
    """[{"group", "group__name", "count", "last"}] of where somebody came, the most often first."""
    rows = meetings.order_by().values("group", "group__name")
    return rows.annotate(count=Count("pk"), last=Max("date")).order_by("-count", "group__name")
