"""What becomes of an action: its statuses, and updates never edited."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.utils import timezone

from actions.deadlines import Precision
from actions.statuses import CLOSED as CLOSED
from actions.statuses import OPEN as OPEN
from actions.statuses import RUNNING as RUNNING
from actions.statuses import Status
from gtm.models import Agency, Appended, AppendedQuerySet, PersonalLink, User
from gtm.names import searchable
from gtm.refusals import NotNow
from gtm.typography import long_date

TAKEN_BACK_WITHIN = timedelta(hours=1)  # « fait » said by mistake
PRECISIONS = [(precision.value, precision.value) for precision in Precision]


class Overtaken(NotNow):
    """Somebody changed the action after it was shown to the one who acts."""


def running():
    """Neither closed nor declared done, as a condition that the index of open actions serves."""
    return Q(is_open=True) & ~Q(status=Status.DECLARED)


@dataclass(frozen=True)
class Said:
    """Who says what about an action, when, for which structure, perhaps at which meeting.

    `version` is the one that was shown to the person; None: the one just read. `by` and `at` are
    None only where the minutes themselves speak. `channel`: how it came, on screen or at the
    meeting where nothing else is told.
    """

    by: User | None = None
    at: datetime | None = None
    agency: Agency | None = None
    meeting: models.Model | None = None
    sentence: str = ""
    reason: str = ""
    file: object = None
    version: int | None = None
    channel: str = ""
    link: PersonalLink | None = None  # by which somebody without an account speaks

    @property
    def day(self):
        return timezone.localtime(self.at).date()


class ActionUpdateQuerySet(AppendedQuerySet):
    def to_see(self):
        """Said by a link, and neither seen yet nor followed by an act of the group or SP/CCM."""
        acted = ActionUpdate.objects.filter(
            action=OuterRef("action"), pk__gt=OuterRef("pk"), kind__in=ActionUpdate.ACTS
        )
        return self.filter(link__isnull=False, seen=None).exclude(Exists(acted))

    def offers(self):
        """Structures that propose themselves, neither designated nor declined since."""
        answers = ActionUpdate.objects.filter(
            action=OuterRef("action"),
            agency=OuterRef("agency"),
            pk__gt=OuterRef("pk"),
            kind__in=(ActionUpdate.Kind.DESIGNATED, ActionUpdate.Kind.DECLINED),
        )
        return self.filter(kind=ActionUpdate.Kind.OFFERED).exclude(Exists(answers))


class ActionUpdate(Appended):
    """One thing that happened to an action."""

    class Kind(models.TextChoices):
        REPORT = "report", "point d’étape"
        DECLARED = "declared", "déclaré fait"
        CLOSED = "closed", "clos"
        REFUSED = "refused", "refusé"
        REOPENED = "reopened", "rouvert"
        RESCHEDULED = "rescheduled", "reconduit"
        CANCELLED = "cancelled", "annulé"
        DESIGNATED = "designated", "structure désignée"
        RELEASED = "released", "structure déchargée"
        CLASSIFIED = "axis", "classement"
        WITHDRAWN = "withdrawn", "retiré du compte rendu"
        CHASED = "chased", "relancé"
        RESTORED = "restored", "remis dans le compte rendu"
        RETRACTED = "retracted", "déclaration retirée"
        OFFERED = "offered", "structure proposée"
        DECLINED = "declined", "proposition non retenue"

    # What tells how far an action is; the others say who sees to it.
    NEWS = (
        Kind.REPORT,
        Kind.DECLARED,
        Kind.CLOSED,
        Kind.REFUSED,
        Kind.REOPENED,
        Kind.RESCHEDULED,
        Kind.CANCELLED,
        Kind.RETRACTED,
    )
    # Whose words name the structure already.
    NAMING = (Kind.DECLARED, Kind.DESIGNATED, Kind.RELEASED, Kind.OFFERED, Kind.DECLINED)
    # What the group or SP/CCM does once it has read what was said.
    ACTS = (Kind.CLOSED, Kind.REFUSED, Kind.REOPENED, Kind.RESCHEDULED, Kind.CANCELLED)

    class Part(models.TextChoices):
        DOING = "doing", "en cours"
        WAITING = "waiting", "en attente"
        DONE = "done", "faite"

    class Channel(models.TextChoices):
        """How it came."""

        SCREEN = "screen", "à l’écran"
        MEETING = "meeting", "en réunion"
        PHONE = "phone", "par téléphone"
        WHATSAPP = "whatsapp", "par WhatsApp"
        MAIL = "mail", "par courriel"
        SPOKEN = "spoken", "de vive voix"
        LETTER = "letter", "par courrier"
        LINK = "link", "par lien"

    # By which somebody was told, or told, outside the application: noted by hand.
    BY_HAND = (Channel.PHONE, Channel.WHATSAPP, Channel.MAIL, Channel.SPOKEN, Channel.LETTER)

    action = models.ForeignKey("actions.ActionItem", models.CASCADE, related_name="updates")
    kind = models.CharField("événement", max_length=12, choices=Kind)
    at = models.DateTimeField("le", db_default=Now())
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="par"
    )
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, related_name="+", verbose_name="pour"
    )
    meeting = models.ForeignKey(
        "meetings.Meeting", models.PROTECT, null=True, related_name="+", verbose_name="à la réunion"
    )
    channel = models.CharField("comment", max_length=8, choices=Channel, default=Channel.SCREEN)
    link = models.ForeignKey(
        PersonalLink, models.PROTECT, null=True, related_name="+", verbose_name="par lien"
    )
    status_before = models.CharField("statut avant", max_length=12, choices=Status)
    status = models.CharField("statut après", max_length=12, choices=Status)
    part = models.CharField("sa part", max_length=12, choices=Part, blank=True)
    sentence = models.TextField("observations", blank=True)
    reason = models.TextField("motif", blank=True)
    former_wording = models.CharField("échéance précédente", max_length=200, blank=True)
    former_precision = models.CharField(max_length=16, choices=PRECISIONS, blank=True)
    former_due_on = models.DateField(null=True)
    new_wording = models.CharField("nouvelle échéance", max_length=200, blank=True)
    new_precision = models.CharField(max_length=16, choices=PRECISIONS, blank=True)
    new_due_on = models.DateField(null=True)
    # The words of the sentence and the reason, folded.
    searched = models.TextField(default="", editable=False)
    file = models.FileField("pièce", upload_to="suivi/%Y/", blank=True)
    file_name = models.CharField("nom d’origine", max_length=200, blank=True)
    file_size = models.PositiveIntegerField("octets", default=0)

    objects = ActionUpdateQuerySet.as_manager()

    class Meta:
        verbose_name = "suivi"
        ordering = ["-pk"]
        indexes = [
            # What was said by a link is little, beside all that was ever said.
            models.Index(fields=["action"], condition=Q(link__isnull=False), name="update_by_link")
        ]

    def __str__(self):
        return self.told[:80]

    # --- What it says, wherever that is told: screens, mails and files ---

    @property
    def event(self):
        """What happened, without its reason: « déclaré fait par OIM, à vérifier », « refusé »."""
        match self.kind:
            case self.Kind.DECLARED:
                by = f" par {self.agency.label}" if self.agency else ""
                return f"déclaré fait{by}, à vérifier"
            case self.Kind.CLOSED:
                return self.get_status_display()
            case self.Kind.RESCHEDULED:
                return self._new_deadline
            case self.Kind.CHASED if self.agency:
                return f"relancé : {self.agency.label}"
            case kind if kind in self.NAMING:
                return f"{self.get_kind_display()} : {self.agency.label}"
        return self.get_kind_display()

    @property
    def _new_deadline(self):
        if self.new_precision == Precision.DAY and self.new_due_on:
            return f"reconduit au {long_date(self.new_due_on)}"
        return f"reconduit, nouvelle échéance « {self.new_wording} »"

    @property
    def came(self):
        """How it came, where that tells something: « par téléphone », « par lien »."""
        told = (*self.BY_HAND, self.Channel.LINK)
        return self.get_channel_display() if self.channel in told else ""

    @property
    def new_status(self):
        """How far the action is since then; "" where that is as before, or is the event itself."""
        told = self.kind == self.Kind.DECLARED or self.get_status_display() == self.event
        return "" if told or self.status == self.status_before else self.get_status_display()

    @property
    def words(self):
        """The event with its reason and what was said: « en attente : le financement est attendu ».

        A plain « point d’étape » is what was said.
        """
        event = self._reported if self.kind == self.Kind.REPORT else self.event
        why = " : ".join(filter(None, [event, self.reason]))
        return (" – " if self.reason else " : ").join(filter(None, [why, self.sentence]))

    @property
    def _reported(self):
        if self.part:
            return f"sa part {self.get_part_display()}"
        if self.reason:
            return Status.WAITING.label
        if self.sentence:
            return ""
        if self.file_name:
            return f"pièce jointe : {self.file_name}"
        return self.new_status or self.event

    @property
    def told(self):
        """`words`, and for which structure it was said."""
        who = ", ".join(filter(None, [self.agency and self.agency.label, self.came]))
        if not who or self.kind in self.NAMING:
            return self.words
        is_plain = self.words == self.sentence
        return f"{who}{' :' if is_plain else ','} {self.words}"

    def may_be_taken_back(self, by, link, at):
        """Whether it is a « fait » that the same account, or link, has said a moment ago."""
        own = by == self.by if link is None else link.pk == self.link_id
        is_known = by is not None or link is not None
        recent = self.at > at - TAKEN_BACK_WITHIN
        return self.kind == self.Kind.DECLARED and is_known and own and recent

    @classmethod
    def last_of(cls, kinds, column):
        """Of each action of a query, a column of what was said last of these kinds.

        Minutes published late say what was said on the day of their meeting.
        """
        told = cls.objects.filter(action=OuterRef("pk"), kind__in=kinds)
        return Subquery(told.order_by("-at", "-pk").values(column)[:1])

    @classmethod
    def said_of(cls, action, kind, said, status, noted):
        """What `said` tells of an action that is `status` from now on; not yet stored."""
        fields = {name: getattr(said, name) for name in ("by", "agency", "meeting", "link")}
        fields |= {"sentence": said.sentence, "reason": said.reason}
        fields["searched"] = searchable(f"{said.sentence} {said.reason}")
        fields |= {"at": said.at} if said.at else {}
        known = cls.Channel.MEETING if said.meeting else cls.Channel.SCREEN
        fields["channel"] = cls.Channel.LINK if said.link else said.channel or known
        before = action.status
        update = cls(
            action=action, kind=kind, status_before=before, status=status, **fields | noted
        )
        if said.file:
            update.join(said.file)
        return update

    def join(self, file):
        """Put an uploaded file beside the update, under a name that nobody chose."""
        self.file_name, self.file_size = file.name[-200:], file.size
        self.file.save(f"{uuid.uuid4()}{Path(file.name).suffix.lower()[:10]}", file, save=False)


class AnswerSeen(models.Model):
    """Who has read what came in by a link; without a row, nobody yet."""

    update = models.OneToOneField(ActionUpdate, models.CASCADE, related_name="seen")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("vu le")

    class Meta:
        verbose_name = "réponse vue"

    def __str__(self):
        return f"{self.update_id} : {self.by_id}"
