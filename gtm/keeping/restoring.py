"""The way back, into an empty place only: looked through first, put in place last.

A folder of files that carries `MARK` is that of a restoration under way: whoever was killed tries
again, with the same backup.
"""

import json
import os
import shutil
from pathlib import Path

import pypdfium2
from django.conf import settings
from django.db.migrations.loader import MigrationLoader

from gtm.keeping import manifest, removals, sealing, sqlite
from gtm.keeping.places import Place
from gtm.keeping.refusals import Refused
from gtm.keeping.targets import Missing
from gtm.storage import sync

MARK = ".restauration"
PUBLISHED, PDFS = "publications", 20  # what people have joined may open in nothing
STEADY = "gtm_user"  # the table that neither a migration nor `tidy` makes longer
NOT_EMPTY = "La base n’est pas vide : rien n’est restauré par-dessus."


def restore(target, name, place, aside):
    """(the manifest of what stands in `place` then, what was removed again). Raises `Refused`.

    `aside` is an empty folder of the same disk as the place.
    """
    under_way = _under_way(place, name)
    seal = sealing.to_read(target, aside)
    found = manifest.read(target, name, seal, aside)
    _look_at(found, place)
    ledger = aside / "ledger.json"
    ledger.write_text(json.dumps(removals.fetched(target, seal, aside)))
    if under_way and not place.engine.is_empty(place.config):
        if place.engine.rows(place.config).get(STEADY) != found["rows"][STEADY]:
            raise Refused(NOT_EMPTY)
        return _finished(place, found, ledger)
    scratch = Place(place.config | {"NAME": str(aside / "db.sqlite3")}, aside)
    archive = _fetch(target, found, seal, scratch)
    base = place.engine.unpacked(archive, found["rows"], aside)
    if place.engine is sqlite:
        removed = _verify(scratch, found, ledger)
    _put_files(place, scratch, name)
    if place.engine is sqlite:
        sqlite.settle(base)
        _put_base(base, Path(place.config["NAME"]))
        (place.files / MARK).unlink()
        return found, removed
    place.engine.load(base, place.config, found["rows"])
    return _finished(place, found, ledger)


def _under_way(place, name):
    """Whether a killed restoration of this backup is to be gone on with."""
    mark = place.files / MARK
    if mark.exists():
        if mark.read_text() != name:
            raise Refused(f"La restauration de {mark.read_text()} n’est pas finie : reprenez-la.")
        return True
    if place.files.exists() and any(place.files.iterdir()):
        raise Refused(f"Le dossier {place.files} n’est pas vide : rien n’est restauré par-dessus.")
    if not place.engine.is_empty(place.config):
        raise Refused(NOT_EMPTY)
    return False


def _look_at(found, place):
    if found["engine"] != place.engine.NAME:
        raise Refused(
            f"Cette sauvegarde est d’une base {found['engine']} ; DATABASE_URL nomme une base "
            f"{place.engine.NAME}."
        )
    place.engine.may_restore(found, place.config)
    known = MigrationLoader(None).disk_migrations
    for app, last in sorted(found["migrations"].items()):
        if (app, last) not in known:
            raise Refused(
                "Cette sauvegarde est plus récente que ce programme, qui ne connaît pas "
                f"{app} {last}."
            )


def _fetch(target, found, seal, scratch):
    """All parts, looked through, in a folder aside; returns the archive of the base."""
    sizes = target.sizes(manifest.FILES) | target.sizes(manifest.folder(found["name"]))
    named = {
        manifest.object_of(found["key"], each["sha256"], _suffix(found)): each["stored"]
        for each in found["files"].values()
    }
    database = found["database"]
    for part, stored in {database["part"]: database["stored"], **named}.items():
        _refuse_unless_whole(part, stored, sizes.get(part))
    for path, each in found["files"].items():
        _fetch_file(target, found, seal, each, scratch.files / path)
    return _fetch_base(target, database, seal, scratch.data)


