"""Handing out the Word file of a meeting, and taking it back into the text."""

import hashlib
import uuid
from dataclasses import dataclass, field

from gtm.typography import long_date
from meetings.text import diff
from meetings.word import making, reading
from meetings.word.frame import frame
from meetings.word.merged import given
from meetings.writing import carryover, store

_SCHEME = "gtm"
OTHER_MEETING = "Ce fichier est celui d’une autre réunion. Rien n’a été changé."
NO_BASE = (
    "Ce fichier part d’un enregistrement qui n’existe plus. Rien n’a été changé : reprenez-en le "
    "texte dans une trame téléchargée aujourd’hui."
)


class Refused(Exception):
    """Why a file is not taken, in French."""


@dataclass
class Taken:
    """What became of a file: what it changed, what others had, what found no place.

    `parked`: the revision that is set aside, where both changed the same; else None. `is_known`:
    the file still has the marks of one of ours.
    """

    changes: list = field(default_factory=list)
    told: tuple = ()
    left: list = field(default_factory=list)
    has_changes: bool = False
    parked: int | None = None
    is_known: bool = True


def title_of(meeting):
    return f"Trame : {meeting.called} du {meeting.group}, {long_date(meeting.date)}"


def handed_out(meeting, with_contacts=True):
    """The bytes of the file of a meeting as it stands; each has empty rows of its own."""
    seed = uuid.uuid4()
    parts = frame(carryover.completed_text(meeting), seed, with_contacts)
    return making.docx(parts, title_of(meeting), f"{_SCHEME}:{meeting.pk}:{meeting.version}:{seed}")


def taken_back(meeting, by, content, by_link=""):
    """Merge a file into the text of its meeting, as any save. Returns `Taken`.

    `by_link`: who filled it in, where it came by a link that `by` has given.

    Raises `Refused` and `reading.Unreadable`. The same file twice counts once.
    """
    read = reading.read(content)
    version, seed = _identity(meeting, read)
    base = meeting.revisions.filter(version=version).first()
    if base is None:
        raise Refused(NO_BASE)
    parts = frame(carryover.completed_map(meeting, base.document), seed)
    found = given(base.document, parts, title_of(meeting), read, seed)
    if not found.is_known:
        return Taken(left=found.left, is_known=False)
    if found.document == base.document:
        return Taken(left=found.left, has_changes=read.has_changes)
    told = filter(None, [str(by.pk), by_link, hashlib.sha256(content).hexdigest()])
    op_id = uuid.uuid5(seed, "/".join(told))
    saved = store.save(meeting, by, found.document, version, op_id, by_link=by_link)
    changes = diff.telling(base.document, found.document)
    return Taken(changes, saved.told, found.left, read.has_changes, saved.parked)


def _identity(meeting, read):
    """(version, seed) that the file says, if it is one of this meeting."""
    try:
        scheme, pk, version, seed = read.known_as.split(":")
        told = uuid.UUID(pk), int(version), uuid.UUID(seed)
    except ValueError:
        scheme, told = "", None
    if scheme != _SCHEME:
        return meeting.version, uuid.uuid5(meeting.pk, "trame")
    if told[0] != meeting.pk:
        raise Refused(OTHER_MEETING)
    return told[1:]
