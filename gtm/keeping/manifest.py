"""What a backup says of itself. It is put last: where none stands, there is no backup."""

import hashlib
import json

from gtm.keeping import sealing
from gtm.keeping.refusals import Refused
from gtm.keeping.targets import Missing

FORMAT = 1
BACKUPS, FILES = "backups", "files"
MANIFEST, PARTS = "manifest.json", "parts.json"
KNOWN = {
    *("format", "name", "made_at", "application", "engine", "engine_version", "client"),
    *("migrations", "rows", "settings", "database", "files", "key", "altered"),
}


def folder(name):
    return f"{BACKUPS}/{name}"


def object_of(key, sha256, suffix):
    """Where a file stands in a target: once, whichever backups name it."""
    return f"{FILES}/{key}/{sha256[:2]}/{sha256}{suffix}"


def names_in(sizes):
    """The backups among what stands in a target, the oldest first."""
    paths = (path.split("/") for path in sizes)
    return sorted(
        path[1]
        for path in paths
        if len(path) == 3 and path[0] == BACKUPS and path[2] in (MANIFEST, f"{MANIFEST}.age")
    )


def newest(target):
    names = names_in(target.sizes(BACKUPS))
    if not names:
        raise Refused("La cible n’a aucune sauvegarde.")
    return names[-1]


def parts(target, name, scratch):
    """{object: bytes} that a backup names, which anybody may read: rotation has no key."""
    path = scratch / PARTS
    try:
        target.get(f"{folder(name)}/{PARTS}", path)
        return json.loads(path.read_bytes())
    except (Missing, ValueError) as error:
        raise Refused(f"La liste des fichiers de la sauvegarde {name} ne se lit pas.") from error


def read(target, name, seal, scratch):
    """Raises `Refused` where there is none, or none that can be believed."""
    stands = f"{folder(name)}/{MANIFEST}"
    if name not in names_in(sizes := target.sizes(folder(name))):
        raise Refused(f"Il n’y a pas de sauvegarde {name} dans la cible.")
    stands += "" if stands in sizes else ".age"
    path = scratch / MANIFEST
    target.get(stands, path)
    try:
        found = json.loads(sealing.opened_bytes(seal, stands, path))
    except sealing.Altered as error:
        raise Refused(f"Sauvegarde altérée : {stands} n’est plus ce qui a été écrit.") from error
    except ValueError as error:
        raise Refused(f"{name} n’est pas une sauvegarde : son manifeste ne se lit pas.") from error
    if not isinstance(found, dict) or "format" not in found:
        raise Refused(f"{name} n’est pas une sauvegarde : son manifeste ne se lit pas.")
    if found["format"] != FORMAT:
        raise Refused(f"La sauvegarde {name} est plus récente que ce programme.")
    if found.keys() != KNOWN or found["name"] != name:
        raise Refused(f"{name} n’est pas une sauvegarde : son manifeste est incomplet.")
    return found


def digest(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
