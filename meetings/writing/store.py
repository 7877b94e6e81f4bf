"""The one way in which a text reaches the database.

A save names the version it started from and an `op_id`. What others have saved since is merged in,
and the next version claimed by a conditional UPDATE, which is what makes two writers safe on SQLite
and PostgreSQL alike; what cannot become the current text is kept as a parked revision, never thrown
away. The same save arriving twice gets the answer of the first. Texts are compared before and after
the transaction, never in it: a second there would delay every writer of SQLite.
"""

import hashlib
import json
import uuid
from dataclasses import asdict, dataclass, replace

from django.db import IntegrityError, transaction
from django.utils import timezone

from actions.deadlines import parse_day
from actions.models import ActionItem
from gtm import locks
from gtm.models import Territory
from meetings.models import Meeting, Operation, Revision
from meetings.text import diff
from meetings.text import document as doc
from meetings.text.merge import Merged, merge

TRIES = 20  # how often others may be faster while one save is merged


class OperationReused(Exception):
    """An `op_id` came back with another text, or from another person."""


class IdTaken(Exception):
    """The id of a new meeting is that of a meeting of somebody else, or of another group."""


@dataclass(frozen=True)
class Saved:
    """`version`: the current one afterwards; `parked`: pk of the revision set aside, else None.

    `is_merged`: the text of that version is another one than was sent; `told` says in what. It is
    never stored, as it follows from the rest and from texts that no longer change.
    """

    version: int
    saved_at: str
    parked: int | None = None
    is_merged: bool = False
    reordered: tuple = ()
    told: tuple = ()

    @property
    def is_current(self):
        return self.parked is None


def create(meeting, author, document):
    """Store a new meeting with its first text; creating it twice (same id) creates one.

    The meeting returned says whether it `is_new`. Raises `IdTaken`.
    """
    with transaction.atomic():
        locks.hold(meeting.group_id)
        meeting.document, meeting.created_by = document, author
        for name, value in read_of(document).items():
            setattr(meeting, name, value)
        stored, created = Meeting.everywhere.get_or_create(
            pk=meeting.pk,
            defaults={
                field.attname: getattr(meeting, field.attname)
                for field in Meeting._meta.concrete_fields
            },
        )
        if created:
            first = Revision(meeting=stored, author=author, version=1)
            first.document = document
            first.save()
            replan(stored.group)
    stored.is_new = created
    if (stored.created_by_id, stored.group_id) != (author.pk, meeting.group_id):
        raise IdTaken
    return stored


def save(meeting, author, document, base_version, op_id, *, by_timer=False, restored=None):
    """Make `document`, typed from `base_version`, the text of `meeting`, or a part of it.

    What others have saved since is merged in; in a conflict, and when the text is no longer
    written, `document` is parked. `restored` is the revision that is taken back. Returns `Saved`.
    Raises `OperationReused` when `op_id` was used for something else.
    """
    digest = _digest(meeting, document)
    sent = Revision(
        meeting=meeting,
        author=author,
        base_version=base_version,
        by_timer=by_timer,
        source=restored,
        kind=Revision.Kind.RESTORED if restored else Revision.Kind.SAVED,
    )
    sent.document = document
    operation = Operation(op_id=op_id, author=author, sha256=digest)
    saved = _answered(operation)
    if saved is None:
        try:
            saved = _place(meeting, sent, document, operation)
        except IntegrityError:  # the same save arrived at the same time
            saved = _answered(operation)
            if saved is None:
                raise
    return _with_told(meeting, author, document, base_version, saved)


