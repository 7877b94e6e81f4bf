"""What those convened answer: by their link, by their account, or as the secretary notes it."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db import transaction

from gtm import journal, links, locks, notices, outbox
from gtm.models import JournalEntry, Mail
from gtm.names import fold
from gtm.refusals import NotNow
from meetings.convocation import mails
from meetings.convocation.invitations import NIAMEY
from meetings.models import Convened, Meeting

Answer, How = Convened.Answer, Convened.How
MOST_DEPUTIES = 5  # that one person may name for one meeting: a link must not write to anybody
CLOSED = "Les réponses sont closes : la réunion a commencé."
CANCELLED = "Cette réunion n’aura pas lieu : aucune réponse n’est attendue."
NO_REMOTE = "Cette réunion ne se suit pas à distance."
NO_DEPUTY = "Vous ne pouvez pas vous faire représenter à cette réunion."
TOO_MANY = "Vous avez déjà désigné plusieurs suppléants : écrivez au rapporteur du groupe."


@dataclass(frozen=True)
class Deputy:
    name: str
    function: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class Reply:
    """`reason` goes with « excusé », `deputy` with « représenté par… »."""

    answer: str
    reason: str = ""
    deputy: Deputy | None = None


@dataclass(frozen=True)
class Said:
    """When and how it was said; `by` for an account, `link` for a link."""

    at: datetime
    how: str
    by: object = None
    link: object = None

    @property
    def is_noted(self):
        return self.how == How.NOTED


def closes_at(meeting, is_noted=False):
    """Until when one answers: the hour of the meeting, else its day; noted answers until its end.

    An aware instant, of the meeting as it stands.
    """
    if meeting.starts_at is None or is_noted:
        return datetime.combine(meeting.date + timedelta(days=1), time(), NIAMEY)
    return datetime.combine(meeting.date, meeting.starts_at, NIAMEY)


def why_closed(meeting, now, is_noted=False):
    """A sentence for who may answer no more; "" while he may."""
    if meeting.state == Meeting.State.CANCELLED:
        return CANCELLED
    is_over = now >= closes_at(meeting, is_noted)
    return CLOSED if is_over or not meeting.is_editable or meeting.is_out else ""


@transaction.atomic
def answer(convened, reply, said):
    """Keep an answer; whether it is another than before. Raises `NotNow`.

    A deputy is convened in turn; one who was named before and is no more is told so.
    """
    locks.hold(convened.meeting.group_id)
    now = Convened.objects.whole().select_related("meeting__group", "told__by").get(pk=convened.pk)
    _check(now, reply, said)
    former = now.stand_in
    if _is_same(now, reply, former):
        return False
    if former and not _stays(former, reply.deputy):
        _withdraw(former, now, said)
        former = None
    _store(now, reply, said)
    if reply.deputy:
        _name_deputy(now, reply.deputy, former, said)
    _note(now, said)
    return True


def _check(convened, reply, said):
    """What the page does not offer is refused too: two tabs, an old page, a hand-made form."""
    if refusal := why_closed(convened.meeting, said.at, said.is_noted):
        raise NotNow(refusal)
    told = convened.told
    if reply.answer == Answer.REMOTE and not (told and told.remote_allowed):
        raise NotNow(NO_REMOTE)
    if reply.answer == Answer.REPRESENTED and not convened.may_be_replaced:
        raise NotNow(NO_DEPUTY)


def _is_same(convened, reply, former):
    if (convened.answer, convened.reason) != (reply.answer, reply.reason):
        return False
    if convened.answered_before_move:  # confirmed for the new day
        return False
    return (former and _as_deputy(former)) == (reply.deputy or None)


def _as_deputy(row):
    return Deputy(row.name, row.function, row.phone, row.email)


def _stays(former, deputy):
    """The same person at the same address, however his function or telephone is written."""
    return deputy is not None and (fold(former.name), former.email) == (
        fold(deputy.name),
        deputy.email,
    )


def _store(convened, reply, said):
    values = {
        "answer": reply.answer,
        "reason": reply.reason,
        "answered_at": said.at,
        "answered_how": said.how,
        "answered_by": said.by,
        "recapped_at": said.at if said.is_noted else None,  # who notes it knows
    }
    if not said.is_noted and convened.opened_at is None:
        values["opened_at"] = said.at
    for name, value in values.items():
        setattr(convened, name, value)
    convened.save(update_fields=list(values))


def _name_deputy(principal, deputy, former, said):
    """He gets the convocation with a link of his own, where he has an address."""
    if former:
        Convened.objects.filter(pk=former.pk).update(function=deputy.function, phone=deputy.phone)
        return
    if _is_convened(principal, deputy):
        raise NotNow(
            f"{deputy.name} est déjà convoqué à cette réunion : désignez quelqu’un d’autre, ou "
            "excusez-vous."
        )
    key = f"convocation-deputy:{principal.pk}"
    used = Mail.objects.filter(key__startswith=f"{outbox.SECRET}{key}:").count()
    if used >= MOST_DEPUTIES and not said.is_noted:
        raise NotNow(TOO_MANY)
    row = Convened.objects.create(
        meeting=principal.meeting,
        agency=principal.agency,
        deputy_of=principal,
        style=principal.style,
        may_be_replaced=False,
        told=principal.told,
        **{name: getattr(deputy, name) for name in ("name", "function", "phone", "email")},
    )
    if deputy.email and not notices.is_silenced():
        mails.put(key, row, principal.told.by, said.at, [deputy.email])
        row.told_at, row.told_how = said.at, Convened.Told.MAIL
        row.save(update_fields=["told_at", "told_how"])


def _is_convened(principal, deputy):
    """A person is convened once: not as a deputy too."""
    others = principal.meeting.convened.filter(agency=principal.agency).exclude(name="")
    return any(fold(each.name) == fold(deputy.name) for each in others)


def _withdraw(deputy, principal, said):
    """His links end before his row does; who had a mail is told by one."""
    for link in deputy.links.filter(revoked_at=None):
        links.revoke(link, said.by, said.at)
    if deputy.told_how == Convened.Told.MAIL and not notices.is_silenced():
        mails.put_withdrawal(deputy, principal, said.at)
    label = f"{deputy.label} pour {principal.label}"
    kind = JournalEntry.Kind.CONVOCATION
    journal.tell(said.by, said.at, "suppléant retiré", kind, deputy.pk, label)
    deputy.delete()


def _note(convened, said):
    if said.link:
        links.note_use(said.link, said.at, convened.get_answer_display())


def noted_by(user, at):
    return Said(at, How.NOTED, by=user)


def by_account(user, at):
    return Said(at, How.ACCOUNT, by=user)


def by_link(link, at):
    return Said(at, How.LINK, link=link)
