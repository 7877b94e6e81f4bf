"""Write the digests that are due; safe to run every hour."""

from django.utils import timezone

from actions.chases import reminders
from gtm.management.recorded import RecordedCommand


class Command(RecordedCommand):
    help = "Écrit les rappels de la semaine ou du mois ; send_mail les envoie."

    def handle(self, **options):
        fresh = reminders.send(timezone.localdate())
        return f"Rappels : {fresh} courriel(s) à envoyer."
