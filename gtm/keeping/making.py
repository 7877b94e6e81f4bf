"""A backup is made: the base in one instant, each file once, then what says so."""

import io
import json
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from gtm.keeping import manifest, places, removals, rotation, sealing, targets
from gtm.keeping.refusals import Busy, Refused
from gtm.models import Removal
from gtm.release import release

# Pieces of a file whose end has not come, proofs that are made again, files that are being written.
PASSING = ("envois/", "epreuves/", ".")
PART = ".part"
NOT_WRITTEN = "{} n’est pas dans la cible tel qu’il y a été mis."


@dataclass(frozen=True)
class Made:
    name: str
    rows: int
    files: int
    new: int  # files that no backup had
    bytes: int  # that were sent
    removed: int  # backups too old
    altered: str  # what `verify_publications` found, if anything


def make(target, now, keep, told):
    """Raises `Refused`; then nothing of it stays. `told` is the settings that may be shown."""
    place, name = places.here(), f"{now:%Y-%m-%dT%H-%M-%SZ}"
    with places.scratch(place.data, "backup") as scratch, places.turn(place):
        seal = sealing.to_write(target, scratch)
        removals.send(target, seal, scratch, now)
        if manifest.names_in(target.sizes(manifest.folder(name))):
            raise Refused(f"Une sauvegarde {name} existe déjà.")
        try:
            made = _Making(target, seal, scratch, name).make(place, now, told)
        except BaseException:
            rotation.undo(target, name)
            raise
        try:
            removed = rotation.rotate(target, keep, scratch)
        except Refused as error:
            told = f"La sauvegarde {name} est faite, mais rien d’ancien n’a été retiré"
            raise Refused(f"{told} : {error}") from error
    return Made(name=name, removed=removed, **made)


def tell_removals(now):
    """What was removed is known beside the backups at once; whoever makes one tells it too."""
    if not settings.BACKUP_TARGET or not Removal.objects.exists():
        return
    place = places.here()
    with (
        suppress(Busy),
        targets.opened(settings.BACKUP_TARGET) as target,
        places.scratch(place.data, "backup") as scratch,
        places.turn(place),
    ):
        removals.send(target, sealing.to_write(target, scratch), scratch, now)


class _Making:
    def __init__(self, target, seal, scratch, name):
        self.target, self.seal, self.scratch, self.name = target, seal, scratch, name
        self.sent = 0

    def make(self, place, now, told):
        copied = place.engine.copied(place.config, self.scratch)
        database = self._put_base(copied.archive)
        files, new = self._put_files()
        altered = _altered()
        parts = {database["part"]: database["stored"]}
        parts |= {self._object(each["sha256"]): each["stored"] for each in files.values()}
        self._look_at(parts)
        self._put_json(manifest.PARTS, parts, sealing.Seal())
        content = {
            "format": manifest.FORMAT,
            "name": self.name,
            "made_at": now.isoformat(),
            "application": release(),
            "engine": place.engine.NAME,
            "engine_version": copied.version,
            "client": copied.client,
            "migrations": copied.migrations,
            "rows": copied.rows,
            "settings": told,
            "key": self.seal.name,
            "database": database,
            "files": files,
            "altered": altered,
        }
        self._put_json(manifest.MANIFEST, content, self.seal)
        rows = sum(copied.rows.values())
        return {
            "rows": rows, "files": len(files), "new": new, "bytes": self.sent, "altered": altered
        }  # fmt: skip

    def _object(self, digest):
        return manifest.object_of(self.seal.name, digest, self.seal.suffix)

    def _put_base(self, archive):
        sealed = archive.with_name(archive.name + ".sealed")
        with archive.open("rb") as plain, sealed.open("wb") as file:
            self.seal.close(plain, file)
        archive.unlink()
        name = f"{manifest.folder(self.name)}/{archive.name}{self.seal.suffix}"
        return {
            "part": name,
            "stored": sealed.stat().st_size,
            "sha256": self._put_read(sealed, name),
        }

    def _put_read(self, path, name):
        """Put, and read what the target gives back: returns its SHA-256."""
        digest, again = manifest.digest(path), self.scratch / "again"
        self._put(path, name)
        path.unlink()
        self.target.get(name, again)
        if manifest.digest(again) != digest:
            raise Refused(NOT_WRITTEN.format(name))
        again.unlink()
        return digest

    def _put(self, path, name):
        self.target.put(path, name)
        self.sent += path.stat().st_size

    def _put_json(self, name, content, seal):
        path = self.scratch / name
        with path.open("wb") as file:
            seal.close(io.BytesIO(json.dumps(content, ensure_ascii=False).encode()), file)
        self._put_read(path, f"{manifest.folder(self.name)}/{name}{seal.suffix}")

    def _put_files(self):
        """({path: what is known of it}, how many the target had not)"""
        there = self._there()
        files, new = {}, 0
        for path in stored():
            try:
                with default_storage.open(path) as file:
                    content = file.read()
            except FileNotFoundError:  # removed since it was listed
                continue
            digest = sha256(content).hexdigest()
            name = self._object(digest)
            if name not in there:
                there[name] = self._put_file(content, name)
                new += 1
            files[path] = {"sha256": digest, "size": len(content), "stored": there[name]}
        return files, new

    def _put_file(self, content, name):
        path = self.scratch / "file"
        with path.open("wb") as file:
            self.seal.close(io.BytesIO(content), file)
        self._put(path, name)
        return path.stat().st_size

    def _there(self):
        """{object: bytes} of files, without those that have not the size they were put with."""
        sizes = self.target.sizes(f"{manifest.FILES}/{self.seal.name}")
        names = manifest.names_in(self.target.sizes(manifest.BACKUPS))
        known = manifest.parts(self.target, names[-1], self.scratch) if names else {}
        return {path: size for path, size in sizes.items() if known.get(path, size) == size}

    def _look_at(self, parts):
        sizes = self.target.sizes(f"{manifest.FILES}/{self.seal.name}")
        sizes |= self.target.sizes(manifest.folder(self.name))
        for name, size in parts.items():
            if sizes.get(name) != size:
                raise Refused(NOT_WRITTEN.format(name))


def stored(folder=""):
    """The files of the store, by their names, whatever it is made of."""
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:  # nothing was ever stored, or a folder was removed meanwhile
        return
    for name in sorted(files):
        path = f"{folder}{name}"
        if not path.startswith(PASSING) and not name.endswith(PART):
            yield path
    for name in sorted(folders):
        path = f"{folder}{name}/"
        if not path.startswith(PASSING):
            yield from stored(path)


def _altered():
    """What of the published is not what it was, in a sentence; a restored place is no better."""
    try:
        call_command("verify_publications", stdout=io.StringIO(), stderr=io.StringIO())
    except CommandError as error:
        return str(error)
    return ""
