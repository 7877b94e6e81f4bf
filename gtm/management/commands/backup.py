"""Copy the base and its files to another place, and say at once when the copy is not good."""

import os

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from gtm import variables
from gtm.keeping import making, targets
from gtm.keeping.refusals import Refused
from gtm.management.recorded import RecordedCommand


class Command(RecordedCommand):
    help = "Sauvegarde la base et les fichiers dans BACKUP_TARGET. Sortie 1 si la copie est fausse."

    def add_arguments(self, parser):
        parser.add_argument("--to", default=settings.BACKUP_TARGET, help="une autre cible")

    def handle(self, to, **options):
        now, told = timezone.now(), variables.shown(os.environ)
        try:
            with targets.opened(to) as target:
                made = making.make(target, now, settings.BACKUP_KEEP, told)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.figures = {
            "rows": made.rows, "files": made.files, "new": made.new, "bytes": made.bytes,
            "removed": made.removed,
        }  # fmt: skip
        if made.altered:
            raise CommandError(f"Sauvegarde {made.name} faite, mais : {made.altered}")
        return (
            f"Sauvegarde {made.name} : {made.rows} ligne(s), {made.files} fichier(s) dont "
            f"{made.new} nouveau(x), {made.bytes} octets envoyés ; {made.removed} ancienne(s) "
            "retirée(s)."
        )
