"""Mails that wait to be sent, and what became of the addresses that refuse them."""

import re

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from gtm.models.sendlists import Unsubscription
from gtm.models.structures import Agency

SAID = {
    "421": "Le serveur fermait ou recevait trop : il sera essayé de nouveau.",
    "450": "Le serveur demande de revenir plus tard.",
    "451": "Le serveur demande de revenir plus tard.",
    "452": "La boîte ou le serveur est plein pour l’instant.",
    "550": "L’adresse n’existe pas ou n’accepte pas ce courriel.",
    "551": "L’adresse n’est plus à cet endroit.",
    "552": "La boîte est pleine, ou le courriel trop lourd.",
    "553": "L’adresse est mal formée pour ce serveur.",
    "554": "Le serveur a refusé ce courriel.",
    "4": "Le serveur demande de revenir plus tard.",
    "5": "Le serveur a refusé pour de bon.",
}
MOST_REFUSALS = 3  # then an address is dead, until somebody gives it back


class AddressQuerySet(models.QuerySet):
    def dead(self):
        return self.filter(refusals__gte=MOST_REFUSALS)


class Address(models.Model):
    """An address that servers refuse; one row an address, in small letters."""

    email = models.EmailField("adresse électronique", unique=True)
    refusals = models.PositiveIntegerField("refus", default=0)  # for good, one after another
    refused_at = models.DateTimeField("refusée le")
    why = models.CharField("réponse du serveur", max_length=300, blank=True)

    objects = AddressQuerySet.as_manager()

    class Meta:
        verbose_name = "adresse refusée"
        verbose_name_plural = "adresses refusées"
        ordering = ["-refused_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(email=Lower("email")),
                name="address_in_small_letters",
                violation_error_message="Écrivez l’adresse en minuscules.",
            ),
        ]

    def __str__(self):
        return self.email

    @property
    def is_dead(self):
        return self.refusals >= MOST_REFUSALS


class MailQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(sent_at=None, stopped="")

    def to_the_dead(self):
        return self._to(Address.objects.dead())

    def unwanted(self):
        return self._to(Unsubscription.objects.all()).filter(is_optional=True)

    def _to(self, rows):
        """Whose recipient is the address of a row, in small letters there."""
        return self.annotate(to=Lower("recipient")).filter(to__in=rows.values("email"))


class Mail(models.Model):
    """A mail to send, written with the event that it tells; see `gtm/outbox.py`."""

    class Stopped(models.TextChoices):
        """Why it is not tried any more."""

        DEAD = "dead", "adresse morte"
        LEFT = "left", "désinscrit"

    key = models.CharField("clé", max_length=200, unique=True)
    recipient = models.EmailField("destinataire")
    reply_to = models.EmailField("répondre à", blank=True)
    subject = models.CharField("objet", max_length=200)
    body = models.TextField("texte")
    # [{"path": of the storage, "name": for who receives it}]: files that never change.
    files = models.JSONField("pièces", default=list)
    # An iCalendar, whose METHOD is told in its MIME type too.
    calendar = models.TextField("agenda joint", blank=True)
    # Whose address it was, so that what is refused is seen there.
    agency = models.ForeignKey(
        Agency, models.SET_NULL, null=True, related_name="mails", verbose_name="structure"
    )
    is_optional = models.BooleanField("facultatif", default=False)  # one may want no more of them
    created_at = models.DateTimeField("écrit le", auto_now_add=True)
    not_before = models.DateTimeField("pas avant", null=True)
    sent_at = models.DateTimeField("envoyé le", null=True)
    failures = models.PositiveIntegerField("échecs", default=0)
    last_error = models.CharField("dernière erreur", max_length=300, blank=True)
    stopped = models.CharField("arrêté", max_length=8, choices=Stopped, blank=True)
    stopped_at = models.DateTimeField("arrêté le", null=True)

    objects = MailQuerySet.as_manager()

    class Meta:
        verbose_name = "courriel"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["id"], name="mail_waiting", condition=Q(sent_at=None, stopped="")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(stopped=""),
                name="mail_is_sent_or_stopped",
                violation_error_message="Un courriel parti n’est pas arrêté.",
            ),
        ]

    def __str__(self):
        return f"{self.recipient} – {self.subject}"

    @property
    def has_refusal(self):
        """Whether the last answer was a refusal for good: « 550 … »."""
        return self.last_error[:1] == "5" and self.last_error[1:3].isdecimal()

    @property
    def is_waiting(self):
        return self.sent_at is None and not self.stopped

    @property
    def may_go_again(self):
        """Not where the address has left; nor what is blanked, which has nothing left to say."""
        return bool(self.body) and self.stopped != self.Stopped.LEFT

    @property
    def told_error(self):
        """What went wrong, in French, of the server's own words."""
        code = next(iter(re.findall(r"\b([245]\d\d)\b", self.last_error[:80])), "")
        return SAID.get(code) or SAID.get(code[:1]) or "Le serveur n’a pas répondu comme prévu."
