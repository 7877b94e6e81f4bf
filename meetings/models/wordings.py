"""A group's letters: its own words where they are not those proposed, who signs, how they count."""

from django.db import models

from gtm.models import Member, WorkingGroup
from meetings.models.convened import Convocation

SUBJECT_LIMIT, BODY_LIMIT, SIGNATURE_LIMIT = 200, 5_000, 500  # characters


class Wording(models.Model):
    """What a group writes instead of the text proposed: to whom (`style`), on what (`kind`)."""

    REMIND = "remind"
    KINDS = (*Convocation.Kind.choices, (REMIND, "relance"))
    JOURNAL = ("group", ["group", "kind", "style", "subject", "body"])

    group = models.ForeignKey(
        WorkingGroup, models.CASCADE, related_name="wordings", verbose_name="groupe"
    )
    style = models.CharField("lettre", max_length=12, choices=Member.Style)
    kind = models.CharField("occasion", max_length=8, choices=KINDS)
    subject = models.CharField("objet", max_length=SUBJECT_LIMIT)
    body = models.TextField("texte", max_length=BODY_LIMIT)

    class Meta:
        verbose_name = "texte des lettres"
        verbose_name_plural = "textes des lettres"
        ordering = ["group", "kind", "style"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "style", "kind"],
                name="wording_once_in_a_group",
                violation_error_message="Ce groupe a déjà son texte pour cette lettre.",
            ),
        ]

    def __str__(self):
        return f"Lettres de {self.group}"


class LetterSettings(models.Model):
    """What all letters of a group have in common; a group without a row has the defaults."""

    JOURNAL = ("group", ["group", "code", "signature"])

    group = models.OneToOneField(
        WorkingGroup, models.CASCADE, related_name="letter_settings", verbose_name="groupe"
    )
    code = models.CharField(
        "sigle dans les références",
        max_length=40,
        blank=True,
        help_text="« GTM-ZR » donne « N° 012/GTM-ZR/2026 ».",
    )
    signature = models.TextField(
        "signature",
        max_length=SIGNATURE_LIMIT,
        blank=True,
        help_text="La fonction et le nom de qui signe, une ligne chacun : « Le Président du GTM », "
        "puis « Moussa Abdou ».",
    )

    class Meta:
        verbose_name = "réglage des lettres"
        verbose_name_plural = "réglages des lettres"

    def __str__(self):
        return f"Lettres de {self.group}"
