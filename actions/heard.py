"""What was said or asked outside the application, noted by hand: for whom, and how it came."""

from django.db.models import Q

from actions.follow_up import ActionUpdate
from gtm.models import Agency

CHANNELS = [(each.value, each.label) for each in ActionUpdate.BY_HAND]


def heard_for(action):
    """The structures for which its group or SP/CCM may say what they told, or asked.

    Those that have a part in it; any one, where a collective or none of the directory leads.
    """
    named = Q(pk__in=action.responsibles.values("agency"))
    charged = Q(pk__in=action.follow_ups.values("agency"))
    possible = Agency.objects.filter(is_collective=False).select_related("territory")
    if action.lead is None or action.lead.is_collective:
        return possible.active().named_in(action.group.local_territory)
    return possible.filter(named | charged)
