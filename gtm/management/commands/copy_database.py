"""Copy the whole database into an empty one of the other engine, and compare both."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connections

from gtm import copying, values
from gtm.keeping.places import Place
from gtm.keeping.refusals import Refused

TARGET = "target"


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
            self.copy()
        except Refused as refusal:
            raise CommandError(str(refusal)) from refusal
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

    def copy(self):
        there = Place(connections.settings[TARGET], settings.DATA_DIR)
        there.manage("migrate", "--noinput", "--verbosity", "0")
        there.manage("createcachetable")
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
        there.manage("rebuild_search")
        self.stdout.write(
            f"{rows} lignes de {tables} tables copiées, les mêmes des deux côtés. "
            "Donnez maintenant cette adresse à DATABASE_URL ; les fichiers restent où ils sont."
        )
