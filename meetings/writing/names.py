"""The directory in which the names of a meeting are read, and what the checklist says with it."""

from functools import lru_cache
from types import MappingProxyType

from actions.models import known_names
from gtm.models import Agency, Territory
from meetings.printing.glyphs import undrawn
from meetings.text import checklist
from meetings.writing import carryover, originals


def agencies_of(meeting):
    """The structures that a name may mean in a meeting. Those no longer active are read too."""
    return Agency.objects.named_in(meeting.place_of_names).select_related("territory")


# All that a name is made of.
COLUMNS = ("pk", "acronym", "name", "aliases", "is_collective")
PLACE = ("parent", "territory", "territory__name")


def names_known_in(meeting):
    """The directory in which the names of a meeting are read."""
    return _directory(tuple(agencies_of(meeting).values_list(*COLUMNS, *PLACE)))


@lru_cache(maxsize=32)
def _directory(rows):
    """Made once of what the structures are now: every save asks, and they change once a month."""
    agencies = [
        Agency(
            **dict(zip(COLUMNS, columns, strict=True)),
            parent_id=parent,
            territory=territory and Territory(pk=territory, name=place),
        )
        for *columns, parent, territory, place in rows
    ]
    return MappingProxyType(known_names(agencies))


def problems_of(meeting, today):
    text = carryover.completed_text(meeting)
    found = checklist.problems(text, names_known_in(meeting), today, undrawn)
    return [*found, *originals.problems(originals.of(meeting), text)]
