"""Publication: the submitted text becomes the next version, with all that follows from it."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from actions.deadlines import parse_day
from gtm import notices
from gtm.refusals import NotNow
from meetings.life import adoption, follow_ups, frozen, second_look, telling
from meetings.life.register import register
from meetings.life.verbs import move
from meetings.models import Meeting, Publication
from meetings.printing import pdf, signature
from meetings.printing.edition import rendered
from meetings.search import indexing
from meetings.text import checklist
from meetings.text import document as doc
from meetings.writing import carryover, usual
from meetings.writing.names import names_known_in, problems_of
from meetings.writing.store import columns_of, create, replan

# Too long by what others left open meanwhile; the press is busy; the key does not sign.
REFUSALS = (pdf.TooLong, pdf.Later, signature.Unsigned)


def publish(meeting, by, today):
    """Make the submitted text the next version: PDF, tables, next meeting. Returns `Publication`.

    The PDFs are made, and are on the disk, before the transaction: it names nothing that could
    still be lost, and a 3 s transaction would delay every writer of SQLite.
    """
    warning = _checked(meeting, by, today)
    seen = meeting.steps.values_list("pk", flat=True).first()
    last = meeting.publications.first()
    version = meeting.published_version + 1
    changes = changes_of(meeting) if last else ""
    text = carryover.completed_text(meeting)
    edition = {"version": version, "published_on": timezone.localdate(), "replaces": last}
    files = _files(meeting, text, changes=changes, **edition)
    columns = columns_of(meeting, meeting.document) | {
        "published_version": version,
        "published_revision": meeting.version,
        "words": doc.words(text, is_out=True),
    }
    with transaction.atomic():
        move(meeting, "publish", by, after=seen, **columns)
        for name, value in columns.items():
            setattr(meeting, name, value)
        publication = Publication.objects.create(
            meeting=meeting,
            version=version,
            document=text,
            document_sha256=doc.sha256(text),
            published_by=by,
            file_name=_file_name(meeting, version),
            changes=changes,
            **files,
        )
        if warning:
            second_look.note(warning, publication)
        _register(meeting, text, today)
        indexing.put(meeting, text, version)
        telling.published(publication)
    return publication


def _checked(meeting, by, today):
    """What is to be noted of who publishes (see `second_look`). Raises `NotNow`."""
    if checklist.blocking(problems_of(meeting, today)):
        raise NotNow("Il reste des points à corriger : renvoyez le compte rendu au rapporteur.")
    warning = second_look.warned(meeting, by, today)
    if warning and warning.refuses:
        raise NotNow(str(warning))
    return warning


def _files(meeting, text, **edition):
    """The two PDFs of a version, stored: the columns of `Publication` that name them."""
    try:
        data = _data(meeting, text, edition)
        full, light = _both(meeting, text, data=data, with_code=True, **edition)
        is_one = light is full
        full, signer = signature.signed(full)
        light = full if is_one else signature.signed(light)[0]
    except REFUSALS as refusal:
        raise NotNow(str(refusal)) from refusal
    return {
        "has_code": True,
        "signer": signer,
        "sha256": keep(full),
        "size": len(full),
        "light_sha256": keep(light),
        "light_size": len(light),
        "carries_data": True,
    }


def _both(meeting, text, **edition):
    """The PDFs of a version, with its photos and without; one and the same where it has none."""
    full = rendered(meeting, text, **edition)
    if not text.get("photos"):
        return full, full
    return full, rendered(meeting, text, with_photos=False, **edition)


def _data(meeting, text, edition):
    """What a PDF carries for programs, as bytes."""
    return frozen.as_json(frozen.frozen(meeting, text, **edition)).encode()


def made_again(publication):
    """{SHA-256: bytes} of the PDFs of a version, rendered from its text as it was kept.

    Another letterhead since, or another release of what draws them, makes another file: under
    another hash, it does not pass for the first. Nor does a second signature: those that were
    signed are not made again.
    """
    if publication.signer:
        return {}
    edition, data = edition_of(publication), b""
    if publication.carries_data:
        data = _data(publication.meeting, publication.document, edition)
    drawn = {"data": data, "with_code": publication.has_code}
    both = _both(publication.meeting, publication.document, **drawn, **edition)
    return {hashlib.sha256(content).hexdigest(): content for content in both}


def edition_of(publication):
    """What a version says of itself: for `edition.minutes_of`."""
    former = publication.meeting.publications.filter(version=publication.version - 1)
    return {
        "version": publication.version,
        "published_on": publication.published_on,
        "replaces": former.first(),
        "changes": publication.changes,
    }


def _register(meeting, text, today):
    """What follows from a version: its tables, what it says of earlier ones, the next meeting."""
    known, writer = names_known_in(meeting), _writer(meeting)
    register(meeting, text, known, today)
    adoption.register(meeting, text)
    with notices.silence():  # who is concerned hears of the version, with what it says
        follow_ups.register(meeting, text, known, writer)
    _plan_next(meeting, writer, today)
    replan(meeting.group)


def _writer(meeting):
    """Who wrote the text down; SP/CCM, who publishes, did not say what it says."""
    return meeting.revisions.select_related("author").get(version=meeting.version).author


def changes_of(meeting):
    """What the correction of `meeting` changes, as told when it was last submitted, or opened."""
    told = meeting.steps.filter(name__in=["submit", "correct"]).exclude(reason="")
    return told.values_list("reason", flat=True).first() or ""


def _file_name(meeting, version):
    """`compte-rendu-gtm-zinder-2021-11-30-v1`, with a suffix where two meetings fall on one day."""
    same_day = Meeting.objects.filter(group=meeting.group, date=meeting.date)
    rank = same_day.filter(created_at__lt=meeting.created_at).count() + 1
    suffix = f"-{rank}" if rank > 1 else ""
    return f"compte-rendu-{meeting.group.slug}-{meeting.date.isoformat()}{suffix}-v{version}"


def path_of(sha256, suffix="pdf"):
    return f"publications/{sha256[:2]}/{sha256}.{suffix}"


def keep(content, suffix="pdf"):
    """Store bytes under their SHA-256, once; returns it in hexadecimal."""
    digest = hashlib.sha256(content).hexdigest()
    path = path_of(digest, suffix)
    if digest_of(path) != digest:
        default_storage.delete(path)  # what a killed process or a full disk left there
        default_storage.save(path, ContentFile(content))
    return digest


def digest_of(path):
    """SHA-256 of a stored file; None when there is none to read."""
    try:
        with default_storage.open(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None


def _plan_next(meeting, by, today):
    """The next meeting that the minutes announce becomes a planned one, unless it is already."""
    day = parse_day(meeting.document.get("next_date", ""))
    others = Meeting.objects.filter(group=meeting.group, date=day)
    if meeting.is_imported or day is None or day <= meeting.date or others.exists():
        return
    upcoming = Meeting(
        group=meeting.group,
        date=day,
        date_is_probable=bool(meeting.document.get("next_probable")),
        place=meeting.document.get("next_place", "").strip()[:200],
        state=Meeting.State.PLANNED,
    )
    create(upcoming, by, usual.with_usual_points(upcoming, _announced(upcoming), today))


def _announced(upcoming):
    """The text of a meeting that minutes announce: when and where, no more is known."""
    known = ("date", "place", "followup_counted")
    return {name: text for name, text in doc.starting(upcoming).items() if name in known}
