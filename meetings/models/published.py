"""What was published: versions, and their text as rows (actions are in `actions`)."""

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone

from gtm.models import Agency
from meetings import choices


class PublicationQuerySet(models.QuerySet):
    def current(self):
        """The last version of each meeting."""
        return self.filter(version=F("meeting__published_version"))

    def unsent(self, since):
        """Last versions published since an instant that went to nobody yet."""
        # Those few first: SQLite begins with all meetings otherwise.
        lately = Publication.objects.filter(published_at__gte=since).values("pk")
        return self.current().filter(pk__in=lately, sendings=None)


class Publication(models.Model):
    """A version of the minutes as it went out: text and PDF, never changed afterwards."""

    meeting = models.ForeignKey("meetings.Meeting", models.PROTECT, related_name="publications")
    version = models.PositiveIntegerField("version")
    document = models.JSONField("texte publié")
    published_at = models.DateTimeField("publiée le", auto_now_add=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    file_name = models.CharField("nom du fichier", max_length=150)
    sha256 = models.CharField("empreinte du PDF", max_length=64)
    size = models.PositiveIntegerField("octets")
    light_sha256 = models.CharField("empreinte du PDF sans photos", max_length=64)
    light_size = models.PositiveIntegerField("octets sans photos")
    document_sha256 = models.CharField("empreinte du texte", max_length=64)
    changes = models.TextField("ce qui change", blank=True)
    # Of its PDFs: a code leads to where they are verified; who signed them, if anybody.
    has_code = models.BooleanField("code QR au pied", default=False)
    signer = models.CharField("signée par", max_length=200, blank=True)
    # Those of before are made again without it.
    carries_data = models.BooleanField("le PDF porte ses données", default=False)

    objects = PublicationQuerySet.as_manager()

    class Meta:
        verbose_name = "publication"
        ordering = ["-version"]
        # What went out lately, of all that ever did.
        indexes = [models.Index(fields=["published_at"], name="publication_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "version"], name="publication_version_once_per_meeting"
            ),
        ]

    def __str__(self):
        return f"{self.meeting} v{self.version}"

    @property
    def published_on(self):
        return timezone.localtime(self.published_at).date()


class Attendance(models.Model):
    """A line of the attendance as published: a person, a function or just a structure."""

    Quality, Presence = choices.Quality, choices.Presence

    uid = models.UUIDField()
    meeting = models.ForeignKey("meetings.Meeting", models.CASCADE, related_name="attendances")
    position = models.PositiveIntegerField("ordre")
    wording = models.CharField("libellé", max_length=300)
    quality = models.CharField("qualité", max_length=10, choices=Quality, default=Quality.MEMBER)
    presence = models.CharField(
        "présence", max_length=12, choices=Presence, default=Presence.PRESENT
    )
    represented_by = models.CharField("représenté par", max_length=200, blank=True)
    persons = models.PositiveIntegerField("nombre de personnes", default=1)
    name = models.CharField("nom", max_length=150, blank=True)
    function = models.CharField("fonction", max_length=150, blank=True)
    phone = models.CharField("téléphone", max_length=40, blank=True)
    email = models.CharField("adresse électronique", max_length=254, blank=True)
    agencies = models.ManyToManyField(Agency, related_name="attendances")

    class Meta:
        verbose_name = "présence"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "uid"], name="attendance_uid_once_per_meeting"
            )
        ]

    def __str__(self):
        return self.wording


class AgendaPoint(models.Model):
    """A point of the agenda as published; a sub-point has a parent."""

    uid = models.UUIDField()
    meeting = models.ForeignKey("meetings.Meeting", models.CASCADE, related_name="points")
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="subpoints"
    )
    position = models.PositiveIntegerField("ordre")
    number = models.PositiveIntegerField("numéro", null=True, blank=True)
    title = models.CharField("intitulé", max_length=500)
    presenters = models.CharField("intervenants", max_length=300, blank=True)
    discussion = models.TextField("discussion", blank=True)
    postponed_reason = models.CharField("motif du report", max_length=500, blank=True)
    is_postponed = models.BooleanField("reporté", default=False)
    is_withdrawn = models.BooleanField("retiré par une version suivante", default=False)

    class Meta:
        verbose_name = "point de l’ordre du jour"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "uid"], name="point_uid_once_per_meeting")
        ]

    def __str__(self):
        return self.title


class Adoption(models.Model):
    """What a meeting decided on the minutes of an earlier one, as published."""

    Decision = choices.Decision

    meeting = models.ForeignKey("meetings.Meeting", models.CASCADE, related_name="adoptions")
    at = models.ForeignKey("meetings.Meeting", models.CASCADE, related_name="adopted_minutes")
    decision = models.CharField("décision", max_length=10, choices=Decision)
    # The version of `meeting` whose correction takes the amendments up, once it was opened.
    reported_in = models.PositiveIntegerField("reporté par la version", null=True)

    class Meta:
        verbose_name = "adoption"
        ordering = ["at__date", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "at"], name="adoption_once_per_meeting")
        ]

    def __str__(self):
        return f"{self.meeting} : {self.get_decision_display()}"


class Amendment(models.Model):
    """A change that a meeting asked for when it adopted the minutes of an earlier one."""

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="amendments")
    position = models.PositiveIntegerField("ordre")
    author = models.CharField("proposé par", max_length=300, blank=True)
    point = models.CharField("point concerné", max_length=500, blank=True)
    text = models.TextField("amendement")

    class Meta:
        verbose_name = "amendement"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.text[:80]
