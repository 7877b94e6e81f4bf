"""Mails that wait to be sent."""

from django.db import models
from django.db.models import Q

from gtm.models.structures import Agency


class Mail(models.Model):
    """A mail to send, written with the event that it tells; see `gtm/outbox.py`."""

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

    class Meta:
        verbose_name = "courriel"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["id"], name="mail_to_send", condition=Q(sent_at=None)),
        ]

    def __str__(self):
        return f"{self.recipient} – {self.subject}"
