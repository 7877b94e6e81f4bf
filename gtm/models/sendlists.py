"""Who else gets what a group publishes, and who asked for no more of it."""

from django.db import models
from django.db.models.functions import Lower

from gtm.models.structures import Agency, WorkingGroup


class ListEntry(models.Model):
    """An address of a group's sending list, and what it gets."""

    class Gets(models.TextChoices):
        FULL = "full", "le PDF"
        LIGHT = "light", "le PDF sans photos"
        LINK = "link", "un lien"

    group = models.ForeignKey(
        WorkingGroup, models.CASCADE, related_name="list_entries", verbose_name="groupe"
    )
    email = models.EmailField("adresse électronique")
    name = models.CharField("nom", max_length=150, blank=True)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="structure"
    )
    gets = models.CharField("reçoit", max_length=8, choices=Gets, default=Gets.FULL)

    class Meta:
        verbose_name = "adresse de diffusion"
        verbose_name_plural = "adresses de diffusion"
        ordering = ["email"]
        constraints = [
            models.UniqueConstraint(
                "group",
                Lower("email"),
                name="address_once_in_a_list",
                violation_error_message="Cette adresse est déjà sur la liste.",
            ),
        ]

    def __str__(self):
        return self.email


class Unsubscription(models.Model):
    """An address that wants no optional mail any more, of any group; convocations still come."""

    email = models.EmailField("adresse électronique", unique=True)
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "désinscription"
        ordering = ["-pk"]

    def __str__(self):
        return self.email
