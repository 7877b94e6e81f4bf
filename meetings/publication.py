"""The verbs of the life of the minutes; which one is for whom, and when, stands in `life.py`."""

import hashlib

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.urls import reverse

from actions.deadlines import parse_day
from actions.models import known_names
from gtm import outbox, typography
from gtm.models import Agency, Membership, User
from gtm.refusals import NotNow
from meetings import adoption, carryover, checklist, follow_ups, life, pdf
from meetings import document as doc
from meetings.models import Comment, Meeting, Publication, Revision, Step
from meetings.printed import printed
from meetings.register import register
from meetings.store import columns_of, create, replan


def agencies_of(meeting):
    """The structures that a name may mean in a meeting. Those no longer active are read too."""
    return Agency.objects.named_in(meeting.place_of_names).select_related("territory")


def names_known_in(meeting):
    """The directory in which the names of a meeting are read."""
    return known_names(agencies_of(meeting))


def problems_of(meeting, today):
    text = carryover.completed_text(meeting)
    return checklist.problems(text, names_known_in(meeting), today)


def start(meeting, by):
    """A planned meeting takes place, or one noted as not held did: its minutes become a draft."""
    with transaction.atomic():
        _move(meeting, "start", by, not_held_reason="")
        replan(meeting.group)


def cancel(meeting, by, reason):
    """Record that a meeting was planned and not held."""
    with transaction.atomic():
        _move(meeting, "cancel", by, reason, not_held_reason=reason)
        replan(meeting.group)


def submit(meeting, by, today, changes=""):
    """Hand the draft in; `changes` says what a correction changes.

    Raises `NotNow` while something on the checklist blocks.
    """
    if checklist.blocking(problems_of(meeting, today)):
        raise NotNow("Il reste des points à corriger avant de soumettre.")
    try:
        pdf.page(minutes_of(meeting, carryover.completed_text(meeting)), draft=True)
    except pdf.TooLong as refusal:
        raise NotNow(str(refusal)) from refusal
    _move(meeting, "submit", by, changes)


def withdraw(meeting, by):
    """The secretary takes the text back before it was decided on."""
    _move(meeting, "withdraw", by)


def send_back(meeting, by, reason, comments, today):
    """Return the text to the secretary, who is told by mail.

    `comments` are (key, label, text) of the parts that the reviewer commented.
    """
    with transaction.atomic():
        step = _move(meeting, "return", by, reason)
        Comment.objects.bulk_create(
            Comment(step=step, key=key, label=label, text=text) for key, label, text in comments
        )
        _tell_secretaries(meeting, step, today)


def correct(meeting, by, reason, with_amendments=False):
    """Open the correction of a published version; readers keep it meanwhile.

    `with_amendments`: it takes up those that later meetings adopted.
    """
    with transaction.atomic():
        _move(meeting, "correct", by, reason)
        if with_amendments:
            adoption.take_up(meeting)


def abandon(meeting, by):
    """Go back to the published text; what was typed stays in the history."""
    document = meeting.publications.first().document
    version = meeting.version + 1
    with transaction.atomic():
        _move(
            meeting, "abandon", by, document=document, version=version, published_revision=version
        )
        revision = Revision(meeting=meeting, version=version, base_version=version - 1, author=by)
        revision.document = document
        revision.save()
        adoption.let_go(meeting)


def _move(meeting, name, by, reason="", **columns):
    """Take the meeting through a line of the table, if its text is still the one that was read."""
    transition = life.TRANSITIONS[name]
    moved = Meeting.objects.filter(
        pk=meeting.pk, state__in=transition.before, version=meeting.version
    )
    if transition.corrects is not None:
        moved = (
            moved.filter(published_version__gt=0)
            if transition.corrects
            else moved.filter(published_version=0)
        )
    with transaction.atomic():
        if not moved.update(state=transition.after, **columns):
            raise NotNow(transition.refusal)
        if transition.before == (Meeting.State.SUBMITTED,):
            meeting.readers.filter(ended_at=None).update(ended_at=Now())
        step = Step.objects.create(
            meeting=meeting, name=name, by=by, reason=reason, revision=meeting.version
        )
    meeting.state = transition.after
    return step


def _tell_secretaries(meeting, step, today):
    roles = Membership.objects.current(today).filter(role="secretary", group=meeting.group)
    subject = f"Compte rendu renvoyé : {meeting.group}, {typography.long_date(meeting.date)}"
    context = {"meeting": meeting, "step": step, "site": settings.SITE_URL}
    body = render_to_string("meetings/mail_returned.txt", context)
    for user in User.objects.filter(is_active=True, memberships__in=roles).distinct():
        outbox.put(f"returned:{step.pk}:{user.pk}", user.email, subject, body)


def minutes_of(meeting, document, version=0, replaces=None, changes=""):
    """What a text of `meeting` prints; `version` is named at the foot of its pages.

    `replaces` is the `Publication` that this version takes the place of, if any.
    """
    return printed(
        document,
        group=meeting.group,
        letterhead=getattr(meeting.group, "letterhead", None),
        photos=list(meeting.photos.all()),
        edition=_edition(version),
        replaces=_replaces(replaces),
        changes=changes.strip() if replaces else "",
    )


def _edition(version):
    """A PDF cannot hold its own hash: it says where the hash is known."""
    address = settings.SITE_URL + reverse("meetings:verification")
    return f"Version {version}, à vérifier sur {address}" if version else ""


def _replaces(publication):
    if publication is None:
        return ""
    day = typography.long_date(publication.published_on)
    return f"annule et remplace la version {publication.version} du {day}"


def rendered(meeting, document, *, draft=False, with_photos=True, **edition):
    """The PDF of a text of `meeting`, as bytes; `edition` as for `minutes_of`."""
    images = _photo_bytes(meeting) if with_photos else {}
    minutes = minutes_of(meeting, document, **edition)
    return pdf.render(minutes, draft=draft, with_photos=with_photos, images=images)


def _photo_bytes(meeting):
    """The stored photos of a meeting: {uid: JPEG bytes}."""
    photos = {}
    for photo in meeting.photos.all():
        with photo.file.open() as file:
            photos[str(photo.pk)] = file.read()
    return photos


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
        _move(meeting, "publish", by, **columns)
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
