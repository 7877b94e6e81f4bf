"""The ground that everything stands on: base, disk, files, migrations, clock."""

import shutil
import sqlite3
import tempfile
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import Error, OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.models import F

from gtm import locks
from gtm.models import TaskRun
from gtm.typography import counted, file_size
from gtm.watching.lights import Check, Light

LITTLE, NOTHING = (
    2_000_000_000,
    300_000_000,
)  # free on the disk: to watch, and too little for a photo or two
LOCK_NOT_AVAILABLE = "55P03"  # of PostgreSQL
APART, FAR = timedelta(seconds=5), timedelta(minutes=2)  # two clocks


def database(now):
    """Writes, and takes it back: nothing reaches the disk. One that is busy is no ill one."""
    told = f"{engine()}, accepte d’écrire."
    try:
        with locks.impatient():
            TaskRun.objects.filter(name="watch").update(seconds=F("seconds"))
            transaction.set_rollback(True)
    except OperationalError as error:
        if not _is_busy(error):
            raise
        told = f"{engine()}, occupée par une autre écriture."
    figures = {"database_bytes": database_size()}
    return Check("base", "Base de données", Light.GOOD, told, stops=True, figures=figures)


def database_ill(error):
    """What stands there instead where the base refuses."""
    told = f"La base refuse d’écrire ou ne répond pas ({type(error).__name__})."
    todo = (
        "Regardez si PostgreSQL tourne (systemctl status postgresql) et si son disque est plein ; "
        "avec SQLite, si le dossier DATA_DIR appartient au compte qui fait tourner l’application."
    )
    return Check("base", "Base de données", Light.BAD, told, todo, stops=True)


def _is_busy(error):
    cause = error.__cause__
    code = getattr(cause, "sqlite_errorcode", 0) & 0xFF  # the rest of it is the circumstance
    is_held = code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    return is_held or getattr(cause, "pgcode", None) == LOCK_NOT_AVAILABLE


def engine():
    """« PostgreSQL 17.2 », without asking a base that does not answer."""
    if connection.vendor == "sqlite":
        return f"SQLite {sqlite3.sqlite_version}"
    number = connection.pg_version
    return f"PostgreSQL {number // 10_000}.{number % 10_000}"


def database_size():
    """Bytes."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return cursor.fetchone()[0]
    path = Path(settings.DATABASES["default"]["NAME"])
    return sum(each.stat().st_size for each in path.parent.glob(f"{path.name}*"))


def disk(now):
    free = shutil.disk_usage(_existing(settings.DATA_DIR)).free
    light = Light.BAD if free < NOTHING else Light.WARN if free < LITTLE else Light.GOOD
    todo = ""
    if light != Light.GOOD:
        todo = (
            "Libérez de la place : anciennes sauvegardes, journaux du système (journalctl "
            "--vacuum-size=200M). Rien de DATA_DIR ne s’efface à la main."
        )
    told = f"Il reste {file_size(free)} sur le disque de l’application."
    figures = {"disk_free_bytes": free}
    return Check("disque", "Place sur le disque", light, told, todo, True, figures)


def files(now):
    """An unnamed file, which is gone when closed: one killed here leaves nothing behind."""
    title = "Photos et PDF"
    try:
        if isinstance(default_storage, FileSystemStorage):
            folder = Path(default_storage.location)
            folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=folder) as file:
                file.write(b"1")
        else:
            default_storage.exists("sante")
    except OSError as error:
        told = f"Le dossier des fichiers refuse d’écrire ({error.strerror})."
        todo = "Regardez la place du disque et à qui appartient DATA_DIR/files."
        return Check("fichiers", title, Light.BAD, told, todo, stops=True)
    return Check("fichiers", title, Light.GOOD, "Les fichiers s’écrivent.", stops=True)


class Waiting(Exception):
    """How many migrations wait."""


def migrations(now):
    title = "Version de la base"
    try:
        complete()
    except Waiting as waiting:
        told = f"{counted(waiting.args[0], 'migration')} en attente : la base est d’avant."
        todo = "Lancez « manage.py migrate » après une sauvegarde."
        return Check("migrations", title, Light.BAD, told, todo, stops=True)
    return Check("migrations", title, Light.GOOD, "La base suit l’application.", stops=True)


@cache
def complete():
    """Raises `Waiting`, which is not kept; once none waits for the code of a process, none will."""
    executor = MigrationExecutor(connection)
    if waiting := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Waiting(len(waiting))


def clock(now):
    """Against that of the base; with SQLite, which has none, against what it was last told."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT clock_timestamp()")
            gap = abs(cursor.fetchone()[0] - now)
    else:
        last = TaskRun.objects.order_by("-began_at").values_list("began_at", flat=True).first()
        gap = max(last - now, timedelta(0)) if last else timedelta(0)
    title = "Heure du serveur"
    if gap <= APART:
        return Check("horloge", title, Light.GOOD, "Elle est celle de la base.")
    light = Light.BAD if gap > FAR else Light.WARN
    told = f"Elle s’écarte de {counted(int(gap.total_seconds()), 'seconde')} de la base."
    todo = "Remettez le serveur à l’heure (timedatectl set-ntp true)."
    return Check("horloge", title, light, told, todo)


def _existing(path):
    return next(each for each in (path, *path.parents) if each.exists())


REFUSALS = (Error, OSError)
