"""Recompute the hash of all that was published; name what was altered or is missing."""

from hashlib import sha256

from django.core.management.base import CommandError

from gtm.management.recorded import RecordedCommand
from meetings.life.publishing import digest_of, keep, made_again, path_of
from meetings.models import Publication, PublicVersion, ReportVersion
from meetings.report import signing
from meetings.sharing import public
from meetings.text import document as doc

WITH_MEETING = "publication__meeting__group"


class Command(RecordedCommand):
    help = (
        "Vérifie chaque octet publié : PDF complets, PDF sans photos, textes, rapports signés. "
        "Sortie 1 si altéré."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--mend",
            action="store_true",
            help="refait les PDF altérés ou manquants, là où les octets redeviennent les mêmes",
        )

    def handle(self, mend, **options):
        count = wrong = mended = 0
        for publication, faults, remake in _everything():
            count += 1
            again = remake(publication) if mend and any(faults) else {}
            for digest, fault in faults.items():
                if digest in again:
                    keep(*again[digest])
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
        self.figures = {"versions": count, "mended": mended}
        return f"{count} version(s) vérifiée(s), {told}."

    def _tell(self, publication, fault):
        self.stderr.write(f"{_called(publication)} : {fault}")


def _everything():
    """(version, its faults, what makes its files again) of all minutes and reports."""
    for publication in Publication.objects.select_related("meeting__group").iterator(200):
        yield publication, _faults(publication), _minutes_again
    for each in PublicVersion.objects.select_related(WITH_MEETING).iterator(200):
        yield each, _public_faults(each), _public_again
    for version in ReportVersion.objects.select_related("report__region").iterator(50):
        yield version, _report_faults(version), _report_again


def _called(version):
    if isinstance(version, ReportVersion):
        return f"{version} ({version.report_id})"
    if isinstance(version, PublicVersion):
        return f"{_called(version.publication)}, version publique"
    meeting = version.meeting
    return (
        f"{meeting.group}, réunion du {meeting.date:%d/%m/%Y} ({meeting.pk}), "
        f"version {version.version}"
    )


def _minutes_again(publication):
    """{SHA-256: (bytes, suffix)}"""
    return {digest: (content, "pdf") for digest, content in made_again(publication).items()}


def _public_again(version):
    return {digest: (content, "pdf") for digest, content in public.made_again(version).items()}


def _report_again(version):
    made = signing.files_of(version)
    return {sha256(content).hexdigest(): (content, suffix) for suffix, content in made.items()}


NOT_THE_SAME = " : ne peut être refait à l’identique, à reprendre d’une sauvegarde"


def _faults(publication):
    """{SHA-256 of the file, "" for the text: what is wrong with it, in words}."""
    # Minutes without photos have one file for both.
    files = {publication.light_sha256: "PDF sans photos", publication.sha256: "PDF"}
    faults = _of_files({digest: (name, "pdf") for digest, name in files.items()})
    if doc.sha256(publication.document) != publication.document_sha256:
        faults[""] = "texte altéré (base de données)"
    return faults


def _public_faults(version):
    faults = _of_files({version.sha256: ("PDF public", "pdf")})
    if doc.sha256(version.document) != version.document_sha256:
        faults[""] = "texte public altéré (base de données)"
    return faults


def _report_faults(version):
    files = {version.sha256: ("PDF", "pdf"), version.docx_sha256: ("fichier Word", "docx")}
    faults = _of_files(files)
    if signing.content_sha256(version) != version.content_sha256:
        faults[""] = "texte ou chiffres altérés (base de données)"
    return faults


def _of_files(files):
    faults = {}
    for digest, (name, suffix) in files.items():
        path = path_of(digest, suffix)
        found = digest_of(path)
        if found != digest:
            what = "manquant" if found is None else "altéré"
            faults[digest] = f"{name} {what} ({path})"
    return faults
