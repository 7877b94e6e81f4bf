"""Remind who has not answered a convocation, tell the secretaries what came in: safe every hour."""

from django.utils import timezone

from gtm.management.recorded import RecordedCommand
from meetings.convocation import reminders


class Command(RecordedCommand):
    help = "Relance les convoqués sans réponse et écrit le récapitulatif du jour."

    def handle(self, **options):
        now = timezone.now()
        reminded, told = reminders.send_due(now), reminders.recap(now)
        return f"Convocations : {reminded} relance(s), {told} récapitulatif(s)."
