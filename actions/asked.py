"""What a personal link to answer opens: the actions that its letter asked about, no other."""

from django.db import models

from gtm.models import PersonalLink


class AskedAction(models.Model):
    """One action that the holder of a link was asked about."""

    link = models.ForeignKey(PersonalLink, models.CASCADE, related_name="asked")
    action = models.ForeignKey("actions.ActionItem", models.CASCADE, related_name="asked")

    class Meta:
        verbose_name = "point d’action demandé"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["link", "action"], name="asked_once_per_link")
        ]

    def __str__(self):
        return f"{self.link_id} : {self.action_id}"
