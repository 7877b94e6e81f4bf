"""Addresses that servers refuse for good: counted, dead at the third time, given back by hand.

A delay (4xx, a server that is full or away) is no refusal. Nor is what a server says of the mail or
of us, as 5xx to the sender or the text: only its answer to the recipient counts.
"""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

from django.db.models import F

from gtm.models import Address, Mail

NEXT_TRY = timedelta(hours=1)  # after a refusal, which is rarely over in a minute
STILL_NEWS = timedelta(days=7)  # what was stopped before is of no use to who is given back


def answer_of(error):
    """What the server said for good of the recipient; "" where it was a delay or something else."""
    if not isinstance(error, SMTPRecipientsRefused):
        return ""
    answers = [answer for answer in error.recipients.values() if 500 <= answer[0] < 600]
    return said(*answers[0]) if answers else ""


def said(code, text):
    """« 550 no such user » of an SMTP answer, which may be bytes in any encoding."""
    text = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return " ".join(f"{code} {text}".split()).replace("\0", "")[:300]


def note(email, why, now):
    """One refusal more of an address; returns whether it is dead now."""
    email = email.lower()
    values = {"refused_at": now, "why": why}
    row, is_new = Address.objects.get_or_create(email=email, defaults={"refusals": 1, **values})
    if not is_new:
        Address.objects.filter(pk=row.pk).update(refusals=F("refusals") + 1, **values)
        row.refresh_from_db()
    return row.is_dead


def accepted(emails):
    """A server takes mails to these again: what was refused before does not count any more."""
    Address.objects.filter(email__in=[email.lower() for email in emails]).delete()


def give_back(email, now):
    """Somebody says that a dead address lives: it is tried again, with what is still news.

    Returns how many mails wait again.
    """
    Address.objects.filter(email=email.lower()).delete()
    stopped = Mail.objects.filter(recipient__iexact=email, stopped=Mail.Stopped.DEAD)
    news = stopped.filter(created_at__gt=now - STILL_NEWS)
    return news.update(stopped="", stopped_at=None, failures=0, not_before=None, last_error="")


def of(emails):
    """{email in small letters: `Address`} of those that were refused."""
    wanted = {email.lower() for email in emails if email}
    return {row.email: row for row in Address.objects.filter(email__in=wanted)}


def is_dead(email):
    return Address.objects.dead().filter(email=email.lower()).exists()
