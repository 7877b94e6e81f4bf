"""The meetings of some months, day by day, with the public holidays."""

from calendar import Calendar, monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Prefetch

from gtm import holidays
from gtm.days import EARLIEST, LATEST
from gtm.ids import number_in
from gtm.models import Holiday
from meetings.models import Meeting, Move

LIST_MONTHS = 3
MOST = 1_000  # meetings on one page: the whole country in a month, ten times
WEEKS = Calendar()  # from Monday
YEAR = 12  # months


@dataclass(frozen=True)
class Shown:
    """A meeting on a day: the one it takes place on, or one that it was moved away from.

    `moved_from` is the last `Move` that changed its day; `has_left`: the day is not its own now.
    """

    meeting: Meeting
    moved_from: Move | None = None
    has_left: bool = False


@dataclass
class Day:
    day: date
    in_month: bool = True
    is_today: bool = False
    is_off: bool = False
    holiday: str = ""
    meetings: list = field(default_factory=list)


def month_of(text, today):
    """The first day of a month typed as « 2026-12 »; that of today for anything else."""
    year, _, month = (text or "").partition("-")
    year, month = number_in(year, digits=4), number_in(month, digits=2)
    if EARLIEST.year <= year <= LATEST.year and 1 <= month <= YEAR:
        return date(year, month, 1)
    return today.replace(day=1)


def later(first, months):
    """The first day of the month `months` later (or, negative, earlier)."""
    count = first.year * YEAR + first.month - 1 + months
    return date(count // YEAR, count % YEAR + 1, 1)


def last_of(first):
    return first.replace(day=monthrange(first.year, first.month)[1])


def weeks(first, meetings, today):
    """The weeks of a month, each seven `Day`s, those of other months among them."""
    rows = WEEKS.monthdatescalendar(first.year, first.month)
    days = _days(rows[0][0], rows[-1][-1], meetings, today)
    for each in days.values():
        each.in_month = each.day.month == first.month
    return [[days[day] for day in row] for row in rows]


def listed(first, meetings, today):
    """The `Day`s of some months on which there is something to tell."""
    days = _days(first, last_of(later(first, LIST_MONTHS - 1)), meetings, today)
    return [each for each in days.values() if each.meetings or each.holiday]


def _days(first, last, meetings, today):
    feasts = Holiday.objects.named(first, last)
    count = (last - first).days + 1
    days = {}
    for day in (first + timedelta(days=number) for number in range(count)):
        off = holidays.is_off(day, feasts)
        days[day] = Day(day, is_today=day == today, is_off=off, holiday=feasts.get(day, ""))
    for shown in _shown(first, last, meetings):
        at = shown.moved_from.date_before if shown.has_left else shown.meeting.date
        days[at].meetings.append(shown)
    return days


def _shown(first, last, meetings):
    within = meetings.filter(date__range=(first, last)) | meetings.filter(
        moves__date_before__range=(first, last)
    )
    moves = Prefetch("moves", Move.objects.all(), to_attr="all_moves")
    found = within.distinct().listed().prefetch_related(moves)
    for meeting in found.order_by("date", "starts_at", "pk")[:MOST]:
        moved = [each for each in meeting.all_moves if each.date_before != meeting.date]
        if first <= meeting.date <= last:
            yield Shown(meeting, moved[0] if moved else None)
        for day in {each.date_before: each for each in moved}.values():
            if first <= day.date_before <= last:
                yield Shown(meeting, day, has_left=True)
