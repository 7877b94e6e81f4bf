"""Load the strategic axes from actions/reference/axes.csv: what is missing is created.

A title that stands as it was misspelt here (`graphie_corrigee`) is corrected; one that somebody
wrote otherwise stays as it is.
"""

import csv
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction

from actions.follow_up import StrategicAxis

FILE = Path(__file__).resolve().parents[2] / "reference/axes.csv"


class Command(BaseCommand):
    help = "Charge les axes stratégiques ; de ce qui existe, seule une faute connue est corrigée."

    @transaction.atomic
    def handle(self, *args, **options):
        with FILE.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        corrected = sum(map(_correct, rows))
        added = sum(map(_add, rows))
        there = len(rows) - added
        self.stdout.write(f"Axes : {added} ajouté(s), {there} déjà là, {corrected} corrigé(s).")


def _correct(row):
    """How many axes of a row stood as it was misspelt."""
    plan = {"number": row["numero"], "first_year": row["de"], "last_year": row["a"]}
    misspelt = StrategicAxis.objects.filter(**plan, title=row["graphie_corrigee"])
    return misspelt.update(title=row["intitule"])


def _add(row):
    _, created = StrategicAxis.objects.get_or_create(
        number=row["numero"],
        first_year=row["de"],
        last_year=row["a"],
        defaults={"title": row["intitule"]},
    )
    return created
