"""Remind who has not answered a convocation, tell the secretaries what came in: safe every hour."""

from django.core.management.base import BaseCommand
from django.utils import timezone

from meetings.convocation import reminders


class Command(BaseCommand):
    help = "Relance les convoqués sans réponse et écrit le récapitulatif du jour."

    def handle(self, **options):
        now = timezone.now()
        reminded, told = reminders.send_due(now), reminders.recap(now)
        self.stdout.write(f"Convocations : {reminded} relance(s), {told} récapitulatif(s).")
