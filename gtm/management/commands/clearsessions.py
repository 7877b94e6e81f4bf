"""Django's own, whose last run the status page shows."""

from django.contrib.sessions.management.commands import clearsessions

from gtm.management.recorded import RecordedCommand


class Command(RecordedCommand, clearsessions.Command):
    help = "Oublie les sessions finies."
