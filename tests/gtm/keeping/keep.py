"""Backups of the tests' base in a folder, and an empty place to restore them into."""

from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from gtm.keeping import making, places, postgresql, restoring, targets
from gtm.keeping.places import Place

NOW = datetime(2026, 3, 1, 2, tzinfo=UTC)
NAME = "2026-03-01T02-00-00Z"
KEEP = (7, 5, 12)


def store(path, content):
    return default_storage.save(path, ContentFile(content))


def back_up(now=NOW, keep=KEEP):
    with targets.opened(settings.BACKUP_TARGET) as target:
        return making.make(target, now, keep, {"SITE_URL": "https://gtm.example.ne"})


@contextmanager
def empty_place(folder):
    """Of the engine of the tests."""
    config = places.here().config
    data = folder / "back"
    if places.here().engine is postgresql:
        with postgresql.beside(config) as beside:
            yield Place(beside, data)
    else:
        yield Place(config | {"NAME": str(data / "db.sqlite3")}, data)


def restore(place, name=NAME):
    with (
        targets.opened(settings.BACKUP_TARGET) as target,
        places.scratch(place.data, "restore") as aside,
    ):
        return restoring.restore(target, name, place, aside)


def standing(folder=""):
    """{name: bytes} of the target."""
    root = Path(settings.BACKUP_TARGET)
    found = (path for path in (root / folder).rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}
