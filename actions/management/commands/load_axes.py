"""Load the first set, the axes of actions/reference/axes.csv, where there is no set yet."""

import csv
from datetime import date
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction

from actions.frameworks import Framework, FrameworkItem

FILE = Path(__file__).resolve().parents[2] / "reference/axes.csv"
YEARS = (2022, 2026)


class Command(BaseCommand):
    help = "Charge les axes stratégiques, s’il n’y a encore aucun cadre."

    @transaction.atomic
    def handle(self, *args, **options):
        if Framework.objects.exists():
            self.stdout.write("Cadres : il y en a déjà.")
            return
        framework = Framework.objects.create(
            name="Axes stratégiques {}-{}".format(*YEARS),
            word="axe",
            since=date(YEARS[0], 1, 1),
            until=date(YEARS[1], 12, 31),
            is_main=True,
        )
        with FILE.open(encoding="utf-8", newline="") as file:
            items = [
                FrameworkItem(
                    framework=framework,
                    code=row["numero"],
                    wording=row["intitule"],
                    position=place,
                )
                for place, row in enumerate(csv.DictReader(file))
            ]
        FrameworkItem.objects.bulk_create(items)
        self.stdout.write(f"Cadre « {framework} » : {len(items)} éléments.")
