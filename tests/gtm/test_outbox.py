"""Mails: one per key, none lost, none sent by two senders."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from smtplib import SMTPDataError
from threading import Event

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import call_command
from django.db import connection, transaction

from gtm import outbox
from gtm.models import Mail
from tests import smtp

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 1, 17, 9, tzinfo=UTC)
ROW = ("reminder:1:2022-W03", "oim@example.org", "Vos points d’action", "Bonjour")


def at(**later):
    """A clock that stands still."""
    return lambda: NOW + timedelta(**later)


def put_many(count):
    for number in range(count):
        outbox.put(f"k{number}", ROW[1], f"Objet {number}", "Bonjour")
    return [f"Objet {number}" for number in range(count)]


def state():
    return list(Mail.objects.order_by("pk").values_list("failures", "last_error"))


def test_a_mail_is_sent_once_whatever_is_put_and_run_again():
    assert [outbox.put(*ROW), outbox.put(*ROW)] == [True, False]
    assert [outbox.send(at()), outbox.send(at()), outbox.send(at(days=1))] == [
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


def test_two_sendings_of_one_mail_bear_one_message_id():
    outbox.put(*ROW)
    row = Mail.objects.get()
    one, two = (outbox.message_of(row).message()["Message-ID"] for _ in range(2))
    assert one == two


def test_answering_machines_are_told_that_nobody_wrote_it():
    outbox.put(*ROW)
    outbox.send(at())
    assert mail.outbox[0].message()["Auto-Submitted"] == "auto-generated"


def test_each_failure_doubles_the_wait_up_to_six_hours(monkeypatch):
    def refuse(self, messages):
        raise SMTPDataError(451, "occupé")

    outbox.put(*ROW)
    waits, now = [], NOW
    with monkeypatch.context() as broken:
        broken.setattr(EmailBackend, "send_messages", refuse)
        for _ in range(11):
            assert outbox.send(lambda: now) == (0, 1)  # noqa: B023 - called at once
            waits.append(Mail.objects.get().not_before - now)
            now = Mail.objects.get().not_before
            assert outbox.send(lambda: now - timedelta(seconds=1)) == (0, 0)  # noqa: B023
    minutes = [wait / timedelta(minutes=1) for wait in waits]
    assert minutes == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]
    assert state() == [(11, "SMTPDataError (451, 'occupé')")]
    assert (outbox.send(lambda: now), state()) == ((1, 0), [(11, "")])


def test_an_address_that_fails_for_months_stops_nobody(monkeypatch):
    """Two to the power of its failures is no number of minutes any more."""

    def refuse(self, messages):
        raise SMTPDataError(451, "occupé")

    outbox.put(*ROW)
    Mail.objects.update(failures=500)
    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    assert [outbox.send(at()), outbox.send(at())] == [(0, 1), (0, 0)]
    assert Mail.objects.get().not_before == NOW + outbox.LONGEST_WAIT


def test_a_wait_noted_while_the_clock_was_ahead_is_not_waited_for():
    outbox.put(*ROW)
    Mail.objects.update(not_before=NOW + timedelta(days=3650))
    assert outbox.send(at()) == (1, 0)


def test_each_mail_is_marked_with_the_instant_of_its_own(monkeypatch):
    put_many(2)
    instants = iter(NOW + timedelta(minutes=6 * number) for number in range(9))
    assert outbox.send(lambda: next(instants)) == (2, 0)
    first, second = Mail.objects.order_by("pk").values_list("sent_at", flat=True)
    assert second - first == timedelta(minutes=6)


@pytest.mark.parametrize("per_connection", [1, 3])
def test_a_server_that_hangs_up_after_some_mails_gets_them_all(settings, per_connection):
    subjects = put_many(8)
    with smtp.serving(settings, per_connection=per_connection) as server:
        assert outbox.send(at()) == (8, 0)
    assert server.subjects == subjects
    assert server.connections == -(-8 // per_connection)
    assert state() == [(0, "")] * 8


def test_a_line_that_breaks_below_the_server_is_had_anew(monkeypatch):
    """As one that was hung up; what else sends mails than by SMTP says so with its own errors."""
    once, broken = EmailBackend.send_messages, iter([ConnectionResetError()])

    def break_once(self, messages):
        for error in broken:
            raise error
        return once(self, messages)

    subjects = put_many(2)
    monkeypatch.setattr(EmailBackend, "send_messages", break_once)
    assert outbox.send(at()) == (2, 0)
    assert [each.subject for each in mail.outbox] == subjects


def test_a_server_that_takes_leave_leaves_the_others_as_they_were(settings):
    """One mail, tried on two lines, waits a minute; at the next run another one is the first."""
    subjects = put_many(3)
    with smtp.serving(settings, farewell="421 fermeture") as server:
        assert outbox.send(at()) == (0, 1)
        assert (server.connections, server.subjects) == (2, [])
    assert [failures for failures, _ in state()] == [1, 0, 0]
    with smtp.serving(settings) as server:
        assert outbox.send(at(seconds=30)) == (2, 0)
        assert outbox.send(at(minutes=2)) == (1, 0)
    assert server.subjects == [*subjects[1:], subjects[0]]


def test_a_refused_mail_waits_and_the_others_go(settings):
    """On a line of their own: servers slow down those on which much was refused."""
    put_many(1)
    Mail.objects.update(recipient="inconnu@example.org")
    outbox.put("k", ROW[1], "Objet", "x")
    with smtp.serving(settings) as server:
        assert outbox.send(at()) == (1, 1)
    assert (server.subjects, server.connections) == (["Objet"], 2)


def test_without_a_server_nothing_is_marked(settings, caplog):
    put_many(2)
    with smtp.serving(settings):
        pass
    assert outbox.send(at()) == (0, 0)
    assert state() == [(0, "")] * 2
    assert "Le serveur de courriels ne répond pas" in caplog.text


def test_a_silent_server_is_left_after_the_time_out(settings):
    """It may be reading what it got: the mail is not sent a second time at once."""
    put_many(1)
    assert settings.EMAIL_TIMEOUT == 30
    settings.EMAIL_TIMEOUT = 0.2
    silence = Event()
    with smtp.serving(settings, before_yes=lambda: silence.wait(5)) as server:
        assert outbox.send(at()) == (0, 1)
        silence.set()
    assert (server.connections, state()[0][0]) == (1, 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="threads need a database server")
@pytest.mark.parametrize("later", [{"minutes": 1}, {"minutes": 6}, {"days": 400}])
def test_of_two_senders_at_any_speed_one_sends_each_mail(settings, later):
    subjects = put_many(4)
    has_begun, may_go_on = Event(), Event()

    def dawdle():
        has_begun.set()
        assert may_go_on.wait(10)

    def slow():
        try:
            return outbox.send(at())
        finally:
            connection.close()

    with smtp.serving(settings, before_yes=dawdle) as server, ThreadPoolExecutor(1) as pool:
        first = pool.submit(slow)
        assert has_begun.wait(10)
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        second = outbox.send(at(**later))
        may_go_on.set()
        assert (first.result(), second) == ((4, 0), (0, 0))
    assert (server.subjects, mail.outbox) == (subjects, [])


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="threads need a database server")
def test_a_sender_that_is_done_leaves_the_next_mails_to_another():
    def send():
        try:
            return outbox.send(at())
        finally:
            connection.close()

    results = []
    for key in "ab":
        outbox.put(key, *ROW[1:])
        with ThreadPoolExecutor(1) as pool:
            results.append(pool.submit(send).result() if results else outbox.send(at()))
    assert results == [(1, 0), (1, 0)]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="a session may take its lock twice")
def test_a_sender_in_the_middle_of_another_sends_nothing_and_does_not_wait(monkeypatch):
    subjects = put_many(2)
    once, told = EmailBackend.send_messages, []

    def meanwhile(self, messages):
        told.append(pool.submit(outbox.send, at(days=1)).result(5))
        return once(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", meanwhile)
    with ThreadPoolExecutor(1) as pool:
        assert (outbox.send(at()), told) == ((2, 0), [(0, 0)] * 2)
    assert [each.subject for each in mail.outbox] == subjects


def test_a_mail_that_opens_a_door_is_blanked_once_it_is_sent():
    outbox.put(outbox.SECRET + "k", *ROW[1:])
    outbox.put(*ROW)
    outbox.send(at())
    assert [m.body for m in mail.outbox] == [ROW[3], ROW[3]]
    assert list(Mail.objects.order_by("pk").values_list("body", flat=True)) == ["", ROW[3]]


def test_the_text_of_a_mail_is_blanked_half_a_year_after_it_was_sent(freeze, capsys):
    freeze(NOW)
    put_many(3)
    kept = timedelta(days=180)
    instants = [NOW - kept - timedelta(seconds=1), NOW - kept, None]
    for row, sent_at in zip(Mail.objects.order_by("pk"), instants, strict=True):
        Mail.objects.filter(pk=row.pk).update(sent_at=sent_at)
    call_command("tidy")
    call_command("tidy")
    told = re.findall(r"Textes de courriels effacés\s: (\d+)", capsys.readouterr().out)
    assert told == ["1", "0"]
    bodies = list(Mail.objects.order_by("pk").values_list("body", flat=True))
    assert bodies == ["", "Bonjour", "Bonjour"]


def test_a_mail_to_nobody_is_dropped():
    outbox.put("k", "", *ROW[2:])
    assert outbox.send(at()) == (1, 0)
    assert mail.outbox == []


def test_with_nothing_to_send_no_connection_is_opened(settings):
    settings.EMAIL_BACKEND = "nowhere.Backend"
    assert outbox.send(at()) == (0, 0)


def test_a_subject_with_line_ends_makes_no_second_header():
    outbox.put("k", ROW[1], "Objet\nBcc: tous@example.org", "x")
    assert outbox.send(at()) == (1, 0)
    assert mail.outbox[0].message()["Bcc"] is None


def test_the_command_says_what_it_did(capsys):
    outbox.put(*ROW)
    call_command("send_mail")
    assert capsys.readouterr().out == "Courriels : 1 envoyé(s), 0 à réessayer.\n"
