"""Mails are plain text: no reader's program finds a tag in them to obey."""

import re

import pytest
from django.utils import timezone

from gtm import outbox
from gtm.models import Mail
from tests import hostile, mails

pytestmark = pytest.mark.django_db
LINK = re.compile(
    r"/(?![0-9a-f-]{36}/)[\w:-]{24,}/"
)  # a password, an address, an invitation, a reader


def test_every_kind_of_mail_is_one_part_of_plain_text():
    sent = mails.written(hostile.build("draft"), browser=hostile.text(500))
    assert set(sent) == mails.KINDS
    parts = {
        kind: [part.get_content_type() for part in message.message().walk()]
        for kind, message in sent.items()
    }
    assert parts == {kind: ["text/plain"] for kind in mails.KINDS}


def test_nothing_keeps_a_link_that_opens_a_door_once_its_mail_is_sent(settings):
    """A reader's link or a chase's needs no account: no more kept than the link to a password."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    mails.written(hostile.build("draft"))
    waiting = {each.pk for each in Mail.objects.all() if LINK.search(each.body)}
    outbox.send(timezone.now)
    kept = {each.pk for each in Mail.objects.all() if LINK.search(each.body)}
    assert (len(waiting), kept) == (9, set())