def _suffix(found):
    return ".age" if found["database"]["part"].endswith(".age") else ""


def _refuse_unless_whole(part, stored, size):
    if size is None:
        raise Refused(f"Partie manquante : {part}.")
    if size < stored:
        raise Refused(f"Partie tronquée : {part} a {size} octets au lieu de {stored}.")
    if size > stored:
        raise Refused(f"Partie altérée : {part} a {size} octets au lieu de {stored}.")


def _fetch_file(target, found, seal, each, path):
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = manifest.object_of(found["key"], each["sha256"], _suffix(found))
    _open(target, part, seal, path)
    if path.stat().st_size != each["size"] or manifest.digest(path) != each["sha256"]:
        raise Refused(f"Partie altérée : {part} n’a plus l’empreinte du manifeste.")


def _fetch_base(target, database, seal, aside):
    part = database["part"]
    archive = aside / Path(part).name.removesuffix(".age")
    _open(target, part, seal, archive, database["sha256"])
    return archive


def _open(target, part, seal, path, digest=None):
    sealed = path.with_name(path.name + ".sealed")
    try:
        target.get(part, sealed)
    except Missing as error:
        raise Refused(f"Partie manquante : {part}.") from error
    if digest and manifest.digest(sealed) != digest:
        raise Refused(f"Partie altérée : {part} n’a plus l’empreinte du manifeste.")
    try:
        with sealed.open("rb") as reader, path.open("wb") as writer:
            seal.open(part, reader, writer)
    except sealing.Altered as error:
        raise Refused(f"Partie altérée : {part} n’est plus ce qui a été chiffré.") from error
    sealed.unlink()


def _put_files(place, scratch, name):
    scratch.files.mkdir(exist_ok=True, mode=0o700)
    (scratch.files / MARK).write_text(name)
    for path in (scratch.files, *scratch.files.rglob("*")):  # as the store leaves them
        is_folder = path.is_dir()
        path.chmod(
            settings.FILE_UPLOAD_DIRECTORY_PERMISSIONS
            if is_folder
            else settings.FILE_UPLOAD_PERMISSIONS
        )
    os.sync()
    if place.files.exists():  # empty, or what a kill has left; never seen without its mark
        place.files.rename(scratch.data / "before")
    place.data.mkdir(parents=True, exist_ok=True)
    scratch.files.rename(place.files)


def _put_base(base, path):
    path.parent.mkdir(parents=True, exist_ok=True)
    whole = path.with_name(f"{path.name}{MARK}")
    shutil.move(base, whole)  # which may be another disk
    sync(whole)
    for rest in ("-wal", "-shm"):
        path.with_name(f"{path.name}{rest}").unlink(missing_ok=True)
    whole.rename(path)
    sync(path.parent)


def _finished(place, found, ledger):
    removed = _verify(place, found, ledger)
    (place.files / MARK).unlink()
    return found, removed


def _verify(place, found, ledger):
    """Bring a restored base up to this program, look at it, remove again what was removed."""
    place.manage("migrate", "--noinput", "--verbosity=0")
    try:
        place.manage("verify_publications")
    except Refused as error:
        if not found["altered"]:
            raise Refused(f"Restaurée, mais altérée : {error}") from error
    for path in _sample(sorted((place.files / PUBLISHED).rglob("*.pdf"))):
        _open_pdf(path)
    removed = place.manage("remove_again", str(ledger))
    place.manage("tidy")
    return removed


def _sample(paths):
    return paths[:: max(1, len(paths) // PDFS)][:PDFS]


def _open_pdf(path):
    try:
        document = pypdfium2.PdfDocument(path)
        pages = len(document)
        document.close()
    except pypdfium2.PdfiumError as error:
        raise Refused(f"Un PDF restauré ne s’ouvre pas : {path.name}.") from error
    if not pages:
        raise Refused(f"Un PDF restauré n’a pas de page : {path.name}.")
