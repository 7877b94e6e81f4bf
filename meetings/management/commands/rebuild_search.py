"""Put published minutes into the index: those that are missing, or all of them."""

from django.core.management.base import BaseCommand

from meetings.search import indexing


class Command(BaseCommand):
    help = "Complète l’index de la recherche ; --all le refait en entier."

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="refaire l’index en entier")

    def handle(self, **options):
        count = indexing.rebuild(everything=options["all"])
        self.stdout.write(f"Textes mis à l’index : {count}.")
