"""What was said: meetings, their text with every saved state of it, and what was published."""

import json
import uuid
import zlib

from django.conf import settings
from django.db import models
from django.db.models import Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from gtm import access
from gtm.models import Territory, WorkingGroup
from meetings import life
from meetings.steps import Comment, Observation, Reader, Step  # noqa: F401 - models of this app
from meetings.tables import (  # noqa: F401 - models of this app
    Adoption,
    AgendaPoint,
    Amendment,
    Attendance,
    Finding,
)


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(access.meetings_visible(user))

    def with_text_visible_to(self, user):
        return self.filter(access.working_text_visible(user))

    def with_history_visible_to(self, user):
        return self.filter(access.history_visible(user))

    def managed_by(self, user):
        return self.filter(access.meetings_managed(user))

    def editable_by(self, user):
        return self.filter(access.meetings_editable(user))

    def movable_by(self, user, name):
        """Those that a person may take through a transition of `life.TRANSITIONS`."""
        return self.filter(access.meetings_movable(user, life.TRANSITIONS[name], Revision.objects))

    def shown_in_state(self, state, user):
        """In a state as the person sees it: minutes under correction are published to readers."""
        if state == Meeting.State.PUBLISHED:
            return self.filter(published_version__gt=0)
        seen = access.working_text_visible(user) | Q(published_version=0)
        return self.filter(seen, state=state)

    def held(self):
        return self.exclude(state__in=[Meeting.State.PLANNED, Meeting.State.CANCELLED])

    def held_before(self, meeting):
        """Those of its group held before it; of two on a day, the one created first."""
        same_day = Q(date=meeting.date, created_at__lt=meeting.created_at)
        earlier = Q(date__lt=meeting.date) | same_day
        return self.held().filter(earlier, group=meeting.group_id).exclude(pk=meeting.pk)

    def held_after(self, meeting):
        """The contrary, planned ones included: those that may read its minutes."""
        same_day = Q(date=meeting.date, created_at__gt=meeting.created_at)
        later = Q(date__gt=meeting.date) | same_day
        return self.filter(later, group=meeting.group_id).exclude(state=Meeting.State.CANCELLED)

    def listed(self):
        """For lists: without the texts, with what a row shows."""
        return (
            self.defer("document", "words").select_related("group").order_by("-date", "-created_at")
        )


class Meeting(models.Model):
    """A meeting of a group. Its text is `document`, one flat map (see `document.py`).

    The columns date, kind, place and modality follow each save, so that lists are true; the tables
    below follow at publication only.
    """

    class Kind(models.TextChoices):
        ORDINARY = "ordinary", "ordinaire"
        EXTRAORDINARY = "extraordinary", "extraordinaire"
        RELOCATED = "relocated", "délocalisée"

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
    state = models.CharField("état", max_length=12, choices=State, default=State.DRAFT)
    not_held_reason = models.CharField("motif de la non-tenue", max_length=500, blank=True)

    document = models.JSONField("texte", default=dict)
    words = models.TextField("mots cherchés, sans accents", blank=True)
    version = models.PositiveIntegerField("numéro d’enregistrement", default=1)
    saved_at = models.DateTimeField("enregistré le", auto_now_add=True)
    published_version = models.PositiveIntegerField("version publiée", default=0)
    published_revision = models.PositiveIntegerField("enregistrement publié", default=0)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField("créée le", auto_now_add=True)

    objects = MeetingQuerySet.as_manager()

    EDITABLE = (State.PLANNED, State.DRAFT)

    class Meta:
        verbose_name = "réunion"
        ordering = ["-date", "-created_at"]
        indexes = [models.Index(fields=["group", "-date"], name="meeting_of_group_by_date")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="cancelled") | ~Q(not_held_reason=""),
                name="meeting_not_held_has_reason",
                violation_error_message="Dites pourquoi la réunion ne s’est pas tenue.",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_version__gt=0),
                name="meeting_published_has_version",
            ),
        ]

    def __str__(self):
        return f"{self.group} – {self.date:%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("meetings:meeting_detail", args=[self.pk])

    @property
    def is_editable(self):
        return self.state in self.EDITABLE

    @property
    def is_correction(self):
        """Whether the text being written follows a published version."""
        written = (self.State.DRAFT, self.State.SUBMITTED)
        return self.published_version > 0 and self.state in written

    @property
    def shown_state(self):
        """The state to tell everybody: a correction in progress is nobody's business."""
        return self.State.PUBLISHED if self.published_version else self.State(self.state)

    def moves_for(self, user):
        """Names of the transitions through which a person may take these minutes now."""
        own = Meeting.objects.filter(pk=self.pk)
        return {name for name in life.leaving(self.state) if own.movable_by(user, name).exists()}

    def files_open_to(self, user):
        """Its joined files: all for its own people; for others, those that the text shares.

        The scan of an attendance sheet bears telephone numbers: nothing is shared by itself. The
        text is what the person may read, so that a correction can take a file back.
        """
        if access.scope(user).reads_history(self.group_id):
            return self.joined_files.all()
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
    def place_of_names(self):
        """The territory in which an acronym of this meeting is read; None for the central ones."""
        return self.territory or self.group.local_territory


