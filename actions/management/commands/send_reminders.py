"""Write the digests that are due; safe to run every hour."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from actions.chases import reminders


class Command(BaseCommand):
    help = "Écrit les rappels de la semaine ou du mois ; send_mail les envoie."

    def handle(self, **options):
        fresh = reminders.send(timezone.localdate())
        self.stdout.write(f"Rappels : {fresh} courriel(s) à envoyer.")
