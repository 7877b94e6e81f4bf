"""Copy the whole database into an empty one of the other engine, and compare both."""

import os
import subprocess
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connections

from gtm import copying, values

TARGET = "target"
MANAGE = Path(__file__).parents[3] / "manage.py"


class Command(BaseCommand):
    help = (
        "Copie toute la base dans une base vide (SQLite ou PostgreSQL), puis compare lignes et "
        "empreintes ; rien n’y reste si quelque chose diffère. Arrêtez l’application avant."
    )

    def add_arguments(self, parser):
        parser.add_argument("to", metavar="URL", help="postgres://… ou sqlite:////…")

    def handle(self, to, **options):
        self.open(to)
        try:
            self.copy(to)
        finally:
            connections[TARGET].close()

    def open(self, to):
        try:
            config = values.database(to)
        except ValueError as fault:
            raise CommandError(f"L’adresse de la base {fault}.") from fault
        both = connections.configure_settings({"default": {}, TARGET: config})
        connections.settings[TARGET] = both[TARGET]
        try:
            found = connections[TARGET].introspection.table_names()
        except Error as fault:
            raise CommandError("Cette base ne répond pas. Existe-t-elle ?") from fault
        if found:
            raise CommandError("Cette base n’est pas vide. Donnez-en une où il n’y a rien.")

    def copy(self, to):
        self.there(to, "migrate", "--noinput", "--verbosity", "0")
        self.there(to, "createcachetable")
        try:
            tables, rows = copying.copy("default", TARGET)
        except copying.Differs as found:
            told = ", ".join(
                f"{table} ({here} ici, {there} là-bas)"
                for table, (here, there) in found.tables.items()
            )
            raise CommandError(
                f"La copie diffère, elle est défaite : {told}. Quelqu’un a-t-il écrit pendant la "
                "copie ? Arrêtez l’application et recommencez."
            ) from found
        self.there(to, "rebuild_search")
        self.stdout.write(
            f"{rows} lignes de {tables} tables copiées, les mêmes des deux côtés. "
            "Donnez maintenant cette adresse à DATABASE_URL ; les fichiers restent où ils sont."
        )

    def there(self, to, *arguments):
        """In a process of its own, for which the other database is the only one."""
        command = [sys.executable, str(MANAGE), *arguments]
        subprocess.run(  # noqa: S603 - ours
            command, env=os.environ | {"DATABASE_URL": to}, check=True, stdout=subprocess.DEVNULL
        )
