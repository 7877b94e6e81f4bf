"""Points proposed to a group: by a structure, or passed up by a group below; and their outcome."""

import uuid
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.urls import reverse

from gtm import locks, notices
from gtm.models import Kind
from gtm.notices import News
from gtm.refusals import NotNow
from gtm.typography import long_date
from meetings.models import Meeting, Proposal
from meetings.planning.levels import group_above
from meetings.text import agenda
from meetings.text import document as doc
from meetings.text.numbering import title_of
from meetings.writing import store

BEFORE = timedelta(days=3)  # before a meeting: when proposals usually end
MOST = 5  # proposals of a structure to one meeting that wait for an answer
MOST_A_DAY = 20  # of a person, to all groups
LATE = "Quelqu’un a déjà répondu à cette proposition."
CLOSED = "Le délai pour proposer des points à cette réunion est passé."
TOO_MANY = "Votre structure a déjà {} points en attente pour cette réunion : attendez une réponse."
TOO_MANY_A_DAY = "Vous avez proposé beaucoup de points aujourd’hui : continuez demain."


def usual_end(meeting, today):
    """The day that is proposed as the last one for proposals."""
    return min(max(meeting.date - BEFORE, today), meeting.date)


@transaction.atomic
def propose(proposal, meeting, file, now, today):
    """Store a structure's `Proposal` to a meeting, and tell its secretaries; sent twice, one.

    Raises `NotNow` when it is too late, or too much.
    """
    locks.hold(meeting.group_id)
    if not Meeting.objects.filter(pk=meeting.pk, proposals_until__gte=today).exists():
        raise NotNow(CLOSED)
    waiting = Proposal.objects.filter(meeting=meeting, agency=proposal.agency, outcome="")
    same = waiting.filter(title=proposal.title, why=proposal.why, by=proposal.by).first()
    if same:
        return same
    if waiting.count() >= MOST:
        raise NotNow(TOO_MANY.format(MOST))
    if (
        Proposal.objects.filter(by=proposal.by, at__gt=now - timedelta(days=1)).count()
        >= MOST_A_DAY
    ):
        raise NotNow(TOO_MANY_A_DAY)
    proposal.meeting, proposal.group, proposal.at = meeting, meeting.group, now
    if file:
        proposal.file_name, proposal.file_size = file.name[:200], file.size
        proposal.file.save(f"{uuid.uuid4()}{suffix_of(file.name)}", file, save=False)
    proposal.save()
    told = f"{proposal.agency} propose un point : {proposal.title}"
    _tell_secretaries(
        Kind.PROPOSED, proposal, meeting.group_id, told, proposal.why, proposal.by, now
    )
    return proposal


def suffix_of(name):
    """Of a name that `uploads.refusal` has let pass."""
    return f".{name.rpartition('.')[2].lower()}"


def point_of(proposal, meeting):
    """The uid that a proposal has as a point of a meeting's text."""
    return str(uuid.uuid5(meeting.pk, f"proposal:{proposal.pk}"))


@transaction.atomic
def take(proposal, meeting, by, now):
    """It becomes a point of the agenda; who proposed it is told."""
    _answer(proposal, meeting, by, Proposal.Outcome.TAKEN, "", now)
    current = Meeting.objects.get(pk=meeting.pk)
    who = proposal.agency or proposal.from_meeting
    cells = {
        "title": proposal.title,
        "presenters": str(proposal.agency or (who and who.group) or ""),
        "minutes": str(proposal.minutes or ""),
    }
    document = agenda.with_point(current.document, point_of(proposal, meeting), cells)
    saved = store.save(meeting, by, document, current.version, uuid.uuid4())
    if not saved.is_current:
        raise NotNow("L’ordre du jour vient de changer : rechargez la page.")


@transaction.atomic
def put_off_or_refuse(proposal, meeting, by, outcome, reason, now):
    _answer(proposal, meeting, by, outcome, reason, now)


def _answer(proposal, meeting, by, outcome, reason, now):
    locks.hold(proposal.group_id)
    values = {"outcome": outcome, "answer": reason, "answered_by": by, "answered_at": now}
    waiting = Proposal.objects.filter(pk=proposal.pk, answered_at=proposal.answered_at).waiting()
    if not waiting.update(meeting=meeting, **values):
        raise NotNow(LATE)
    label = Proposal.Outcome(outcome).label
    title = f"Point {label} : {proposal.title}, {meeting.group}, {long_date(meeting.date)}"
    _tell_proposers(proposal, title, reason and f"Motif : {reason}", by, now)


# --- Passed up ---


@transaction.atomic
def pass_up(meeting, uid, by, why, now):
    """Propose a point of a meeting's minutes to the group above, once; returns the `Proposal`.

    Raises `NotNow` where there is no group above, or the point is passed up already.
    """
    cells = point_in(meeting, uid)
    if cells is None:
        raise NotNow("Ce point n’est plus dans le texte de la réunion.")
    proposal = Proposal(
        group=group_above(meeting.group),
        title=title_of(cells)[:500],
        why=why,
        from_meeting=meeting,
        from_point=uid,
        by=by,
        at=now,
    )
    try:
        with transaction.atomic():
            proposal.save()
    except IntegrityError as taken:
        raise NotNow("Ce point est déjà porté au niveau supérieur.") from taken
    told = f"{meeting.group} porte un point à votre niveau : {proposal.title}"
    _tell_secretaries(Kind.PROPOSED, proposal, proposal.group_id, told, why, by, now)
    return proposal


def text_shown(meeting):
    """The published text of a meeting, else the one being written."""
    last = meeting.publications.first() if meeting.is_out else None
    return last.document if last else meeting.document


def point_in(meeting, uid):
    """The cells of a point of the minutes, or None."""
    document = text_shown(meeting)
    return doc.row(document, "points", uid) if uid in document.get("points", ()) else None


# --- Who is told ---


def _about(proposal):
    return f"proposal:{proposal.pk}"


def _tell_secretaries(kind, proposal, group, title, detail, by, at):
    roles = notices.holders(at).filter(role="secretary", group=group)
    _tell(kind, roles, proposal, title, detail, by, at)


def _tell_proposers(proposal, title, detail, by, at):
    holders = notices.holders(at)
    if proposal.agency_id:
        roles = holders.filter(role="partner", agency=proposal.agency_id)
    else:
        below = proposal.from_meeting and proposal.from_meeting.group_id
        roles = holders.filter(role="secretary", group=below)
    _tell(Kind.ANSWERED, roles, proposal, title, detail, by, at)


def _tell(kind, roles, proposal, title, detail, by, at):
    news = News(_about(proposal), title, reverse("meetings:proposal_list"), detail)
    notices.forget([news.about], at)
    notices.tell(kind, [(role, news) for role in roles], by, at)
