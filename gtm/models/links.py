"""Addresses that open one thing to who holds them, without an account."""

from django.db import models
from django.db.models import F, Q

from gtm.models.people import User
from gtm.models.structures import Agency
from gtm.tokens import new_token, token_hash


class PersonalLinkQuerySet(models.QuerySet):
    def open(self, now):
        """Neither revoked nor expired, and its maker's account is open: his word has made it.

        Where a structure does not answer by link any more, its links to answer open nothing.
        """
        silent = Q(agency__answers_by_link=False) | Q(agency__parent__answers_by_link=False)
        return self.filter(made_by__is_active=True, revoked_at=None, expires_at__gt=now).exclude(
            silent, purpose=PersonalLink.Purpose.ANSWER
        )

    def of_token(self, token):
        return self.filter(token_sha256=token_hash(token))


class PersonalLink(models.Model):
    """A door: what for, whose, until when. Its token stands in the address alone, and only once."""

    class Purpose(models.TextChoices):
        ANSWER = "answer", "rendre compte"
        CONVOCATION = "convocation", "répondre à une convocation"
        SHARED = "shared", "lire un compte rendu"
        FRAME = "frame", "remplir une trame"

    purpose = models.CharField("objet", max_length=12, choices=Purpose)
    token_sha256 = models.CharField("empreinte du jeton", max_length=64, unique=True)
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, related_name="links", verbose_name="au nom de"
    )
    email = models.EmailField("adresse", blank=True)
    made_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="fait par")
    made_at = models.DateTimeField("fait le")
    expires_at = models.DateTimeField("valable jusqu’au")
    revoked_at = models.DateTimeField("retiré le", null=True)
    last_used_at = models.DateTimeField("dernier usage", null=True)

    objects = PersonalLinkQuerySet.as_manager()

    class Meta:
        verbose_name = "lien personnel"
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at")),
                name="link_ends_after_it_begins",
                violation_error_message="Ce lien finirait avant d’avoir servi.",
            ),
            models.CheckConstraint(
                condition=~Q(purpose="answer") | Q(agency__isnull=False),
                name="link_to_answer_has_an_agency",
                violation_error_message="Dites au nom de quelle structure ce lien répond.",
            ),
        ]

    def __str__(self):
        whom = ", ".join(filter(None, [self.agency and self.agency.label, self.email]))
        return f"Lien pour {self.get_purpose_display()} : {whom}"

    def renew(self):
        """Give a new token, returned and kept nowhere. Saves nothing."""
        token = new_token()
        self.token_sha256 = token_hash(token)
        return token
