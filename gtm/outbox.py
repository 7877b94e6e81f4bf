"""The one way in which mails leave: written with the event that they tell, sent afterwards.

`put` stands in the transaction of the event, so that neither goes without the other. Its key says
what the mail is (`reminder:<agency>:2022-W03`): put twice, it goes once. `send` works while no
other sender does, however slow that one is. At least once: a sender that is killed between the
server's yes and the mark sends again, under the same Message-ID; so the mark is the first thing
done after the yes, and waits for no disk.
"""

import fcntl
import logging
from contextlib import contextmanager, suppress
from datetime import timedelta
from smtplib import SMTPException, SMTPServerDisconnected

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import get_connection
from django.core.validators import validate_email
from django.db import connection
from django.db.models import Q
from django.utils import timezone

from gtm.mailing import refused
from gtm.mailing.message import message_of
from gtm.models import Country, Mail
from gtm.refusals import NotNow

LONGEST_WAIT = timedelta(hours=6)  # between two tries of an address that does not answer
# Mails whose text opens a door (links to set a password): with a key that begins so, the text is
# blanked once it is sent, and no backup holds it.
SECRET = "secret:"  # noqa: S105 - a prefix
SENDER = 20_211_130  # the advisory lock of who sends, any number that nobody else uses

# To wait for it again, and not to: of this connection alone.
WAITS_FOR_THE_DISK = {
    "postgresql": ("SET synchronous_commit TO DEFAULT", "SET synchronous_commit TO off"),
    "sqlite": ("PRAGMA synchronous=FULL", "PRAGMA synchronous=NORMAL"),
}
MARK = "UPDATE gtm_mail SET sent_at = %s, last_error = '', body = %s WHERE id = %s"

logger = logging.getLogger(__name__)


def put(key, recipient, subject, body, reply_to="", files=(), **how):
    """Write a mail to send; with a key that was used before, nothing. Says whether it is new.

    `body` may be a function: asked for the text of a new mail alone, in the transaction of its row.
    `files`: [{"path", "name"}] of stored files that never change, read when the mail leaves.
    `how`: `calendar`, `agency` and `is_optional` as `Mail` has them.
    """
    subject = " ".join(subject.split())[:200]
    values = {"recipient": recipient, "subject": subject, "body": body, "reply_to": reply_to}
    values |= {"files": list(files), **how}
    return Mail.objects.get_or_create(key=key[:200], defaults=values)[1]


def send(clock, at_most=500, is_over=lambda: False):
    """Send what is due, oldest first; returns (sent, failed). `clock()` is an aware instant.

    `is_over()` is asked before each mail: what is in hand is always ended.
    """
    results = []
    with _alone() as is_alone:
        if is_alone:
            _stop_unwanted(clock())
            waiting = list(_due(clock())[:at_most])
            with _marks_at_once():
                results = list(_tries(waiting, clock, is_over)) if waiting else []
    return results.count(True), results.count(False)


def again(mail, now):
    """One that did not go waits anew; one that went goes a second time, as another, once a day.

    Raises `NotNow` where the address has left or is dead, or nothing is left of the text.
    """
    if not mail.may_go_again:
        raise NotNow(
            "Ce courriel ne se renvoie pas : son texte est effacé, ou l’adresse est partie."
        )
    if refused.is_dead(mail.recipient):
        raise NotNow("L’adresse est morte : réessayez-la d’abord.")
    if mail.sent_at is None:
        fresh = {"stopped": "", "stopped_at": None, "not_before": None}
        Mail.objects.filter(pk=mail.pk, sent_at=None).update(**fresh)
        return
    how = {name: getattr(mail, name) for name in ("calendar", "agency", "is_optional")}
    key = f"again:{timezone.localtime(now).date()}:{mail.pk}"
    if not put(key, mail.recipient, mail.subject, mail.body, mail.reply_to, mail.files, **how):
        raise NotNow("Il a déjà été renvoyé aujourd’hui.")


def forget(now):
    """Blank the text of what was sent, or stopped, long ago; returns of how many."""
    before = now - timedelta(days=Country.current().mail_days)
    old = Mail.objects.filter(Q(sent_at__lt=before) | Q(stopped_at__lt=before))
    return old.exclude(body="", calendar="").update(body="", calendar="")


