"""SQLite: its own online copy, of one instant, which no writer waits for."""

import gzip
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from django.db import connection
from django.db.backends.sqlite3.base import DatabaseWrapper

from gtm.keeping.copied import MIGRATIONS, Copied, same
from gtm.keeping.refusals import Refused

NAME = "SQLite"
ARCHIVE = "database.sqlite3.gz"
TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"


def copied(config, scratch):
    """The archive of a base in `scratch`. Raises `Refused` where it is not what the base is."""
    copy, archive = scratch / "copy.sqlite3", scratch / ARCHIVE
    with closing(_connected(config["NAME"])) as live:
        live.execute("BEGIN")
        rows = _rows(live)  # reading fixes the instant that is copied
        with closing(_connected(copy)) as made:
            live.backup(made)
            made.execute("PRAGMA journal_mode = DELETE")  # one file, whole
    migrations = read(copy, rows, "La copie")
    with copy.open("rb") as plain, gzip.open(archive, "wb", compresslevel=6) as packed:
        shutil.copyfileobj(plain, packed, 1 << 20)
    copy.unlink()
    return Copied(archive, rows, migrations, sqlite3.sqlite_version)


def read(path, rows, called):
    """Its last migrations. Raises `Refused` where it is ill, or has not the rows of `rows`."""
    with closing(_connected(path)) as base:
        try:
            [[state], *_] = base.execute("PRAGMA integrity_check").fetchall()
            orphans = base.execute("PRAGMA foreign_key_check").fetchall()
            found = _rows(base)
            migrations = dict(base.execute(MIGRATIONS).fetchall())
        except sqlite3.DatabaseError as error:
            raise Refused(f"{called} de la base ne se lit pas : {error}.") from error
    if state != "ok":
        raise Refused(f"{called} de la base est abîmée : {state}.")
    if orphans:
        raise Refused(f"{called} de la base a {len(orphans)} ligne(s) sans celle qu’elles nomment.")
    same(rows, found, called)
    return migrations


def may_restore(manifest, config):
    """SQLite reads its files of twenty years ago."""


def is_empty(config):
    path = Path(config["NAME"])
    if not path.exists():
        return True
    with closing(_connected(path)) as base:
        try:
            return not base.execute(TABLES).fetchall()
        except sqlite3.DatabaseError:
            return False


def unpacked(archive, rows, aside):
    """The base of an archive, looked through, in a file aside."""
    path = aside / "db.sqlite3"
    try:
        with gzip.open(archive) as packed, path.open("wb") as plain:
            shutil.copyfileobj(packed, plain, 1 << 20)
    except (EOFError, gzip.BadGzipFile) as error:
        raise Refused("La copie de la base ne se décompresse pas.") from error
    read(path, rows, "La copie")
    return path


def settle(path):
    """One file again, after others have written in it."""
    with closing(_connected(path)) as base:
        base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        base.execute("PRAGMA journal_mode = DELETE")
    path.chmod(0o600)


def rows(config):
    with closing(_connected(config["NAME"])) as base:
        return _rows(base)


def _connected(path):
    """As Django connects: constraints ask for its functions; but nothing is changed by looking."""
    wrapper = DatabaseWrapper(connection.settings_dict | {"NAME": str(path), "OPTIONS": {}})
    base = wrapper.get_new_connection(wrapper.get_connection_params())
    base.isolation_level = None
    return base


def _rows(base):
    """{table: how many rows}"""
    tables = [name for (name,) in base.execute(TABLES)]
    return {name: base.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608 - the base's own names
