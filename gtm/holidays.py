"""Public holidays of Niger: those that a law fixes, those that are only foretold. Pure.

The library knows the fixed days, Easter Monday, and where the feasts of the moon should fall. These
are announced a day or two before: what it says of years to come is proposed, never taken as said.
"""

from datetime import date
from functools import lru_cache

from holidays.countries import Niger

SATURDAY = 5
ESTIMATED = "estimé"
# As they are called in Niger; « la Korité » is said elsewhere.
NAMES = {
    "Anniversaire du coup d'État du CNSP": "Anniversaire du 26 juillet",
    "L'anniversaire de la proclamation de l'indépendance": "Fête de l’indépendance",
    "Fête nationale": "Fête de la République",
    "Korité": "Aïd el-Fitr (fin du ramadan)",
    "Laylat al-Qadr": "Laylat al-Qadr (nuit du Destin)",
}


@lru_cache(maxsize=64)
def _of_year(year: int) -> tuple[tuple[date, str, bool], ...]:
    """(day, name, whether it is sure), by day."""
    found = Niger(years=year, language="fr_NE")
    return tuple(
        (day, _named(label), ESTIMATED not in label) for day, label in sorted(found.items())
    )


def _named(label):
    """The names of a day; one moved from a Sunday says that it is the day off."""
    told = []
    for each in label.split("; "):
        name, _, remark = each.partition(" (")
        name = NAMES.get(name, name).replace("'", "’")
        told.append(f"{name}, jour chômé" if "observé" in remark else name)
    return " ; ".join(told)


def _between(first, last):
    for year in range(first.year, last.year + 1):
        yield from (each for each in _of_year(year) if first <= each[0] <= last)


def fixed(first: date, last: date) -> dict[date, str]:
    """Those that are sure, of two days and between: {day: name}."""
    return {day: name for day, name, is_sure in _between(first, last) if is_sure}


def proposed(first: date, last: date) -> dict[date, str]:
    """Those that are only foretold: {day: name}."""
    return {day: name for day, name, is_sure in _between(first, last) if not is_sure}


def is_off(day: date, days) -> bool:
    """Whether nobody works: a Saturday, a Sunday, or one of `days`."""
    return day.weekday() >= SATURDAY or day in days
