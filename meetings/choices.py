"""The enums of the minutes, below everything: the text knows them without knowing the tables."""

from django.db import models


class MeetingKind(models.TextChoices):
    ORDINARY = "ordinary", "ordinaire"
    EXTRAORDINARY = "extraordinary", "extraordinaire"
    RELOCATED = "relocated", "délocalisée"

    @property
    def called(self):
        """« réunion ordinaire », « atelier »."""
        return self.label if self in NOUNS else f"réunion {self.label}"

    @property
    def of_it(self):
        """« de la réunion ordinaire », « de l’atelier »."""
        return NOUNS.get(self, "de la ") + self.called

    def of_rank(self, rank):
        """« de la vingt-septième réunion ordinaire », « du 27e atelier »."""
        article = "du " if NOUNS.get(self) == "de l’" else "de la "
        return f"{article}{rank} {self.called}"


# Kinds whose label is a noun, no adjective of « réunion », and what stands before it: « de l’ ».
NOUNS = {}


class Modality(models.TextChoices):
    ON_SITE = "on_site", "présentiel"
    REMOTE = "remote", "virtuel"
    HYBRID = "hybrid", "hybride"


class State(models.TextChoices):
    PLANNED = "planned", "planifiée"
    DRAFT = "draft", "brouillon"
    SUBMITTED = "submitted", "soumis"
    PUBLISHED = "published", "publié"
    CANCELLED = "cancelled", "non tenue"


CALLED_OFF = "annulée"  # what is told of a cancelled meeting until its day has passed


class RevisionKind(models.TextChoices):
    SAVED = "saved", "enregistrement"
    MERGED = "merged", "réunion de deux textes"
    SENT = "sent", "texte envoyé, réuni à l’autre"
    PARKED = "parked", "texte mis de côté"
    RESTORED = "restored", "texte repris"


class Quality(models.TextChoices):
    MEMBER = "member", "membre"
    OBSERVER = "observer", "observateur"
    GUEST = "guest", "invité"


class Presence(models.TextChoices):
    PRESENT = "present", "présent"
    REMOTE = "remote", "à distance"
    EXCUSED = "excused", "excusé"
    ABSENT = "absent", "absent"
    REPRESENTED = "represented", "représenté par…"


class FindingKind(models.TextChoices):
    STRENGTH = "strength", "force"
    WEAKNESS = "weakness", "faiblesse"


class Decision(models.TextChoices):
    """On the minutes of an earlier meeting."""

    ADOPTED = "adopted", "adopté"
    AMENDED = "amended", "adopté avec amendements"
    RESERVED = "reserved", "adopté sous réserve"
    UNREAD = "unread", "non lu"


class ReportSpan(models.TextChoices):
    MONTH = "month", "mois"
    QUARTER = "quarter", "trimestre"
    HALF = "half", "semestre"
    YEAR = "year", "année"


MONTHS_OF_SPAN = {"month": 1, "quarter": 3, "half": 6, "year": 12}
