"""Convening to a meeting, telling that it has moved or is cancelled: to each once, to nobody twice.

Every verb holds the group first, then reads who is convened anew: pressed twice, or by two
secretaries at once, it does its work once.
"""

from dataclasses import asdict, dataclass, replace
from datetime import datetime, time

from django.db import transaction
from django.utils import timezone

from gtm import journal, locks, notices
from gtm.models import Agency, JournalEntry, Member, PersonalLink
from gtm.models.members import label_of
from gtm.names import fold
from gtm.refusals import NotNow
from gtm.typography import counted, long_date
from meetings.convocation import mails, signing, wording
from meetings.models import Convened, Convocation, Meeting
from meetings.models.convened import FACTS

CHANGED = "La réunion vient de changer : relisez, puis envoyez."
OVER = "Cette réunion ne se convoque plus : son jour est passé, ou elle n’a pas lieu."
NOBODY_NEW = "Tous ceux que vous avez choisis sont déjà convoqués : rien n’est parti."
ALL_KNOW = "Tous le savent déjà : rien n’est parti."


@dataclass(frozen=True)
class Guest:
    """Somebody to convene who is no member: a structure, or a person, a function."""

    agency: Agency | None = None
    name: str = ""
    function: str = ""
    email: str = ""
    phone: str = ""
    style: str = Convened.Style.INVITATION

    @property
    def label(self):
        return label_of(self)


@dataclass(frozen=True)
class Call:
    """What the secretary has decided of one telling; `letters` as in `Convocation`.

    `is_proposed`: the reference is the one that the page proposed, so that the next one does too.
    """

    letters: dict
    reference: str = ""
    answer_by: object = None  # date
    remote_allowed: bool = False
    remind_before: int | None = 3
    is_proposed: bool = False

    @property
    def told(self):
        """{field of `Convocation`: value}"""
        return {name: value for name, value in asdict(self).items() if name != "is_proposed"}


def who_is(each):
    """What makes two members, guests or rows the same one in one meeting: the structure, and the
    person, or the function where no name is known.
    """
    person = fold(each.name)
    return (each.agency and each.agency.pk, person, "" if person else fold(each.function))


def may_convene(meeting, today):
    """Whether there is still somebody to convene: it is announced and lies ahead."""
    announced = meeting.state == Meeting.State.PLANNED or meeting.was_announced
    is_ahead = meeting.date >= today and meeting.removed_at is None
    return announced and meeting.is_editable and not meeting.is_out and is_ahead


def not_convened(meeting):
    """The members of the meeting's day whom nobody has convened yet."""
    members = Member.objects.filter(group=meeting.group_id).on(meeting.date).whole()
    known = {who_is(each) for each in meeting.convened.whole()}
    found = {}
    for member in members.order_by("pk"):
        if who_is(member) not in known:
            found.setdefault(who_is(member), member)  # one line of the list may repeat another
    return list(found.values())


def seen(meeting):
    """What a page shows of a meeting, to be sure that it is what is sent."""
    return "|".join(str(getattr(meeting, name) or "") for name in ("state", *FACTS))


@transaction.atomic
def convene(meeting, by, at, call, members=(), guests=(), as_seen=None):
    """Convene members {pk: style} and `Guest`s; the `Convocation`.

    Raises `NotNow`; of these `signing.ReferenceTaken`, where another letter bears its reference.
    """
    meeting = _held(meeting, as_seen)
    if not may_convene(meeting, timezone.localtime(at).date()):
        raise NotNow(OVER)
    rows = _new_rows(meeting, dict(members), guests)
    if not rows:
        raise NotNow(NOBODY_NEW)
    how = (meeting.group, call.reference, timezone.localtime(at).year, call.is_proposed)
    call = replace(call, reference=signing.reference_taken(*how))
    told = _telling(meeting, by, at, Convocation.Kind.CONVENE, call)
    for each in rows:
        each.told = told
    Convened.objects.bulk_create(rows)
    _send("convocation", rows, by, at)
    _note(told, len(rows))
    return told


def _new_rows(meeting, styles, guests):
    """Of those chosen, the ones who are not convened yet, members first."""
    fresh = [each for each in not_convened(meeting) if each.pk in styles]
    known = {who_is(each) for each in meeting.convened.whole()} | {who_is(each) for each in fresh}
    rows = [
        Convened(
            meeting=meeting,
            member=member,
            may_be_replaced=member.may_be_replaced,
            style=styles[member.pk],
            **{name: getattr(member, name) for name in IDENTITY},
        )
        for member in fresh
    ]
    for guest in guests:
        if who_is(guest) not in known:
            known.add(who_is(guest))
            told = {name: getattr(guest, name) for name in IDENTITY}
            rows.append(Convened(meeting=meeting, style=guest.style, **told))
    return rows


