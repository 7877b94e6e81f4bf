"""Recompute the hash of all that was published; name what was altered or is missing."""

from django.core.management.base import BaseCommand, CommandError

from meetings.life.publishing import digest_of, keep, made_again, path_of
from meetings.models import Publication
from meetings.text import document as doc


class Command(BaseCommand):
    help = (
        "Vérifie chaque octet publié : PDF complets, PDF sans photos, textes. Sortie 1 si altéré."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--mend",
            action="store_true",
            help="refait les PDF altérés ou manquants, là où les octets redeviennent les mêmes",
        )

    def handle(self, mend, **options):
        count = wrong = mended = 0
        for publication in Publication.objects.select_related("meeting__group").iterator(200):
            count += 1
            faults = _faults(publication)
            again = made_again(publication) if mend and any(faults) else {}
            for digest, fault in faults.items():
                if digest in again:
                    keep(again[digest])
                    mended += 1
                    self._tell(publication, f"{fault} : refait à l’identique")
                else:
                    wrong += 1
                    self._tell(publication, fault + NOT_THE_SAME * bool(mend and digest))
        if wrong:
            raise CommandError(
                f"{wrong} document(s) altéré(s) ou manquant(s), sur {count} version(s)."
            )
        told = f"{mended} document(s) refait(s)" if mended else "aucune n’est altérée"
        self.stdout.write(f"{count} version(s) vérifiée(s), {told}.")

    def _tell(self, publication, fault):
        meeting = publication.meeting
        self.stderr.write(
            f"{meeting.group}, réunion du {meeting.date:%d/%m/%Y} ({meeting.pk}), "
            f"version {publication.version} : {fault}"
        )


NOT_THE_SAME = " : ne peut être refait à l’identique, à reprendre d’une sauvegarde"


def _faults(publication):
    """{SHA-256 of the file, "" for the text: what is wrong with it, in words}."""
    # Minutes without photos have one file for both.
    files = {publication.light_sha256: "PDF sans photos", publication.sha256: "PDF"}
    faults = {}
    for digest, name in files.items():
        found = digest_of(path_of(digest))
        if found != digest:
            what = "manquant" if found is None else "altéré"
            faults[digest] = f"{name} {what} ({path_of(digest)})"
    if doc.sha256(publication.document) != publication.document_sha256:
        faults[""] = "texte altéré (base de données)"
    return faults
