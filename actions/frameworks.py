"""Frameworks: sets of items (axes, indicators, objectives) under which actions are put.

What is counted under an item counts under its parent too, once. A set keeps its wordings when the
next one comes: an item that is used is closed, never deleted.
"""

from collections import defaultdict
from datetime import date
from functools import reduce
from operator import or_

from django.db import models, transaction
from django.db.models import Case, Count, F, Q, Value, When
from django.urls import reverse

from gtm import locks
from gtm.models import JournalEntry
from gtm.typography import counted

LEVELS = 4  # axis, objective, result, indicator: as many queries count them
IN_ORDER = "La fin vient avant le début : vérifiez les deux dates."


class Valid(models.Model):
    """From a day to another, both included and both perhaps unknown."""

    since = models.DateField("valable du", null=True, blank=True)
    until = models.DateField("au", null=True, blank=True)

    class Meta:
        abstract = True

    def is_over(self, today):
        return self.last_day < today

    @property
    def last_day(self):
        return self.until or date.max


def in_force(day):
    """The condition that it is valid on a day."""
    begun, ended = Q(since=None) | Q(since__lte=day), Q(until__lt=day)
    return begun & ~ended


def in_order(name):
    return models.CheckConstraint(
        condition=Q(since__lte=F("until")), name=name, violation_error_message=IN_ORDER
    )


class Framework(Valid):
    """A set of items: axes of a plan, indicators of governance, objectives of a pact."""

    name = models.CharField(
        "nom",
        max_length=150,
        unique=True,
        help_text="Avec ses années, pour que deux plans ne se confondent pas.",
        error_messages={"unique": "Un autre cadre porte déjà ce nom."},
    )
    word = models.CharField(
        "mot qui désigne un élément",
        max_length=30,
        help_text="Au singulier, en minuscules : axe, objectif, indicateur.",
    )
    is_main = models.BooleanField(
        "cadre principal",
        default=False,
        help_text="Celui que le tableau de bord montre d’abord ; il n’y en a qu’un.",
    )

    JOURNAL = (JournalEntry.Kind.FRAMEWORK, ["name", "word", "since", "until", "is_main"])

    class Meta:
        verbose_name = "cadre"
        ordering = ["-is_main", F("since").desc(nulls_last=True), "name"]
        constraints = [
            in_order("framework_days_in_order"),
            models.UniqueConstraint(
                fields=["is_main"],
                condition=Q(is_main=True),
                name="one_main_framework",
                violation_error_message="Il y a déjà un cadre principal.",
            ),
        ]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("actions:framework_detail", args=[self.pk])

    def hold(self):
        """Lock it until the transaction ends: its items are changed by one at a time."""
        list(locks.in_order(Framework.objects.filter(pk=self.pk)).values_list("pk"))

    def make_main(self):
        with transaction.atomic():
            Framework.objects.filter(is_main=True).exclude(pk=self.pk).update(is_main=False)
            self.is_main = True
            self.save(update_fields=["is_main"])


class FrameworkItem(Valid):
    """An item of a set, perhaps below another; codes tell the items of one set apart."""

    framework = models.ForeignKey(
        Framework, models.CASCADE, related_name="items", verbose_name="cadre"
    )
    code = models.CharField("code", max_length=40, help_text="Par exemple 1, 2.3 ou IG-12.")
    wording = models.TextField("libellé", max_length=1000)
    parent = models.ForeignKey(
        "self",
        models.RESTRICT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name="sous l’élément",
    )
    position = models.PositiveIntegerField("ordre", default=0)

    JOURNAL = (
        JournalEntry.Kind.FRAMEWORK,
        ["framework", "code", "wording", "parent", "since", "until"],
    )

    class Meta:
        verbose_name = "élément d’un cadre"
        ordering = ["position", "pk"]
        constraints = [
            in_order("framework_item_days_in_order"),
            models.UniqueConstraint(
                fields=["framework", "code"],
                name="item_code_once_per_framework",
                violation_error_message="Un autre élément de ce cadre porte déjà ce code.",
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("id")),
                name="framework_item_not_below_itself",
                violation_error_message="Un élément ne peut pas être placé sous lui-même.",
            ),
        ]

    def __str__(self):
        return f"{self.short[:1].upper()}{self.short[1:]} : {self.wording}"

    def get_absolute_url(self):
        return reverse("meetings:item_detail", args=[self.pk])

    @property
    def uses(self):
        """What stands under it, in words; "" for nothing."""
        found = (
            (kind.objects.filter(item=self).count(), kind.WORDS) for kind in Classified.kinds()
        )
        return ", ".join(counted(count, *words) for count, words in found if count)

    @property
    def short(self):
        return f"{self.framework.word} {self.code}"

    @property
    def last_day(self):
        return min(super().last_day, self.framework.last_day)


class How(models.TextChoices):
    """What is done with an item; nothing is taken away unless it is asked for."""

    ADD = "add", "ajouter"
    REPLACE = "replace", "remplacer les autres du cadre"
    REMOVE = "remove", "retirer"


DONE = {How.ADD: "ajouté à", How.REPLACE: "seul de son cadre pour", How.REMOVE: "retiré de"}


def told(item, how):
    """What the follow-up says of it."""
    ends = {How.ADD: "", How.REPLACE: " (à la place des autres)", How.REMOVE: " (retiré)"}
    return f"{item}{ends[how]}"


