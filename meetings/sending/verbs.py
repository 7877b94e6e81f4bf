"""Sending a published version: once to each address, as often as somebody was left out."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from actions.chases.letters import short
from gtm import journal, links, locks, notices, outbox
from gtm.models import JournalEntry, Mail, PersonalLink
from gtm.refusals import NotNow
from gtm.typography import counted
from meetings.life.telling import about_version, actions_of_structures, is_history
from meetings.models import Addressee, Publication, Sending
from meetings.sending import letters
from meetings.sending.addressees import candidates

OPEN_FOR = timedelta(days=90)  # how long a link opens a PDF
NOBODY = "Cochez au moins une adresse qui ne l’a pas encore reçu."
REPLACED = "Cette version est remplacée : diffusez la suivante."
HISTORY = (
    "Ce compte rendu a paru plus de 90 jours après sa réunion : c’est de l’histoire, qui n’est "
    "envoyée à personne. Son adresse et son PDF se partagent depuis sa page."
)


def why_not(publication, at):
    """Why a version is sent to nobody, in French; "" where it may be."""
    if notices.is_silenced() or is_history(publication.meeting, at):
        return HISTORY
    later = Publication.objects.filter(meeting=publication.meeting_id)
    return REPLACED if later.filter(version__gt=publication.version).exists() else ""


@transaction.atomic
def send(publication, emails, words, without_photos, by, at):
    """Write a mail to each of `emails` that the version concerns and that has not got it.

    Returns the `Sending`. Raises `NotNow`.
    """
    locks.hold(publication.meeting.group_id)
    if refusal := why_not(publication, at):
        raise NotNow(refusal)
    offered = candidates(publication, timezone.localtime(at).date())
    chosen = [each for each in offered if each.may_get and each.email in emails]
    if not chosen:
        raise NotNow(NOBODY)
    sending = Sending.objects.create(
        publication=publication, words=words, without_photos=without_photos, by=by, at=at
    )
    actions = actions_of_structures(publication.meeting).values()
    count = len({action.pk for own in actions for action in own})
    keys = {each.email: _write(sending, each, count) for each in chosen}
    _note(sending, chosen, keys)
    return sending


def _write(sending, candidate, count):
    """Put the mail of an address; returns its key, and the link that it carries or None."""
    publication, by, at = sending.publication, sending.by, sending.at
    copy = letters.Copy(publication, candidate, sending.without_photos)
    link, address = None, letters.address_of(publication, copy)
    agency = candidate.agencies[0] if candidate.agencies else None
    if not (copy.is_joined or candidate.has_account):
        until = at + OPEN_FOR
        link, token = links.make(
            PersonalLink.Purpose.SHARED, by, at, until, agency, candidate.email
        )
        address = letters.address_by_link(token)
    secret = outbox.SECRET if link else ""
    key = f"{secret}publication:{publication.pk}:{short(candidate.email)}"
    body = letters.body_of(publication, candidate, copy, sending.words, by, count, address)
    subject = letters.subject_of(publication)
    how = {"files": copy.files, "agency": agency, "is_optional": True}
    outbox.put(key, candidate.email, subject, body, by.email, **how)
    return key, link


def _note(sending, chosen, keys):
    publication = sending.publication
    mails = dict(
        Mail.objects.filter(key__in=[key for key, _ in keys.values()]).values_list("key", "pk")
    )
    Addressee.objects.bulk_create(
        Addressee(
            sending=sending,
            email=each.email,
            name=each.name,
            agency=each.agencies[0] if each.agencies else None,
            because=",".join(each.reasons),
            mail_id=mails.get(keys[each.email][0]),
            link=keys[each.email][1],
        )
        for each in chosen
    )
    notices.told_by_letter(about_version(publication.meeting), [each.email for each in chosen])
    action = f"diffusé à {counted(len(chosen), 'adresse')}"
    label = f"{publication.meeting}, version {publication.version}"
    kind = JournalEntry.Kind.MINUTES
    journal.tell(sending.by, sending.at, action, kind, publication.pk, label)


@transaction.atomic
def revoke(addressee, by, at):
    """The PDF does not open any more by the link of an address."""
    if addressee.link:
        links.revoke(addressee.link, by, at)
