"""To whom a published version was sent."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from gtm.models import Agency, Mail


class Sending(models.Model):
    """A sending of a version; a later one reaches those left out before."""

    publication = models.ForeignKey(
        "meetings.Publication", models.CASCADE, related_name="sendings", verbose_name="version"
    )
    without_photos = models.BooleanField("sans les photos", default=False)
    words = models.TextField("mot d’accompagnement", max_length=2_000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "diffusion"
        ordering = ["-pk"]

    def __str__(self):
        return f"Diffusion {self.pk}"


class Addressee(models.Model):
    """An address of a sending; `because` says why it is one."""

    class Because(models.TextChoices):
        ATTENDED = "attended", "présent à la réunion"
        MEMBER = "member", "membre du groupe"
        LISTED = "listed", "sur la liste de diffusion"
        IN_CHARGE = "in_charge", "chargé d’une action"

    sending = models.ForeignKey(Sending, models.CASCADE, related_name="addressees")
    email = models.EmailField("adresse électronique")
    name = models.CharField("nom", max_length=150, blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    because = models.CharField("au titre de", max_length=10, choices=Because)
    mail = models.ForeignKey(Mail, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = "destinataire d’une diffusion"
        verbose_name_plural = "destinataires d’une diffusion"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sending", "email"],
                name="addressee_once_in_a_sending",
                violation_error_message="Cette adresse y est déjà.",
            ),
            models.CheckConstraint(condition=~Q(email=""), name="addressee_has_an_address"),
        ]

    def __str__(self):
        return self.email
