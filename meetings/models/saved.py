"""What was saved: every state of the text, saves that were answered, who has a text open."""

import json
import zlib

from django.conf import settings
from django.db import models
from django.db.models import Q

from gtm.models import User
from meetings import choices


class RevisionQuerySet(models.QuerySet):
    def waiting(self):
        """Parked texts that nobody has put together with the current one, nor left aside."""
        return self.filter(waits=True).with_writers()

    def with_writers(self):
        """With what `writer` reads."""
        return self.select_related("author", "brought_by")

    def answering(self):
        """The accounts that wrote one of them, or brought it in: see `gtm.access.wrote`."""
        # A subquery with a NULL in it would exclude everybody.
        brought = self.exclude(brought_by=None).values("brought_by")
        return User.objects.filter(Q(pk__in=self.values("author")) | Q(pk__in=brought))

    def by_others(self, author, by_link=""):
        """Not what that person wrote: what came by a link that he gave is another's."""
        return self.exclude(author=author, by_link=by_link)

    def writers(self):
        """The names of who wrote them, in the order of the versions."""
        rows = self.order_by("version").values_list("by_link", "author__name")
        return tuple(dict.fromkeys(_writer(*row) for row in rows))


def _writer(by_link, name):
    return f"{by_link} (par lien)" if by_link else name


class SavedText(models.Model):
    """A saved state of a text; `version` is empty for one that did not become current.

    It was parked (a conflict), or merged with what others had saved: then the merged text is a
    revision too, whose `source` is what was sent. The source of a restored text is the one taken
    back.
    """

    Kind = choices.RevisionKind

    version = models.PositiveIntegerField("numéro", null=True)
    base_version = models.PositiveIntegerField("à partir de", default=0)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # Who spoke without an account: `author` gave the link, and answers for what came by it.
    by_link = models.CharField("par lien, au nom de", max_length=150, blank=True)
    # Who brought in for the author the copy that a device had kept, and answers for it as well.
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField("le", auto_now_add=True)
    packed = models.BinaryField()
    kind = models.CharField("nature", max_length=8, choices=Kind, default=Kind.SAVED)
    by_timer = models.BooleanField("enregistré sans qu’on le demande", default=False)
    waits = models.BooleanField("à réunir au texte actuel", default=False)
    source = models.ForeignKey("self", models.RESTRICT, null=True, related_name="+")

    objects = RevisionQuerySet.as_manager()

    class Meta:
        abstract = True
        verbose_name = "enregistrement"
        ordering = ["-pk"]

    def __str__(self):
        return self.title

    @property
    def writer(self):
        """Who wrote it, as people read it. Reads its author, and who brought it in."""
        name = _writer(self.by_link, self.author.name)
        return f"{name} (copie reprise par {self.brought_by})" if self.brought_by else name

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
        type(self).objects.filter(pk=self.pk).update(waits=False)


class Revision(SavedText):
    """A saved state of the minutes of a meeting."""

    meeting = models.ForeignKey("meetings.Meeting", models.CASCADE, related_name="revisions")

    class Meta(SavedText.Meta):
        indexes = [
            models.Index(fields=["meeting"], condition=Q(waits=True), name="revision_waiting")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "version"], name="revision_version_once_per_meeting"
            )
        ]


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

    meeting = models.ForeignKey("meetings.Meeting", models.CASCADE, related_name="presences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    seen_at = models.DateTimeField("vu le", db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "user"], name="presence_once_per_meeting")
        ]

    def __str__(self):
        return f"{self.user} {self.seen_at:%H:%M}"
