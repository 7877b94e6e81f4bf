"""Links that open one version to whoever holds them: made, told in a text, taken back."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from gtm import journal, links, typography
from gtm.models import JournalEntry, PersonalLink
from gtm.refusals import NotNow
from meetings.models import Publication, SharedLink

REPLACED = "Cette version est remplacée : partagez la suivante."


def is_replaced(publication):
    later = Publication.objects.filter(meeting=publication.meeting_id)
    return later.filter(version__gt=publication.version).exists()


@transaction.atomic
def share(publication, whom, days, without_photos, by, at):
    """A link for `days`; returns it and its address, which is kept nowhere. Raises `NotNow`."""
    if is_replaced(publication):
        raise NotNow(REPLACED)
    until = at + timedelta(days=days)
    link, token = links.make(PersonalLink.Purpose.SHARED, by, at, until)
    shared = SharedLink.objects.create(
        publication=publication, link=link, whom=whom, without_photos=without_photos
    )
    _tell(shared, by, at, f"partagé pour {days} jours")
    return shared, settings.SITE_URL + reverse("meetings:shared", args=[token])


@transaction.atomic
def revoke(shared, by, at):
    links.revoke(shared.link, by, at)
    _tell(shared, by, at, "partage retiré")


def _tell(shared, by, at, action):
    label = f"{shared.publication.meeting}, version {shared.publication.version}"
    changes = [["pour qui", "", shared.whom]]
    kind = JournalEntry.Kind.MINUTES
    journal.tell(by, at, action, kind, shared.publication_id, label, changes)


def text_of(shared, address):
    """What one sends with it."""
    meeting, version = shared.publication.meeting, shared.publication.version
    day, until = typography.long_date(meeting.date), typography.day_of(shared.link.expires_at)
    return typography.french(
        f"Compte rendu du {meeting.group}, réunion du {day} (version {version}), PDF à ouvrir sans "
        f"compte jusqu’au {until} : {address}"
    )
