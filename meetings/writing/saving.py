"""The one way in which a text that people write reaches the database, whatever is written.

A save names the version it started from and an `op_id`. What others have saved since is merged in,
and the next version claimed by a conditional UPDATE, which is what makes two writers safe on SQLite
and PostgreSQL alike; what cannot become the current text is kept as a parked revision, never thrown
away. The same save arriving twice gets the answer of the first. Texts are compared before and after
the transaction, never in it: a second there would delay every writer of SQLite.
"""

import hashlib
import json
import uuid
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace

from django.db import IntegrityError, transaction
from django.utils import timezone

from meetings.models import Operation
from meetings.models.saved import SavedText
from meetings.text.merge import Merged

# Columns of a revision beside its author: who spoke by the author's link, who brought a copy in.
WHOSE = ("by_link", "brought_by")
TRIES = 20  # how often others may be faster while one save is merged


class OperationReused(Exception):
    """An `op_id` came back with another text, or from another person."""


@dataclass(frozen=True)
class Kind:
    """What a save has to know of the kind of text that it stores.

    An owner has `version`, `document`, `saved_at`, `is_editable` and its `revisions`. `now(owner)`
    reads it anew; `claim(owner, document, at)` makes the next version by a conditional UPDATE and
    says whether it could; `merge` and `told` are as in `meetings.text`.
    """

    now: Callable
    claim: Callable
    merge: Callable
    told: Callable


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


def save(
    kind, owner, author, document, base_version, op_id, *, by_timer=False, restored=None, **whose
):
    """Make `document`, typed from `base_version`, the text of `owner`, or a part of it.

    What others have saved since is merged in; in a conflict, and when the text is no longer
    written, `document` is parked. `restored` is the revision that is taken back; `whose` may say
    what else is known of the writer, see `WHOSE`. Returns `Saved`. Raises `OperationReused` when
    `op_id` was used for something else.
    """
    digest = _digest(owner, document)
    sent = _revision(
        owner,
        author=author,
        base_version=base_version,
        by_timer=by_timer,
        source=restored,
        kind=SavedText.Kind.RESTORED if restored else SavedText.Kind.SAVED,
        **whose,
    )
    sent.document = document
    operation = Operation(op_id=op_id, author=author, sha256=digest)
    saved = _answered(operation)
    if saved is None:
        try:
            saved = _place(kind, owner, sent, document, operation)
        except IntegrityError:  # the same save arrived at the same time
            saved = _answered(operation)
            if saved is None:
                raise
    return _with_told(kind, owner, sent, document, saved)


def _revision(owner, **values):
    return owner.revisions.model(**{owner.revisions.field.name: owner}, **values)


def _digest(owner, document):
    content = json.dumps([str(owner.pk), document], sort_keys=True, ensure_ascii=False)
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


def _place(kind, owner, sent, document, operation):
    """Merge with the current text and claim the next version, again when somebody was faster."""
    for _ in range(TRIES):
        current = kind.now(owner)
        merged = _merged(kind, current, sent.base_version, document)
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
            if kind.claim(current, merged.document, now):
                _keep(text)
                return _noted(operation, Saved(text.version, now.isoformat(), **how))
    with transaction.atomic():
        return _noted(operation, _park(current, sent))


def _merged(kind, current, base_version, document):
    """`Merged` of a text with the current one; None when nobody knows where it started."""
    if base_version == current.version:
        return Merged(document)
    base = current.revisions.filter(version=base_version).first()
    return kind.merge(base.document, document, current.document) if base else None


def _with_told(kind, owner, sent, document, saved):
    """The same with what the others did to the text, a line for each change."""
    text = owner.revisions.filter(version=saved.version).first() if saved.is_merged else None
    if text is None:
        return saved
    since = owner.revisions.filter(version__gt=sent.base_version, version__lte=saved.version)
    names = since.by_others(sent.author, sent.by_link).writers()
    return replace(saved, told=kind.told(document, text.document, names, saved.reordered))


def _next_text(current, sent, document, is_merged):
    """The revision of the next version; where it is another text than was sent, made from it."""
    text = _revision(
        current,
        author=sent.author,
        **{name: getattr(sent, name) for name in WHOSE},
        version=current.version + 1,
        base_version=current.version,
    )
    if is_merged:
        text.kind, text.source, text.document = SavedText.Kind.MERGED, sent, document
    else:
        text.kind, text.source, text.packed = sent.kind, sent.source, sent.packed
        text.by_timer = sent.by_timer
    return text


def _keep(text):
    """Add the revision of the new version, and what was sent where that is something else."""
    if text.kind == SavedText.Kind.MERGED:
        text.source.kind = SavedText.Kind.SENT
        text.source.save()
    text.save()


def _park(current, sent):
    sent.kind, sent.waits = SavedText.Kind.PARKED, True
    sent.save()
    return Saved(current.version, timezone.now().isoformat(), sent.pk)


def new_op_id():
    return str(uuid.uuid4())
