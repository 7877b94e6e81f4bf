"""Who has not answered is reminded; the secretary reads once a day what was answered.

Rows are claimed before a mail is written, in one transaction: two commands at once remind once.
"""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from actions.chases.letters import plain_date, secretaries_of
from gtm import journal, links, locks, notices, outbox
from gtm.models import JournalEntry
from gtm.notices import HOUR
from gtm.refusals import NotNow
from gtm.typography import counted
from meetings.convocation import answering, mails
from meetings.models import Convened, Meeting

DAY = timedelta(days=1)
REMIND = "remind"  # the words of `Wording`
NOBODY = (
    "Personne n’est à relancer par courriel : chacun a répondu, vient d’être prévenu ou relancé, "
    "ou n’a pas d’adresse."
)
NO_ADDRESS = "Aucune adresse : partagez le texte par WhatsApp, ou remettez la lettre."


def send_due(now):
    """Remind once whoever has not answered so many days before; returns how many are reminded."""
    today = timezone.localtime(now).date()
    waiting = _silent().filter(reminded_at=None, meeting__date__gte=today, told_at__lt=now - DAY)
    due = {
        each.meeting_id
        for each in waiting.select_related("meeting", "told")
        if _is_due(each, today)
    }
    return sum(_remind(meeting, now, today) for meeting in Meeting.objects.filter(pk__in=due))


def _silent():
    """Those told by mail who have not answered."""
    return Convened.objects.unanswered().filter(told_how=Convened.Told.MAIL, told__isnull=False)


def _is_due(each, today):
    days = each.told.remind_before
    return days is not None and each.meeting.date - timedelta(days=days) <= today


def _remind(meeting, now, today):
    with transaction.atomic():
        locks.hold(meeting.group_id)
        waiting = _silent().filter(meeting=meeting, reminded_at=None, told_at__lt=now - DAY)
        rows = [each for each in waiting.whole() if _is_due(each, today)]
        return _write(meeting, rows, None, now)


def remindable(meeting, now):
    """Those whom « Relancer » writes to: told before today, and not reminded today."""
    begun = timezone.make_aware(datetime.combine(timezone.localtime(now).date(), time()))
    not_today = Q(reminded_at=None) | Q(reminded_at__lt=begun)
    return _silent().filter(not_today, meeting=meeting, told_at__lt=begun)


@transaction.atomic
def remind(meeting, by, now):
    """Remind all who have not answered, once a day; how many. Raises `NotNow`."""
    locks.hold(meeting.group_id)
    count = _write(meeting, list(remindable(meeting, now).whole()), by, now)
    if not count:
        raise NotNow(NOBODY)
    label = f"{meeting.group}, {plain_date(meeting.date)}"
    kind, what = JournalEntry.Kind.CONVOCATION, f"relance à {counted(count, 'personne')}"
    journal.tell(by, now, what, kind, rows_number(meeting), label)
    return count


def rows_number(meeting):
    return meeting.convocations.last_first().values_list("pk", flat=True).first()


def _write(meeting, rows, by, now):
    """Write to those of the rows who have an address; `by` None: in the name of who convened."""
    rows = [each for each in rows if each.told.tells(meeting)]  # a move is told, not reminded of
    if notices.is_silenced() or answering.why_closed(meeting, now):
        return 0
    today = timezone.localtime(now).date()
    addresses = mails.addresses_for(rows, today)
    written = [each for each in rows if addresses[each.pk]]
    for each in written:
        key = f"convocation-reminder:{today}"
        mails.put(key, each, by or each.told.by, now, addresses[each.pk], REMIND)
    Convened.objects.filter(pk__in=[each.pk for each in written]).update(reminded_at=now)
    return len(written)


JUST_SENT = "Ce courriel vient d’être renvoyé : rien n’est parti de nouveau."


@transaction.atomic
def send_again(convened, by, now):
    """The last telling once more, with a new link; how many addresses. Raises `NotNow`."""
    locks.hold(convened.meeting.group_id)
    row = Convened.objects.whole().select_related("meeting__group").get(pk=convened.pk)
    addresses = mails.addresses_for([row], timezone.localtime(now).date())[row.pk]
    if not addresses:
        raise NotNow(NO_ADDRESS)
    key = f"convocation-again:{timezone.localtime(now):%Y%m%d%H}"
    if not mails.put(key, row, by, now, addresses):
        raise NotNow(JUST_SENT)
    _told(row, Convened.Told.MAIL, now)
    return len(addresses)


@transaction.atomic
def share(convened, by, now):
    """The text to share by WhatsApp, with a link of its own; noted as told so."""
    locks.hold(convened.meeting.group_id)
    row = Convened.objects.whole().select_related("meeting__group").get(pk=convened.pk)
    text = mails.short_text(row, mails.new_link(row, by, now))
    _told(row, Convened.Told.SHARED, now)
    return text


@transaction.atomic
def note_told(convened, by, now):
    """The letter was handed over, or it was said by telephone."""
    locks.hold(convened.meeting.group_id)
    _told(convened, Convened.Told.HAND, now)


def _told(convened, how, now):
    """The first time counts, of each telling."""
    first = Convened.objects.filter(pk=convened.pk, told_at=None)
    first.update(told_at=now, told_how=how)


def revoke(convened, by, now):
    """Its links open nothing any more; how many were open."""
    open_ones = list(convened.links.filter(revoked_at=None))
    for link in open_ones:
        links.revoke(link, by, now)
    return len(open_ones)


def recap(now):
    """One mail a day to each secretary of what came in by links and accounts; how many mails."""
    if timezone.localtime(now).time() < HOUR:
        return 0
    new = Convened.objects.exclude(answer="").filter(recapped_at=None)
    by_group = {}
    for each in new.whole().select_related("meeting__group").order_by("meeting__date", "pk"):
        by_group.setdefault(each.meeting.group, []).append(each)
    secretaries = secretaries_of(by_group, timezone.localtime(now).date()) if by_group else {}
    return sum(_recap(group, rows, secretaries[group], now) for group, rows in by_group.items())


@transaction.atomic
def _recap(group, rows, addresses, now):
    """What comes in after the mail of the day waits for the next one."""
    day, put = timezone.localtime(now).date(), 0
    for address in addresses:
        key = f"convocation-recap:{group.pk}:{day}:{mails.short(address)}"
        subject = f"{group} : {counted(len(rows), 'réponse')} à vos convocations"
        put += outbox.put(key, address, subject, _recap_text(rows), is_optional=True)
    if put or not addresses:
        answered = Q()
        for each in rows:  # who has answered anew meanwhile is told of tomorrow
            answered |= Q(pk=each.pk, answered_at=each.answered_at)
        Convened.objects.filter(answered).update(recapped_at=now)
    return put


def _recap_text(rows):
    parts, meeting = ["Bonjour,"], None
    for each in rows:
        if each.meeting != meeting:
            meeting = each.meeting
            page = reverse("meetings:convened_list", args=[meeting.pk])
            parts.append(f"Réunion du {plain_date(meeting.date)} :\n{settings.SITE_URL}{page}")
        said = f"{each.get_answer_display()}" + (f" ({each.reason})" if each.reason else "")
        deputy = each.stand_in
        said = f"représenté par {deputy.label}" if deputy else said
        parts.append(f"- {each.label} : {said}")
    return "\n\n".join(parts) + "\n"
