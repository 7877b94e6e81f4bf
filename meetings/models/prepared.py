"""What is prepared before a meeting: its moves, the points proposed to it, a group's templates."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from gtm import access
from gtm.models import Agency, WorkingGroup

WHY_LIMIT = 2_000  # characters


class Move(models.Model):
    """A planned meeting got another day, hour or place; what they were before, as typed."""

    meeting = models.ForeignKey("meetings.Meeting", models.CASCADE, related_name="moves")
    date_before = models.DateField("date d’avant")
    start_before = models.CharField("heure d’avant", max_length=40, blank=True)
    place_before = models.CharField("lieu d’avant", max_length=200, blank=True)
    reason = models.CharField("motif", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("le")

    class Meta:
        verbose_name = "report d’une réunion"
        verbose_name_plural = "reports de réunions"
        ordering = ["-pk"]

    def __str__(self):
        return f"{self.meeting_id} {self.date_before:%d/%m/%Y}"


class AgendaTemplate(models.Model):
    """The usual agenda of a group: a title a line."""

    group = models.ForeignKey(
        WorkingGroup, models.CASCADE, related_name="agenda_templates", verbose_name="groupe"
    )
    name = models.CharField("nom du modèle", max_length=80)
    points = models.TextField("points, un par ligne", max_length=5_000)

    class Meta:
        verbose_name = "modèle d’ordre du jour"
        verbose_name_plural = "modèles d’ordre du jour"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "name"],
                name="agenda_template_named_once",
                violation_error_message="Ce groupe a déjà un modèle de ce nom.",
            ),
        ]

    def __str__(self):
        return self.name


class ProposalQuerySet(models.QuerySet):
    def waiting(self):
        """Neither taken nor refused; those put off to a later meeting are among them."""
        return self.filter(outcome__in=["", Proposal.Outcome.PUT_OFF])

    def visible_to(self, user):
        return self.filter(access.proposals_visible(user))

    def answerable_by(self, user):
        return self.filter(access.proposals_answerable(user))


class Proposal(models.Model):
    """A point proposed to a group: by a structure, or passed up by a group below.

    `meeting` is the one for which it was proposed, then the one whose agenda took it.
    """

    class Outcome(models.TextChoices):
        TAKEN = "taken", "retenu"
        PUT_OFF = "put_off", "reporté"
        REFUSED = "refused", "non retenu"

    group = models.ForeignKey(
        WorkingGroup, models.PROTECT, related_name="proposals", verbose_name="groupe"
    )
    meeting = models.ForeignKey(
        "meetings.Meeting",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name="réunion",
    )
    title = models.CharField("intitulé du point", max_length=500)
    why = models.TextField("pourquoi", max_length=WHY_LIMIT)
    minutes = models.PositiveSmallIntegerField("durée (minutes)", null=True, blank=True)
    file = models.FileField("pièce jointe", upload_to="proposals", blank=True)
    file_name = models.CharField("nom de la pièce", max_length=200, blank=True)
    file_size = models.PositiveIntegerField("taille de la pièce", default=0)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, related_name="proposals", verbose_name="proposé par"
    )
    # Of a point passed up: the meeting and the point (uid of its map) that it comes from.
    from_meeting = models.ForeignKey(
        "meetings.Meeting",
        models.SET_NULL,
        null=True,
        related_name="points_passed_up",
        verbose_name="porté par la réunion",
    )
    from_point = models.CharField("point d’origine", max_length=36, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("proposé le")

    outcome = models.CharField("suite", max_length=8, choices=Outcome, blank=True)
    answer = models.CharField("motif", max_length=500, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    answered_at = models.DateTimeField("répondu le", null=True)

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = "point proposé"
        verbose_name_plural = "points proposés"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["from_meeting", "from_point"],
                condition=Q(from_meeting__isnull=False),
                name="point_passed_up_once",
                violation_error_message="Ce point est déjà porté au niveau supérieur.",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["put_off", "refused"]) | ~Q(answer=""),
                name="proposal_not_taken_has_reason",
                violation_error_message="Dites pourquoi ce point n’est pas retenu cette fois.",
            ),
        ]

    def __str__(self):
        return self.title[:80]
