"""To whom a published version was sent."""

from django.conf import settings
from django.db import models
from django.db.models import Count, Q

from gtm.models import Agency, Mail, PersonalLink


class SendingQuerySet(models.QuerySet):
    def told(self):
        """With how many addresses, and by whom."""
        return self.annotate(count=Count("addressees")).select_related("by", "publication")


class Sending(models.Model):
    """A sending of a version; a later one reaches those left out before."""

    publication = models.ForeignKey(
        "meetings.Publication", models.CASCADE, related_name="sendings", verbose_name="version"
    )
    without_photos = models.BooleanField("sans les photos", default=False)
    words = models.TextField("mot d’accompagnement", max_length=2_000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("le")

    objects = SendingQuerySet.as_manager()

    class Meta:
        verbose_name = "diffusion"
        ordering = ["-pk"]

    def __str__(self):
        return f"Diffusion {self.pk}"


def told_reasons(reasons):
    """« présent à la réunion, membre du groupe »"""
    return ", ".join(str(Addressee.Because(each).label) for each in reasons)


class Addressee(models.Model):
    """An address of a sending; `because` joins the reasons why it is one by commas."""

    class Because(models.TextChoices):
        ATTENDED = "attended", "liste de présence"
        MEMBER = "member", "membre du groupe"
        LISTED = "listed", "liste de diffusion"
        IN_CHARGE = "in_charge", "points d’action"

    sending = models.ForeignKey(Sending, models.CASCADE, related_name="addressees")
    email = models.EmailField("adresse électronique")
    name = models.CharField("nom", max_length=150, blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    because = models.CharField("au titre de", max_length=60)
    # Where the PDF is not joined and the address is no account's: what opens it.
    link = models.OneToOneField(
        PersonalLink, models.SET_NULL, null=True, related_name="addressee", verbose_name="lien"
    )
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

    @property
    def reasons(self):
        return told_reasons(self.because.split(","))
