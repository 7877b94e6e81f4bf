"""Recompute the hash of all that was published; name what was altered or is missing."""

import hashlib

from django.core.files.storage import default_storage
from django.core.management.base import BaseCommand, CommandError

from meetings.life.publishing import path_of
from meetings.models import Publication
from meetings.text import document as doc


class Command(BaseCommand):
    help = (
        "Vérifie chaque octet publié : PDF complets, PDF sans photos, textes. Sortie 1 si altéré."
    )

    def handle(self, **options):
        count = wrong = 0
        for publication in Publication.objects.select_related("meeting__group").iterator(200):
            count += 1
            for fault in _faults(publication):
                wrong += 1
                meeting = publication.meeting
                self.stderr.write(
                    f"{meeting.group}, réunion du {meeting.date:%d/%m/%Y} ({meeting.pk}), "
                    f"version {publication.version} : {fault}"
                )
        if wrong:
            raise CommandError(
                f"{wrong} document(s) altéré(s) ou manquant(s), sur {count} version(s)."
            )
        self.stdout.write(f"{count} version(s) vérifiée(s), aucune n’est altérée.")


def _faults(publication):
    """What is wrong with a version, in words."""
    # Minutes without photos have one file for both.
    files = {publication.light_sha256: "PDF sans photos", publication.sha256: "PDF"}
    for digest, name in files.items():
        found = _digest(path_of(digest))
        if found is None:
            yield f"{name} manquant ({path_of(digest)})"
        elif found != digest:
            yield f"{name} altéré ({path_of(digest)})"
    if doc.sha256(publication.document) != publication.document_sha256:
        yield "texte altéré (base de données)"


def _digest(path):
    """SHA-256 of a stored file; None when there is none to read."""
    digest = hashlib.sha256()
    try:
        with default_storage.open(path) as file:
            for chunk in file.chunks():
                digest.update(chunk)
    except OSError:
        return None
    return digest.hexdigest()
