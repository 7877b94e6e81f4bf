"""Send the mails that wait; safe to run every minute, and twice at once."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from gtm import notices, outbox


class Command(BaseCommand):
    help = "Envoie les courriels en attente."

    def handle(self, **options):
        notices.write_mails(timezone.now())
        sent, failed = outbox.send(timezone.now)
        self.stdout.write(f"Courriels : {sent} envoyé(s), {failed} à réessayer.")
