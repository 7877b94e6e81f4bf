"""Load the words that are searched as one, of meetings/reference, where there are none yet."""

import csv
from pathlib import Path

from django.core.management.base import BaseCommand

from meetings.models import Equivalence

FILE = Path(__file__).resolve().parents[2] / "reference/equivalences.csv"


class Command(BaseCommand):
    help = "Charge les mots équivalents de la recherche, s’il n’y en a encore aucun."

    def handle(self, **options):
        if Equivalence.objects.exists():
            self.stdout.write("Mots équivalents : il y en a déjà.")
            return
        with FILE.open(encoding="utf-8", newline="") as file:
            rows = [Equivalence(words=row["mots"]) for row in csv.DictReader(file)]
        Equivalence.objects.bulk_create(rows)
        self.stdout.write(f"Mots équivalents : {len(rows)} lignes.")
