"""What a person did last to several actions at once: for an hour, it can be undone."""

import uuid
from collections import defaultdict
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import prefetch_related_objects

from gtm.models import Agency

LASTS = timedelta(hours=1)


class LastChange(models.Model):
    """One row per person, which the next change takes; undone, it is gone.

    `before`: {id of the action, as text: [its version since, the ids of its items before]}.
    """

    class Do(models.TextChoices):
        DESIGNATE = "designate", "Désigner"
        CLASSIFY = "classify", "Classer"
        VERIFY = "verify", "Vérifier : réalisé"

    by = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    uid = models.UUIDField(default=uuid.uuid4)  # the change that a page offers to undo
    at = models.DateTimeField("le")
    do = models.CharField("ce qui a été fait", max_length=12, choices=Do)
    agency = models.ForeignKey(Agency, models.CASCADE, null=True, related_name="+")
    told = models.CharField("en mots", max_length=500)
    before = models.JSONField("ce qui était avant", default=dict)

    class Meta:
        verbose_name = "dernier changement groupé"
        verbose_name_plural = "derniers changements groupés"

    def __str__(self):
        return self.told

    @classmethod
    def of(cls, user, now):
        """The one that a person may still undo, or None."""
        return cls.objects.filter(by=user, at__gt=now - LASTS).select_related("agency").first()

    @classmethod
    def keep(cls, said, do, told, actions, agency=None):
        """Remember what was done to `actions`, given as they were before it."""
        prefetch_related_objects(actions, "classified")  # unless they bring what they had
        before = {
            action.pk: [action.version + 1, [link.item_id for link in action.classified.all()]]
            for action in actions
        }
        columns = {"uid": uuid.uuid4(), "at": said.at, "told": told[:500], "before": before}
        cls.objects.update_or_create(by=said.by, defaults=columns | {"do": do, "agency": agency})

    @property
    def actions(self):
        return [int(pk) for pk in self.before]

    def untouched(self, versions):
        """Of (id, version) of actions as they are now, the ids of those nobody changed since."""
        return [pk for pk, version in versions if self.before[str(pk)][0] == version]

    def by_items(self, keys):
        """{ids of the items before: ids of actions}"""
        found = defaultdict(list)
        for pk in keys:
            found[tuple(self.before[str(pk)][1])].append(pk)
        return found

    def forget(self):
        """Whether it was still there to be undone, and as it was read."""
        return bool(LastChange.objects.filter(pk=self.pk, uid=self.uid).delete()[0])
