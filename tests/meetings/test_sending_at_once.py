"""Two who send one version at once: each address gets one mail."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from gtm.models import Mail
from gtm.refusals import NotNow
from meetings.models import Addressee
from meetings.sending import verbs
from tests.meetings.test_sending import agencies, publication  # noqa: F401 - fixtures

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor == "sqlite", reason="threads need a database server"),
]


def test_two_who_send_at_once_write_one_mail_to_each(publication, reviewer):  # noqa: F811
    barrier, now = Barrier(2), timezone.now()

    def one():
        try:
            barrier.wait(10)
            emails = {"oim@example.org", "pam@example.org"}
            return verbs.send(publication, emails, "", False, reviewer, now).addressees.count()
        except NotNow:
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        counts = sorted(each.result() for each in [pool.submit(one) for _ in range(2)])
    assert counts == [0, 2]
    assert (
        Mail.objects.filter(key__startswith="publication:").count(),
        Addressee.objects.count(),
    ) == (2, 2)
