"""The original beside the text that is being checked: what is still to be compared, and where."""

from dataclasses import dataclass

from django.db import transaction

from meetings.models import Original
from meetings.text import diff
from meetings.text import document as doc
from meetings.text.checklist import Problem


@dataclass(frozen=True)
class ToCheck:
    """A doubtful field: its key, its name, what it says, where that stands in the original."""

    key: str
    label: str
    value: str
    place: str


@dataclass(frozen=True)
class Beside:
    """What the editor shows of an original: what is to be compared, what was left, its blocks."""

    original: Original
    to_check: list[ToCheck]
    blocks: list
    told: list[str]


def of(meeting):
    """The `Original` of a meeting, or None; asks nothing of the database for most of them."""
    if not meeting.is_from_original:
        return None
    return Original.objects.filter(meeting=meeting).first()


def beside(original, document):
    """What is shown beside a text; None where it has no original."""
    return original and Beside(original, to_check(original, document), *shown(original))


def to_check(original, document):
    """Doubtful fields in the order in which they are read."""
    doubtful = set(original.doubtful(document))
    return [
        ToCheck(key, diff.label(key, document), _said(key, document), original.marks[key][1])
        for key in _in_order(document, "", doc.HEADER, doc.LISTS)
        if key in doubtful
    ]


def _said(key, document):
    """What a field says, as the screen does: of a choice, its label."""
    return dict(doc.field_of(key).choices).get(document[key], document[key])


def _in_order(document, prefix, fields, lists):
    """Every key below a prefix; a database gives those of a map back in any order."""
    yield from (prefix + name for name in fields)
    for section in lists:
        for uid in document.get(prefix + section, ()):
            below = doc.CHILDREN.get(section, ())
            yield from _in_order(document, f"{section}/{uid}/", doc.ROWS[section], below)


def shown(original):
    """(blocks of the original, what is told of how it was read), as they are stored."""
    return original.reading.get("blocks", []), original.reading.get("told", [])


def problems(original, document):
    """The same on the checklist, each at its field; nothing of it prevents a submission."""
    if original is None:
        return []
    return [
        Problem(each.key, f"{each.label} : à comparer à l’original, {each.place}.")
        for each in to_check(original, document)
    ]


def check(original, keys):
    """Somebody has compared these fields with the original."""
    with transaction.atomic():
        held = Original.objects.select_for_update().get(pk=original.pk)
        known = [key for key in keys if key in held.marks and key not in held.checked]
        held.checked = [*held.checked, *known]
        held.save(update_fields=["checked"])
    original.checked = held.checked
