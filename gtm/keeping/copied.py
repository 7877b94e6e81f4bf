"""What is known of the copy of a base, whichever engine made it."""

from dataclasses import dataclass
from pathlib import Path

from gtm.keeping.refusals import Refused

MIGRATIONS = "SELECT app, name FROM django_migrations ORDER BY id"


@dataclass(frozen=True)
class Copied:
    archive: Path
    rows: dict[str, int]  # of each table, in the very instant that was copied
    migrations: dict[str, str]  # the last one of each app
    version: str
    client: int = 0  # the major version of what wrote the archive, where that counts


def same(rows, found, called):
    """Raises `Refused` unless a copy has the rows of its base."""
    for table in sorted(rows.keys() | found.keys()):
        if rows.get(table) != found.get(table):
            told = f"{table} a {found.get(table, 0)} ligne(s) au lieu de {rows.get(table, 0)}"
            raise Refused(f"{called} n’est pas ce qu’était la base : {told}.")
