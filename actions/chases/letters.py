"""The words of the mails about actions: who is written to, and the list of what it is about."""

import hashlib

from django.conf import settings
from django.db.models import Q
from django.utils import timezone
from django.utils.text import Truncator

from actions.models import ActionItem
from actions.parts import secretariat
from actions.silence import days_silent
from gtm.access import scope
from gtm.models import Membership
from gtm.typography import lateness, long_date, silence


def addresses_of(agencies, today):
    """{agency: its addresses}: its own and those of its accounts, SP/CCM's staff for SP/CCM; an
    antenne without any has its structure's.
    """
    wanted = {pk for agency in agencies for pk in (agency.pk, agency.parent_id) if pk}
    accounts = Membership.objects.current(today).filter(
        Q(role=Membership.Role.PARTNER, agency__in=wanted) | Q(role=Membership.Role.REVIEWER),
        user__is_active=True,
    )
    own_staff = list(secretariat().filter(pk__in=wanted).values_list("pk", flat=True))
    found = {}
    for agency, email in accounts.order_by("pk").values_list("agency", "user__email"):
        for pk in [agency] if agency else own_staff:
            found.setdefault(pk, []).append(email)

    def own(agency):
        return _once([agency.email, *found.get(agency.pk, ())])

    return {
        agency: own(agency) or (own(agency.parent) if agency.parent_id else [])
        for agency in agencies
    }


def secretaries_of(groups, today):
    """{group: the addresses of its secretaries}"""
    roles = Membership.objects.secretaries(today).filter(group__in=groups)
    found = {group: [] for group in groups}
    by_pk = {group.pk: group for group in groups}
    for pk, email in roles.order_by("pk").values_list("group", "user__email"):
        found[by_pk[pk]].append(email)
    return {group: _once(emails) for group, emails in found.items()}


def _once(emails):
    return list(dict.fromkeys(email.strip().lower() for email in emails if email.strip()))


def short(text):
    """A few signs that tell texts apart, for the key of a mail."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def with_news(actions):
    """The same ones, as a list, each with its last `news`; in one query more."""
    found = list(actions)
    news = ActionItem.objects.filter(pk__in=[each.pk for each in found]).latest_news()
    for each in found:
        each.news = news.get(each.pk)
    return found


def told(action, today, with_address=True):
    """The lines of one action in a letter. Reads its group, and its `news` if it was given any."""
    late = action.days_late(today)
    deadline = action.deadline_wording or "sans échéance"
    if late:
        deadline += f", {lateness(late)}"
    if silent := silence(days_silent(action, today)):
        deadline += f" ; {silent}"
    text = " ".join(action.text.split())
    lines = [
        text,
        f"{action.group.name}, réunion du {plain_date(action.decided_on)} ; échéance : {deadline}",
        _last_news(action.news) if action.news else "",
        f"{settings.SITE_URL}{action.get_absolute_url()}" if with_address else "",
    ]
    return "\n   ".join(filter(None, lines))


def told_above(action, today):
    """The same for those above the ones who do not answer: how often one asked, since when."""
    asked = (
        f"demandé {action.chased_count} fois, la dernière fois le {plain_date(action.chased_on)} ; "
        f"sans réponse depuis le {plain_date(action.silent_since)}"
    )
    return f"{told(action, today, with_address=False)}\n   {asked}"


def _last_news(news):
    said = Truncator(" ".join(news.told.split())).chars(300)
    return f"dernier suivi, {plain_date(timezone.localtime(news.at).date())} : {said}"


def listed(actions, today, with_address=True):
    return numbered(told(each, today, with_address) for each in actions)


def numbered(lines):
    return "\n\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))


def voice_of(by, actions):
    """(In whose name a person writes: « le SP/CCM », « le GTM/Zinder et le GTM/Agadez »; whether
    they are several).
    """
    groups = list(dict.fromkeys(action.group.name for action in actions))
    voices = ["SP/CCM"] if scope(by).writes_for_secretariat else groups
    return " et ".join(f"le {name}" for name in voices), len(voices) > 1


def plain_date(day):
    """A mail and a message are plain text: an unbreakable space is only a trap there."""
    return long_date(day).replace("\u00a0", " ")
