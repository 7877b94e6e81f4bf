"""Mails: one per key, none lost, none sent by two senders."""

from datetime import UTC, datetime, timedelta
from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import transaction

from gtm import outbox
from gtm.models import Mail

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 1, 17, 9, tzinfo=UTC)
ROW = ("reminder:1:2022-W03", "oim@example.org", "Vos points d’action", "Bonjour")


def test_a_mail_is_sent_once_whatever_is_put_and_run_again():
    assert [outbox.put(*ROW), outbox.put(*ROW)] == [True, False]
    assert [outbox.send(NOW), outbox.send(NOW), outbox.send(NOW + timedelta(days=1))] == [
        (1, 0),
        (0, 0),
        (0, 0),
    ]
    [sent] = mail.outbox
    assert (sent.to, sent.subject, sent.body) == ([ROW[1]], ROW[2], ROW[3])


def test_an_event_that_is_undone_leaves_no_mail():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        outbox.put(*ROW)
        1 / 0  # noqa: B018 - the event that fails
    assert Mail.objects.count() == 0


def test_a_row_claimed_by_another_sender_waits_until_the_claim_ends():
    outbox.put(*ROW)
    Mail.objects.update(claimed_until=NOW + outbox.CLAIM)
    assert outbox.send(NOW) == (0, 0)
    assert outbox.send(NOW + outbox.CLAIM + timedelta(seconds=1)) == (1, 0)


def test_two_sendings_of_one_mail_bear_one_message_id():
    outbox.put(*ROW)
    row = Mail.objects.get()
    one, two = (outbox.message_of(row).message()["Message-ID"] for _ in range(2))
    assert one == two


def test_a_failure_is_noted_and_tried_again_later(monkeypatch):
    def refuse(self, messages):
        raise SMTPServerDisconnected("occupé")

    outbox.put(*ROW)
    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", refuse)
        assert outbox.send(NOW) == (0, 1)
    row = Mail.objects.get()
    assert (row.failures, row.last_error) == (1, "SMTPServerDisconnected occupé")
    assert outbox.send(NOW + timedelta(seconds=30)) == (0, 0)
    assert outbox.send(NOW + timedelta(minutes=2)) == (1, 0)


def test_a_mail_that_opens_a_door_is_blanked_once_it_is_sent():
    outbox.put(outbox.SECRET + "k", *ROW[1:])
    outbox.put(*ROW)
    outbox.send(NOW)
    assert [m.body for m in mail.outbox] == [ROW[3], ROW[3]]
    assert list(Mail.objects.order_by("pk").values_list("body", flat=True)) == ["", ROW[3]]


def test_a_mail_to_nobody_is_dropped():
    outbox.put("k", "", *ROW[2:])
    assert outbox.send(NOW) == (1, 0)
    assert mail.outbox == []


def test_with_nothing_to_send_no_connection_is_opened(settings):
    settings.EMAIL_BACKEND = "nowhere.Backend"
    assert outbox.send(NOW) == (0, 0)


def test_a_subject_with_line_ends_makes_no_second_header():
    outbox.put("k", ROW[1], "Objet\nBcc: tous@example.org", "x")
    assert outbox.send(NOW) == (1, 0)
    assert mail.outbox[0].message()["Bcc"] is None


def test_the_command_says_what_it_did(capsys):
    outbox.put(*ROW)
    call_command("send_mail")
    assert capsys.readouterr().out == "Courriels : 1 envoyé(s), 0 à réessayer.\n"
