"""The door of a meeting: its code, and who came in."""

import secrets
import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from gtm.models import Agency, Member
from meetings.choices import Presence
from meetings.models.convened import Convened

# Read aloud, copied by hand: without 0 and O, 1 and I.
LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
CODE_LENGTH = 6


def new_code():
    return "".join(secrets.choice(LETTERS) for _ in range(CODE_LENGTH))


class Door(models.Model):
    """Who holds the code, printed on the sheet, may sign in himself until it is closed."""

    meeting = models.OneToOneField("meetings.Meeting", models.CASCADE, related_name="door")
    code = models.CharField("code", max_length=CODE_LENGTH, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField("faite le")
    closed_at = models.DateTimeField("fermée le", null=True)
    # What was last put into the text of the minutes: {key of the map: value}. Taking over again
    # changes what stands there still, not what somebody has typed since.
    put = models.JSONField("repris dans le compte rendu", default=dict)

    class Meta:
        verbose_name = "porte d’une réunion"
        verbose_name_plural = "portes de réunions"

    def __str__(self):
        return f"Porte de {self.meeting_id}"


class ArrivalQuerySet(models.QuerySet):
    def standing(self):
        return self.filter(removed_at=None)

    def confirmed(self):
        return self.standing().exclude(confirmed_at=None)

    def waiting(self):
        """Signed in by themselves; nobody has said yet who they are."""
        return self.standing().filter(confirmed_at=None)


class Arrival(models.Model):
    """Somebody seen coming in: ticked by the secretary, or signed in himself and then confirmed.

    The id is made by the phone that notes it, so that sending it twice notes it once. It never
    changes: what is corrected is a new one, in the place of the former. Two phones that tick the
    same person leave two; who came is whoever has one that stands (see `meetings.door.present`).
    So it does not matter in which order they reach the server, nor how late.
    """

    class Sex(models.TextChoices):
        WOMAN = "f", "femme"
        MAN = "m", "homme"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting = models.ForeignKey("meetings.Meeting", models.CASCADE, related_name="arrivals")
    # Who it is: convened; or a member of the day, where nobody was convened; or somebody more,
    # whose first arrival gave its own id.
    convened = models.ForeignKey(Convened, models.SET_NULL, null=True, related_name="arrivals")
    member = models.ForeignKey(Member, models.SET_NULL, null=True, related_name="+")
    person = models.UUIDField("personne ajoutée", null=True)
    name = models.CharField("nom", max_length=150, blank=True)
    function = models.CharField("fonction", max_length=150, blank=True)
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    structure = models.CharField("structure, telle que dite", max_length=250, blank=True)
    sex = models.CharField("sexe", max_length=1, choices=Sex, blank=True)
    phone = models.CharField("téléphone", max_length=40, blank=True)
    presence = models.CharField(
        "présence", max_length=12, choices=Presence, default=Presence.PRESENT
    )
    at = models.DateTimeField("arrivé le")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField("confirmé le", null=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    removed_at = models.DateTimeField("retiré le", null=True)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        verbose_name = "arrivée"
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(convened__isnull=False)
                | Q(member__isnull=False)
                | ~Q(name="")
                | ~Q(function="")
                | ~Q(structure=""),
                name="arrival_is_somebody",
                violation_error_message="Dites qui est arrivé.",
            ),
        ]

    def __str__(self):
        return self.name or self.function or self.structure
