"""The mail that brings a published version: what it is, what it asks of the structure, the PDF."""

from django.conf import settings
from django.urls import reverse

from actions.chases.letters import numbered, plain_date
from actions.telling import number_of
from gtm.models import ListEntry
from gtm.typography import file_size, french
from meetings.life.publishing import path_of

LARGEST = 1_000_000  # octets that are joined: beyond, or where the list says so, a link
LISTED = 12  # of a structure's actions; the others are in the minutes


class Copy:
    """Which PDF an address gets, and whether it is joined."""

    def __init__(self, publication, candidate, without_photos):
        is_light = without_photos or candidate.gets == ListEntry.Gets.LIGHT
        has_light = publication.light_sha256 != publication.sha256
        self.is_light = is_light and has_light
        self.size = publication.light_size if is_light else publication.size
        self.is_joined = candidate.gets != ListEntry.Gets.LINK and self.size <= LARGEST
        self._sha256 = publication.light_sha256 if is_light else publication.sha256
        self._name = publication.file_name

    @property
    def told(self):
        """« PDF joint, sans photos (35 ko) » on screen."""
        light = ", sans photos" if self.is_light else ""
        return f"{'PDF joint' if self.is_joined else 'lien'}{light} ({file_size(self.size)})"

    @property
    def files(self):
        if not self.is_joined:
            return []
        suffix = "-sans-photos" if self.is_light else ""
        return [{"path": path_of(self._sha256), "name": f"{self._name}{suffix}.pdf"}]


def subject_of(publication):
    meeting, version = publication.meeting, publication.version
    what = "Compte rendu" if version == 1 else f"Compte rendu corrigé (version {version})"
    return f"{what} : {meeting.group}, {plain_date(meeting.date)}"


def body_of(publication, candidate, copy, words, by, count, address):
    """The text; `count` is of all open actions, `address` where the PDF opens."""
    parts = ["Bonjour,", words.strip(), _what(publication), *_actions(candidate, count)]
    if copy.is_joined:
        parts.append(f"Le compte rendu est joint, en PDF ({file_size(copy.size)}).")
        parts.append(f"Avec un compte, il se lit aussi ici :\n{_page(publication)}")
    else:
        parts.append(f"Le compte rendu, en PDF ({file_size(copy.size)}) :\n{address}")
    signature = ", ".join(filter(None, [by.name, by.function]))
    return french("\n\n".join(filter(None, [*parts, signature]))) + "\n"


def _page(publication):
    return f"{settings.SITE_URL}{publication.meeting.get_absolute_url()}"


def _what(publication):
    meeting, version = publication.meeting, publication.version
    told = (
        f"Voici le compte rendu de la réunion du {plain_date(meeting.date)} ({meeting.group}), "
        f"version {version}, publiée le {plain_date(publication.published_on)}."
    )
    if version == 1:
        return told
    replaces = f"Elle annule et remplace la version {version - 1} : ne gardez que celle-ci."
    changes = f"Ce qui change : {publication.changes}" if publication.changes else ""
    return "\n\n".join(filter(None, [told, replaces, changes]))


def _actions(candidate, count):
    """Its own first, then the others, counted."""
    own, whose = candidate.actions, ", ".join(agency.label for agency in candidate.agencies)
    others = count - len(own)
    if own:
        yield f"POUR {whose.upper()} ({number_of(len(own)).upper()})"
        yield numbered(_told(action) for action in own[:LISTED])
        if len(own) > LISTED:
            yield f"… et {number_of(len(own) - LISTED)} de plus, dans le compte rendu."
        if others:
            yield f"Et {number_of(others)} d’autres structures, dans le compte rendu."
    elif count:
        yield f"Le compte rendu porte {number_of(count)}."


def _told(action):
    deadline = action.deadline_wording or "sans échéance"
    address = f"{settings.SITE_URL}{action.get_absolute_url()}"
    return f"{' '.join(action.text.split())[:600]}\n   échéance : {deadline}\n   {address}"


def address_of(publication, copy):
    """Where the PDF opens for who has an account."""
    address = reverse("meetings:publication_pdf", args=[publication.meeting_id])
    light = "&sans-photos" if copy.is_light else ""
    return f"{settings.SITE_URL}{address}?version={publication.version}{light}"


def address_by_link(token):
    return settings.SITE_URL + reverse("meetings:shared", args=[token])
