"""Who changed what among accounts, roles, structures, groups: written once, never altered."""

from django.db import models

from gtm.models.appended import Appended, AppendedQuerySet
from gtm.models.people import User


class JournalQuerySet(AppendedQuerySet):
    def between(self, first, last):
        """Written from the first to the last instant, the last left out; None: no bound."""
        bounds = {"at__gte": first, "at__lt": last}
        return self.filter(**{name: at for name, at in bounds.items() if at is not None})

    def about(self, words):
        """Which every word names: who did it, or to what."""
        found = self
        for word in words.split():
            by = models.Q(actor__name__icontains=word) | models.Q(actor__email__icontains=word)
            found = found.filter(by | models.Q(object_label__icontains=word))
        return found


class JournalEntry(Appended):
    """One act: its actor, instant, object, and each field with its text before and after."""

    class Kind(models.TextChoices):
        ACCOUNT = "account", "compte"
        ROLE = "role", "rôle"
        INVITATION = "invitation", "invitation"
        AGENCY = "agency", "structure"
        GROUP = "group", "groupe"
        LETTERHEAD = "letterhead", "en-tête"
        TERRITORY = "territory", "territoire"
        COUNTRY = "country", "réglages du pays"
        MINUTES = "minutes", "compte rendu"
        REPORT = "report", "rapport"
        LINK = "link", "lien personnel"
        FRAMEWORK = "framework", "cadre"
        CHASE = "chase", "relance"
        MAIL = "mail", "courriels"
        CONVOCATION = "convocation", "convocation"
        MEMBER = "member", "membre d’un groupe"
        TOKEN = "token", "jeton d’accès"

    at = models.DateTimeField("le", db_index=True)
    actor = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="journal", verbose_name="par"
    )
    kind = models.CharField("objet", max_length=12, choices=Kind)
    object_id = models.PositiveBigIntegerField("numéro de l’objet")
    object_label = models.CharField("nom de l’objet", max_length=250)
    action = models.CharField("acte", max_length=80)
    # [[field, before, after], …] as they read on screen, so that they still do years later.
    changes = models.JSONField("changements", default=list)

    objects = JournalQuerySet.as_manager()

    class Meta:
        verbose_name = "ligne du journal"
        ordering = ["-at", "-pk"]
        base_manager_name = "objects"
        indexes = [models.Index(fields=["kind", "object_id"], name="journal_of_object")]

    def __str__(self):
        return f"{self.object_label} : {self.action}"
