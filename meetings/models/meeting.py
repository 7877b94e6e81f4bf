"""Meetings: one row each, with the text that is being written."""

import uuid
from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Case, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.urls import reverse

from actions.follow_up import ActionUpdate
from gtm import access
from gtm.models import Territory, Watched, WatchedQuerySet, WorkingGroup
from meetings import choices, transitions
from meetings.models.known import KnownMeeting
from meetings.models.saved import Revision
from meetings.models.steps import LIMIT, CorrectionRequest, Step


def taking_place():
    """Not noted as not held."""
    return ~Q(state=choices.State.CANCELLED)


def held():
    return taking_place() & ~Q(state=choices.State.PLANNED)


def held_until(today):
    return held() & Q(date__lte=today)


def missing_minutes(today, imported="is_imported"):
    """Their day is past, nobody noted them as not held, and nothing was handed in or published.

    Of what was brought in from its original nothing is missing; `imported` is where that is told.
    """
    awaited = taking_place() & ~Q(state=choices.State.SUBMITTED) & ~Q(**{imported: True})
    return awaited & ~access.is_out() & Q(date__lt=today)


class MeetingQuerySet(WatchedQuerySet):
    def visible_to(self, user):
        return self.filter(access.meetings_visible(user))

    def with_text_visible_to(self, user):
        return self.filter(access.working_text_visible(user))

    def with_history_visible_to(self, user):
        return self.filter(access.history_visible(user))

    def followed_by(self, user):
        return self.filter(access.meetings_followed(user))

    def managed_by(self, user):
        return self.filter(access.meetings_managed(user))

    def rescued_by(self, user):
        return self.filter(access.meetings_rescued(user))

    def editable_by(self, user):
        return self.filter(access.meetings_editable(user))

    def sent_by(self, user):
        return self.filter(access.meetings_sent(user))

    def publicised_by(self, user):
        return self.filter(access.meetings_publicised(user))

    def convened_by(self, user):
        return self.filter(access.meetings_convened(user))

    def removable_by(self, user):
        submissions = Step.objects.filter(name="submit")
        return self.filter(access.meetings_removable(user, submissions, ActionUpdate.objects))

    def correctable_on_request_of(self, user):
        """Published minutes of which a person may ask for a correction: one request at a time."""
        return self.filter(
            access.meetings_correction_askable(user, CorrectionRequest.objects.open())
        )

    def movable_by(self, user, name):
        """Those that a person may take through a transition of `transitions.TABLE`."""
        return self.filter(access.meetings_movable(user, transitions.TABLE[name], Revision.objects))

    def shown_in_state(self, state, user):
        """In a state as the person sees it, see `Meeting.state_for`: minutes under correction are
        published to readers, and begun before their day, planned.
        """
        if state == Meeting.State.PUBLISHED:
            return self.out()
        inside = access.working_text_visible(user)
        if state == Meeting.State.PLANNED:
            begun = access.announced_until(access.scope(user).day) & ~inside
            return self.filter(Q(state=state) | begun)
        outside = ~access.is_out() & Q(state=Meeting.State.CANCELLED)
        return self.filter(inside | outside, state=state)

    def coming(self, day):
        """Planned for a day or later, begun already or not."""
        return self.filter(
            Q(state=Meeting.State.PLANNED, date__gte=day) | access.announced_until(day)
        )

    def prepared_by(self, user):
        return self.filter(access.meetings_prepared(user))

    def put_elsewhere_by(self, user):
        return self.filter(access.meetings_put_elsewhere(user))

    def proposable_by(self, user):
        return self.filter(access.meetings_proposable(user))

    def out(self):
        """Of which a version is published: those under correction too."""
        return self.filter(access.is_out())

    def taking_place(self):
        return self.filter(taking_place())

    def held(self):
        return self.filter(held())

    def held_until(self, today):
        return self.filter(held_until(today))

    def missing_minutes(self, today):
        return self.filter(missing_minutes(today))

    def held_before(self, meeting):
        """Those of its group held before it; of two on a day, the one created first."""
        same_day = Q(date=meeting.date, created_at__lt=meeting.created_at)
        earlier = Q(date__lt=meeting.date) | same_day
        return self.held().filter(earlier, group=meeting.group_id).exclude(pk=meeting.pk)

    def held_after(self, meeting):
        """The contrary, planned ones included: those that may read its minutes."""
        same_day = Q(date=meeting.date, created_at__gt=meeting.created_at)
        later = Q(date__gt=meeting.date) | same_day
        return self.taking_place().filter(later, group=meeting.group_id)

    def own_first(self, user):
        """By date, those whose minutes the person writes before the others."""
        own = When(access.meetings_managed(user), then=0)
        # Without a group the condition is empty, and « ORDER BY 1 » would mean the first column.
        first = [Case(own, default=1)] if access.scope(user).creates_meetings else []
        return self.order_by(*first, "date", "created_at")

    def listed(self):
        """For lists: without the texts, with what a row shows."""
        return (
            self.defer("document", "words").select_related("group").order_by("-date", "-created_at")
        )


