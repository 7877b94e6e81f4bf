"""« Relancer »: one letter for those who read the same mails, with what each structure is asked."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from actions import telling
from actions.asked import AskedAction
from actions.chases import escalation
from actions.chases.escalation import Above, Escalation
from actions.chases.letters import addresses_of, listed, plain_date, short, with_news
from actions.follow_up import RUNNING, ActionUpdate, Said
from actions.models import ActionItem
from actions.parts import secretariat
from actions.telling import number_of
from gtm import links, outbox
from gtm.access import scope
from gtm.models import Agency, PersonalLink
from gtm.refusals import NotNow

GREETING = "Madame, Monsieur,"
STAYS_OPEN = timedelta(days=30)  # a late answer is an answer: after the day by which it was asked


@dataclass(frozen=True)
class Section:
    """What one structure is asked about."""

    agency: Agency
    actions: list[ActionItem]


@dataclass(frozen=True)
class Letter:
    """What goes to some addresses (perhaps none): a section for each structure they read for."""

    sections: list[Section]
    addresses: list[str]
    above: list[Above] = field(default_factory=list)  # who may read a copy of it

    @property
    def key(self):
        return "-".join(str(each.agency.pk) for each in self.sections)

    @property
    def label(self):
        return ", ".join(each.agency.label for each in self.sections)

    @property
    def actions(self):
        return list(dict.fromkeys(action for each in self.sections for action in each.actions))

    @property
    def answering(self):
        """The sections of the structures that answer by link."""
        return [each for each in self.sections if each.agency.may_answer_by_link]

    @property
    def asked(self):
        return {each.agency: each.actions for each in self.sections}

    @property
    def subject(self):
        return f"Relance : état d’avancement de {number_of(len(self.actions))} ({self.label})"

    def listing(self, today, links=None):
        """The actions, by structure where there are several, with the link of each if it has one.

        Without a link, each action has the address that asks for an account.
        """
        parts = []
        for each in self.sections:
            link = (links or {}).get(each.agency)
            parts += [each.agency.label.upper()] if len(self.sections) > 1 else []
            parts += [f"Pour répondre en ligne, sans compte :\n{link}"] if link else []
            parts.append(listed(each.actions, today, with_address=not link))
        return "\n\n".join(parts)


@dataclass(frozen=True)
class Chase:
    """The letters to write, and the actions that nobody is written to about."""

    letters: list[Letter]
    unassigned: list[ActionItem]  # no structure is in charge
    own: list[ActionItem]  # SP/CCM's, chased by SP/CCM


@dataclass(frozen=True)
class Words:
    """What the sender has typed: the beginning of each letter, its end, the day to answer by."""

    beginning: Callable[[Letter], str]
    end: str
    answer_by: object  # date

    def body(self, letter, today, links=None, copied="", it="ce courriel"):
        opening = "le lien ci-dessus" if links else "le lien de chaque point"
        how = f"en ouvrant {opening} ou en répondant à {it}"
        thanks = f"Merci de répondre avant le {plain_date(self.answer_by)}, {how}."
        parts = (self.beginning(letter), letter.listing(today, links), thanks, copied, self.end)
        return _joined(*parts)

    def copy(self, text):
        """A letter to those above, who are written to about nothing else."""
        return _joined(GREETING, text, self.end)


def _joined(*parts):
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def chase_of(actions, by, today, also=()):
    """What asking about `actions` means: those designated answer, else the one that leads, else the
    others named; the structures whose ids are `also` too, where they have a part. Those closed or
    declared done are left out, and nobody writes to himself.
    """
    by_agency, unassigned = _asked(actions, also)
    own = _taken_out(by_agency, secretariat()) if scope(by).writes_for_secretariat else []
    addresses = addresses_of(by_agency, today)
    readers, mute = {}, []
    for agency in sorted(by_agency, key=lambda agency: agency.label):
        others = [address for address in addresses[agency] if address != by.email]
        for address in others:
            readers.setdefault(address, []).append(agency)
        mute += [] if others else [agency]
    together = {}
    for address, agencies in readers.items():
        together.setdefault(tuple(agencies), []).append(address)
    together |= {(agency,): [] for agency in mute}
    ladder = Escalation(by_agency, today)
    letters = [
        _letter({agency: by_agency[agency] for agency in agencies}, found, by, ladder)
        for agencies, found in together.items()
    ]
    return Chase(sorted(letters, key=lambda letter: letter.label), unassigned, own)


def _letter(asked, addresses, by, ladder):
    sections = [Section(agency, actions) for agency, actions in asked.items()]
    return Letter(sections, addresses, list(ladder.of(asked, but={by.email, *addresses})))


def _asked(actions, also):
    """({structure: its actions}, those of no structure), in the order of the deadlines."""
    whole = actions.filter(status__in=RUNNING).select_related("group").order_by("due_on", "pk")
    by_agency, unassigned = {}, []
    whole = whole.prefetch_related(
        "follow_ups__agency__territory",
        "follow_ups__agency__parent",
        "responsibles__agency__territory",
        "responsibles__agency__parent",
    )
    for action in with_news(whole):
        asked = _in_charge(action, also)
        for agency in asked:
            by_agency.setdefault(agency, []).append(action)
        if not asked:
            unassigned.append(action)
    return by_agency, unassigned


def _in_charge(action, also):
    designated = [each.agency for each in action.follow_ups.all()]
    named = [
        each.agency
        for each in action.responsibles.all()
        if each.agency and not each.agency.is_collective
    ]
    proposed = [agency for agency in named if agency.pk in also]
    return list(dict.fromkeys([*(designated or named[:1]), *proposed]))


def _taken_out(by_agency, agencies):
    out = set(agencies) & set(by_agency)
    return [action for agency in out for action in by_agency.pop(agency)]


@dataclass
class Noted:
    """Of each action, the structures asked about it and who above them read a copy."""

    asked: dict = field(default_factory=dict)  # {structure: actions}
    above: dict = field(default_factory=dict)  # {action: labels}

    def sentences(self):
        """{action: « OIM, PAM – copie : OIM Niger »}, as others lock them"""
        labels = {action: [] for action in self.above}
        for agency, actions in self.asked.items():
            for action in actions:
                labels.setdefault(action, []).append(agency.label)
        for action in sorted(labels, key=lambda action: action.pk):
            above = " ; ".join(dict.fromkeys(self.above.get(action, ())))
            parts = [", ".join(dict.fromkeys(labels[action])), above and f"copie : {above}"]
            yield action, " – ".join(filter(None, parts))


def send(letters, words, by, at, today, above=()):
    """Put letters in the outbox and note the chase on each action; (of how many structures, to how
    many addresses a copy). `above`: who reads one; an address that gets a letter reads it there.

    Asked twice on one day about the same actions, an address gets one letter. Call inside a
    transaction.
    """
    above, noted = list(above), Noted()
    copies = escalation.by_address(above)
    fresh = set()
    for letter in letters:
        put = []
        for address in letter.addresses:
            read = copies.pop(address, {})
            put.append(_put(letter, address, words, by, at, today, read))
            fresh |= {address} if put[-1] and read else set()
        for each in letter.sections if any(put) else ():
            noted.asked.setdefault(each.agency, []).extend(each.actions)
    fresh |= {each for each, asked in copies.items() if _put_copy(each, asked, words, by, today)}
    for each in above:
        for action in each.actions if fresh & set(each.addresses) else ():
            noted.above.setdefault(action, []).append(each.label)
    said = Said(by, at, channel=ActionUpdate.Channel.MAIL)
    for action, sentence in noted.sentences():
        action.note_chase(replace(said, sentence=sentence))
    telling.chased(noted.asked, said)
    labels = [label for each in noted.above.values() for label in each]
    telling.journal_chase(noted.asked, said, labels)
    return len(noted.asked), len(fresh)


def _put(letter, address, words, by, at, today, copied):
    """Whether it is new; its links are made with it, and are no more where it is not."""
    pairs = _pairs(letter.asked) + (_pairs(copied) if copied else [])
    key = f"{outbox.SECRET}chase:{letter.key[:60]}:{today}:{short(address + str(pairs))}"

    def body():
        made = {
            each.agency: _link(each, address, words.answer_by, by, at) for each in letter.answering
        }
        more = escalation.copy_of(copied, by, today) if copied else ""
        return words.body(letter, today, made, more)

    return outbox.put(key, address, letter.subject, body, reply_to=by.email)


def _put_copy(address, asked, words, by, today):
    key = f"chase-copy:{today}:{short(address + str(_pairs(asked)))}"
    text = words.copy(escalation.copy_of(asked, by, today))
    return outbox.put(key, address, escalation.subject_of(asked), text, reply_to=by.email)


def _pairs(asked):
    return [(agency.pk, action.pk) for agency, actions in asked.items() for action in actions]


def _link(section, address, answer_by, by, at):
    """The address of a new link to answer in the name of a structure."""
    until = timezone.make_aware(datetime.combine(answer_by + STAYS_OPEN, time()))
    link, token = links.make(
        PersonalLink.Purpose.ANSWER, by, at, until, section.agency, email=address
    )
    AskedAction.objects.bulk_create(
        AskedAction(link=link, action=action) for action in section.actions
    )
    return settings.SITE_URL + reverse("actions:answer", args=[token])


def share(letter, words, by, at, today):
    """The text of a letter to share by WhatsApp, with new links; the chase is noted.

    Call inside a transaction. Raises `NotNow` where SP/CCM lets none of its structures answer so.
    """
    made = {each.agency: _link(each, "", words.answer_by, by, at) for each in letter.answering}
    if not made:
        raise NotNow(f"{letter.label} ne répond pas par lien : voyez sa fiche dans « Structures ».")
    note(letter, ActionUpdate.Channel.WHATSAPP, by, at)
    return words.body(letter, today, made, it="ce message")


def note(letter, channel, by, at):
    """A letter went another way, or was said: noted on each action, for each structure."""
    told = [(action, each.agency) for each in letter.sections for action in each.actions]
    said = Said(by, at, channel=channel)
    for action, agency in sorted(told, key=lambda pair: pair[0].pk):  # as others lock them
        action.note_chase(replace(said, agency=agency))
    telling.chased(letter.asked, said)
    telling.journal_chase(letter.asked, said)
