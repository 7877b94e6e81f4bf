"""Two senders at the same instant write one mail, and lose nothing."""

from datetime import timedelta

import pytest
from django.db import connection

from gtm import notices
from gtm.models import Mail, Notice
from tests.at_once import at_once, needs_server
from tests.gtm.test_notices import LATER, NOON, tell

pytestmark = needs_server


@pytest.mark.parametrize("time", range(3))
def test_two_senders_at_once_write_one_mail(partner, reviewer, time):
    for number in range(5):
        tell(partner, reviewer, about=f"action:{number}", at=NOON + timedelta(minutes=number))
    written = at_once(*[lambda: notices.write_mails(LATER)] * 3)
    assert (sum(written), Mail.objects.count()) == (2, 2)
    assert Notice.objects.filter(mailed_at=LATER).count() == 10
    assert [mail.body.count("Suivi confié") for mail in Mail.objects.all()] == [5, 5]


def test_what_is_told_while_a_mail_is_written_is_in_the_next_one(partner):
    tell(partner, about="action:1")
    at_once(
        lambda: notices.write_mails(LATER),
        lambda: tell(partner, about="action:2", at=NOON) and connection.close(),
    )
    notices.write_mails(LATER)
    assert sum(mail.body.count("Suivi confié") for mail in Mail.objects.all()) == 2