def _digest(meeting, document):
    content = json.dumps([str(meeting.pk), document], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def _answered(operation):
    """What the same save was answered when it came before; None when it comes first."""
    known = Operation.objects.filter(op_id=operation.op_id).first()
    if known is None:
        return None
    if (known.sha256, known.author_id) != (operation.sha256, operation.author_id):
        raise OperationReused
    return Saved(
        **known.answer | {"reordered": tuple(known.answer.get("reordered", ())), "told": ()}
    )


def _noted(operation, saved):
    """Keep the answer of a save, in the transaction of what it says."""
    operation.answer = asdict(saved)
    operation.save(force_insert=True)
    return saved


def _place(meeting, sent, document, operation):
    """Merge with the current text and claim the next version, again when somebody was faster."""
    for _ in range(TRIES):
        current = Meeting.everywhere.select_related("group").get(pk=meeting.pk)
        merged = _merged(current, sent.base_version, document)
        if merged is None or merged.conflicts or not current.is_editable:
            break
        is_merged = merged.document != document
        how = {"is_merged": is_merged, "reordered": tuple(merged.reordered) if is_merged else ()}
        now, text = timezone.now(), _next_text(current, sent, merged.document, is_merged)
        with transaction.atomic():
            if merged.document == current.document:
                return _noted(
                    operation, Saved(current.version, current.saved_at.isoformat(), **how)
                )
            if _claim(current, merged.document, now):
                _keep(text)
                return _noted(operation, Saved(text.version, now.isoformat(), **how))
    with transaction.atomic():
        return _noted(operation, _park(current, sent))


def _merged(current, base_version, document):
    """`Merged` of a text with the current one; None when nobody knows where it started."""
    if base_version == current.version:
        return Merged(document)
    base = current.revisions.filter(version=base_version).first()
    return merge(base.document, document, current.document) if base else None


def _with_told(meeting, author, document, base_version, saved):
    """The same with what the others did to the text, a line for each change."""
    text = meeting.revisions.filter(version=saved.version).first() if saved.is_merged else None
    if text is None:
        return saved
    since = meeting.revisions.filter(version__gt=base_version, version__lte=saved.version)
    authors = since.order_by("version").values_list("author_id", "author__name")
    names = [name for pk, name in dict(authors).items() if pk != author.pk]
    return replace(saved, told=diff.told(document, text.document, names, saved.reordered))


def _claim(current, document, now):
    # While minutes are corrected, readers keep the date and the place of the published version.
    columns = {} if current.is_out else columns_of(current, document)
    moves = columns.get("date", current.date) != current.date
    if moves:  # the group before the meeting
        locks.hold(current.group_id)
    claimed = Meeting.objects.filter(
        pk=current.pk, state__in=Meeting.EDITABLE, version=current.version
    ).update(version=current.version + 1, document=document, saved_at=now, **columns)
    if claimed and moves:
        replan(current.group)
    return bool(claimed)


def _next_text(current, sent, document, is_merged):
    """The revision of the next version; where it is another text than was sent, made from it."""
    text = Revision(
        meeting=current,
        author=sent.author,
        version=current.version + 1,
        base_version=current.version,
    )
    if is_merged:
        text.kind, text.source, text.document = Revision.Kind.MERGED, sent, document
    else:
        text.kind, text.source, text.packed = sent.kind, sent.source, sent.packed
        text.by_timer = sent.by_timer
    return text


def _keep(text):
    """Add the revision of the new version, and what was sent where that is something else."""
    if text.kind == Revision.Kind.MERGED:
        text.source.kind = Revision.Kind.SENT
        text.source.save()
    text.save()


def _park(current, sent):
    sent.kind, sent.waits = Revision.Kind.PARKED, True
    sent.save()
    return Saved(current.version, timezone.now().isoformat(), sent.pk)


def read_of(document):
    """The columns of `Meeting` that are read of any text, so that nobody has to read it again."""
    return {
        "words": doc.words(document, is_out=False),
        "ended": doc.ended(document, "followups"),
    }


def columns_of(meeting, document):
    """The columns of `Meeting` that a text fills; what cannot be read leaves its column alone."""
    columns = {
        "place": document.get("place", "")[:200].strip(),
        "territory": None,
    } | read_of(document)
    day = parse_day(document.get("date", ""))
    if day:
        columns["date"] = day
    for name, choices in (("kind", Meeting.Kind), ("modality", Meeting.Modality)):
        if document.get(name) in choices.values:
            columns[name] = document[name]
    territory = document.get("territory", "")
    if territory.isdecimal() and len(territory) < 10:
        columns["territory"] = Territory.objects.filter(pk=territory).first()
    return columns


@transaction.atomic
def replan(group):
    """Date the group's « prochaine réunion » deadlines: a meeting was planned, moved, not held."""
    locks.hold(group.pk)
    ActionItem.objects.follow_next_meeting(group)


def new_op_id():
    return str(uuid.uuid4())
