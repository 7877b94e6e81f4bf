"""What was promised: one row per action, born in one meeting, alive until somebody closes it."""

import uuid
from contextlib import contextmanager

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property

from actions import telling
from actions.asked import AskedAction as AskedAction
from actions.deadlines import Precision
from actions.follow_up import (
    CLOSED,
    OPEN,
    PRECISIONS,
    RUNNING,
    ActionUpdate,
    Overtaken,
    Status,
)
from actions.frameworks import ClassifiedAction, FrameworkItem, How, told
from actions.indexed import INDEXES
from actions.known import KnownAction
from actions.lateness import days_late
from actions.parts import (
    FollowUpAgency,
)
from actions.querysets import ActionItemQuerySet, next_meetings
from actions.responsibles import Known
from gtm import locks
from gtm.models import Agency, Watched, WorkingGroup, directory
from gtm.names import searchable
from gtm.refusals import NotNow


def known_names(agencies):
    """The directory of `responsibles.parse`: each folded name, the pk it means, and its nature."""
    spellings = {agency.pk: agency.all_names for agency in agencies}
    return {
        name: Known(agency.pk, agency.is_collective, spellings[agency.pk])
        for name, agency in directory(agencies).items()
    }


OVERTAKEN = "Quelqu’un a changé ce point d’action entre-temps : relisez-le, puis recommencez."
NEWS_COLUMNS = ("last_news_at", "silent_since", "chased_count", "chased_on")
NOT_NOW = "cela n’est plus possible."
CLASSIFIED_ALREADY = "Pour « {} », rien n’est à changer : relisez comment ce point est classé."
NOT_TAKEN_BACK = (
    "Une déclaration se retire dans l’heure, par qui l’a faite ; écrivez au rapporteur du groupe."
)


