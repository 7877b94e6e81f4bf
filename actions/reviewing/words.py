"""Words looked for in actions, and in what was said of them since."""

from django.db.models import Q

from actions.follow_up import ActionUpdate
from actions.models import ActionItem
from gtm.names import searchable

FEW = 1_000  # actions that are named one by one


def holding(typed):
    """The condition that an action holds all words; looked for once, however often it is asked."""
    words = searchable(typed).split()
    if not words:
        return Q()
    found = Q(*(Q(words__contains=word) | _said(word) for word in words))
    few = _first(ActionItem.objects.filter(found).values_list("pk", flat=True))
    return found if few is None else Q(pk__in=few)


def _said(word):
    """A word of what was said of the action since its meeting."""
    told = ActionUpdate.objects.filter(searched__contains=word).values_list("action", flat=True)
    few = _first(told)
    return Q(pk__in=told.order_by() if few is None else few)


def _first(pks):
    """They themselves, that no query that follows looks for them again; None if not few."""
    few = list(pks.order_by()[: FEW + 1])
    return few if len(few) <= FEW else None
