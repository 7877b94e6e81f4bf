"""Files and texts of old minutes: kept privately beside what was made of them, the authority."""

import uuid

from django.conf import settings
from django.db import models
from django.urls import reverse

from gtm import access
from gtm.models import WorkingGroup


class OriginalQuerySet(models.QuerySet):
    def visible_to(self, user):
        """Those whose history one reads: they bear telephone numbers."""
        return self.filter(access.history_visible(user))

    def listed(self):
        """For lists: without what was read, what needs work first."""
        rows = self.defer("reading", "meeting__words").select_related("group", "meeting")
        return rows.order_by(models.F("meeting").asc(nulls_first=True), "-uploaded_at", "pk")


class Original(models.Model):
    """An original and what was read of it.

    `reading` is a stored `Reading`; `document`, `marks` and `left` are what was understood (see
    `imports/understanding`); `checked` are the keys of doubtful fields that somebody has compared.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    group = models.ForeignKey(
        WorkingGroup, models.PROTECT, related_name="originals", verbose_name="groupe"
    )
    name = models.CharField("nom d’origine", max_length=200)
    size = models.PositiveIntegerField("octets")
    sha256 = models.CharField("empreinte", max_length=64)
    file = models.FileField("fichier", upload_to="originaux/%Y/", blank=True)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("importé le", auto_now_add=True)
    refusal = models.CharField("motif du refus", max_length=300, blank=True)
    is_read = models.BooleanField("lu", default=False)
    reading = models.JSONField("lecture", default=dict)
    document = models.JSONField("texte compris", default=dict)
    marks = models.JSONField("champs sûrs et à vérifier", default=dict)
    left = models.JSONField("non repris", default=list)
    checked = models.JSONField("champs vérifiés", default=list)
    meeting = models.OneToOneField(
        "meetings.Meeting", models.SET_NULL, null=True, related_name="original"
    )

    objects = OriginalQuerySet.as_manager()

    class Meta:
        verbose_name = "original"
        ordering = ["-uploaded_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "sha256"], name="original_once_per_group")
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("meetings:original_detail", args=[self.pk])

    def doubtful(self, document):
        """Keys of fields still to be compared: nobody has changed them, nor said that they are."""
        return [
            key
            for key, (is_sure, _) in self.marks.items()
            if not is_sure
            and key not in self.checked
            and document.get(key) == self.document.get(key)
            and key in document
        ]

    @property
    def to_check(self):
        """How many fields are still to be compared."""
        return len(self.doubtful(self.meeting.document if self.meeting else self.document))
