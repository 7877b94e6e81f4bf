"""The secretary asks for a correction of published minutes; SP/CCM opens it, or says why not."""

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from actions.letters import plain_date
from gtm import locks, outbox
from gtm.models import Membership
from gtm.refusals import NotNow
from meetings.models import CorrectionRequest, Meeting

ANSWERED = "Cette demande a déjà sa réponse, ou a été retirée."
Outcome = CorrectionRequest.Outcome


def ask(meeting, by, reason):
    """Returns the request; SP/CCM finds it on its home page and at the meeting."""
    if not reason.strip():
        raise NotNow("Dites ce qui est à corriger.")
    with transaction.atomic():
        locks.hold(meeting.group_id)
        if not Meeting.objects.correctable_on_request_of(by).filter(pk=meeting.pk).exists():
            raise NotNow("Une demande attend déjà sa réponse, ou une correction est ouverte.")
        return CorrectionRequest.objects.create(meeting=meeting, by=by, reason=reason.strip())


def still_open(asked):
    """Raises `NotNow` where it was answered or withdrawn meanwhile. Called in a transaction."""
    locks.hold(asked.meeting.group_id)
    if not CorrectionRequest.objects.open().filter(pk=asked.pk).exists():
        raise NotNow(ANSWERED)


def opened(meeting, by, now):
    """A correction was opened, on request or not: what was asked for is done."""
    for asked in meeting.correction_requests.open():
        _close(asked, by, now, Outcome.OPENED)
        _tell(asked, "acceptée", by, now)


def decline(asked, by, answer, now):
    """Not to be corrected; the secretaries of the group are told why."""
    if not answer.strip():
        raise NotNow("Dites pourquoi.")
    with transaction.atomic():
        _close(asked, by, now, Outcome.DECLINED, answer.strip())
        _tell(asked, "refusée", by, now, answer.strip())


def withdraw(asked, by, now):
    """It was asked by mistake, or is settled otherwise."""
    with transaction.atomic():
        _close(asked, by, now, Outcome.WITHDRAWN)


def _close(asked, by, now, outcome, answer=""):
    locks.hold(asked.meeting.group_id)
    columns = {"outcome": outcome, "answer": answer, "answered_by": by, "answered_at": now}
    if not CorrectionRequest.objects.open().filter(pk=asked.pk).update(**columns):
        raise NotNow(ANSWERED)


def _tell(asked, outcome, by, now, answer=""):
    """Who writes the minutes of the group today; nobody of his own doing."""
    meeting, today = asked.meeting, timezone.localtime(now).date()
    roles = Membership.objects.current(today).filter(role="secretary", group=meeting.group_id)
    day = plain_date(meeting.date)
    subject = f"Demande de correction {outcome} : {meeting.group}, {day}"
    lines = [
        f"Bonjour,\n\nVotre demande de correction du compte rendu du {day} ({meeting.group}) "
        f"est {outcome} par {by.name}.",
        f"Demandé : {asked.reason}",
        f"Motif : {answer}" if answer else "Le texte se modifie de nouveau.",
        f"{settings.SITE_URL}{meeting.get_absolute_url()}",
    ]
    for role in roles.exclude(user=by).filter(user__is_active=True).select_related("user"):
        key = f"asked:{asked.pk}:{role.user_id}"
        outbox.put(key, role.user.email, subject, "\n\n".join(lines) + "\n")
