"""In a restored base: remove again what was removed since the backup (see `restore`)."""

import json
from pathlib import Path

from django.core.management.base import BaseCommand

from gtm.keeping import removals


class Command(BaseCommand):
    help = (
        "Efface à nouveau ce que dit un registre des effacements ; `restore` le fait de lui-même."
    )

    def add_arguments(self, parser):
        parser.add_argument("registre", type=Path)

    def handle(self, registre, **options):
        done, left = removals.replay(json.loads(registre.read_bytes()))
        told = f"Effacements rejoués : {done}."
        return told + f" À faire à la main : {left}, que d’autres lignes nomment." * bool(left)
