"""Publication: the submitted text becomes the next version, with all that follows from it."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from actions.deadlines import parse_day
from gtm.refusals import NotNow
from meetings.life import adoption, follow_ups
from meetings.life.register import register
from meetings.life.verbs import move
from meetings.models import Meeting, Publication
from meetings.printing import pdf
from meetings.printing.edition import rendered
from meetings.text import checklist
from meetings.text import document as doc
from meetings.writing import carryover
from meetings.writing.names import names_known_in, problems_of
from meetings.writing.store import columns_of, create, replan


def publish(meeting, by, today):
    """Make the submitted text the next version: PDF, tables, next meeting. Returns `Publication`.

    The PDFs are made before the transaction: a 3 s transaction would delay every writer of SQLite.
    """
    if checklist.blocking(problems_of(meeting, today)):
        raise NotNow("Il reste des points à corriger : renvoyez le compte rendu au rapporteur.")
    last = meeting.publications.first()
    version = meeting.published_version + 1
    changes = changes_of(meeting) if last else ""
    edition = {"version": version, "replaces": last, "changes": changes}
    text = carryover.completed_text(meeting)
    try:
        full = rendered(meeting, text, **edition)
    except pdf.TooLong as refusal:  # by what other minutes left open meanwhile
        raise NotNow(str(refusal)) from refusal
    light = rendered(meeting, text, with_photos=False, **edition)
    columns = columns_of(meeting, meeting.document) | {
        "published_version": version,
        "published_revision": meeting.version,
        "words": doc.words(text),
    }
    with transaction.atomic():
        move(meeting, "publish", by, **columns)
        for name, value in columns.items():
            setattr(meeting, name, value)
        publication = _freeze(meeting, by, text, full, light, changes)
        known = names_known_in(meeting)
        register(meeting, text, known)
        adoption.register(meeting, text)
        follow_ups.register(meeting, text, known, by)
        _plan_next(meeting, by)
        replan(meeting.group)
    return publication


def changes_of(meeting):
    """What the correction of `meeting` changes, as told when it was last submitted, or opened."""
    told = meeting.steps.filter(name__in=["submit", "correct"]).exclude(reason="")
    return told.values_list("reason", flat=True).first() or ""


def _freeze(meeting, by, text, full, light, changes):
    version = meeting.published_version
    return Publication.objects.create(
        meeting=meeting,
        version=version,
        document=text,
        document_sha256=doc.sha256(text),
        published_by=by,
        file_name=_file_name(meeting, version),
        sha256=_keep(full),
        size=len(full),
        light_sha256=_keep(light),
        light_size=len(light),
        changes=changes,
    )


def _file_name(meeting, version):
    """`compte-rendu-gtm-zinder-2021-11-30-v1`, with a suffix where two meetings fall on one day."""
    same_day = Meeting.objects.filter(group=meeting.group, date=meeting.date)
    rank = same_day.filter(created_at__lt=meeting.created_at).count() + 1
    suffix = f"-{rank}" if rank > 1 else ""
    return f"compte-rendu-{meeting.group.slug}-{meeting.date.isoformat()}{suffix}-v{version}"


def path_of(sha256):
    return f"publications/{sha256[:2]}/{sha256}.pdf"


def _keep(content):
    """Store bytes under their SHA-256, once; returns it in hexadecimal."""
    digest = hashlib.sha256(content).hexdigest()
    if not default_storage.exists(path_of(digest)):
        default_storage.save(path_of(digest), ContentFile(content))
    return digest


def _plan_next(meeting, by):
    """The next meeting that the minutes announce becomes a planned one, unless it is already."""
    day = parse_day(meeting.document.get("next_date", ""))
    others = Meeting.objects.filter(group=meeting.group, date=day)
    if day is None or day <= meeting.date or others.exists():
        return
    upcoming = Meeting(
        group=meeting.group,
        date=day,
        date_is_probable=bool(meeting.document.get("next_probable")),
        place=meeting.document.get("next_place", "").strip()[:200],
        state=Meeting.State.PLANNED,
    )
    create(upcoming, by, {"date": f"{day:%d/%m/%Y}", "place": upcoming.place})
