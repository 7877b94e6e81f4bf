"""A meeting that was announced, or left empty, and the original of its day."""

from datetime import UTC, date, datetime

from meetings.imports import keeping, taking
from meetings.models import Meeting
from meetings.text import document as doc
from tests.factories import make_meeting
from tests.importing.test_originals import PASTED
from tests.meetings.convoking import planned

DAY = date(2021, 3, 11)
BEFORE = datetime(2021, 3, 1, 9, tzinfo=UTC)
POINT, OTHER = "11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"
AGENDA = {
    "points": [POINT, OTHER],
    doc.key_of("points", POINT, "title"): "Tendances",
    doc.key_of("points", POINT, "presenters"): "OIM",
    doc.key_of("points", OTHER, "title"): "Cartographie",
}


def kept(group, by, text=PASTED):
    """An original that is read and waits."""
    original, _ = keeping.keep(group, "ancien.txt", text.encode(), by)
    keeping.read(original)
    return original


def announced(group, by, **typed):
    return planned(group, by, on=DAY, place="Salle de la Région", **AGENDA, **typed)


def take(original, meeting, by):
    taken = taking.take(original, meeting, by, "11 mars 2021")
    original.refresh_from_db()
    return Meeting.objects.get(pk=taken.pk)


def empty(group, by):
    meeting = Meeting(group=group, date=DAY, place="Hôtel de ville")
    return make_meeting(group, by, on=DAY, document=doc.starting(meeting))
