"""Who came, of the arrivals that were noted: several of one person are one. Pure."""

from dataclasses import dataclass, field

from gtm.names import fold
from meetings.choices import Presence

HERE = (Presence.PRESENT, Presence.REMOTE, Presence.REPRESENTED)
SAID = ("name", "function", "structure", "sex", "phone")


@dataclass(frozen=True)
class Present:
    """A person who came: the presence last said, and of each field the last words.

    `ids` are the arrivals that stand for him; `at` is the first one's instant, `by` who noted it.
    """

    key: str
    presence: str
    at: object
    by: str
    ids: list
    agency: int | None = None
    said: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Totals:
    """How many came; how many of them are women, and of how many nobody said."""

    here: int
    women: int
    unsaid: int


def people(arrivals, key_of):
    """{key: `Present`} of confirmed arrivals, in the order of coming; `key_of(arrival)`."""
    found = {}
    for each in sorted(arrivals, key=lambda arrival: (arrival.at, str(arrival.pk))):
        found.setdefault(key_of(each), []).append(each)
    return {key: _one(key, those) for key, those in found.items()}


def _one(key, those):
    last_first = those[::-1]
    said = {
        name: next((text for each in last_first if (text := getattr(each, name))), "")
        for name in SAID
    }
    return Present(
        key=key,
        presence=last_first[0].presence,
        at=those[0].at,
        by=those[0].by.name if those[0].by else "",
        ids=[str(each.pk) for each in those],
        agency=next((each.agency_id for each in last_first if each.agency_id), None),
        said=said,
    )


def totals(present):
    """`Totals` of those of `present` who are here."""
    here = [each for each in present if each.presence in HERE]
    sexes = [each.said["sex"] for each in here]
    return Totals(len(here), sexes.count("f"), sexes.count(""))


def proposed(arrival, expected):
    """The key of the one expected who is meant by who signed in himself; "" for nobody.

    By his name; by his structure, where only that was convened and only one such is expected.
    """
    name, structure = fold(arrival.name), fold(arrival.structure)
    if name and (named := [each for each in expected if fold(each.name) == name]):
        return named[0].key
    alike = [each for each in expected if not each.name and _is_of(each, arrival, structure)]
    return alike[0].key if len(alike) == 1 else ""


def _is_of(each, arrival, structure):
    is_same = arrival.agency_id and arrival.agency_id == each.agency
    return bool(is_same or (structure and fold(each.structure) == structure))
