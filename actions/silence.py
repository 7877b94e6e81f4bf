"""The one rule of silence, as conditions and of one action: days without news.

The clock begins at the decision, or on the day on which the decision was entered where that was
long after; each news by a structure, the secretary or SP/CCM begins it anew. To be asked is no
news, nor is who sees to an action, nor its axis.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db.models import Case, Count, DateField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Greatest, TruncDate

from actions.follow_up import ActionUpdate
from gtm.models import Agency, Country, WorkingGroup

LONG_AFTER = timedelta(days=90)  # what is published later was entered for the archives


def start():
    """The day on which the clock begins."""
    later = Q(entered_on__gt=F("decided_on") + LONG_AFTER)
    return Case(When(later, then="entered_on"), default="decided_on", output_field=DateField())


def _chases():
    """What was asked of an action, the last time last, since its last news."""
    news = ActionUpdate.objects.filter(action=OuterRef("action"), kind__in=ActionUpdate.NEWS)
    since = Q(at__gt=OuterRef("at")) | Q(at=OuterRef("at"), pk__gt=OuterRef("pk"))
    asked = ActionUpdate.objects.filter(action=OuterRef("pk"), kind=ActionUpdate.Kind.CHASED)
    return asked.filter(~Exists(news.filter(since))).annotate(day=TruncDate("at")).order_by()


def noted():
    """The columns of `ActionItem` that tell its news, worked out from its updates.

    Asked twice on one day is asked once.
    """
    last, asked = ActionUpdate.last_of(ActionUpdate.NEWS, "at"), _chases()
    times = asked.values("action").annotate(days=Count("day", distinct=True)).values("days")
    return {
        "last_news_at": last,
        "silent_since": Coalesce(Greatest(start(), TruncDate(last)), start()),
        "chased_count": Coalesce(Subquery(times), 0),
        "chased_on": Subquery(asked.order_by("-day").values("day")[:1]),
    }


def days_silent(action, day):
    """0 where it is closed, or was heard of that day."""
    return max((day - action.silent_since).days, 0) if action.is_open else 0


@dataclass(frozen=True)
class Silence:
    """Of one action on a day; `is_owed`: news are due. All is 0, False and None once closed."""

    days: int = 0
    is_owed: bool = False
    chased_count: int = 0
    chased_on: date | None = None


@dataclass(frozen=True)
class Owed:
    """Every how many days news are owed: of a structure, else of a group, else of the country.

    Whose action it is says the structure that sees to it; an antenne without a number of its own
    has that of its structure.
    """

    country: int
    groups: dict[int, int]
    agencies: dict[int, int]

    @classmethod
    def now(cls):
        """As it is set, in one query; read once by each caller."""
        own, above = F("news_days"), Coalesce("news_days", "parent__news_days")
        country, *others = (
            model.objects.order_by()
            .annotate(place=Value(place), days=days)
            .exclude(days=None)
            .values_list("place", "pk", "days")
            for place, (model, days) in enumerate(
                [(Country, own), (WorkingGroup, own), (Agency, above)]
            )
        )
        found = [{}, {}, {}]
        for place, pk, days in country.union(*others, all=True):
            found[place][pk] = days
        return cls(found[0].get(1, Country().news_days), *found[1:])

    def days(self, action):
        own = self.agencies.get(action.lead_id) or self.groups.get(action.group_id)
        return own or self.country

    def silence_of(self, action, today):
        if not action.is_open:
            return Silence()
        days = days_silent(action, today)
        return Silence(days, days > self.days(action), action.chased_count, action.chased_on)

    def overdue(self, today):
        """The condition that news are due: more days have passed than they are owed in."""

        def since(days):
            return Q(silent_since__lt=today - timedelta(days=days))

        # First what the index of silence holds; then who has a number of days of its own.
        least = min([self.country, *self.groups.values(), *self.agencies.values()])
        agencies, groups = _by_days(self.agencies), _by_days(self.groups)
        due = since(self.country)
        if groups:
            rows = (Q(group__in=own) & since(days) for days, own in groups.items())
            due = reduce(or_, rows, ~Q(group__in=list(self.groups)) & due)
        if agencies:
            rows = (Q(lead__in=own) & since(days) for days, own in agencies.items())
            none = Q(lead=None) | ~Q(lead__in=list(self.agencies))
            due = reduce(or_, rows, none & due)
        return Q(is_open=True) & since(least) & due


def _by_days(found):
    """{days: ids} of {id: days}."""
    by_days = defaultdict(list)
    for pk, days in found.items():
        by_days[days].append(pk)
    return by_days
