"""Send the mails that wait; safe to run every minute, and twice at once."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from gtm import outbox


class Command(BaseCommand):
    help = "Envoie les courriels en attente."

    def handle(self, **options):
        sent, failed = outbox.send(timezone.now)
        self.stdout.write(f"Courriels : {sent} envoyé(s), {failed} à réessayer.")
