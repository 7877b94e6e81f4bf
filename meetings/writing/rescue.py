"""The copy that a device kept of a text (`rescue.js`), brought in by somebody else.

The author stays its author, and the save the one that the device would have sent: should it arrive
by the network as well, it counts once. Who brings it in answers for what the file says, since
anybody can write one: both count as writers (`gtm.access.wrote`).
"""

import json
import uuid
from dataclasses import dataclass

from gtm import journal
from gtm.access import groups_kept
from gtm.characters import normalised
from gtm.ids import number_in
from gtm.models import User, WorkingGroup
from meetings.models import Meeting, Operation
from meetings.text import diff
from meetings.text import document as doc
from meetings.writing import store
from meetings.writing.forms import MeetingForm

KIND = "gtm-copie"
NO_COPY = (
    "Ce fichier n’est pas une copie de secours : elle s’appelle « copie-de-secours-….json », "
    "telle que l’éditeur l’a faite."
)
OF_A_REPORT = "Cette copie est celle d’un rapport : reprenez-la dans l’éditeur de ce rapport."
NOT_HERE = (
    "Rien n’a été changé : la réunion de cette copie n’est pas sur ce serveur, ou n’est pas "
    "d’un de vos groupes."
)


class Refused(Exception):
    """Why a file is not taken, in French."""


@dataclass(frozen=True)
class Copy:
    """What a file says: a text, where it started, and the request before it, which may be lost."""

    account: int
    meeting: uuid.UUID
    saves: tuple  # of (map, version that it started from, op_id), the oldest first
    creation: dict  # what the form of a new meeting asks, where it was made without network


@dataclass(frozen=True)
class Taken:
    """What became of a copy; `parked`: the pk of the text set aside, else None."""

    meeting: Meeting
    author: User
    changes: list
    told: tuple
    parked: int | None


def read(content):
    """The `Copy` in the bytes of a file. Raises `Refused`."""
    try:
        said = json.loads(content)
        if said["kind"] != KIND:
            raise Refused(NO_COPY)
        if said.get("address", "").startswith("/rapports/"):
            raise Refused(OF_A_REPORT)
        requests = [each for each in (said.get("before"), said) if each]
        return Copy(
            account=number_in(str(said["account"])),
            meeting=uuid.UUID(said["meeting"]),
            saves=tuple(_save(request) for request in requests),
            creation={name: normalised(str(v)) for name, v in (said.get("creation") or {}).items()},
        )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Refused(NO_COPY) from error


def _save(request):
    pairs = [(key, v if isinstance(v, list) else [v]) for key, v in request["map"].items() if v]
    return doc.clean(pairs), number_in(str(request["base"])), uuid.UUID(request["opId"])


def taken_in(content, by, now, today):
    """Merge the copy in the bytes of a file into the text of its meeting, as any save.

    Returns `Taken`; raises `Refused`.
    """
    copy = read(content)
    author = User.objects.filter(pk=copy.account).first() or by
    meeting = _meeting(copy, author, by, today)
    is_known = Operation.objects.filter(op_id=copy.saves[-1][2]).exists()
    saved = _saves(copy, meeting, author, by)
    if author != by and not is_known:
        told = [["compte rendu", "", str(meeting)]]
        journal.record(by, now, "copie de secours reprise en son nom", author, told)
    _, base, _ = copy.saves[0]
    before = meeting.revisions.filter(version=base).first()
    changes = diff.telling(before.document if before else {}, copy.saves[-1][0])
    return Taken(meeting, author, changes, saved.told, saved.parked)


def _saves(copy, meeting, author, by):
    """As the device would: what it may have sent already first, and the rest from there."""
    saved = None
    for document, base, op_id in copy.saves:
        if saved and saved.is_current and not saved.is_merged:
            base = saved.version
        saved = _saved(meeting, author, by, document, base, op_id)
    return saved


def _meeting(copy, author, by, today):
    """The meeting of a copy; made first where only the device knows it."""
    meetings = Meeting.everywhere.select_related("group", "removed_by")
    if copy.creation and not meetings.filter(pk=copy.meeting).exists():
        _create(copy, author, by, today)
    meeting = meetings.rescued_by(by).filter(pk=copy.meeting).first()
    if meeting is None:
        raise Refused(NOT_HERE)
    return meeting


def _create(copy, author, by, today):
    """By the right of its author, or of who brings it in; in a group that this one keeps."""
    data = copy.creation | {"id": str(copy.meeting)}
    forms = [MeetingForm(data, user=person, today=today) for person in (author, by)]
    form = next((form for form in forms if form.is_valid()), None)
    kept = WorkingGroup.objects.filter(groups_kept(by))
    if form is None or form.cleaned_data["group"] not in kept:
        raise Refused(NOT_HERE)
    form.create(author, today)


def _saved(meeting, author, by, document, base, op_id):
    brought_by = by if author != by else None
    try:
        return store.save(meeting, author, document, base, op_id, brought_by=brought_by)
    except store.OperationReused:  # the file was changed by hand, or is of another account
        again = uuid.uuid5(op_id, json.dumps([author.pk, document], sort_keys=True))
        return store.save(meeting, author, document, base, again, brought_by=brought_by)
