"""What concerns a person and is told to her; see `gtm/notices.py`."""

from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from gtm.models.people import Membership


class Family(models.TextChoices):
    """What a person chooses a rhythm for."""

    ACTIONS = "actions", "Points d’action de ma structure"
    CHECKS = "checks", "Points d’action déclarés faits, à vérifier"
    WRITING = "writing", "Comptes rendus de mon groupe, en cours"
    VALIDATION = "validation", "Comptes rendus et corrections à valider"
    PUBLISHED = "published", "Comptes rendus publiés"
    AGENDA = "agenda", "Points proposés à l’ordre du jour"
    ROLES = "roles", "Mes rôles"


# Whom a family concerns, by role.
CONCERNED = {
    Family.ACTIONS: {"partner", "reviewer"},
    Family.CHECKS: {"secretary", "reviewer"},
    Family.WRITING: {"secretary"},
    Family.VALIDATION: {"reviewer", "deputy"},
    Family.PUBLISHED: {"partner", "secretary"},
    Family.AGENDA: {"partner", "secretary"},
    Family.ROLES: set(Membership.Role.values),
}


class Rhythm(models.TextChoices):
    """When a person gets the mail."""

    NOW = "now", "tout de suite (dans la demi-heure)"
    DAILY = "daily", "chaque jour, à 7h"
    WEEKLY = "weekly", "chaque lundi, à 7h"
    SCREEN = "screen", "à l’écran seulement"


class Kind(models.TextChoices):
    """What happened; its family is in `FAMILY_OF`."""

    DESIGNATED = "designated", "suivi confié"
    RELEASED = "released", "suivi retiré"
    CHASED = "chased", "relance"
    REFUSED = "refused", "déclaration non retenue"
    SETTLED = "settled", "point d’action clos"
    REOPENED = "reopened", "point d’action rouvert"
    DECLARED = "declared", "déclaré fait"
    SUBMITTED = "submitted", "compte rendu soumis"
    ASKED = "asked", "correction demandée"
    RETURNED = "returned", "compte rendu renvoyé"
    OBSERVED = "observed", "observations reçues"
    GIVEN_BACK = "given_back", "trame rendue par lien"
    CORRECTED = "corrected", "correction ouverte"
    DECLINED = "declined", "correction refusée"
    ABANDONED = "abandoned", "correction abandonnée"
    EXPECTED = "expected", "compte rendu attendu"
    PUBLISHED = "published", "compte rendu publié"
    PROPOSED = "proposed", "point proposé"
    ANSWERED = "answered", "suite donnée à un point proposé"
    ROLE = "role", "rôle donné"
    HANDOVER = "handover", "passation"


FAMILY_OF = {
    Kind.DESIGNATED: Family.ACTIONS,
    Kind.RELEASED: Family.ACTIONS,
    Kind.CHASED: Family.ACTIONS,
    Kind.REFUSED: Family.ACTIONS,
    Kind.SETTLED: Family.ACTIONS,
    Kind.REOPENED: Family.ACTIONS,
    Kind.DECLARED: Family.CHECKS,
    Kind.SUBMITTED: Family.VALIDATION,
    Kind.ASKED: Family.VALIDATION,
    Kind.RETURNED: Family.WRITING,
    Kind.OBSERVED: Family.WRITING,
    Kind.GIVEN_BACK: Family.WRITING,
    Kind.CORRECTED: Family.WRITING,
    Kind.DECLINED: Family.WRITING,
    Kind.ABANDONED: Family.WRITING,
    Kind.EXPECTED: Family.WRITING,
    Kind.PUBLISHED: Family.PUBLISHED,
    Kind.PROPOSED: Family.AGENDA,
    Kind.ANSWERED: Family.AGENDA,
    Kind.ROLE: Family.ROLES,
    Kind.HANDOVER: Family.ROLES,
}
# A letter tells these by mail; the screen shows them too.
BY_LETTER = {Kind.CHASED, Kind.EXPECTED}


class NoticeQuerySet(models.QuerySet):
    def readable(self, today):
        """Those whose person still has the role by which they were hers."""
        held = Membership.objects.current(today)
        return self.filter(Q(role=None) | Q(role__in=held.values("pk")))

    def unseen(self):
        return self.filter(seen_at=None)

    def unheard(self):
        """Neither seen on the screen nor told by mail."""
        return self.unseen().filter(mailed_at=None)

    def due(self, instant):
        """To be told by mail until `instant`."""
        return self.unseen().filter(mail_at__lte=instant)

    def count_of_new(self, today):
        """How many a person has not seen, as a column of her row."""
        own = self.unseen().readable(today).filter(user=OuterRef("pk")).order_by()
        return Coalesce(Subquery(own.values("user").annotate(n=Count("pk")).values("n")), 0)


class Notice(models.Model):
    """One event, told to one person.

    `about` names what it is about: the next event about it replaces what was not heard yet.
    `role` is the one by which the person is concerned; without it, the notice shows no more.
    """

    Kind = Kind

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    role = models.ForeignKey(
        Membership, models.CASCADE, null=True, related_name="+", verbose_name="à titre de"
    )
    kind = models.CharField("événement", max_length=12, choices=Kind)
    about = models.CharField("sujet", max_length=100)
    title = models.CharField("titre", max_length=300)
    detail = models.TextField("précision", blank=True)
    url = models.CharField("adresse", max_length=300)
    at = models.DateTimeField("le")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="par"
    )
    mail_at = models.DateTimeField("par courriel à partir de", null=True)
    mailed_at = models.DateTimeField("courriel écrit le", null=True)
    seen_at = models.DateTimeField("vu le", null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "avis"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_of_user"),
            models.Index(fields=["user"], name="notice_unseen", condition=Q(seen_at=None)),
            models.Index(fields=["about"], name="notice_about", condition=Q(seen_at=None)),
            models.Index(
                fields=["mail_at"], name="notice_to_mail", condition=Q(mail_at__isnull=False)
            ),
        ]

    def __str__(self):
        return self.title

    @property
    def family(self):
        return FAMILY_OF[self.kind]

    @property
    def is_new(self):
        return self.seen_at is None


class NoticeChoice(models.Model):
    """The rhythm that a person chose for a family; without a row, at once."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="notice_choices"
    )
    family = models.CharField("avis", max_length=12, choices=Family)
    rhythm = models.CharField("rythme", max_length=8, choices=Rhythm)

    class Meta:
        verbose_name = "rythme des avis"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "family"],
                name="notice_choice_once_per_family",
                violation_error_message="Ce rythme est déjà choisi.",
            )
        ]

    def __str__(self):
        return f"{self.get_family_display()} : {self.get_rhythm_display()}"
