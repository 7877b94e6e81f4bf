"""Who reads a published version: links that open its PDF to others, and downloads, counted."""

from django.db import models
from django.db.models import Max, Q, Sum

from gtm import access
from gtm.models import Agency, PersonalLink


class SharedLinkQuerySet(models.QuerySet):
    def told(self):
        """With how often each opened its PDF, and when last."""
        counted = {"count": Sum("downloads__count"), "last_on": Max("downloads__last_on")}
        return self.annotate(**counted).select_related("link__made_by")


class SharedLink(models.Model):
    """A link that opens one version to whoever holds it; each of its readers is not known."""

    publication = models.ForeignKey(
        "meetings.Publication", models.CASCADE, related_name="shared_links", verbose_name="version"
    )
    link = models.OneToOneField(
        PersonalLink, models.PROTECT, related_name="shared", verbose_name="lien"
    )
    whom = models.CharField("pour qui", max_length=150)
    without_photos = models.BooleanField("sans les photos", default=False)

    objects = SharedLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "lien partagé"
        verbose_name_plural = "liens partagés"
        ordering = ["-pk"]

    def __str__(self):
        return self.whom


class FrameLink(models.Model):
    """A link by which somebody without an account fills in the Word file of a meeting."""

    meeting = models.ForeignKey(
        "meetings.Meeting", models.CASCADE, related_name="frame_links", verbose_name="réunion"
    )
    link = models.OneToOneField(
        PersonalLink, models.PROTECT, related_name="frame", verbose_name="lien"
    )
    whom = models.CharField("au nom de", max_length=150)

    class Meta:
        verbose_name = "lien vers une trame"
        verbose_name_plural = "liens vers une trame"
        ordering = ["-pk"]

    def __str__(self):
        return self.whom


class DownloadQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(access.downloads_visible(user))


class Download(models.Model):
    """How often a PDF was delivered in a month: to a structure, by a shared link, to the public,
    to others. Of the public, it is the PDF of a public version of that version.

    Neither a person nor a network address is kept.
    """

    publication = models.ForeignKey(
        "meetings.Publication", models.CASCADE, related_name="downloads", verbose_name="version"
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, related_name="downloads", verbose_name="structure"
    )
    shared = models.ForeignKey(
        SharedLink, models.CASCADE, null=True, related_name="downloads", verbose_name="lien"
    )
    is_public = models.BooleanField("public", default=False)
    month = models.DateField("mois")  # its first day
    count = models.PositiveIntegerField("téléchargements", default=0)
    last_on = models.DateField("le dernier le")

    objects = DownloadQuerySet.as_manager()

    class Meta:
        verbose_name = "téléchargements"
        verbose_name_plural = "téléchargements"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "agency", "month"], name="download_of_agency_once_a_month"
            ),
            models.UniqueConstraint(
                fields=["shared", "month"], name="download_of_link_once_a_month"
            ),
            models.UniqueConstraint(
                fields=["publication", "is_public", "month"],
                condition=Q(agency=None, shared=None),
                name="download_of_others_once_a_month",
            ),
            models.CheckConstraint(
                condition=Q(agency=None) | Q(shared=None), name="download_by_agency_or_link"
            ),
            models.CheckConstraint(
                condition=Q(is_public=False) | Q(agency=None, shared=None),
                name="download_of_the_public_by_nobody_known",
            ),
        ]

    def __str__(self):
        return f"{self.publication_id} {self.month:%m/%Y} : {self.count}"
