"""Who is written to beside those who do not answer, from the third chase on."""

from dataclasses import dataclass

from actions.chases.letters import addresses_of, secretaries_of
from gtm.models import Agency

ASKED_IN_VAIN = 2  # times, before one goes above


@dataclass(frozen=True)
class Above:
    """A structure above, or the group's rapporteurs, and the addresses (perhaps none)."""

    label: str
    addresses: list[str]


def above(action, today):
    """Above those who were asked: the structures of which they are antennes, then the group."""
    if not action.is_open or action.chased_count < ASKED_IN_VAIN:
        return []
    charged = action.follow_ups.values("agency")
    asked = Agency.objects.filter(pk__in=charged) | Agency.objects.filter(pk=action.lead_id)
    parents = Agency.objects.filter(antennes__in=asked).select_related("territory").distinct()
    found = addresses_of(list(parents), today) | secretaries_of([action.group], today)
    return [Above(str(subject), addresses) for subject, addresses in found.items()]
