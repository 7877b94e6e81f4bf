"""What the review asks of silence by a number: days without news, days since one asked, how often.

Each offers some numbers, with how many actions each finds; an address may hold any other.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count, Q

from gtm.ids import number_in
from gtm.typography import counted

LARGEST = 4  # digits


@dataclass(frozen=True)
class Ask:
    label: str
    told: str
    numbers: tuple[int, ...]
    units: tuple[str, str]  # one, several
    condition: Callable

    def words(self, number):
        return f"{counted(number, *self.units)} ou plus"


ASKS = {  # name in the address: what it asks
    "silence": Ask(
        "Sans nouvelle depuis",
        "sans nouvelle depuis",
        (31, 60, 90, 180, 365),
        ("jour", "jours"),
        lambda days, today: Q(silent_since__lte=today - timedelta(days=days)),
    ),
    "relance": Ask(
        "Relancé sans réponse depuis",
        "relancé sans réponse depuis",
        (7, 14, 30, 60),
        ("jour", "jours"),
        lambda days, today: Q(chased_on__lte=today - timedelta(days=days)),
    ),
    "fois": Ask(
        "Relancé sans réponse",
        "relancé sans réponse",
        (1, 2, 3),
        ("fois", "fois"),
        lambda times, today: Q(chased_count__gte=times),
    ),
}


def offered(name, typed):
    """{number in the address: words} of one, with the number that was asked for."""
    numbers = set(ASKS[name].numbers)
    if number := number_in(typed, LARGEST):
        numbers.add(number)
    return {str(number): ASKS[name].words(number) for number in sorted(numbers)}


def conditions(asked, today):
    """{name: condition} of those that are asked; only what is open is silent."""
    return {
        name: Q(is_open=True) & each.condition(int(asked[name]), today)
        for name, each in ASKS.items()
        if name in asked
    }


def count(actions, labels, asked, today):
    """{name: {number: how many `actions` it finds, the two others as they are asked}}"""
    mine = conditions(asked, today)
    counts = {}
    for name, numbers in labels.items():
        others = Q(*(each for other, each in mine.items() if other != name))
        for number in numbers:
            found = ASKS[name].condition(int(number), today) & others
            counts[f"{name}_{number}"] = Count("pk", filter=found)
    row = actions.filter(is_open=True).order_by().aggregate(**counts)
    return {
        name: {number: row[f"{name}_{number}"] for number in numbers}
        for name, numbers in labels.items()
    }


def told(asked):
    """[(name in the address, what it says)] of those that are asked."""
    return [
        (name, f"{each.told} {each.words(int(asked[name]))}")
        for name, each in ASKS.items()
        if name in asked
    ]
