"""What happens between two versions: steps, the reviewer's comments, readers and observations."""

from django.conf import settings
from django.db import models
from django.db.models import Max, Q
from django.utils import timezone

from gtm import access
from gtm.tokens import token_hash
from meetings import choices, transitions

LIMIT = 2_000  # characters of an observation or a comment


class StepQuerySet(models.QuerySet):
    def returns_of(self, meetings):
        """The last step of each of these meetings, where it is a return."""
        last = Step.objects.filter(meeting__in=meetings).values("meeting").annotate(last=Max("pk"))
        return self.filter(pk__in=last.values("last"), name="return")

    def openings_of(self, meetings):
        """The last step of each of these meetings by which a correction was opened."""
        opened = Step.objects.filter(meeting__in=meetings, name="correct").values("meeting")
        return self.filter(pk__in=opened.annotate(last=Max("pk")).values("last"))

    def settled(self):
        """The steps by which a text became, or became again, the published one; last first."""
        return self.filter(name__in=["publish", "abandon"]).order_by("-pk")


class Step(models.Model):
    """A transition that took place (see `life.py`); `revision` is the text that it was about."""

    meeting = models.ForeignKey("meetings.Meeting", models.CASCADE, related_name="steps")
    name = models.CharField("étape", max_length=12, choices=transitions.NAMES)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("le", auto_now_add=True)
    revision = models.PositiveIntegerField("enregistrement")
    reason = models.TextField("motif", max_length=LIMIT, blank=True)

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = "étape"
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.meeting_id} {self.get_name_display()}"

    @property
    def told(self):
        """Its label: what was given up before its day was called off, not « non tenu »."""
        ahead = timezone.localtime(self.at).date() < self.meeting.date
        return choices.CALLED_OFF if self.name == "cancel" and ahead else self.get_name_display()


class Comment(models.Model):
    """What the reviewer says of one part of a returned text; `key` as in `numbering.parts`."""

    step = models.ForeignKey(Step, models.CASCADE, related_name="comments")
    key = models.CharField("partie", max_length=100)
    label = models.CharField("partie en mots", max_length=520)
    text = models.TextField("commentaire", max_length=LIMIT)

    class Meta:
        verbose_name = "commentaire"
        ordering = ["pk"]

    def __str__(self):
        return self.text[:80]


class CorrectionRequestQuerySet(models.QuerySet):
    def open(self):
        return self.filter(outcome="")

    def visible_to(self, user):
        return self.filter(access.history_visible(user, "meeting__"))


class CorrectionRequest(models.Model):
    """The secretary asks SP/CCM to open a correction of published minutes; one is open at most."""

    class Outcome(models.TextChoices):
        OPENED = "opened", "correction ouverte"
        DECLINED = "declined", "refusée"
        WITHDRAWN = "withdrawn", "retirée"

    meeting = models.ForeignKey(
        "meetings.Meeting", models.CASCADE, related_name="correction_requests"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("demandée le", auto_now_add=True)
    reason = models.TextField("ce qui est à corriger", max_length=LIMIT)
    outcome = models.CharField("suite", max_length=10, choices=Outcome, blank=True)
    answer = models.TextField("motif du refus", max_length=LIMIT, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField("traitée le", null=True)

    objects = CorrectionRequestQuerySet.as_manager()

    class Meta:
        verbose_name = "demande de correction"
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting"],
                condition=Q(outcome=""),
                name="correction_request_open_once",
                violation_error_message="Une demande de correction attend déjà sa réponse.",
            )
        ]

    def __str__(self):
        return self.reason[:80]


class ReaderQuerySet(models.QuerySet):
    def current(self, now):
        """Those who may read at the instant `now`: chosen, not ended, and the text still stands.

        An account that is disabled opens nothing: neither the links it was given, nor those it
        gave, which may lead to a second address of the same person.
        """
        enabled = Q(sent_by__is_active=True) & (Q(user=None) | Q(user__is_active=True))
        return self.filter(enabled, ended_at=None, expires_at__gt=now, meeting__state="submitted")

    def of_token(self, token):
        return self.filter(token_sha256=token_hash(token))


class Reader(models.Model):
    """A person whom the secretary lets read one submitted text, by a link or an account.

    `submission` is the step by which that text was handed in: what is said belongs to it, whatever
    the clock says. Only the hash of the link's token is kept. Once the text is returned, withdrawn
    or published, `ended_at` is set: the next submission needs another choice.
    """

    meeting = models.ForeignKey("meetings.Meeting", models.CASCADE, related_name="readers")
    submission = models.ForeignKey(
        Step, models.CASCADE, null=True, related_name="readers", verbose_name="soumission"
    )
    name = models.CharField("nom", max_length=150, blank=True)
    email = models.EmailField("adresse électronique")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="compte"
    )
    token_sha256 = models.CharField("empreinte du lien", max_length=64, unique=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField("envoyé le", auto_now_add=True)
    expires_at = models.DateTimeField("jusqu’au")
    ended_at = models.DateTimeField("terminé le", null=True)

    objects = ReaderQuerySet.as_manager()

    class Meta:
        verbose_name = "relecteur"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "email"],
                condition=Q(ended_at=None),
                name="reader_once_per_submission",
                violation_error_message="Cette personne a déjà reçu le projet.",
            )
        ]

    def __str__(self):
        return self.label

    @property
    def label(self):
        return self.name or self.email

    @property
    def is_disabled(self):
        """By the account that has the link, or that gave it."""
        accounts = filter(None, [self.sent_by, self.user])
        return not all(account.is_active for account in accounts)


class Observation(models.Model):
    """What a reader says of one part of the « PROJET »; `key` as in `numbering.parts`."""

    reader = models.ForeignKey(Reader, models.CASCADE, related_name="observations")
    key = models.CharField("partie", max_length=100, blank=True)
    label = models.CharField("partie en mots", max_length=520)
    text = models.TextField("observation", max_length=LIMIT)
    at = models.DateTimeField("envoyée le", auto_now_add=True)
    treated_at = models.DateTimeField("traitée le", null=True)
    treated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = "observation"
        ordering = ["pk"]

    def __str__(self):
        return self.text[:80]
