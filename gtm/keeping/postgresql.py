"""PostgreSQL: pg_dump in one snapshot, which the counts share.

A snapshot is of one connection: where the application goes through PgBouncer, backups go straight
to the server (`BACKUP_DATABASE_URL`).
"""

import os
import re
import subprocess
from contextlib import closing, contextmanager

import psycopg2
from psycopg2 import sql
from psycopg2.errors import LockNotAvailable
from psycopg2.extensions import make_dsn

from gtm.keeping.copied import MIGRATIONS, Copied, same
from gtm.keeping.refusals import Refused

NAME = "PostgreSQL"
ARCHIVE = "database.dump"
TABLES = (
    "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname = 'public' AND c.relkind = 'r'"
)
ANYTHING = (
    "SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    "WHERE n.nspname <> 'information_schema' AND left(n.nspname, 3) <> 'pg_'"
)
COPY = re.compile(rb'COPY public\."?(\w+)"? \(')
TURN = 6_714_002  # the advisory lock of whoever copies this base


def copied(config, scratch):
    """The archive of a base in `scratch`. Raises `Refused` where it is not what the base is."""
    archive = scratch / ARCHIVE
    with closing(connected(config)) as live, live.cursor() as cursor:
        client, server = _client("pg_dump"), live.server_version // 10_000
        if client < server:
            raise Refused(_older("pg_dump", client, server))
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        [[snapshot]] = cursor.fetchall()
        rows = _rows(cursor)
        cursor.execute(MIGRATIONS)
        migrations = dict(cursor.fetchall())
        plain = ("--format=custom", "--no-owner", "--no-privileges")
        _run(config, "pg_dump", *plain, f"--snapshot={snapshot}", f"--file={archive}")
        same(rows, _rows_of(archive), "La copie")
        version = live.server_version
    return Copied(archive, rows, migrations, f"{version // 10_000}.{version % 10_000}", client)


def may_restore(manifest, config):
    """Raises `Refused` where the client or the server is older than what made the archive."""
    made, client = manifest["client"], _client("pg_restore")
    if client < made:
        raise Refused(_older("pg_restore", client, made))
    with closing(connected(config)) as live:
        server = live.server_version // 10_000
    if server < made:
        raise Refused(
            f"Le serveur PostgreSQL {server} est plus ancien que la sauvegarde, faite par "
            f"PostgreSQL {made}."
        )


def is_empty(config):
    with closing(connected(config)) as live, live.cursor() as cursor:
        cursor.execute(ANYTHING)
        return cursor.fetchone() == (0,)


def unpacked(archive, rows, aside):
    """The archive itself, whose rows were counted."""
    same(rows, _rows_of(archive), "La copie")
    return archive


def load(archive, config, rows):
    """All of an archive into an empty base, or nothing of it."""
    plain = ("--no-owner", "--no-privileges")
    _run(config, "pg_restore", "--single-transaction", "--exit-on-error", *plain, archive)
    with closing(connected(config)) as live, live.cursor() as cursor:
        same(rows, _rows(cursor), "La base restaurée")


@contextmanager
def beside(config):
    """An empty base of the same server, until the end; what a kill has left is dropped first."""
    name = f"{config['NAME'][:50]}_essai"
    with closing(connected(config)) as live:
        live.autocommit = True
        with live.cursor() as cursor:
            drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
            make = sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name))
            try:
                cursor.execute(drop)
                cursor.execute(make)
            except psycopg2.errors.InsufficientPrivilege as error:
                raise Refused(
                    "L’essai demande une base à côté : donnez CREATEDB à l’utilisateur "
                    f"{config['USER']} de PostgreSQL."
                ) from error
            try:
                yield config | {"NAME": name}
            finally:
                cursor.execute(drop)


@contextmanager
def turn(config):
    """Whether nobody else copies this base, from whichever machine.

    A kill ends the turn, as soon as the server has noticed it.
    """
    with closing(connected(config)) as live, live.cursor() as cursor:
        live.autocommit = True
        cursor.execute("SET lock_timeout = '5s'")
        try:
            cursor.execute("SELECT pg_advisory_lock(%s)", [TURN])
            is_ours = True
        except LockNotAvailable:
            is_ours = False
        yield is_ours


def rows(config):
    with closing(connected(config)) as live, live.cursor() as cursor:
        return _rows(cursor)


def connected(config):
    try:
        return psycopg2.connect(_address(config), password=config["PASSWORD"] or None)
    except psycopg2.OperationalError as error:
        raise Refused(f"PostgreSQL ne répond pas : {error}".strip()) from error


def _address(config):
    names = {"dbname": "NAME", "user": "USER", "host": "HOST", "port": "PORT"}
    parts = {ours: config[theirs] for ours, theirs in names.items() if config.get(theirs)}
    more = {name: value for name, value in config["OPTIONS"].items() if name.islower()}
    return make_dsn(**more, **parts)


def _run(config, program, *words):
    """A program of PostgreSQL; its password is not among its words, which all may read."""
    secret = {"PGPASSWORD": str(config["PASSWORD"])} if config["PASSWORD"] else {}
    command = [program, f"--dbname={_address(config)}", *words]
    ended = subprocess.run(command, env=os.environ | secret, capture_output=True, check=False)  # noqa: S603 - ours
    if ended.returncode:
        told = " ".join(ended.stderr.decode(errors="replace").split())[:300]
        raise Refused(f"{program} a échoué : {told}")


def _client(program):
    try:
        told = subprocess.run([program, "--version"], capture_output=True, check=True).stdout  # noqa: S603 - ours
    except FileNotFoundError as error:
        raise Refused(f"{program} est absent : installez postgresql-client.") from error
    return int(re.search(rb"\) (\d+)", told)[1])


def _older(program, client, wanted):
    return (
        f"{program} {client} est plus ancien que PostgreSQL {wanted} : installez "
        f"postgresql-client-{wanted}."
    )


def _rows(cursor):
    """{table: how many rows}"""
    cursor.execute(TABLES)
    found = {}
    for (name,) in cursor.fetchall():
        cursor.execute(sql.SQL("SELECT count(*) FROM public.{}").format(sql.Identifier(name)))
        [found[name]] = cursor.fetchone()
    return found


def _rows_of(archive):
    """The same of an archive, whose every line is read."""
    command = ["pg_restore", "--data-only", "--file=-", str(archive)]
    found, table = {}, None
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as reading:  # noqa: S603 - ours
        for line in reading.stdout:
            if table is None:
                if begun := COPY.match(line):
                    table = begun[1].decode()
                    found[table] = 0
            elif line == b"\\.\n":
                table = None
            else:
                found[table] += 1
    if reading.returncode:
        raise Refused("La copie de la base ne se lit pas jusqu’au bout.")
    return found
