"""Restore the newest backup beside, look through it, and throw it away: it can be restored."""

from contextlib import contextmanager

from django.conf import settings
from django.core.management.base import CommandError

from gtm.keeping import manifest, places, postgresql, restoring, targets
from gtm.keeping.places import Place
from gtm.keeping.refusals import Refused
from gtm.management.recorded import RecordedCommand


class Command(RecordedCommand):
    help = "Essaie de restaurer la dernière sauvegarde, à côté. Sortie 1 si elle n’est pas bonne."

    def add_arguments(self, parser):
        parser.add_argument("--from", dest="source", default=settings.BACKUP_TARGET)

    def handle(self, source, **options):
        here = places.here()
        try:
            with targets.opened(source) as target, places.scratch(here.data, "drill") as scratch:
                name = manifest.newest(target)
                with _beside(here, scratch) as place:
                    aside = scratch / "aside"
                    aside.mkdir(mode=0o700)
                    found, _ = restoring.restore(target, name, place, aside)
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
        files = found["files"].values()
        self.figures = {
            "rows": sum(found["rows"].values()),
            "files": len(files),
            "bytes": found["database"]["stored"] + sum(each["stored"] for each in files),
        }
        return (
            f"Essai de restauration réussi : {name}, {self.figures['rows']} ligne(s), "
            f"{self.figures['files']} fichier(s)."
        )


@contextmanager
def _beside(here, scratch):
    """An empty place of the same engine, until the end."""
    data = scratch / "place"
    if here.engine is postgresql:
        with postgresql.beside(here.config) as config:
            yield Place(config, data)
    else:
        yield Place(here.config | {"NAME": str(data / "db.sqlite3")}, data)
