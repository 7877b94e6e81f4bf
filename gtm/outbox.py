"""The one way in which mails leave: written with the event that they tell, sent afterwards.

`put` stands in the transaction of the event, so that neither goes without the other. Its key says
what the mail is (`reminder:<agency>:2022-W03`): put twice, it goes once. `send` claims each row by
a conditional update, so that several senders do not meet. At least once: a sender that is killed
between the server's yes and the mark sends again, under the same Message-ID.
"""

import hashlib
from datetime import timedelta
from smtplib import SMTPException
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db.models import Q

from gtm.models import Mail

CLAIM = timedelta(minutes=5)  # how long a sender that was killed keeps a row from the others
LONGEST_WAIT = timedelta(hours=6)  # between two tries of an address that does not answer
# Mails whose text opens a door (links to set a password): with a key that begins so, the text is
# blanked once it is sent, and no backup holds it.
SECRET = "secret:"  # noqa: S105 - a prefix


def put(key, recipient, subject, body):
    """Write a mail to send; with a key that was used before, nothing. Says whether it is new."""
    subject = " ".join(subject.split())[:200]
    values = {"recipient": recipient, "subject": subject, "body": body}
    return Mail.objects.get_or_create(key=key[:200], defaults=values)[1]


def send(now, at_most=500):
    """Send what is due, oldest first; returns (sent, failed). `now` is an aware instant."""
    due = Q(claimed_until=None) | Q(claimed_until__lt=now)
    waiting = list(Mail.objects.filter(due, sent_at=None).order_by("pk")[:at_most])
    if not waiting:  # the usual case of a timer: no connection for nothing
        return 0, 0
    results = []
    with get_connection() as connection:
        for mail in waiting:
            claimed = Mail.objects.filter(due, pk=mail.pk, sent_at=None)
            if claimed.update(claimed_until=now + CLAIM):
                results.append(_send(mail, connection, now))
    return results.count(True), results.count(False)


def _send(mail, connection, now):
    try:
        message_of(mail, connection).send()
    except (SMTPException, OSError, ValueError) as error:
        wait = min(timedelta(minutes=2**mail.failures), LONGEST_WAIT)
        failures, told = mail.failures + 1, f"{type(error).__name__} {error}"[:300]
        Mail.objects.filter(pk=mail.pk).update(
            failures=failures, last_error=told, claimed_until=now + wait
        )
        return False
    body = "" if mail.key.startswith(SECRET) else mail.body
    Mail.objects.filter(pk=mail.pk).update(sent_at=now, last_error="", body=body)
    return True


def message_of(mail, connection=None):
    """The message as sent; its Message-ID follows from the key, so that a second one is known."""
    host = urlsplit(settings.SITE_URL).hostname
    message_id = f"<{hashlib.sha256(mail.key.encode()).hexdigest()[:40]}@{host}>"
    return EmailMessage(
        mail.subject,
        mail.body,
        to=[mail.recipient],
        headers={"Message-ID": message_id, "Auto-Submitted": "auto-generated"},
        connection=connection,
    )