IDENTITY = ("agency", "name", "function", "email", "phone")


def untold(meeting):
    """Those who know another day, hour or place than the meeting's, or not that it is cancelled."""
    return [each for each in meeting.convened.whole() if each.told and not each.told.tells(meeting)]


def kind_of_change(meeting):
    is_cancelled = meeting.state == Meeting.State.CANCELLED
    return Convocation.Kind.CANCEL if is_cancelled else Convocation.Kind.MOVE


@transaction.atomic
def tell_change(meeting, by, at, reason, letters, as_seen=None):
    """Tell what has changed to whom does not know it; the `Convocation`. Raises `NotNow`.

    Answers are kept, marked as given before; who has not answered is reminded anew.
    """
    meeting = _held(meeting, as_seen)
    kind = kind_of_change(meeting)
    if kind == Convocation.Kind.MOVE and not may_convene(meeting, timezone.localtime(at).date()):
        raise NotNow(OVER)
    rows = untold(meeting)
    if not rows:
        raise NotNow(ALL_KNOW)
    last = meeting.convocations.last_first().first()
    answer_by = _still_ahead(last.answer_by, timezone.localtime(at).date(), meeting.date)
    how = {"remote_allowed": last.remote_allowed, "remind_before": last.remind_before}
    call = Call(letters, last.reference, answer_by, **how)
    told = _telling(meeting, by, at, kind, call, reason)
    pks = [each.pk for each in rows]
    Convened.objects.filter(pk__in=pks).update(
        told=told, told_at=None, told_how="", reminded_at=None
    )
    for each in rows:
        each.told = told
    _keep_links_open(meeting)
    _send(f"convocation-{kind}", rows, by, at)
    _note(told, len(rows))
    return told


def _still_ahead(answer_by, today, date):
    """The day until which answers were awaited, where it still means something."""
    return answer_by if answer_by and today <= answer_by <= date else None


def _held(meeting, as_seen):
    """The meeting as it stands, its group held; it must be what its page showed."""
    locks.hold(meeting.group_id)
    now = Meeting.objects.select_related("group__territory", "group__letterhead").get(pk=meeting.pk)
    if as_seen is not None and as_seen != seen(now):
        raise NotNow(CHANGED)
    return now


def preview(meeting, by, at, call, whom):
    """(subject, text) of the mail that a member or a `Guest` would get; None for nobody."""
    if whom is None:
        return None
    told = _told(meeting, by, at, Convocation.Kind.CONVENE, call)
    identity = {name: getattr(whom, name) for name in IDENTITY}
    may_be_replaced = getattr(whom, "may_be_replaced", True)
    row = Convened(meeting=meeting, told=told, style=whom.style, **identity)
    row.may_be_replaced = may_be_replaced
    return mails.subject_of(row), mails.text_of(row, "(son lien personnel)", at)


def _telling(meeting, by, at, kind, call, reason=""):
    """Its rank follows the former one; a meeting that moved before anybody knew begins higher."""
    told = _told(meeting, by, at, kind, call, reason)
    last = meeting.convocations.last_first().first()
    told.sequence = max(meeting.moves.count(), last.sequence + 1 if last else 0)
    told.save()
    return told


def _told(meeting, by, at, kind, call, reason=""):
    return Convocation(
        meeting=meeting,
        kind=kind,
        sequence=0,
        reason=reason,
        agenda=wording.agenda_of(meeting),
        by=by,
        at=at,
        **call.told,
        **{name: getattr(meeting, name) for name in FACTS},
    )


def _send(kind, rows, by, at):
    """Write to those who have an address; the others are told by hand, or by WhatsApp."""
    if notices.is_silenced():
        return
    addresses = mails.addresses_for(rows, timezone.localtime(at).date())
    written = [each for each in rows if addresses[each.pk]]
    for each in written:
        mails.put(kind, each, by, at, addresses[each.pk])
    pks = [each.pk for each in written]
    Convened.objects.filter(pk__in=pks).update(told_at=at, told_how=Convened.Told.MAIL)


def _keep_links_open(meeting):
    """A link lives until after the meeting: of one that moves, until after its new day."""
    until = timezone.make_aware(datetime.combine(meeting.date + mails.STAYS_OPEN, time()))
    links = PersonalLink.objects.filter(convened__meeting=meeting, revoked_at=None)
    links.filter(expires_at__lt=until).update(expires_at=until)


def _note(told, count):
    """What is told outside stands in the journal of the country."""
    what = f"{told.get_kind_display()} envoyée à {counted(count, 'personne')}"
    label = f"{told.meeting.group}, {long_date(told.meeting.date)}"
    journal.tell(told.by, told.at, what, JournalEntry.Kind.CONVOCATION, told.pk, label)
