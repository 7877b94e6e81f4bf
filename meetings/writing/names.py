"""The directory in which the names of a meeting are read, and what the checklist says with it."""

from actions.models import known_names
from gtm.models import Agency
from meetings.printing.glyphs import undrawn
from meetings.text import checklist
from meetings.writing import carryover, originals


def agencies_of(meeting):
    """The structures that a name may mean in a meeting. Those no longer active are read too."""
    return Agency.objects.named_in(meeting.place_of_names).select_related("territory")


def names_known_in(meeting):
    """The directory in which the names of a meeting are read."""
    return known_names(agencies_of(meeting))


def problems_of(meeting, today):
    text = carryover.completed_text(meeting)
    found = checklist.problems(text, names_known_in(meeting), today, undrawn)
    return [*found, *originals.problems(originals.of(meeting), text)]
