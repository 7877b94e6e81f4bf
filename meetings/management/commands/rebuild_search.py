"""Put published minutes into the index: those that are missing, or all of them."""

from gtm.management.recorded import RecordedCommand
from meetings.search import indexing


class Command(RecordedCommand):
    help = "Complète l’index de la recherche ; --all le refait en entier."

    def add_arguments(self, parser):
        parser.add_argument("--all", action="store_true", help="refaire l’index en entier")

    def handle(self, **options):
        count = indexing.rebuild(everything=options["all"])
        return f"Textes mis à l’index : {count}."
