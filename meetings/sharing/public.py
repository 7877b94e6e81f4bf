"""Versions that everybody may read: shown before, made public, taken back."""

import hashlib
from itertools import count

from django.db import IntegrityError, transaction

from actions.deadlines import parse_day
from gtm import journal, locks
from gtm.models import JournalEntry
from gtm.refusals import NotNow
from meetings.life.publishing import REFUSALS, keep
from meetings.models import Publication, PublicVersion
from meetings.printing import edition, signature
from meetings.search import indexing
from meetings.sharing import leaving_out
from meetings.text import document as doc

ONLY_LAST = "Cette version est remplacée : c’est la suivante qui peut devenir publique."
MEANWHILE = "Quelqu’un vient de la rendre publique, ou de publier la suivante : relisez-la."
GONE = "Ce compte rendu n’est déjà plus public."


def minutes_of(publication, document):
    """What the text of a public version prints."""
    return edition.minutes_of(publication.meeting, document, **_edition(publication))


def rendered(publication, document):
    """Its PDF before it is signed, as bytes: the same ones for the same text."""
    known = _edition(publication)
    return edition.rendered(publication.meeting, document, with_code=True, **known)


def _edition(publication):
    return {
        "version": publication.version,
        "published_on": publication.published_on,
        "is_public": True,
    }


def made_again(public):
    """{SHA-256: bytes} of its PDF, rendered from its text as it was kept; not of a signed one."""
    if public.signer:
        return {}
    content = rendered(public.publication, public.document)
    return {hashlib.sha256(content).hexdigest(): content}


def make_public(publication, passages, by, at):
    """Everybody may read a version without these passages, from now on. Raises `NotNow`.

    The PDF is made, and is on the disk, before the transaction, as at publication.
    """
    document = leaving_out.without(publication.document, passages)
    try:
        content, signer = signature.signed(rendered(publication, document))
    except REFUSALS as refusal:
        raise NotNow(str(refusal)) from refusal
    stored = {"sha256": keep(content), "size": len(content), "signer": signer}
    try:
        with transaction.atomic():
            return _written(publication, document, passages, stored, by, at)
    except IntegrityError:  # by two at once
        raise NotNow(MEANWHILE) from None


def _written(publication, document, passages, stored, by, at):
    meeting = publication.meeting
    locks.hold(meeting.group_id)
    _refuse_if_replaced(publication)
    former = meeting.public_versions.first()
    meeting.public_versions.current().update(ended_at=at, ended_by=by)
    public = PublicVersion.objects.create(
        meeting=meeting,
        publication=publication,
        slug=former.slug if former else _free_slug(publication),
        date=parse_day(document.get("date", "")) or meeting.date,
        title=minutes_of(publication, document).title[:300],
        document=document,
        document_sha256=doc.sha256(document),
        left_out=passages,
        made_by=by,
        made_at=at,
        **stored,
    )
    indexing.put(meeting, document, publication.version, is_public=True)
    _tell(public, by, at, "rendu public")
    return public


def _refuse_if_replaced(publication):
    later = Publication.objects.filter(meeting=publication.meeting_id)
    if later.filter(version__gt=publication.version).exists():
        raise NotNow(ONLY_LAST)


def _free_slug(publication):
    """`gtm-zinder-2021-11-30`, as its file is named; another meeting may have had it first."""
    own = publication.file_name.removeprefix("compte-rendu-").rpartition("-v")[0]
    tried = (f"{own}-{rank}" if rank else own for rank in count())
    return next(slug for slug in tried if not PublicVersion.objects.filter(slug=slug).exists())


@transaction.atomic
def take_back(public, by, at):
    """Nobody reads it without an account any more. Raises `NotNow`."""
    if not PublicVersion.objects.current().filter(pk=public.pk).update(ended_at=at, ended_by=by):
        raise NotNow(GONE)
    indexing.take_out(public.meeting)
    _tell(public, by, at, "version publique retirée")


def _tell(public, by, at, action):
    label = f"{public.publication.meeting}, version {public.publication.version}"
    journal.tell(by, at, action, JournalEntry.Kind.MINUTES, public.publication_id, label)
