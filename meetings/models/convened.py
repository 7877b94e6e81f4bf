"""A meeting as it was told to those convened, who they are, and what they answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from gtm import access
from gtm.models import Agency, Member, PersonalLink
from gtm.models.members import label_of

REASON_LIMIT = 500  # characters
FACTS = ("date", "starts_at", "ends_at", "place")  # what a calendar holds of a meeting


class ConvocationQuerySet(models.QuerySet):
    def last_first(self):
        return self.order_by("-sequence")


class Convocation(models.Model):
    """One telling of a meeting: convened, moved, cancelled. In calendars, one event told again.

    `sequence` is that of iCalendar: 0 for the first telling, one more for each that follows. The
    day, the hours and the place are those that were told, whatever becomes of the meeting.
    """

    class Kind(models.TextChoices):
        CONVENE = "convene", "convocation"
        MOVE = "move", "report"
        CANCEL = "cancel", "annulation"

    meeting = models.ForeignKey("meetings.Meeting", models.CASCADE, related_name="convocations")
    kind = models.CharField("objet", max_length=8, choices=Kind, default=Kind.CONVENE)
    sequence = models.PositiveIntegerField("rang")
    reference = models.CharField("référence", max_length=80, blank=True)
    date = models.DateField("date annoncée")
    starts_at = models.TimeField("heure de début annoncée", null=True)
    ends_at = models.TimeField("heure de fin annoncée", null=True)
    place = models.CharField("lieu annoncé", max_length=200, blank=True)
    reason = models.CharField("motif", max_length=REASON_LIMIT, blank=True)
    answer_by = models.DateField("réponse attendue avant le", null=True)
    remote_allowed = models.BooleanField("participation à distance possible", default=False)
    # Who has not answered is reminded once, so many days before; None: nobody is.
    remind_before = models.PositiveSmallIntegerField("rappel, jours avant", null=True, default=3)
    # {style: {"subject", "body"}} as it was sent, fields filled in save those of a person.
    letters = models.JSONField("lettres", default=dict)
    # [{"title", "presenters", "minutes"}] in order; the last two may be missing or empty.
    agenda = models.JSONField("ordre du jour annoncé", default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("le")

    objects = ConvocationQuerySet.as_manager()

    class Meta:
        verbose_name = "convocation"
        ordering = ["meeting", "sequence"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "sequence"],
                name="convocation_sequence_once",
                violation_error_message="Cette convocation est déjà partie.",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} n° {self.sequence + 1}"

    def tells(self, meeting):
        """Whether it says what is true of the meeting now: that it takes place, when and where."""
        if meeting.state == meeting.State.CANCELLED:
            return self.kind == self.Kind.CANCEL
        facts = [(getattr(self, name), getattr(meeting, name)) for name in FACTS]
        return self.kind != self.Kind.CANCEL and all(told == true for told, true in facts)


class ConvenedQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(access.convened_visible(user))

    def answerable_by(self, user):
        return self.filter(access.convened_answerable(user))

    def unanswered(self):
        return self.filter(answer="")

    def whole(self):
        """With what their labels, the telling and the answer read."""
        return self.select_related(
            *("agency__territory", "agency__parent__territory", "member", "told__by"),
            *("deputy__agency__territory", "deputy_of__agency__territory", "answered_by"),
        )


class Convened(models.Model):
    """Somebody who was convened to a meeting: a member of its day, a guest, or a deputy.

    Name, function and addresses are those of the day: members come and go.
    """

    Style = Member.Style

    class Answer(models.TextChoices):
        PRESENT = "present", "présent"
        REMOTE = "remote", "à distance"
        EXCUSED = "excused", "excusé"
        REPRESENTED = "represented", "représenté par…"

    class Told(models.TextChoices):
        MAIL = "mail", "par courriel"
        SHARED = "shared", "par WhatsApp"
        HAND = "hand", "par lettre ou de vive voix"

    class How(models.TextChoices):
        LINK = "link", "par lien"
        ACCOUNT = "account", "par son compte"
        NOTED = "noted", "notée par le rapporteur"

    meeting = models.ForeignKey("meetings.Meeting", models.CASCADE, related_name="convened")
    member = models.ForeignKey(Member, models.PROTECT, null=True, related_name="convened")
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, related_name="convened", verbose_name="structure"
    )
    name = models.CharField("nom", max_length=150, blank=True)
    function = models.CharField("fonction", max_length=150, blank=True)
    email = models.EmailField("adresse électronique", blank=True)
    phone = models.CharField("téléphone", max_length=40, blank=True)
    style = models.CharField("lettre", max_length=12, choices=Style, default=Style.CONVOCATION)
    may_be_replaced = models.BooleanField("peut se faire représenter", default=True)
    deputy_of = models.OneToOneField(
        "self", models.CASCADE, null=True, related_name="deputy", verbose_name="représente"
    )
    # Each mail and each shared text has its own: a token is kept nowhere, so none is sent twice.
    links = models.ManyToManyField(PersonalLink, related_name="convened")
    # Of its last telling: what it said, when and how it reached them, and when it was answered to.
    told = models.ForeignKey(Convocation, models.SET_NULL, null=True, related_name="+")
    told_at = models.DateTimeField("convoqué le", null=True)
    told_how = models.CharField("convoqué", max_length=8, choices=Told, blank=True)
    reminded_at = models.DateTimeField("relancé le", null=True)
    opened_at = models.DateTimeField("ouverte le", null=True)

    answer = models.CharField("réponse", max_length=12, choices=Answer, blank=True)
    reason = models.CharField("motif", max_length=REASON_LIMIT, blank=True)
    answered_at = models.DateTimeField("répondu le", null=True)
    answered_how = models.CharField("réponse reçue", max_length=8, choices=How, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    recapped_at = models.DateTimeField("réponse dite au rapporteur le", null=True)

    objects = ConvenedQuerySet.as_manager()

    class Meta:
        verbose_name = "convoqué"
        verbose_name_plural = "convoqués"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "member"],
                condition=Q(member__isnull=False),
                name="member_convened_once_to_a_meeting",
                violation_error_message="Ce membre est déjà convoqué.",
            ),
            models.CheckConstraint(
                condition=Q(agency__isnull=False) | ~Q(function="") | ~Q(name=""),
                name="convened_is_somebody",
                violation_error_message="Dites qui est convoqué.",
            ),
            models.CheckConstraint(
                condition=Q(answer="") | Q(answered_at__isnull=False),
                name="convened_answer_has_its_instant",
            ),
        ]

    def __str__(self):
        return self.label

    @property
    def label(self):
        """« Rakia Saley, Cheffe de division, DRC Zinder »: as far as it is known."""
        return label_of(self)

    @property
    def stand_in(self):
        """The deputy, or None. Read with `whole()`, it asks nothing."""
        return getattr(self, "deputy", None)

    @property
    def answer_told(self):
        """« représenté par Issa Moussa »; empty where nothing was answered."""
        told, deputy = self.get_answer_display(), self.stand_in
        return f"{told.removesuffix('…')} {deputy.name}" if deputy else told

    @property
    def answered_before_move(self):
        """The answer was to another day, hour or place."""
        told = self.told
        return bool(
            self.answer and told and told.kind == told.Kind.MOVE and self.answered_at < told.at
        )
