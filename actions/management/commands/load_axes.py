"""Load the strategic axes from actions/reference/axes.csv; only what is missing is created."""

import csv
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction

from actions.follow_up import StrategicAxis

FILE = Path(__file__).resolve().parents[2] / "reference/axes.csv"


class Command(BaseCommand):
    help = "Charge les axes stratégiques ; ce qui existe déjà n’est pas modifié."

    @transaction.atomic
    def handle(self, *args, **options):
        with FILE.open(encoding="utf-8", newline="") as file:
            added = [_add(row) for row in csv.DictReader(file)]
        self.stdout.write(f"Axes : {sum(added)} ajouté(s), {len(added) - sum(added)} déjà là.")


def _add(row):
    _, created = StrategicAxis.objects.get_or_create(
        number=row["numero"],
        first_year=row["de"],
        last_year=row["a"],
        defaults={"title": row["intitule"]},
    )
    return created
