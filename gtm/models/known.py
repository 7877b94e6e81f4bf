"""What was known of a row, and when: so that figures of the past stay what they were.

A table that is `Watched` has a second one beside it, its `KNOWN`: a row for each state of the
columns that figures depend on, from the instant at which it became known until that of the next.
These columns have the same names there, so that a rule asked of today is asked of any instant.
"""

from datetime import UTC, datetime

from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

FOREVER = datetime(9999, 1, 1, tzinfo=UTC)  # a value, not NULL: an index then answers alone


class KnownQuerySet(models.QuerySet):
    def at(self, instant):
        """What was known at an instant, of each row that was there."""
        return self.filter(known_at(instant))

    def standing(self):
        return self.filter(until=FOREVER)

    def of(self, rows):
        """Of some rows of the watched table; those that are deleted count with all of them."""
        wanted = rows.query.where
        return self.filter(subject__in=rows.order_by().values("pk")) if wanted else self.all()


def known_at(instant):
    """The condition of `KnownQuerySet.at`, for counts of several instants in one query."""
    return Q(known_at__lte=instant, until__gt=instant)


class Known(models.Model):
    """Has a foreign key `subject` to the watched table, and its columns named in `COLUMNS`."""

    COLUMNS = ()

    known_at = models.DateTimeField("connu depuis le")
    until = models.DateTimeField("jusqu’au", default=FOREVER)

    objects = KnownQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(
                fields=["subject"], condition=Q(until=FOREVER), name="%(class)s_stands_once"
            ),
            models.CheckConstraint(
                condition=Q(known_at__lte=F("until")), name="%(class)s_in_order"
            ),
        ]

    def __str__(self):
        return f"{self.subject_id} {self.known_at:%d/%m/%Y %H:%M}"

    @classmethod
    def names(cls):
        """The columns, by any name under which an UPDATE may give them."""
        fields = map(cls._meta.get_field, cls.COLUMNS)
        return {name for field in fields for name in (field.name, field.attname)}

    @classmethod
    def note(cls, rows):
        """Write down what has changed of `rows`, in the transaction that changed them."""
        now = timezone.now()
        names = [cls._meta.get_field(name).attname for name in cls.COLUMNS]
        standing = cls.objects.standing().filter(subject__in=rows.values("pk"))
        former = {each.subject_id: each for each in standing}
        over, new = [], []
        for pk, *values in rows.values_list("pk", *names):
            last = former.get(pk)
            if last and [getattr(last, name) for name in names] == values:
                continue
            new.append(cls(subject_id=pk, **dict(zip(names, values, strict=True))))
            new[-1].follow(last, now)
            over += [last] if last else []
        now = max([now, *(each.known_at for each in over)])  # a clock may be set back
        cls.objects.filter(pk__in=[each.pk for each in over]).update(until=now)
        for each in new:
            each.known_at = now
        cls.objects.bulk_create(new)

    @classmethod
    def backdate(cls, since, at):
        """History that is made up: what became known since an instant did so at another one."""
        cls.objects.filter(known_at__gte=since).update(known_at=at)
        cls.objects.filter(until__gte=since, until__lt=FOREVER).update(until=at)

    def follow(self, former, now):
        """Fill what follows from the state before (None: the first one)."""


class WatchedQuerySet(models.QuerySet):
    """The one door by which rows change: no verb has to remember what it changes."""

    def update(self, **columns):
        known = self.model.KNOWN
        if not known.names() & columns.keys():
            return super().update(**columns)
        with transaction.atomic(using=self.db):
            rows = self.model._base_manager.filter(pk__in=list(self.values_list("pk", flat=True)))
            changed = super().update(**columns)
            known.note(rows)
        return changed

    update.alters_data = True

    def bulk_create(self, objs, *args, **kwargs):
        with transaction.atomic(using=self.db):
            created = super().bulk_create(objs, *args, **kwargs)
            pks = [each.pk for each in created]
            self.model.KNOWN.note(self.model._base_manager.filter(pk__in=pks))
        return created


class Watched(models.Model):
    """A table of which it is kept what was known when, in its `KNOWN`."""

    KNOWN = None

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        with transaction.atomic():
            super().save(*args, **kwargs)
            self.KNOWN.note(type(self)._base_manager.filter(pk=self.pk))