class RevisionQuerySet(models.QuerySet):
    def waiting(self):
        """Parked texts that nobody has put together with the current one, nor left aside."""
        return self.filter(waits=True).select_related("author")


class Revision(models.Model):
    """A saved state of the text; `version` is empty for one that did not become current.

    It was parked (a conflict), or merged with what others had saved: then the merged text is a
    revision too, whose `source` is what was sent. The source of a restored text is the one taken
    back.
    """

    class Kind(models.TextChoices):
        SAVED = "saved", "enregistrement"
        MERGED = "merged", "réunion de deux textes"
        SENT = "sent", "texte envoyé, réuni à l’autre"
        PARKED = "parked", "texte mis de côté"
        RESTORED = "restored", "texte repris"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField("numéro", null=True)
    base_version = models.PositiveIntegerField("à partir de", default=0)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("le", auto_now_add=True)
    packed = models.BinaryField()
    kind = models.CharField("nature", max_length=8, choices=Kind, default=Kind.SAVED)
    by_timer = models.BooleanField("enregistré sans qu’on le demande", default=False)
    waits = models.BooleanField("à réunir au texte actuel", default=False)
    source = models.ForeignKey("self", models.RESTRICT, null=True, related_name="+")

    objects = RevisionQuerySet.as_manager()

    class Meta:
        verbose_name = "enregistrement"
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["meeting"], condition=Q(waits=True), name="revision_waiting")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "version"], name="revision_version_once_per_meeting"
            )
        ]

    def __str__(self):
        return f"{self.meeting_id} n° {self.version or 'mis de côté'}"

    @property
    def is_parked(self):
        return self.version is None and self.kind != self.Kind.SENT

    @property
    def title(self):
        """« Enregistrement 12 », « Texte mis de côté »…, as lists name it."""
        if self.version is None:
            return "Texte envoyé et réuni" if self.kind == "sent" else "Texte mis de côté"
        names = {"merged": "Réunion de deux textes", "restored": "Texte repris"}
        return f"{names.get(self.kind, 'Enregistrement')} {self.version}"

    @property
    def document(self):
        return json.loads(zlib.decompress(bytes(self.packed)))

    @document.setter
    def document(self, value):
        self.packed = zlib.compress(json.dumps(value, ensure_ascii=False).encode(), 6)

    def settle(self):
        """A parked text was put together with the current one, or left aside."""
        Revision.objects.filter(pk=self.pk).update(waits=False)


class Operation(models.Model):
    """A save that was answered: the same one arriving again gets the same answer. Kept 90 days."""

    op_id = models.UUIDField(unique=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    answer = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True, db_index=True)

    def __str__(self):
        return str(self.op_id)


class Presence(models.Model):
    """That somebody has a text open: when the editor of a meeting last asked something."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField("vu le", db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "user"], name="presence_once_per_meeting")
        ]

    def __str__(self):
        return f"{self.user} {self.seen_at:%H:%M}"


class Publication(models.Model):
    """A version of the minutes as it went out: text and PDF, never changed afterwards."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="publications")
    version = models.PositiveIntegerField("version")
    document = models.JSONField("texte publié")
    published_at = models.DateTimeField("publiée le", auto_now_add=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    file_name = models.CharField("nom du fichier", max_length=150)
    sha256 = models.CharField("empreinte du PDF", max_length=64)
    size = models.PositiveIntegerField("octets")
    light_sha256 = models.CharField("empreinte du PDF sans photos", max_length=64)
    light_size = models.PositiveIntegerField("octets sans photos")
    document_sha256 = models.CharField("empreinte du texte", max_length=64)
    changes = models.TextField("ce qui change", blank=True)
    # {uid: status} of the actions that this version left out, as they were: one may come back.

    class Meta:
        verbose_name = "publication"
        ordering = ["-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "version"], name="publication_version_once_per_meeting"
            ),
        ]

    def __str__(self):
        return f"{self.meeting} v{self.version}"

    @property
    def published_on(self):
        return timezone.localtime(self.published_at).date()


class StoredFile(models.Model):
    """What photos and joined files share: who put which bytes, when, for which meeting."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField("nom d’origine", max_length=200)
    size = models.PositiveIntegerField("octets")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("ajouté le", auto_now_add=True)

    class Meta:
        abstract = True
        ordering = ["uploaded_at", "pk"]

    def __str__(self):
        return self.name


class Photo(StoredFile):
    """A re-encoded JPEG without metadata; caption, credit and consent stand in the document."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="photos")
    file = models.FileField(upload_to="photos/%Y/")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()


class JoinedFile(StoredFile):
    """A file joined to a meeting, such as the scan of the signed attendance sheet."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="joined_files")
    file = models.FileField(upload_to="pieces/%Y/")
