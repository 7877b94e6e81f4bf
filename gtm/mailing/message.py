"""A mail as it leaves: text, its HTML, what is joined, and the heads that machines read."""

import hashlib
import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.files.storage import default_storage
from django.core.mail import EmailMultiAlternatives

from gtm.mailing import letter, unsubscribing

METHOD = re.compile(r"^METHOD:([A-Z-]{1,20})\r?$", re.MULTILINE)
LEAVING = "\n\nNe plus recevoir ces courriels (les convocations viendront toujours) :\n{}\n"


def message_of(mail, line=None):
    """The message as sent; its Message-ID follows from the key, so that a second one is known."""
    leave = unsubscribing.address_for(mail.recipient) if mail.is_optional else ""
    body = _with_way_out(mail.body, leave) if leave else mail.body
    message = EmailMultiAlternatives(
        mail.subject,
        body,
        to=[mail.recipient],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers=_headers(mail.key, leave),
        connection=line,
    )
    html = letter.html_of(mail.subject, body, settings.SITE_URL)
    if len(body.encode()) + len(html.encode()) <= letter.LARGEST:
        message.attach_alternative(html, "text/html")
    if mail.calendar:
        _invite(message, mail.calendar)
    for each in mail.files:
        with default_storage.open(each["path"]) as file:
            message.attach(each["name"], file.read())
    return message


def _with_way_out(body, leave):
    """In the small print, which some mails have already."""
    mark = "" if "\n--\n" in body else "\n\n--"
    return f"{body.rstrip()}{mark}{LEAVING[bool(mark) :].format(leave)}"


def message_id(key):
    host = urlsplit(settings.SITE_URL).hostname
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{host}>"


def _headers(key, leave):
    headers = {"Message-ID": message_id(key), "Auto-Submitted": "auto-generated"}
    if leave:  # one click, of the reader's program (RFC 8058)
        headers["List-Unsubscribe"] = f"<{leave}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _invite(message, calendar):
    """Beside the text for programs with a calendar, and as a file for the others.

    The method of the MIME type is that of the file: of two that differ, programs obey either.
    """
    method = METHOD.search(calendar)
    kind = f"text/calendar; method={method[1]}" if method else "text/calendar"
    message.attach_alternative(calendar, kind)
    message.attach("invite.ics", calendar.encode(), "application/ics")
