"""Who is written to beside those who do not answer, from the third chase on, and what they read."""

from dataclasses import dataclass

from actions.chases.chairs import chairs_of
from actions.chases.letters import (
    addresses_of,
    numbered,
    secretaries_of,
    told_above,
    voice_of,
)
from actions.models import ActionItem
from actions.telling import number_of
from gtm.models import Agency

ASKED_IN_VAIN = 2  # times, before one goes above


@dataclass(frozen=True)
class Above:
    """A structure above, the chair or the rapporteurs of a group; the addresses (perhaps none), and
    the actions about which structures were asked in vain: {structure: its actions}.
    """

    key: str
    label: str
    addresses: list[str]
    asked: dict[Agency, list[ActionItem]]

    @property
    def actions(self):
        return list(dict.fromkeys(each for actions in self.asked.values() for each in actions))

    @property
    def times(self):
        return max(action.chased_count for action in self.actions)


class Escalation:
    """Those above the ones who were asked in vain, read once for any number of letters."""

    def __init__(self, asked, today):
        """`asked`: {structure: the actions it is asked about}."""
        asked = _in_vain(asked)
        groups = list({action.group for actions in asked.values() for action in actions})
        above = [agency.parent_id for agency in asked if agency.parent_id]
        parents = Agency.objects.filter(pk__in=above).select_related("territory", "parent")
        parents = list(parents) if above else []
        self._parents = {parent.pk: parent for parent in parents}
        self._addresses = addresses_of(parents, today) if parents else {}
        self._chairs = chairs_of(groups, today) if groups else {}
        self._secretaries = secretaries_of(groups, today) if groups else {}

    def of(self, asked, but=()):
        """The `Above`s of the same or less; who has no other address than those of `but`, the
        sender's and those written to already, is none.
        """
        found = {}
        for agency, actions in _in_vain(asked).items():
            for action in actions:
                for key, label, addresses in self._above(agency, action.group):
                    above = found.setdefault(key, Above(key, label, addresses, {}))
                    above.asked.setdefault(agency, []).append(action)
        for above in found.values():
            others = [address for address in above.addresses if address not in but]
            if others or not above.addresses:
                yield Above(above.key, above.label, others, above.asked)

    def _above(self, agency, group):
        """(key, label, addresses) of each one above a structure and in a group."""
        if parent := self._parents.get(agency.parent_id):
            yield f"structure-{parent.pk}", parent.label, self._addresses[parent]
        chair = self._chairs.get(group)
        label = f"présidence du {group.name}"
        known = f"{chair.wording}, {label}" if chair else f"{label}, que {UNNAMED}"
        yield f"presidence-{group.pk}", known, chair.addresses if chair else []
        yield f"rapporteur-{group.pk}", f"rapporteur du {group.name}", self._secretaries[group]


UNNAMED = "le dernier compte rendu publié ne nomme pas"


def is_asked_in_vain(action):
    """Whether the next chase goes above; any news since begins the count anew."""
    return action.is_open and action.chased_count >= ASKED_IN_VAIN


def _in_vain(asked):
    found = {agency: list(filter(is_asked_in_vain, each)) for agency, each in asked.items()}
    return {agency: actions for agency, actions in found.items() if actions}


def by_address(above):
    """{address: what was asked in vain}, each action once: one person reads one copy."""
    found = {}
    for each in above:
        for address in each.addresses:
            read = found.setdefault(address, {})
            for agency, actions in each.asked.items():
                read[agency] = list(dict.fromkeys([*read.get(agency, ()), *actions]))
    return found


def subject_of(asked):
    labels = ", ".join(agency.label for agency in asked)
    return f"Copie : relance sans réponse, {number_of(_count(asked))} ({labels})"


def _count(asked):
    return len({action.pk for actions in asked.values() for action in actions})


def copy_of(asked, by, today):
    """What was asked, of whom, how often and since when, without the greeting and the end."""
    several = _count(asked) > 1
    points = "des points d’action ci-après" if several else "du point d’action ci-après"
    actions = [action for each in asked.values() for action in each]
    voice, many = voice_of(by, actions)
    inform, ask = ("informent", "prient") if many else ("informe", "prie")
    intro = (
        f"Dans le cadre du suivi des recommandations, {voice} vous {inform} que l’état "
        f"d’avancement {points} a été demandé sans réponse à ce jour, et vous {ask} de bien "
        "vouloir y veiller."
    )
    parts = [intro]
    for agency, each in asked.items():
        parts.append(f"Demandé à {agency.label} :")
        parts.append(numbered(told_above(action, today) for action in each))
    return "\n\n".join(parts)
