"""What was known of the actions, and when: beside the register, for figures of the past."""

from django.db import models
from django.db.models import Q

from actions.statuses import CLOSED, Status
from gtm.models import Known, WorkingGroup


class KnownAction(Known):
    """An action as it was known for a time: what lateness and the figures depend on.

    The days are those told; they may lie long before the instant at which they became known.
    """

    COLUMNS = ("group", "due_on", "status", "declared_on", "closed_on", "rescheduled_count")

    subject = models.ForeignKey("actions.ActionItem", models.CASCADE, related_name="known")
    group = models.ForeignKey(WorkingGroup, models.PROTECT, related_name="+")
    due_on = models.DateField("dernier jour dans les délais", null=True)
    status = models.CharField("statut", max_length=12, choices=Status)
    is_open = models.GeneratedField(
        expression=~Q(status__in=CLOSED), output_field=models.BooleanField(), db_persist=True
    )
    declared_on = models.DateField("déclaré fait le", null=True)
    closed_on = models.DateField("clos le", null=True)
    rescheduled_count = models.PositiveSmallIntegerField("reconduites", default=0)
    # Since when it is known closed, without a break; whether this very change put it off.
    closed_at = models.DateTimeField("su clos depuis le", null=True)
    puts_off = models.BooleanField("vient d’être reconduit", default=False)

    class Meta(Known.Meta):
        verbose_name = "état connu d’un point d’action"
        indexes = [
            models.Index(
                fields=["until", "known_at", "due_on", "status", "group", "subject"],
                name="known_action_open",
                condition=Q(is_open=True),
            ),
            models.Index(
                fields=["closed_at", "until", "known_at", "group"],
                name="known_action_closed",
                condition=Q(closed_at__isnull=False),
            ),
            models.Index(
                fields=["known_at", "group"],
                name="known_action_put_off",
                condition=Q(puts_off=True),
            ),
        ]

    @classmethod
    def backdate(cls, since, at):
        super().backdate(since, at)
        cls.objects.filter(closed_at__gte=since).update(closed_at=at)

    def follow(self, former, now):
        if self.status in CLOSED:
            self.closed_at = (former and former.closed_at) or now
        self.puts_off = bool(former and self.rescheduled_count > former.rescheduled_count)
