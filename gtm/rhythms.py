"""When a group usually meets: a rule, its next dates, and how it is said. Pure.

« dernier jeudi du mois », « tous les trois mois (janvier, avril, juillet, octobre), le 15, sinon le
jour ouvré suivant ».
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta

from gtm.typography import MONTHS, WEEKDAYS

LAST = -1
YEAR = 12  # months
FARTHEST = 31  # days that a meeting is put off at most; then it stays where it was
SHIFTS = (
    ("next", "le jour ouvré suivant"),
    ("previous", "le jour ouvré précédent"),
    ("none", "le jour même, quoi qu’il en soit"),
)
INTERVALS = (
    (1, "chaque mois"),
    (2, "tous les deux mois"),
    (3, "tous les trois mois"),
    (4, "tous les quatre mois"),
    (6, "tous les six mois"),
    (12, "une fois par an"),
)
RANKS = ((1, "premier"), (2, "deuxième"), (3, "troisième"), (4, "quatrième"), (LAST, "dernier"))


@dataclass(frozen=True)
class Rhythm:
    """A rule: in each `every`th month, counted from the month `first_month` (1 to 12), the
    `rank`th `weekday` (0: Monday), or without one the `rank`th day; -1: the last.

    A month that has no such day takes its last. `shift`: where a day off is moved to.
    """

    rank: int
    weekday: int | None = None
    every: int = 1
    first_month: int = 1
    shift: str = "next"

    @property
    def months(self) -> list[int]:
        """1 to 12, those in which one meets."""
        first = (self.first_month - 1) % self.every
        return [month + 1 for month in range(first, YEAR, self.every)]


def day_of(rule: Rhythm, year: int, month: int) -> date:
    """The day of a month that the rule names, be it off or not."""
    length = monthrange(year, month)[1]
    if rule.weekday is None:
        return date(year, month, length if rule.rank == LAST else min(rule.rank, length))
    if rule.rank == LAST:
        last = date(year, month, length)
        return last - timedelta(days=(last.weekday() - rule.weekday) % 7)
    first = date(year, month, 1)
    return first + timedelta(days=(rule.weekday - first.weekday()) % 7 + 7 * (rule.rank - 1))


def shifted(day: date, shift: str, is_off: Callable[[date], bool]) -> date:
    """Where a day goes to when it is off."""
    step = {"next": 1, "previous": -1}.get(shift)
    if step is None:
        return day
    moved = day
    while is_off(moved):
        moved += timedelta(days=step)
        if abs((moved - day).days) > FARTHEST:
            return day
    return moved


def next_dates(rule: Rhythm, after: date, is_off: Callable[[date], bool], count: int) -> list[date]:
    """The first `count` days after a day, in order; fewer where the calendar ends."""
    found, year, month = set(), after.year, after.month - 2  # what was put off may still come
    if month < 1:
        year, month = year - 1, month + YEAR
    months = set(rule.months)
    while year < MAXYEAR and len(found) < count + 2:  # two more: those put off may come together
        if month in months:
            day = shifted(day_of(rule, year, month), rule.shift, is_off)
            found |= {day} if day > after else set()
        year, month = (year + 1, 1) if month == YEAR else (year, month + 1)
    return sorted(found)[:count]


def told(rule: Rhythm) -> str:
    """The rule as a French sentence without its full stop."""
    when = _weekday(rule) if rule.weekday is not None else _day(rule)
    if rule.every > 1:
        names = ", ".join(MONTHS[month - 1] for month in rule.months)
        how_often = dict(INTERVALS).get(rule.every, f"tous les {rule.every} mois")
        when = f"{how_often} ({names}), {when}"
    shift = dict(SHIFTS[:2]).get(rule.shift)
    return f"{when}, sinon {shift}" if shift else when


def _weekday(rule):
    return f"{dict(RANKS)[rule.rank]} {WEEKDAYS[rule.weekday]} du mois"


def _day(rule):
    if rule.rank == LAST:
        return "le dernier jour du mois"
    day = "1er" if rule.rank == 1 else str(rule.rank)
    return f"le {day}" if rule.every > 1 else f"le {day} du mois"
