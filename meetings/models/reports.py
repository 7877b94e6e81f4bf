"""The secretariat's report of a period: one row each, its saved texts, its signed versions."""

import uuid
from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from gtm import access
from gtm.models import Appended, Territory
from gtm.typography import MONTHS, NBSP, day_of
from meetings import choices
from meetings.models.saved import SavedText
from meetings.models.steps import LIMIT

_BEGINS = {"month": range(1, 13), "quarter": (1, 4, 7, 10), "half": (1, 7), "year": (1,)}


def month_after(day, count):
    """The first day of the month that comes `count` months after that of a day."""
    months = day.year * 12 + day.month - 1 + count
    return date(months // 12, months % 12 + 1, 1)


class ReportQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(access.reports_visible(user))

    def written_by(self, user):
        return self.filter(access.reports_written(user))

    def removable_by(self, user):
        return self.filter(access.reports_removable(user))

    def removed(self):
        """The last removed first."""
        removed = self.filter(removed_at__isnull=False).select_related("region", "removed_by")
        return removed.defer("document").order_by("-removed_at")

    def listed(self):
        """Without the texts, the latest period first, the shorter before the longer."""
        found = self.select_related("region", "created_by").defer("document")
        return found.order_by("-first_on", "span", "region__name", "-created_at")


class PresentReports(models.Manager.from_queryset(ReportQuerySet)):
    """Without those that were removed."""

    def get_queryset(self):
        return super().get_queryset().filter(removed_at=None)


class Report(models.Model):
    """The text being written of a period and a region; without a region it is the country's.

    Several may be of one period and region: the screen warns of twins.
    """

    Span = choices.ReportSpan

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    span = models.CharField("durée", max_length=8, choices=Span)
    first_on = models.DateField("premier jour")
    region = models.ForeignKey(
        Territory, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="région"
    )
    document = models.JSONField("texte", default=dict)
    version = models.PositiveIntegerField("numéro d’enregistrement", default=1)
    saved_at = models.DateTimeField("enregistré le")
    is_open = models.BooleanField("s’écrit", default=True)
    signed_version = models.PositiveIntegerField("version signée", default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("créé le", auto_now_add=True)

    # One begun by mistake (see `report/removal.py`): its text stays as it was.
    removed_at = models.DateTimeField("retiré le", null=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    removed_reason = models.TextField("motif du retrait", max_length=LIMIT, blank=True)

    objects = PresentReports()
    everywhere = ReportQuerySet.as_manager()

    class Meta:
        verbose_name = "rapport"
        ordering = ["-first_on", "-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(first_on__day=1)
                & Q(
                    *(
                        Q(span=span, first_on__month__in=list(months))
                        for span, months in _BEGINS.items()
                    ),
                    _connector=Q.OR,
                ),
                name="report_period_begins_where_its_span_does",
                violation_error_message="Cette période ne commence pas à cette date.",
            ),
            models.CheckConstraint(
                condition=Q(is_open=True) | Q(signed_version__gt=0),
                name="report_is_written_until_signed",
                violation_error_message="Ce rapport n’est pas signé : il s’écrit encore.",
            ),
            models.CheckConstraint(
                condition=Q(removed_at=None) | Q(signed_version=0),
                name="report_signed_is_not_removed",
                violation_error_message="Ce rapport est signé : il ne se retire plus.",
            ),
        ]

    def __str__(self):
        return f"Rapport, {self.period_name}, {self.scope_name}"

    def get_absolute_url(self):
        return reverse("meetings:report_detail", args=[self.pk])

    @property
    def is_editable(self):
        return self.is_open and self.removed_at is None

    @property
    def is_signed(self):
        return self.signed_version > 0

    @property
    def last_on(self):
        return month_after(self.first_on, self.months) - timedelta(days=1)

    @property
    def months(self):
        return choices.MONTHS_OF_SPAN[self.span]

    @property
    def before(self):
        """(first, last) day of the period of the same length before."""
        return month_after(self.first_on, -self.months), self.first_on - timedelta(days=1)

    @property
    def period_name(self):
        return period_name(self.span, self.first_on)

    @property
    def former_period_name(self):
        return period_name(self.span, self.before[0])

    @property
    def scope_name(self):
        return self.region.name if self.region else "pays entier"


def period_name(span, first):
    """« 3e trimestre 2026 », « octobre 2026 », « année 2026 »."""
    rank = (first.month - 1) // choices.MONTHS_OF_SPAN[span] + 1
    words = f"{'1er' if rank == 1 else f'{rank}e'}{NBSP}"
    named = {
        "month": MONTHS[first.month - 1],
        "quarter": f"{words}trimestre",
        "half": f"{words}semestre",
        "year": "année",
    }
    return f"{named[span]}{NBSP}{first.year}"


class ReportRevision(SavedText):
    """A saved state of the text of a report."""

    report = models.ForeignKey(Report, models.CASCADE, related_name="revisions")

    class Meta(SavedText.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["report", "version"], name="report_revision_version_once"
            )
        ]


class ReportVersion(Appended):
    """A report as it was signed: text, letterhead and figures, PDF and DOCX, never changed."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField("version")
    document = models.JSONField("texte signé")
    head = models.JSONField("en-tête")
    figures = models.JSONField("chiffres")
    content_sha256 = models.CharField("empreinte du texte et des chiffres", max_length=64)
    signed_at = models.DateTimeField("signé le")
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="signé par"
    )
    file_name = models.CharField("nom du fichier", max_length=150)
    sha256 = models.CharField("empreinte du PDF", max_length=64, db_index=True)
    size = models.PositiveIntegerField("octets du PDF")
    docx_sha256 = models.CharField("empreinte du DOCX", max_length=64, db_index=True)
    docx_size = models.PositiveIntegerField("octets du DOCX")
    changes = models.TextField("ce qui change", blank=True)
    # Of its PDF: whose key signed it, if any.
    signer = models.CharField("clé de", max_length=200, blank=True)

    class Meta:
        verbose_name = "rapport signé"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(fields=["report", "version"], name="report_version_once")
        ]

    def __str__(self):
        return f"{self.report}, version {self.version}"

    @property
    def signed_on(self):
        return day_of(self.signed_at)

    def get_absolute_url(self):
        return reverse("meetings:report_version", args=[self.report_id, self.version])


class ReportSending(Appended):
    """That a signed version was sent to an address."""

    version = models.ForeignKey(ReportVersion, models.PROTECT, related_name="sendings")
    at = models.DateTimeField("envoyé le")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recipient = models.EmailField("adresse", max_length=254)

    class Meta:
        verbose_name = "envoi"
        ordering = ["-pk"]

    def __str__(self):
        return self.recipient
