"""What a person did last to several things at once: for an hour, it can be undone."""

import uuid
from collections import defaultdict
from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import prefetch_related_objects

from actions.frameworks import FrameworkItem
from gtm.models import Agency

LASTS = timedelta(hours=1)
UNDONE = "Ce changement n’est plus le dernier, ou date de plus d’une heure : il ne s’annule plus."


class Change(models.Model):
    """What a person did last to several: one row, which the next change takes; undone, it is gone.

    `before`: {id, as text: [how it was left, the ids of its items before]}.
    """

    by = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+"
    )
    uid = models.UUIDField(default=uuid.uuid4)  # the change that a page offers to undo
    at = models.DateTimeField("le")
    told = models.CharField("en mots", max_length=500)
    before = models.JSONField("ce qui était avant", default=dict)

    class Meta:
        abstract = True

    def __str__(self):
        return self.told

    @classmethod
    def of(cls, user, now):
        """The one that a person may still undo, or None."""
        return cls.objects.filter(by=user, at__gt=now - LASTS).first()

    @classmethod
    def note(cls, by, at, told, before, **columns):
        columns |= {"uid": uuid.uuid4(), "at": at, "told": told[:500], "before": before}
        cls.objects.bulk_create(
            [cls(by=by, **columns)],
            update_conflicts=True,
            unique_fields=["by"],
            update_fields=columns,
        )

    @property
    def changed(self):
        """The ids of what it changed."""
        return [int(pk) for pk in self.before]

    def untouched(self, now):
        """Of (id, how it is now), the ids of those that stand as they were left."""
        return [pk for pk, left in now if self.before[str(pk)][0] == left]

    def by_items(self, keys):
        """[(items before, as far as they are still there, ids of what stood under them)]"""
        items = FrameworkItem.objects.select_related("framework").in_bulk()
        found = defaultdict(list)
        for pk in keys:
            found[tuple(self.before[str(pk)][1])].append(pk)
        return [([items[pk] for pk in ids if pk in items], own) for ids, own in found.items()]

    def forget(self):
        """Whether it was still there to be undone, and as it was read."""
        return bool(type(self).objects.filter(pk=self.pk, uid=self.uid).delete()[0])


class LastChange(Change):
    """Of actions, which are left as a version."""

    class Do(models.TextChoices):
        DESIGNATE = "designate", "Désigner"
        CLASSIFY = "classify", "Classer"
        VERIFY = "verify", "Vérifier : réalisé"

    do = models.CharField("ce qui a été fait", max_length=12, choices=Do)
    agency = models.ForeignKey(Agency, models.CASCADE, null=True, related_name="+")

    class Meta:
        verbose_name = "dernier changement groupé"
        verbose_name_plural = "derniers changements groupés"

    @classmethod
    def keep(cls, said, do, told, actions, agency=None):
        """Remember what was done to `actions`, given as they were before it."""
        prefetch_related_objects(actions, "classified")  # unless they bring what they had
        before = {
            action.pk: [action.version + 1, [link.item_id for link in action.classified.all()]]
            for action in actions
        }
        cls.note(said.by, said.at, told, before, do=do, agency=agency)