def _stop_unwanted(now):
    """What waits for a dead address, or is optional for one that has left, is not tried."""
    waiting = Mail.objects.waiting()
    waiting.to_the_dead().update(stopped=Mail.Stopped.DEAD, stopped_at=now)
    waiting.unwanted().update(stopped=Mail.Stopped.LEFT, stopped_at=now)


@contextmanager
def _alone():
    """Whether no other sender is at work. The lock of one that is killed goes with it."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [SENDER])
            [is_alone] = cursor.fetchone()
            try:
                yield is_alone
            finally:
                if is_alone:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [SENDER])
        return
    with (settings.DATA_DIR / "send_mail.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


@contextmanager
def _marks_at_once():
    """Where a mark waits for no disk: the sooner it is made, the rarer a kill lands before it.

    A kill of the sender undoes none. A power cut may undo those of the last second: mails that go
    twice, and none that is lost.
    """
    if connection.in_atomic_block:  # that of a test, whose end nothing outlives
        yield
        return
    again, at_once = WAITS_FOR_THE_DISK[connection.vendor]
    with connection.cursor() as cursor:
        cursor.execute(at_once)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(again)


def _due(now):
    """In the order of `Mail`. A wait longer than any was noted by a clock that was ahead."""
    due = Q(not_before=None) | Q(not_before__lte=now) | Q(not_before__gt=now + LONGEST_WAIT)
    return Mail.objects.waiting().filter(due)


def _tries(mails, clock, is_over):
    """Yield for each mail that was tried whether it was sent.

    Servers hang up after so many mails, or are restarted: a mail whose line is cut is tried again
    on a new one, and fails if that is cut too. Then, or when no line can be had, the others wait
    for the next run as they were.
    """
    line = get_connection()
    refused_before = refused.of(mail.recipient for mail in mails)
    try:
        for mail in mails:
            if is_over():
                break
            line.open()
            error = _hand_over(mail, line)
            if _is_cut(error):
                _close(line)
                line.open()
                error = _hand_over(mail, line)
            _note(mail, error, clock())
            if error is None and mail.recipient.lower() in refused_before:
                refused.accepted([mail.recipient])
            yield error is None
            if error:
                _close(line)
            if _is_cut(error):
                break
    except OSError as error:  # of `open`; smtplib's own are among them
        logger.error("Le serveur de courriels ne répond pas : %s", error)
    finally:
        _close(line)


def _close(line):
    with suppress(OSError):
        line.close()


def _hand_over(mail, line):
    """Returns what went wrong, or None."""
    try:
        message_of(mail, line).send()
    except (OSError, ValueError) as error:  # smtplib's own are among the first
        return error


def _is_cut(error):
    """The server hung up, or said that it would (421). A silence is none: it may have the mail."""
    if TimeoutError in (type(error), type(getattr(error, "__context__", None))):
        return False
    refused = getattr(error, "recipients", {}).values()
    said = {getattr(error, "smtp_code", None), *(code for code, _ in refused)}
    is_answer = isinstance(error, SMTPException) and not isinstance(error, SMTPServerDisconnected)
    return 421 in said or (isinstance(error, OSError) and not is_answer)


def _mark(mail, now):
    """In plain SQL: four fifths of the time of an update is the ORM's, that of writing it."""
    body = "" if mail.key.startswith(SECRET) else mail.body
    sent_at = connection.ops.adapt_datetimefield_value(now)
    with connection.cursor() as cursor:
        cursor.execute(MARK, [sent_at, body, mail.pk])


def _note(mail, error, now):
    if error is None:
        _mark(mail, now)
        return
    why = refused.answer_of(error)
    wait = min(timedelta(minutes=2 ** min(mail.failures, 10)), LONGEST_WAIT)
    told = why or f"{type(error).__name__} {error}".replace("\0", "")[:300]
    values = {"failures": mail.failures + 1, "last_error": told, "not_before": now + wait}
    if why:
        values["not_before"] = now + max(wait, refused.NEXT_TRY)
        if refused.note(mail.recipient, why, now):
            values |= {"stopped": Mail.Stopped.DEAD, "stopped_at": now}
    Mail.objects.filter(pk=mail.pk).update(**values)


def is_address(text):
    """Whether a mail may be sent there; what people type beside a line may be anything."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254
