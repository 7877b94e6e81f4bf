"""Let go of what has served: safe to run every night, and twice."""

from django.core.management.base import CommandError
from django.utils import timezone

from gtm import notices, outbox
from gtm.keeping import making
from gtm.keeping.refusals import Refused
from gtm.management.recorded import RecordedCommand
from meetings.life import removal
from meetings.printing import press
from meetings.report import removal as report_removal
from meetings.writing import pieces, thinning


class Command(RecordedCommand):
    help = "Éclaircit les enregistrements automatiques publiés depuis 90 jours ; oublie l’ancien."

    def handle(self, **options):
        now = timezone.now()
        thinned, answers = thinning.thin(now), thinning.forget(now)
        unfinished, mails = pieces.forget(now), outbox.forget(now)
        proofs, removed = press.forget(now), removal.purge(now)
        told, reports = notices.purge(now), report_removal.purge(now)
        try:
            making.tell_removals(now)
        except Refused as refusal:
            raise CommandError(f"Rangé, mais non dit aux sauvegardes : {refusal}") from refusal
        return (
            f"Enregistrements automatiques retirés : {thinned}. Réponses oubliées : {answers}. "
            f"Envois inachevés oubliés : {unfinished}. Textes de courriels effacés : {mails}. "
            f"Épreuves oubliées : {proofs}. Réunions retirées effacées : {removed}. "
            f"Rapports retirés effacés : {reports}. "
            f"Avis oubliés : {told}."
        )
