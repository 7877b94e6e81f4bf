"""An original is kept, read and understood, and becomes a draft. It alerts nobody."""

import hashlib
import time
import uuid
from pathlib import Path

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from actions.deadlines import parse_day
from gtm import notices
from gtm.models import Removal
from gtm.refusals import NotNow
from meetings.imports import process
from meetings.imports.reading.refusals import Refused
from meetings.imports.understanding import understood
from meetings.models import Meeting, Original
from meetings.text import document as doc
from meetings.writing import store
from meetings.writing.names import names_known_in

PATIENCE = 25  # seconds that one request gives to reading; what is left is read on demand
TOO_MANY_ROWS = "Ce texte a plus de 2 000 lignes : partagez-le en plusieurs fichiers."


def keep(group, name, content, by):
    """(Original, whether it is new): the same file twice in a group is one; a refused one is not.

    The bytes are on the disk before the row names them.
    """
    digest = hashlib.sha256(content).hexdigest()
    same = Original.objects.filter(group=group, sha256=digest)
    same.exclude(refusal="").delete()
    if known := same.first():
        return known, False
    made = Original(group=group, name=name[:200], size=len(content), sha256=digest, uploaded_by=by)
    made.file.save(f"{made.pk}{Path(name).suffix.lower()[:10]}", ContentFile(content), save=False)
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError:  # sent twice at once
        made.file.delete(save=False)
        return same.get(), False
    return made, True


def read_all(originals, by, today):
    """Read what there is time for, and begin the drafts that nothing has to be asked for."""
    until = time.monotonic() + PATIENCE
    for original in originals:
        if time.monotonic() > until:
            break
        read(original)
        if may_begin(original, today):
            begin(original, by, original.document["date"])


def read(original):
    """Read and understand what was kept; what is refused is not kept."""
    try:
        with original.file.open() as file:
            reading = process.read(file.read())
        found = _understood(original, reading)
    except Refused as refused:
        original.refusal = str(refused)
        original.save(update_fields=["refusal"])
        original.file.delete()
        return
    original.reading, original.left = reading.stored(), [list(each) for each in found.left]
    original.document, original.marks = found.document, found.marks
    original.is_read = True
    original.save(update_fields=["is_read", "reading", "document", "marks", "left"])


def _understood(original, reading):
    group = original.group
    known = names_known_in(Meeting(group=group))
    found = understood(reading, known, group.responsible_heading)
    if doc.row_count(found.document) > doc.EDITOR_LIMIT:
        raise Refused(TOO_MANY_ROWS)
    return found


def may_begin(original, today):
    return original.is_read and not asked(original, today)


def asked(original, today):
    """What has to be said before a draft can be made, in French; "" where nothing has."""
    day = parse_day(original.document.get("date", ""))
    if day is None:
        return "La date de la réunion n’a pas été trouvée : donnez-la."
    if day > today:
        return "La date lue est à venir : corrigez-la."
    if same_day(original, day):
        return f"Une réunion du {original.group} existe déjà ce jour-là."
    return ""


def same_day(original, day):
    return Meeting.objects.filter(group=original.group, date=day).exists()


@notices.silence()
def begin(original, by, date):
    """Make the draft of an original, held on the day that `date` says. Raises `NotNow`."""
    text = text_of(original, date)
    meeting = Meeting(
        pk=uuid.uuid4(),
        group=original.group,
        date=parse_day(date),
        kind=text.get("kind", Meeting.Kind.ORDINARY),
        place=text.get("place", "")[:200],
        modality=text.get("modality", Meeting.Modality.ON_SITE),
        is_imported=True,
        is_from_original=True,
    )
    starting = doc.starting(meeting)
    starting.pop("followup_counted")  # an old text prints what it said, and no more
    with transaction.atomic():
        meeting = store.create(meeting, by, {**starting, **text})
        give(original, meeting)
    return meeting


def text_of(original, date):
    """What an original says, held on the day that `date` says; it prints that, and no more."""
    return {**original.document, "date": date, "followup_said_only": "1"}


def give(original, meeting, **understood):
    """The original is that of `meeting` from here on, once. Raises `NotNow`."""
    waiting = Original.objects.filter(pk=original.pk, meeting=None)
    if not waiting.update(meeting=meeting, **understood):
        raise NotNow("Le brouillon de ce fichier existe déjà.")
    original.meeting = meeting


def remove(original, now):
    """Forget one of which no draft was made. Raises `NotNow`."""
    with transaction.atomic():
        Removal.note(now, original, *filter(None, [original.file.name]))
        removed, _ = Original.objects.filter(pk=original.pk, meeting=None).delete()
        if not removed:
            raise NotNow("Le brouillon de ce fichier existe : l’original reste avec lui.")
    if original.file:
        original.file.delete(save=False)
