"""What everybody may read: versions made public, one at a time of a meeting."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse


class PublicVersionQuerySet(models.QuerySet):
    def current(self):
        return self.filter(ended_at=None)

    def listed(self):
        """For lists: without the texts."""
        found = self.defer("document", "publication__document").select_related(
            "publication", "meeting__group"
        )
        return found.order_by("-date", "-pk")


class PublicVersion(models.Model):
    """A version as everybody may read it: its text without names, and its own PDF.

    Never changed afterwards; it ends when it is taken back, or when a later one takes its place.
    """

    meeting = models.ForeignKey(
        "meetings.Meeting", models.PROTECT, related_name="public_versions", verbose_name="réunion"
    )
    publication = models.ForeignKey(
        "meetings.Publication",
        models.PROTECT,
        related_name="public_versions",
        verbose_name="version",
    )
    slug = models.SlugField("adresse publique", max_length=120)  # kept from one to the next
    # As its text says them: the columns of the meeting follow what is being corrected.
    date = models.DateField("date de la réunion")
    title = models.CharField("titre", max_length=300)
    document = models.JSONField("texte public")
    document_sha256 = models.CharField("empreinte du texte", max_length=64)
    left_out = models.JSONField("passages laissés de côté", default=list)
    sha256 = models.CharField("empreinte du PDF", max_length=64, db_index=True)
    size = models.PositiveIntegerField("octets")
    signer = models.CharField("signée par", max_length=200, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("rendue publique le")
    ended_at = models.DateTimeField("retirée le", null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = PublicVersionQuerySet.as_manager()

    class Meta:
        verbose_name = "version publique"
        verbose_name_plural = "versions publiques"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["slug"], name="public_version_by_address")]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(ended_at=None), name="one_public_version_a_meeting"
            ),
        ]

    def __str__(self):
        return f"{self.publication}, version publique"

    def get_absolute_url(self):
        return reverse("meetings:public_detail", args=[self.slug])

    @property
    def file_name(self):
        return f"compte-rendu-{self.slug}-v{self.publication.version}-public"

    @property
    def published_on(self):
        return self.publication.published_on
