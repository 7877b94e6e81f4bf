"""The secretary asks for a correction of published minutes; SP/CCM opens it, or says why not."""

from django.db import transaction

from gtm import locks
from gtm.refusals import NotNow
from meetings.life import telling
from meetings.models import CorrectionRequest, Meeting

ANSWERED = "Cette demande a déjà sa réponse, ou a été retirée."
Outcome = CorrectionRequest.Outcome


def ask(meeting, by, reason):
    """Returns the request; SP/CCM is told, and finds it at the meeting."""
    if not reason.strip():
        raise NotNow("Dites ce qui est à corriger.")
    with transaction.atomic():
        locks.hold(meeting.group_id)
        if not Meeting.objects.correctable_on_request_of(by).filter(pk=meeting.pk).exists():
            raise NotNow("Une demande attend déjà sa réponse, ou une correction est ouverte.")
        asked = CorrectionRequest.objects.create(meeting=meeting, by=by, reason=reason.strip())
        telling.correction_asked(asked)
    return asked


def still_open(asked):
    """Raises `NotNow` where it was answered or withdrawn meanwhile. Called in a transaction."""
    locks.hold(asked.meeting.group_id)
    if not CorrectionRequest.objects.open().filter(pk=asked.pk).exists():
        raise NotNow(ANSWERED)


def opened(meeting, by, now):
    """A correction was opened, on request or not: what was asked for is done."""
    for asked in meeting.correction_requests.open():
        _close(asked, by, now, Outcome.OPENED)


def decline(asked, by, answer, now):
    """Not to be corrected; the secretaries of the group are told why."""
    if not answer.strip():
        raise NotNow("Dites pourquoi.")
    with transaction.atomic():
        _close(asked, by, now, Outcome.DECLINED, answer.strip())
        asked.answer = answer.strip()
        telling.correction_declined(asked, by, now)


def withdraw(asked, by, now):
    """It was asked by mistake, or is settled otherwise."""
    with transaction.atomic():
        _close(asked, by, now, Outcome.WITHDRAWN)


def _close(asked, by, now, outcome, answer=""):
    locks.hold(asked.meeting.group_id)
    columns = {"outcome": outcome, "answer": answer, "answered_by": by, "answered_at": now}
    if not CorrectionRequest.objects.open().filter(pk=asked.pk).update(**columns):
        raise NotNow(ANSWERED)
    telling.correction_settled(asked.meeting, now)
