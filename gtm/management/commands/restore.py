"""Put a backup back, into an empty place."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from gtm.keeping import manifest, places, restoring, targets
from gtm.keeping.refusals import Refused


class Command(BaseCommand):
    help = "Restaure une sauvegarde dans une base et un dossier vides ; sans nom, les nomme toutes."
    requires_system_checks = []

    def add_arguments(self, parser):
        parser.add_argument("name", nargs="?", metavar="nom")
        parser.add_argument("--from", dest="source", default=settings.BACKUP_TARGET)

    def handle(self, name, source, **options):
        try:
            with targets.opened(source) as target:
                if name is None:
                    return "\n".join(manifest.names_in(target.sizes(manifest.BACKUPS)))
                found, removed = _restore(target, name)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        rows, files = sum(found["rows"].values()), len(found["files"])
        told = f"Sauvegarde {name} restaurée et vérifiée : {rows} ligne(s), {files} fichier(s)."
        before = f" Altéré dès la sauvegarde : {found['altered']}" if found["altered"] else ""
        return f"{told} {removed}{before}"


def _restore(target, name):
    place = places.here()
    with places.scratch(place.data, "restore") as aside:
        return restoring.restore(target, name, place, aside)