class Classified(models.Model):
    """Something under an item: under several, of one set or of many.

    `WHAT` names the field that leads to it, `DAY` its day, from there; `WORDS`: one, several.
    `LIST`: the address of their list with what it asks for, `MAY`: the right (of `Scope`) to it.
    """

    WHAT = DAY = ""
    WORDS = LIST = ("", "")
    MAY = ""

    item = models.ForeignKey(FrameworkItem, models.PROTECT, related_name="%(class)s")

    class Meta:
        abstract = True
        verbose_name = "classement"
        ordering = ["pk"]

    def __str__(self):
        return f"{getattr(self, self.WHAT)} : {self.item}"

    @staticmethod
    def kinds():
        """Of what stands under items: actions, and what the apps above put there."""
        return Classified.__subclasses__()

    @classmethod
    def rows(cls):
        """What may stand under items, of this kind."""
        return cls._meta.get_field(cls.WHAT).related_model.objects

    @classmethod
    def changed_by(cls, item, how, rows):
        """Of some rows, those that it changes; none is put under what was over on its day."""
        carried = Q(pk__in=cls.objects.filter(item=item).values(cls.WHAT))
        if how == How.REMOVE:
            return rows.filter(carried)
        rows = rows.filter(**{f"{cls.DAY}__lte": item.last_day})
        if how == How.ADD:
            return rows.exclude(carried)
        others = cls.objects.filter(item__framework=item.framework_id).exclude(item=item)
        return rows.filter(~carried | Q(pk__in=others.values(cls.WHAT)))

    @classmethod
    def write(cls, item, how, pks):
        """Do it to the rows of these ids. Call in a transaction that holds them."""
        links = cls.objects.filter(**{f"{cls.WHAT}__in": pks})
        if how == How.REMOVE:
            links.filter(item=item).delete()
            return
        if how == How.REPLACE:
            links.filter(item__framework=item.framework_id).delete()
        new = (cls(item=item, **{f"{cls.WHAT}_id": pk}) for pk in pks)
        cls.objects.bulk_create(new, ignore_conflicts=True)

    @classmethod
    def put_back(cls, items, pks):
        """Put the rows of these ids under these items and no other."""
        cls.objects.filter(**{f"{cls.WHAT}__in": pks}).delete()
        for item in items:
            cls.write(item, How.ADD, pks)

    @classmethod
    def under(cls, item):
        """What stands under an `arranged` item or one below it, as a condition on rows."""
        return Q(pk__in=cls.objects.filter(item__in=item.family).values(cls.WHAT))

    @classmethod
    def without(cls, framework):
        """What stands under no item of a set."""
        return ~Q(pk__in=cls.objects.filter(item__framework=framework).values(cls.WHAT))

    @classmethod
    def count_by_item(cls, items, **told):
        """{pk of an item: {name: how many}} for `arranged` items; `told`: rows, by name.

        What is below an item counts for it, each row once. As many queries for any number of items:
        one for those with nothing below, and one for each level of the others.
        """
        found = {item.pk: dict.fromkeys(told, 0) for item in items}
        for below, head in _heads(items):
            links = cls.objects.filter(item__in=below).annotate(head=head)
            found |= cls._counted(links, "head", told)
        return found

    @classmethod
    def count_by_set(cls, **told):
        """{pk of a set: {name: how many}} of what stands under some item of it."""
        return cls._counted(cls.objects, "item__framework", told)

    @classmethod
    def _counted(cls, links, by, told):
        told = {name: Q(**{f"{cls.WHAT}__in": rows.values("pk")}) for name, rows in told.items()}
        columns = {name: Count(cls.WHAT, distinct=True, filter=each) for name, each in told.items()}
        # Only what counts in one of them is read: links are as many as all that was ever put there.
        links = links.filter(reduce(or_, told.values()))
        found = links.order_by().values(by).annotate(**columns)
        return {row.pop(by): row for row in found}


def _heads(items):
    """(ids of items, the expression of which each counts for), for queries that count."""
    yield [item.pk for item in items if len(item.family) == 1], F("item")
    for depth in range(LEVELS):
        level = [item for item in items if item.depth == depth and len(item.family) > 1]
        if level:
            head = Case(*(When(item__in=item.family, then=Value(item.pk)) for item in level))
            yield [pk for item in level for pk in item.family], head


class ClassifiedAction(Classified):
    """An action under an item."""

    WHAT, DAY = "action", "decided_on"
    WORDS = ("point d’action", "points d’action")
    LIST, MAY = ("actions:action_list", "etat=tout&"), "reviews_actions"

    action = models.ForeignKey("actions.ActionItem", models.CASCADE, related_name="classified")

    class Meta(Classified.Meta):
        constraints = [
            models.UniqueConstraint(fields=["action", "item"], name="action_once_under_an_item")
        ]


def arranged(items):
    """The items of some sets, children under their parent, each with its `depth` and `family`.

    `family`: its own pk and those of all below it. Items come with their framework.
    """
    below = defaultdict(list)
    for item in items:
        below[item.parent_id].append(item)
    found = []

    def walk(item, depth):
        item.depth, item.family = depth, [item.pk]
        found.append(item)
        for child in below[item.pk]:
            walk(child, depth + 1)
            item.family += child.family

    for root in below[None]:
        walk(root, 0)
    return found


def every_item(**narrowed):
    """All items, `arranged`, set by set; `narrowed`: conditions on them."""
    sets = ("-framework__is_main", F("framework__since").desc(nulls_last=True), "framework__name")
    items = FrameworkItem.objects.filter(**narrowed).select_related("framework")
    return arranged(items.order_by(*sets, "position", "pk"))
