"""The sections of a review: by structure chef de file, by region, by the items of a set."""

from dataclasses import dataclass

from django.db import models
from django.db.models import Case, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce

from actions.classifying.choice import by_framework
from actions.frameworks import ClassifiedAction, Framework, FrameworkItem
from actions.parts import BY_LEAD, LEAD, NO_LEAD, count_by_lead
from gtm.models import Agency, region_name
from gtm.names import fold

SET = "cadre-"  # before the number of a set, in the address
DEFINITIONS = {"structure": BY_LEAD}
BY_ITEM = "Un élément compte ce qui est sous lui."


def choices(items):
    """What the actions may be grouped by, given all items (`arranged`)."""
    yield from (("", "non"), ("structure", "par structure chef de file"), ("region", "par région"))
    for framework, _ in by_framework(items):
        yield f"{SET}{framework.pk}", f"par {framework.word} : {framework.name}"


def by_region(actions):
    return actions.annotate(section=region_name("group__territory"), place=F("section"))


def by_lead(actions):
    """Each with its structure chef de file as `section`, and the `place` of that: nobody's last."""
    heads = Agency.objects.filter(pk__in=count_by_lead(actions)).select_related("territory")
    ranked = sorted(heads, key=lambda agency: fold(agency.label))
    labels = [When(head=each.pk, then=Value(each.label)) for each in ranked]
    places = [When(head=each.pk, then=Value(place)) for place, each in enumerate(ranked)]
    return actions.annotate(head=LEAD).annotate(
        section=Case(*labels, default=Value(NO_LEAD), output_field=models.CharField()),
        place=Case(*places, default=Value(len(ranked)), output_field=models.IntegerField()),
    )


@dataclass(frozen=True)
class ByItem:
    """By the items of a set that stand under no other, each with what is below it."""

    framework: Framework
    roots: list[FrameworkItem]

    @classmethod
    def asked(cls, key, items):
        """The set that the address names, or None."""
        for framework, own in by_framework(items):
            if key == f"{SET}{framework.pk}":
                return cls(framework, [item for item in own if not item.depth])
        return None

    @property
    def titles(self):
        return [*map(str, self.roots), f"Sans {self.framework.word}"]

    def titles_of(self, row):
        """Those under which a row of the report stands, each of them once."""
        own = {item.pk for item in row.items}
        under = [str(root) for root in self.roots if not own.isdisjoint(root.family)]
        return under or self.titles[-1:]

    def placed(self, actions):
        """Each action once, under the first of its items as `section`, with its `place`."""
        places = [
            When(item__in=root.family, then=Value(place)) for place, root in enumerate(self.roots)
        ]
        none = Value(len(self.roots))
        links = ClassifiedAction.objects.filter(
            action=OuterRef("pk"), item__framework=self.framework
        )
        place = Case(*places, default=none, output_field=models.IntegerField())
        first = links.annotate(place=place).order_by("place").values("place")[:1]
        titles = [When(place=n, then=Value(title)) for n, title in enumerate(self.titles)]
        return actions.annotate(place=Coalesce(Subquery(first), none)).annotate(
            section=Case(*titles, output_field=models.CharField())
        )
