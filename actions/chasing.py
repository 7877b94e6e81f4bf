"""« Relancer »: one letter per structure, with the list of what it is asked about."""

from dataclasses import dataclass

from actions.follow_up import RUNNING, ActionUpdate, Said
from actions.letters import addresses_of, listed, number_of, short, with_news
from actions.models import ActionItem
from gtm import outbox
from gtm.models import Agency


@dataclass(frozen=True)
class Letter:
    """What one structure is asked, and the addresses it goes to (perhaps none)."""

    agency: Agency
    actions: list[ActionItem]
    addresses: list[str]
    text: str

    @property
    def subject(self):
        return f"Nouvelles demandées : {number_of(len(self.actions))} ({self.agency.label})"


@dataclass(frozen=True)
class Chase:
    """The letters to write, and the actions that no structure is in charge of."""

    letters: list[Letter]
    unassigned: list[ActionItem]

    @property
    def text(self):
        """All letters in one message, to share by WhatsApp."""
        return "\n\n".join(letter.text for letter in self.letters)


def chase_of(actions, by, today):
    """What asking about `actions` means: those designated answer, else the one that leads, else the
    others named. Those closed or declared done are left out.
    """
    whole = actions.filter(status__in=RUNNING).select_related("group").order_by("due_on", "pk")
    by_agency, unassigned = {}, []
    whole = whole.prefetch_related(
        "follow_ups__agency__territory",
        "follow_ups__agency__parent",
        "responsibles__agency__territory",
        "responsibles__agency__parent",
    )
    for action in with_news(whole):
        asked = _in_charge(action)
        for agency in asked:
            by_agency.setdefault(agency, []).append(action)
        if not asked:
            unassigned.append(action)
    addresses = addresses_of(by_agency, today)
    letters = [
        Letter(agency, own, addresses[agency], _text(agency, own, by, today))
        for agency, own in sorted(by_agency.items(), key=lambda item: item[0].label)
    ]
    return Chase(letters, unassigned)


def _in_charge(action):
    designated = [each.agency for each in action.follow_ups.all()]
    named = [
        each.agency
        for each in action.responsibles.all()
        if each.agency and not each.agency.is_collective
    ]
    return list(dict.fromkeys(designated or named[:1]))


def _text(agency, actions, by, today):
    return (
        f"Bonjour,\n\n{by.name} demande des nouvelles de {number_of(len(actions))} "
        f"({agency.label}) :\n\n{listed(actions, today)}\n\n"
        "Merci de dire où en est chacun, à son adresse ci-dessus ou au rapporteur de votre "
        "groupe.\n"
    )


def send(chase, by, at, today):
    """Put the letters in the outbox and note the chase on each action; how many letters are new.

    Asked twice on one day about the same actions, a structure gets one letter. Call inside a
    transaction.
    """
    fresh, noted = 0, {}
    for letter in chase.letters:
        key = short(",".join(str(action.pk) for action in letter.actions))
        put = [
            outbox.put(
                f"chase:{letter.agency.pk}:{today}:{key}:{short(address)}",
                address,
                letter.subject,
                letter.text,
            )
            for address in letter.addresses
        ]
        if any(put):
            fresh += 1
            for action in letter.actions:
                noted.setdefault(action, []).append(letter.agency.label)
    for action in sorted(noted, key=lambda action: action.pk):  # as others lock them
        labels = ", ".join(noted[action])
        action.note_chase(Said(by, at, sentence=labels, channel=ActionUpdate.Channel.MAIL))
    return fresh