class PresentMeetings(models.Manager.from_queryset(MeetingQuerySet)):
    """Without those that were removed: they are in no list, figure or calendar."""

    def get_queryset(self):
        return super().get_queryset().filter(removed_at=None)


class Meeting(Watched):
    """A meeting of a group. Its text is `document`, one flat map (see `document.py`).

    The columns date, kind, place and modality follow each save, so that lists are true; the tables
    below follow at publication only.
    """

    Kind, Modality, State = choices.MeetingKind, choices.Modality, choices.State
    KNOWN = KnownMeeting

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(
        WorkingGroup, models.PROTECT, related_name="meetings", verbose_name="groupe"
    )
    kind = models.CharField("nature", max_length=16, choices=Kind, default=Kind.ORDINARY)
    date = models.DateField("date")
    date_is_probable = models.BooleanField("date probable", default=False)
    place = models.CharField("lieu", max_length=200, blank=True)
    modality = models.CharField(
        "modalité", max_length=8, choices=Modality, default=Modality.ON_SITE
    )
    territory = models.ForeignKey(
        Territory, models.PROTECT, null=True, blank=True, verbose_name="délocalisée à"
    )
    # As read of the text; as typed, they stand in it.
    starts_at = models.TimeField("heure de début", null=True, editable=False)
    ends_at = models.TimeField("heure de fin", null=True, editable=False)
    # Everybody knew of it before it took place, and still does until its day has passed.
    was_announced = models.BooleanField("annoncée", default=False, editable=False)
    # The day until which structures may propose points; None: they may not.
    proposals_until = models.DateField("points proposés jusqu’au", null=True, editable=False)
    state = models.CharField("état", max_length=12, choices=State, default=State.DRAFT)
    not_held_reason = models.CharField("motif de la non-tenue", max_length=500, blank=True)
    # Known by nothing but a file that was brought in (see `imports/`): it alerts nobody, and was
    # awaited by nobody.
    is_imported = models.BooleanField("importée", default=False, editable=False)
    # Its text was taken from a file that stays the authority.
    is_from_original = models.BooleanField(
        "saisie d’après l’original", default=False, editable=False
    )

    document = models.JSONField("texte", default=dict)
    words = models.TextField("mots cherchés, sans accents", blank=True)
    ended = models.JSONField("actions que le texte dit closes", default=list, blank=True)  # uids
    version = models.PositiveIntegerField("numéro d’enregistrement", default=1)
    saved_at = models.DateTimeField("enregistré le", auto_now_add=True)
    published_version = models.PositiveIntegerField("version publiée", default=0)
    published_revision = models.PositiveIntegerField("enregistrement publié", default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("créée le", auto_now_add=True)

    # The last time that SP/CCM asked for its minutes.
    minutes_asked_at = models.DateTimeField("compte rendu demandé le", null=True, editable=False)
    minutes_asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )

    # One created by mistake (see `life/removal.py`): its state and its text stay as they were.
    removed_at = models.DateTimeField("retirée le", null=True, editable=False)
    removed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    removed_reason = models.TextField("motif du retrait", max_length=LIMIT, blank=True)

    objects = PresentMeetings()
    everywhere = MeetingQuerySet.as_manager()

    EDITABLE = (State.PLANNED, State.DRAFT)

    class Meta:
        verbose_name = "réunion"
        ordering = ["-date", "-created_at"]
        indexes = [
            models.Index(fields=["group", "-date"], name="meeting_of_group_by_date"),
            # Lists read it in its order. The other columns are what decides who sees a meeting:
            # counts need no text, and texts lie between in the rows.
            models.Index(
                fields=[
                    *("-date", "-created_at", "published_version", "state", "was_announced"),
                    *("is_imported", "removed_at"),
                ],
                condition=Q(removed_at__isnull=True),
                name="meeting_listed",
            ),
            models.Index(fields=["state", "date"], name="meeting_by_state"),
            models.Index(
                fields=["-removed_at"],
                condition=Q(removed_at__isnull=False),
                name="meeting_removed",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(not_held_reason=""),
                name="meeting_not_held_has_reason",
                violation_error_message="Dites pourquoi la réunion ne s’est pas tenue.",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | access.is_out(),
                name="meeting_published_has_version",
            ),
        ]

    def __str__(self):
        return f"{self.group} – {self.date:%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("meetings:meeting_detail", args=[self.pk])

    @property
    def called(self):
        """« réunion ordinaire »."""
        return self.Kind(self.kind).called

    @property
    def is_editable(self):
        return self.state in self.EDITABLE and self.removed_at is None

    def judged_on(self, today):
        """The day from which its text is looked at: a planned one lies ahead, as it should."""
        return date.max if self.state == self.State.PLANNED else today

    @property
    def is_out(self):
        """Whether a version is published; `state` says what becomes of the text being written."""
        return self.published_version > 0

    @property
    def is_correction(self):
        """Whether the text being written follows a published version."""
        written = (self.State.DRAFT, self.State.SUBMITTED)
        return self.is_out and self.state in written

    @property
    def shown_state(self):
        """The state to tell everybody: a correction in progress is nobody's business."""
        return self.State.PUBLISHED if self.is_out else self.State(self.state)

    def state_for(self, user):
        """The state to tell a person: to who may not read a text that was begun, or handed in,
        before its day, the meeting is planned.
        """
        state = self.shown_state
        if state in (self.State.DRAFT, self.State.SUBMITTED):
            inside = access.scope(user).reads_text(self.group_id, self.state)
            return state if inside else self.State.PLANNED
        return state

    def state_told(self, user):
        """Its label: a meeting that was called off is « annulée » until its day has passed."""
        state, day = self.state_for(user), access.scope(user).day
        ahead = state == self.State.CANCELLED and day is not None and day <= self.date
        return choices.CALLED_OFF if ahead else state.label

    def moves_for(self, user):
        """Names of the transitions through which a person may take these minutes now."""
        own = Meeting.objects.filter(pk=self.pk)
        return {
            name for name in transitions.leaving(self.state) if own.movable_by(user, name).exists()
        }

    def files_open_to(self, user):
        """Its joined files: all for its own people; for others, those that the text shares.

        The scan of an attendance sheet bears telephone numbers: nothing is shared by itself. The
        text is what the person may read, so that a correction can take a file back.
        """
        if access.scope(user).reads_history(self.group_id):
            return self.joined_files.all()
        if not self.joined_files.exists():
            return self.joined_files.none()  # as of most: no text is read for it
        own = Meeting.objects.with_text_visible_to(user).filter(pk=self.pk).exists()
        last = None if own else self.publications.first()
        text = self.document if own else last.document if last else {}
        uids = [uid for uid in text.get("files", ()) if text.get(f"files/{uid}/shared")]
        return self.joined_files.filter(pk__in=uids)

    @property
    def last_return(self):
        """The last return of the text being written, or None."""
        settled = Coalesce(Subquery(self.steps.settled().values("pk")[:1]), 0)
        returns = self.steps.filter(name="return", pk__gt=settled)
        return returns.select_related("by").first()

    @property
    def last_opening(self):
        """The step that opened the correction being written, or None."""
        if not self.is_correction:
            return None
        return self.steps.filter(name="correct").select_related("by").first()

    @property
    def place_of_names(self):
        """The territory in which an acronym of this meeting is read; None for the central ones."""
        return self.territory or self.group.local_territory