class ActionItem(Watched):
    """A « point d’action » as published. Never deleted: one that is withdrawn is cancelled.

    `version` grows with each update: two persons at once never overwrite each other. What the
    review filters and sorts by stands in this one table.
    """

    Status = Status
    CLOSED = CLOSED
    news = None  # the last `ActionUpdate`, where `letters.with_news` read it
    KNOWN = KnownAction

    uid = models.UUIDField(default=uuid.uuid4)
    agenda_point = models.ForeignKey(
        "meetings.AgendaPoint", models.CASCADE, related_name="actions", verbose_name="point"
    )
    group = models.ForeignKey(
        WorkingGroup, models.PROTECT, related_name="actions", verbose_name="groupe"
    )
    decided_on = models.DateField("décidé le")
    position = models.PositiveIntegerField("ordre")
    text = models.TextField("point d’action")
    words = models.TextField("mots cherchés, sans accents", blank=True)
    responsible_wording = models.CharField("responsable", max_length=500, blank=True)
    deadline_wording = models.CharField("échéance écrite", max_length=200, blank=True)
    deadline_precision = models.CharField("précision", max_length=16, choices=PRECISIONS)
    due_on = models.DateField("dernier jour dans les délais", null=True, blank=True)
    minutes_deadline = models.CharField("échéance du compte rendu", max_length=200, blank=True)
    deadline_from = models.DateField("échéance comptée depuis le")
    rescheduled_count = models.PositiveSmallIntegerField("reconduites", default=0)
    status = models.CharField("statut", max_length=12, choices=Status, default=Status.TODO)
    # A column, as SQLite does not see that a partial index fits a condition with bound values.
    is_open = models.GeneratedField(
        expression=~Q(status__in=CLOSED), output_field=models.BooleanField(), db_persist=True
    )
    declared_on = models.DateField("déclaré fait le", null=True, blank=True)
    closed_on = models.DateField("clos le", null=True, blank=True)
    entered_on = models.DateField("inscrit le")
    last_news_at = models.DateTimeField("dernier suivi", null=True, blank=True)
    silent_since = models.DateField("sans nouvelle depuis le")
    chased_count = models.PositiveSmallIntegerField("relances sans réponse", default=0)
    chased_on = models.DateField("dernière relance sans réponse", null=True, blank=True)
    items = models.ManyToManyField(
        FrameworkItem, through=ClassifiedAction, related_name="actions", verbose_name="classé sous"
    )
    lead = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="qui suit"
    )
    version = models.PositiveIntegerField("numéro de suivi", default=1)

    objects = ActionItemQuerySet.as_manager()

    class Meta:
        verbose_name = "point d’action"
        verbose_name_plural = "points d’action"
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["agenda_point", "uid"], name="action_uid_once_per_point"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=CLOSED) | Q(closed_on__isnull=False),
                name="action_closed_has_day",
                violation_error_message="Dites quel jour ce point d’action a été clos.",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.DECLARED) | Q(declared_on__isnull=False),
                name="action_declared_has_day",
                violation_error_message="Dites quel jour ce point d’action a été déclaré fait.",
            ),
        ]
        indexes = INDEXES

    def __str__(self):
        return self.text[:80]

    def get_absolute_url(self):
        return reverse("actions:action_detail", args=[self.pk])

    @property
    def is_closed(self):
        return self.status in CLOSED

    @property
    def is_running(self):
        return self.status in RUNNING

    @property
    def is_declared(self):
        return self.status == Status.DECLARED

    def days_late(self, today):
        """0 when it is not late; `today` may be a past day."""
        return days_late(self, today)

    def days_waiting(self, today):
        """Since how many days it is open without a day: immediate, or the next meeting unknown."""
        waits = (Precision.IMMEDIATE, Precision.NEXT_MEETING)
        if self.is_closed or self.due_on or self.deadline_precision not in waits:
            return None
        return max((today - self.deadline_from).days, 0)

    @cached_property
    def offering(self):
        """The structures that propose to see to it, and wait for an answer."""
        offers = self.updates.offers().values("agency")
        return list(Agency.objects.filter(pk__in=offers).select_related("territory"))

    # What the minutes say; the rest is what has become of it, which they never overwrite.
    FROM_MINUTES = (
        "agenda_point",
        "group",
        "position",
        "decided_on",
        "text",
        "words",
        "responsible_wording",
        "deadline_wording",
        "deadline_precision",
        "due_on",
        "minutes_deadline",
        "deadline_from",
    )

    def take_from_minutes(self, point, position, text, responsible, decided_on):
        """The place and the words that the minutes give it."""
        self.agenda_point, self.position = point, position
        self.group_id, self.decided_on = point.meeting.group_id, decided_on
        self.text, self.responsible_wording = text, responsible
        self.words = searchable(f"{text} {responsible}")
        self.silent_since = self.silent_since or decided_on  # until it is settled

    def take_deadline(self, deadline, held_on):
        """The deadline as the minutes have it. One put off since stays, unless they changed it.

        Nor is a wording read again that stays as it is: what was known then is not what it would
        be read as today.
        """
        is_same_day = held_on == self.deadline_from
        if deadline.wording == self.minutes_deadline and (self.rescheduled_count or is_same_day):
            return
        self.minutes_deadline, self.deadline_from = deadline.wording, held_on
        self.deadline_wording = deadline.wording
        self.deadline_precision = deadline.precision
        self.due_on = deadline.due_on

    # --- Verbs: each claims the version by a conditional UPDATE and appends one update ---

    def report(self, said, status=None, part=""):
        """A structure's news of its part, or of the whole when `status` is given."""
        status = status or self.status
        expected = OPEN if status == self.status else RUNNING
        self._step(ActionUpdate.Kind.REPORT, said, expected, {"part": part}, status=status)

    def declare_done(self, said):
        """« Fait », to be verified: the clock of lateness stops."""
        columns = {"status": Status.DECLARED, "declared_on": said.day}
        with self._held():
            self._claim(ActionUpdate.Kind.DECLARED, said, RUNNING, **columns)
            telling.declared([self], said)

    def take_back(self, said):
        """« Fait » was a mistake: all is as before, while nobody has acted on it."""
        with self._held():
            declared = self.updates.filter(kind=ActionUpdate.Kind.DECLARED).first()
            if not (declared and declared.may_be_taken_back(said.by, said.link, said.at)):
                raise NotNow(NOT_TAKEN_BACK)
            columns = {"status": declared.status_before, "declared_on": None}
            columns |= self._clock_goes_on()
            self._claim(ActionUpdate.Kind.RETRACTED, said, [Status.DECLARED], **columns)
            telling.undone([self], said)

    def close(self, said, status=Status.DONE):
        """Réalisé, or non réalisé with its reason; on time counts from the declaration if any."""
        declared = (self.declared_on or said.day) if status == Status.DONE else None
        columns = {"status": status, "declared_on": declared, "closed_on": said.day}
        with self._held():
            self._claim(ActionUpdate.Kind.CLOSED, said, OPEN, **columns)
            telling.settled([self], said, status)

    def refuse(self, said):
        """What was declared is not done: the clock goes on."""
        columns = {"status": Status.DOING, "declared_on": None}
        with self._held():
            columns |= self._clock_goes_on()
            self._claim(ActionUpdate.Kind.REFUSED, said, [Status.DECLARED], **columns)
            telling.refused([self], said)

    def reopen(self, said):
        columns = {"status": Status.DOING, "declared_on": None, "closed_on": None}
        with self._held():
            columns |= self._clock_goes_on()
            self._claim(ActionUpdate.Kind.REOPENED, said, CLOSED, **columns)
            telling.reopened([self], said)

    def cancel(self, said):
        columns = {"status": Status.CANCELLED, "closed_on": said.day}
        with self._held():
            self._claim(ActionUpdate.Kind.CANCELLED, said, OPEN, **columns)
            telling.settled([self], said, Status.CANCELLED)

    def reschedule(self, said, deadline):
        """« Reconduite »: a new deadline, counted from that day on; the former ones are kept."""
        with self._held():
            self._reschedule(said, deadline)

    def _reschedule(self, said, deadline):
        day = said.day
        due_on = deadline.due_on
        if deadline.precision == Precision.NEXT_MEETING:
            due_on = next_meetings(self.group, day).first()
        noted = {
            "former_wording": self.deadline_wording,
            "former_precision": self.deadline_precision,
            "former_due_on": self.due_on,
            "new_wording": deadline.wording,
            "new_precision": deadline.precision,
            "new_due_on": due_on,
        }
        columns = {
            "deadline_wording": deadline.wording,
            "deadline_precision": deadline.precision,
            "due_on": due_on,
            "deadline_from": day,
            "rescheduled_count": self.rescheduled_count + 1,
        }
        self._claim(ActionUpdate.Kind.RESCHEDULED, said, RUNNING, noted, **columns)

    def _clock_goes_on(self):
        """The day of « prochaine réunion », which did not follow while nothing was expected."""
        if self.deadline_precision != Precision.NEXT_MEETING:
            return {}
        return {"due_on": next_meetings(self.group, self.deadline_from).first()}

    def designate(self, said, agency):
        """Charge a structure with the follow-up; `said.sentence` is not needed."""
        by = {"designated_by": said.by, "designated_at": said.at}
        with self._held():
            self._claim(ActionUpdate.Kind.DESIGNATED, said, OPEN, {"agency": agency})
            charged = {"action": self, "agency": agency}
            _, is_new = FollowUpAgency.objects.get_or_create(by, **charged)
            self.settle_lead()
            if is_new:
                telling.designated([self], agency, said)

    def offer(self, said):
        """`said.agency` would see to what a collective leads: to be accepted or declined."""
        with self._held():
            if not ActionItem.objects.filter(pk=self.pk).common().exists():
                raise NotNow("Une structure est déjà chargée de ce point d’action.")
            if self.updates.offers().filter(agency=said.agency).exists():
                raise NotNow("Votre structure s’est déjà proposée : la réponse est attendue.")
            self._claim(ActionUpdate.Kind.OFFERED, said, OPEN)

    def decline(self, said, agency):
        """The structure that offered is not charged with it; the reason is said."""
        with self._held():
            if not self.updates.offers().filter(agency=agency).exists():
                raise NotNow("Cette proposition a déjà reçu sa réponse.")
            self._claim(ActionUpdate.Kind.DECLINED, said, OPEN, {"agency": agency})

    def release(self, said, agency):
        """The structure is no longer charged with the follow-up."""
        with self._held():
            self._claim(ActionUpdate.Kind.RELEASED, said, OPEN, {"agency": agency})
            self.follow_ups.filter(agency=agency).delete()
            self.settle_lead()
            telling.released([self], agency, said)

    def settle_lead(self):
        ActionItem.objects.filter(pk=self.pk).settle_lead()
        self.refresh_from_db(fields=["lead"])

    def settle_news(self):
        """News that are older than the last ones, as of minutes published late, leave these so."""
        ActionItem.objects.filter(pk=self.pk).settle_news()
        self.refresh_from_db(fields=NEWS_COLUMNS)

    def classify(self, said, item, how=How.ADD):
        """Put it under an item of a framework, or take it out from under."""
        with self._held():
            this = ActionItem.objects.filter(pk=self.pk)
            if not ClassifiedAction.changed_by(item, how, this).exists():
                raise NotNow(CLASSIFIED_ALREADY.format(item.short))
            self._claim(ActionUpdate.Kind.CLASSIFIED, said, Status, {"sentence": told(item, how)})
            ClassifiedAction.write(item, how, [self.pk])

    def note_chase(self, said):
        """Somebody was asked for news: noted without a new version, nobody is overtaken by it."""
        with transaction.atomic():
            list(locks.in_order(ActionItem.objects.filter(pk=self.pk)).values_list("pk"))
            self._append(ActionUpdate.Kind.CHASED, said, self.status, {})
            self.settle_news()

    def _step(self, kind, said, expected, noted=None, **columns):
        """`_claim`, of a verb that reads nothing else of its group."""
        with self._held():
            self._claim(kind, said, expected, noted, **columns)

    def _claim(self, kind, said, expected, noted=None, **columns):
        """Change `columns` if the action is as the person saw it, and append the update."""
        if said.version not in (None, self.version):
            raise Overtaken(OVERTAKEN)
        if self.status not in expected:
            raise NotNow(f"Ce point d’action est « {self.get_status_display()} » : {NOT_NOW}")
        status = columns.get("status", self.status)
        claimed = ActionItem.objects.filter(
            pk=self.pk, version=self.version, status=self.status
        ).update(version=self.version + 1, **columns)
        if not claimed:
            raise Overtaken(OVERTAKEN)
        self._append(kind, said, status, noted or {})
        for name, value in columns.items():
            setattr(self, name, value)
        self.version += 1
        if kind in ActionUpdate.NEWS:
            self.settle_news()

    @contextmanager
    def _held(self):
        """A transaction in which the group, and so its meetings, stay as they are."""
        with transaction.atomic():
            locks.hold(self.group_id)
            yield

    def _append(self, kind, said, status, noted):
        ActionUpdate.said_of(self, kind, said, status, noted).save()
