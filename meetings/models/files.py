"""Photos and files joined to a meeting: rows here, bytes in the file store."""

import uuid

from django.conf import settings
from django.db import models


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

    meeting = models.ForeignKey("meetings.Meeting", models.CASCADE, related_name="photos")
    file = models.FileField(upload_to="photos/%Y/")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()


class JoinedFile(StoredFile):
    """A file joined to a meeting, such as the scan of the signed attendance sheet."""

    meeting = models.ForeignKey("meetings.Meeting", models.CASCADE, related_name="joined_files")
    file = models.FileField(upload_to="pieces/%Y/")
