"""What was known of the meetings, and when: which were held, published, missing at an instant."""

from django.db import models

from gtm.models import Known, WorkingGroup
from meetings import choices


class KnownMeeting(Known):
    """A meeting as it was known for a time.

    One that was created by mistake and forgotten since was known all the same: it stays here.
    """

    COLUMNS = ("group", "date", "state", "published_version", "removed_at")

    subject = models.ForeignKey(
        "meetings.Meeting", models.DO_NOTHING, related_name="known", db_constraint=False
    )
    group = models.ForeignKey(WorkingGroup, models.PROTECT, related_name="+")
    date = models.DateField("date")
    state = models.CharField("état", max_length=12, choices=choices.State)
    published_version = models.PositiveIntegerField("version publiée", default=0)
    removed_at = models.DateTimeField("retirée le", null=True)

    class Meta(Known.Meta):
        verbose_name = "état connu d’une réunion"
        indexes = [
            models.Index(
                fields=["until", "known_at", "group", "state", "date", "published_version"],
                name="known_meeting_at",
            ),
        ]
