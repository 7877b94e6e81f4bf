"""The one rule of silence, as conditions and of one action: days without news.

The clock begins at the decision, or on the day on which the decision was entered where that was
long after; each news by a structure, the secretary or SP/CCM begins it anew. To be asked is no
news, nor is who sees to an action, nor its axis.
"""

from datetime import timedelta

from django.db.models import Case, Count, DateField, Exists, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Greatest, TruncDate

from actions.follow_up import ActionUpdate

ENTERED_LATER = timedelta(days=90)  # after what is decided, minutes are no longer of their day


def start():
    """The day on which the clock begins."""
    later = Q(entered_on__gt=F("decided_on") + ENTERED_LATER)
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
