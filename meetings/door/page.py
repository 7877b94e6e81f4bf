"""What the page of a door shows, and what a phone keeps of it to work without network."""

import uuid
from dataclasses import dataclass, replace

from django.utils import timezone

from gtm.names import searchable
from gtm.typography import format_hour, long_day
from meetings.choices import Presence
from meetings.door.arrivals import key_of_arrival
from meetings.door.expected import expected_at
from meetings.door.forms import SEXES
from meetings.door.present import HERE, Totals, people, proposed, totals
from meetings.writing.names import agencies_of

LABELS = dict(Presence.choices)


@dataclass(frozen=True)
class Row:
    """A line of the list: who, what he answered, and how he came (`came` is a dict, or None)."""

    key: str
    label: str
    told: str
    came: dict | None
    deputy: tuple = ()
    new_id: str = ""

    @property
    def is_here(self):
        return bool(self.came)


@dataclass(frozen=True)
class Page:
    """`expected` and `added` are rows; `waiting` those who signed in themselves."""

    title: str
    expected: list
    added: list
    waiting: list
    totals: Totals
    structures: list
    count: int = 0  # of those expected, whatever the list holds

    def holding(self, query):
        """The same with those expected whose label holds the words."""
        words = searchable(query).split()
        found = [each for each in self.expected if all(w in searchable(each.label) for w in words)]
        return replace(self, expected=found) if words else self

    @property
    def data(self):
        """The same for a script, which keeps it on its device."""
        return {
            "title": self.title,
            "expected": [_plain(each) for each in self.expected],
            "added": [_plain(each) for each in self.added],
            "waiting": self.waiting,
            "structures": self.structures,
        }


def page_of(meeting):
    """The `Page` of a meeting; the same few queries however many came."""
    expected = expected_at(meeting)
    standing = list(meeting.arrivals.standing().select_related("by", "convened"))
    present = people([each for each in standing if each.confirmed_at], key_of_arrival)
    known = {each.key for each in expected}
    return Page(
        title=f"{meeting.group}, {long_day(meeting.date)}",
        expected=[_row(each, present.get(each.key)) for each in expected],
        added=[
            Row(key, _called(each), "", _came(each), (), _new())
            for key, each in present.items()
            if key not in known
        ],
        waiting=[_waiting(each, expected) for each in standing if not each.confirmed_at],
        totals=totals(present.values()),
        structures=_structures(meeting),
        count=len(expected),
    )


def _row(each, present):
    deputy = tuple(filter(None, each.deputy))
    return Row(each.key, each.label, each.told, _came(present), deputy, _new())


def _new():
    """The id of what a form would note, so that sent twice it counts once."""
    return str(uuid.uuid4())


def _called(present):
    said = present.said
    return ", ".join(filter(None, [said["name"], said["function"], said["structure"]]))


def _came(present):
    if present is None:
        return None
    return {
        "presence": present.presence,
        "label": LABELS[present.presence],
        "is_here": present.presence in HERE,
        "at": format_hour(timezone.localtime(present.at).time()),
        "by": present.by,
        "ids": present.ids,
        **present.said,
    }


def _waiting(arrival, expected):
    said = {name: getattr(arrival, name) for name in ("name", "function", "structure", "phone")}
    return {
        "id": str(arrival.pk),
        "at": format_hour(timezone.localtime(arrival.at).time()),
        "sex": arrival.sex,
        "sex_label": dict(SEXES)[arrival.sex] if arrival.sex else "",
        "proposed": proposed(arrival, expected),
        **said,
    }


def _structures(meeting):
    return sorted({each.label for each in agencies_of(meeting) if each.is_active})


def _plain(row):
    return {
        "key": row.key,
        "label": row.label,
        "told": row.told,
        "deputy": list(row.deputy),
        "came": row.came,
    }
