"""Let go of what has served: safe to run every night, and twice."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from meetings import pieces, press, thinning


class Command(BaseCommand):
    help = "Éclaircit les enregistrements automatiques des comptes rendus publiés depuis 90 jours."

    def handle(self, **options):
        now = timezone.now()
        thinned, answers = thinning.thin(now), thinning.forget(now)
        unfinished, proofs = pieces.forget(now), press.forget(now)
        self.stdout.write(
            f"Enregistrements automatiques retirés : {thinned}. Réponses oubliées : {answers}. "
            f"Envois inachevés oubliés : {unfinished}. Épreuves oubliées : {proofs}."
        )
