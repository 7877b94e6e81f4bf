"""The digest that a structure or a group gets of its actions, once a week or a month.

Off until SP/CCM switches it on: what was imported must not flood anybody. The key of each mail is
that of its period, so that running every hour sends nothing twice.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse

from actions.chases.letters import (
    addresses_of,
    listed,
    plain_date,
    secretaries_of,
    short,
    with_news,
)
from actions.models import ActionItem
from actions.telling import number_of
from gtm import outbox
from gtm.models import Agency, Mail, ReminderRhythm, WorkingGroup, settings_held

SOON = timedelta(days=14)
LISTED = 30  # actions of a kind in one mail; the rest is at the address
KINDS = {"structure": Agency, "groupe": WorkingGroup}


@dataclass(frozen=True)
class Digest:
    """What one structure or group is reminded of on a day."""

    subject: object  # Agency | WorkingGroup
    today: date
    late: list[ActionItem]
    soon: list[ActionItem]
    asked: list[ActionItem]
    late_count: int

    @property
    def is_empty(self):
        return not (self.late or self.soon or self.asked)

    @property
    def title(self):
        return f"{self.heading}, {self.late_count} en retard"

    @property
    def heading(self):
        day = plain_date(self.today)
        return f"État des points d’action au {day} : {name_of(self.subject)}"

    @property
    def text(self):
        parts = [f"Bonjour,\n\n{self.heading}."]
        for heading, actions, count in (
            ("EN RETARD", self.late, self.late_count),
            ("À ÉCHÉANCE DANS 14 JOURS", self.soon, len(self.soon)),
            ("POINTS D’ÉTAPE DEMANDÉS", self.asked, len(self.asked)),
        ):
            if actions:
                parts.append(f"{heading} ({count})\n\n{listed(actions, self.today)}")
            if count > len(actions):
                parts.append(f"… et {number_of(count - len(actions))} de plus.")
        column = "groupe" if isinstance(self.subject, WorkingGroup) else "structure"
        address = f"{settings.SITE_URL}{reverse('actions:action_list')}"
        parts.append(f"Tout voir :\n{address}?{column}={self.subject.pk}")
        return "\n\n".join(parts) + "\n"


def name_of(subject):
    return subject.name if isinstance(subject, WorkingGroup) else subject.label


def actions_of(subject):
    if isinstance(subject, WorkingGroup):
        return ActionItem.objects.filter(group=subject)
    return ActionItem.objects.concerning([subject.pk])


def digest_of(subject, today):
    """The `Digest` of a structure or a group, whether or not it gets one."""
    actions = actions_of(subject).select_related("group").order_by("due_on", "pk")
    late = actions.late(today)
    soon = list(actions.due_soon(today, SOON)[:LISTED])
    asked = actions.awaiting_news()
    elsewhere = asked.exclude(pk__in=late.values("pk")).exclude(pk__in=[each.pk for each in soon])
    shown, elsewhere = list(late[:LISTED]), list(elsewhere[:LISTED])
    count = late.count() if len(shown) == LISTED else len(shown)
    with_news([*shown, *soon, *elsewhere])
    return Digest(subject, today, shown, soon, elsewhere, count)


def period_of(rhythm, today):
    """« 2022-W03 » or « 2022-01 »: within it, a digest goes once."""
    if rhythm == ReminderRhythm.MONTHLY:
        return f"{today:%Y-%m}"
    year, week, _ = today.isocalendar()
    return f"{year}-W{week:02}"


def key_of(subject, today, address):
    group = "g" if isinstance(subject, WorkingGroup) else ""
    period = period_of(subject.reminder_rhythm, today)
    return f"reminder:{group}{subject.pk}:{period}:{short(address)}"


def subjects():
    """Structures and groups that are switched on, with what a letter reads of them."""
    on = {"gets_reminders": True, "is_active": True}
    agencies = Agency.objects.filter(**on).select_related("territory", "parent")
    for found in (agencies, WorkingGroup.objects.filter(**on)):
        yield from found.exclude(reminder_rhythm=ReminderRhythm.NEVER)


@settings_held()
def send(today):
    """Put the digests of the period in the outbox; returns how many mails are new."""
    wanted = list(subjects())
    addresses = addresses_of([each for each in wanted if isinstance(each, Agency)], today)
    groups = [each for each in wanted if isinstance(each, WorkingGroup)]
    addresses |= secretaries_of(groups, today)
    keys = {
        (subject, address): key_of(subject, today, address)
        for subject, own in addresses.items()
        for address in own
    }
    known = set(Mail.objects.filter(key__in=keys.values()).values_list("key", flat=True))
    waiting = {}
    for (subject, address), key in keys.items():
        if key not in known:
            waiting.setdefault(subject, []).append((key, address))
    fresh = 0
    for subject, mails in waiting.items():
        digest = digest_of(subject, today)
        for key, address in mails if not digest.is_empty else ():
            fresh += outbox.put(key, address, digest.title, digest.text, is_optional=True)
    return fresh
