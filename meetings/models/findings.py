"""Strengths and weaknesses as published, and the items of frameworks under which they are put."""

from collections import Counter
from typing import NamedTuple

from django.db import models, transaction

from actions.frameworks import DONE, Classified, FrameworkItem, How
from actions.last_change import UNDONE, Change
from gtm import access, journal, locks
from gtm.refusals import NotNow
from gtm.typography import counted, long_date
from meetings import choices


def number_of(count):
    return counted(count, *ClassifiedFinding.WORDS)


class Told(NamedTuple):
    """Of a finding: its meeting and what it stands under, in words; the ids of those items."""

    meeting: str
    under: str
    items: list[int]


class FindingQuerySet(models.QuerySet):
    def standing(self):
        """Those that the last version of their minutes holds."""
        return self.filter(is_withdrawn=False)

    def reviewed_by(self, user):
        """Those of a person's list and figures."""
        present = self.standing().filter(point__meeting__removed_at=None)
        return present.filter(access.findings_reviewed(user))

    def classifiable_by(self, user):
        return self.reviewed_by(user).filter(access.classifiable(user))

    def classify(self, by, at, item, how=How.ADD):
        """Put under an item, or take out from under it, those that this changes; says how many."""
        with transaction.atomic():
            locks.hold(*self.values_list("point__meeting__group", flat=True))
            changed = list(locks.in_order(ClassifiedFinding.changed_by(item, how, self)))
            these = self.model.objects.filter(pk__in=[finding.pk for finding in changed])
            before = these._told()
            ClassifiedFinding.write(item, how, list(before))
            if before:
                act, after = f"{DONE[how]} {number_of(len(before))}", these._told()
                journal.record(by, at, act, item, _changes(before, after))
                LastClassification.keep(by, at, item, act, before, after)
        return len(before)

    def undo(self, change, at):
        """Put those of a `LastClassification` that stand as it left them back as they were.

        Returns how many; raises `NotNow`.
        """
        these = self.filter(pk__in=change.changed)
        with transaction.atomic():
            locks.hold(*these.values_list("point__meeting__group", flat=True))
            if not change.forget():
                raise NotNow(UNDONE)
            before = these.classifiable_by(change.by)._told()
            keys = change.untouched((pk, told.items) for pk, told in before.items())
            for items, own in change.by_items(keys):
                ClassifiedFinding.put_back(items, own)
            if keys:
                act = f"annulé pour {number_of(len(keys))}"
                untouched = {pk: before[pk] for pk in keys}
                journal.record(change.by, at, act, change.item, _changes(untouched, these._told()))
        return len(keys)

    def _told(self):
        """{id: `Told`} of each."""
        whole = self.select_related("point__meeting__group").prefetch_related("items__framework")
        told = whole.only("point__meeting__date", "point__meeting__group__name")
        return {
            each.pk: Told(
                f"{each.point.meeting.group}, {long_date(each.point.meeting.date)}",
                ", ".join(item.short for item in each.items.all()),
                sorted(item.pk for item in each.items.all()),
            )
            for each in told
        }


def _changes(before, after):
    """What the journal tells: for the findings of a meeting that became the same, one line."""
    moves = Counter((before[pk].meeting, before[pk].under, after[pk].under) for pk in before)
    return [
        [f"{meeting} ({number_of(count)})", former, now]
        for (meeting, former, now), count in moves.items()
    ]


class Finding(models.Model):
    """A strength or a weakness noted under a point.

    What a new version no longer holds is withdrawn, never deleted: taken up again, it stands under
    the same items.
    """

    Kind = choices.FindingKind

    uid = models.UUIDField()
    point = models.ForeignKey("meetings.AgendaPoint", models.CASCADE, related_name="findings")
    kind = models.CharField("nature", max_length=10, choices=Kind)
    position = models.PositiveIntegerField("ordre")
    text = models.TextField("constat")
    is_withdrawn = models.BooleanField("retiré par une version suivante", default=False)
    items = models.ManyToManyField(
        FrameworkItem,
        through="meetings.ClassifiedFinding",
        related_name="findings",
        verbose_name="classé sous",
    )

    objects = FindingQuerySet.as_manager()

    class Meta:
        verbose_name = "constat"
        ordering = ["position", "pk"]

    def __str__(self):
        return self.text[:80]


class ClassifiedFinding(Classified):
    """A finding under an item."""

    WHAT, DAY = "finding", "point__meeting__date"
    WORDS = ("constat", "constats")
    LIST, MAY = ("meetings:finding_list", ""), "reviews_meetings"

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="classified")

    class Meta(Classified.Meta):
        constraints = [
            models.UniqueConstraint(fields=["finding", "item"], name="finding_once_under_an_item")
        ]


class LastClassification(Change):
    """Of findings, by an item; they are left as the ids of their items."""

    item = models.ForeignKey(FrameworkItem, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "dernier classement de constats"
        verbose_name_plural = "derniers classements de constats"

    @classmethod
    def keep(cls, by, at, item, act, before, after):
        told = f"{item.short} {act}."
        items = {pk: [after[pk].items, before[pk].items] for pk in before}
        cls.note(by, at, told, items, item=item)
