"""Against a real SMTP server, which refuses, delays, greylists and dies."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from gtm import outbox
from gtm.mailing import refused, unsubscribing
from gtm.models import Address, Mail
from tests.office import open_office

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 1, 17, 9, tzinfo=UTC)


def put(*emails, **how):
    for number, email in enumerate(emails):
        outbox.put(f"k{number}:{email}", email, f"Objet {number}", "Bonjour", **how)


def send(**later):
    return outbox.send(lambda: NOW + timedelta(**later))


def states():
    return list(Mail.objects.values_list("recipient", "stopped", "failures"))


def test_a_refused_recipient_is_told_apart_from_one_that_waits(settings):
    answers = {"mort@a.example": "550 5.1.1 inconnu", "plein@a.example": "452 4.2.2 plein"}
    put("mort@a.example", "plein@a.example", "oim@a.example")
    with open_office(settings, answers=answers) as office:
        assert send() == (1, 2)
    assert len(office.taken) == 1
    [row] = Address.objects.all()
    assert (row.email, row.refusals, row.why) == ("mort@a.example", 1, "550 5.1.1 inconnu")
    assert row.refused_at == NOW


def test_an_address_refused_three_times_is_dead_and_is_left_alone(settings):
    put("mort@a.example")
    with open_office(settings, answers={"mort@a.example": "550 non"}):
        tries = [send(), send(minutes=59), send(hours=1), send(hours=3), send(days=9)]
        assert tries == [(0, 1), (0, 0), (0, 1), (0, 1), (0, 0)]
        put("other@a.example", "Mort@A.example")
        assert send(days=9) == (1, 0)
    assert states() == [
        ("mort@a.example", "dead", 3),
        ("other@a.example", "", 0),
        ("Mort@A.example", "dead", 0),
    ]


def test_a_dead_address_that_is_given_back_gets_what_is_still_news(settings):
    put("mort@a.example", "mort@a.example")
    Address.objects.create(email="mort@a.example", refusals=3, refused_at=NOW)
    old = Mail.objects.first()
    with open_office(settings) as office:
        assert send() == (0, 0)
        Mail.objects.update(created_at=NOW)
        Mail.objects.filter(pk=old.pk).update(created_at=NOW - timedelta(days=8))
        assert refused.give_back("Mort@a.example", NOW) == 1
        assert send() == (1, 0)
    assert len(office.taken) == 1


def test_a_mail_that_is_taken_makes_the_address_good_again(settings):
    put("oim@a.example")
    Address.objects.create(email="oim@a.example", refusals=2, refused_at=NOW)
    with open_office(settings):
        assert send() == (1, 0)
    assert Address.objects.count() == 0


@pytest.mark.parametrize("answer", ["450 4.2.1 plus tard", "421 4.3.2 fermeture"])
def test_a_delay_is_no_refusal_however_often_it_is_said(settings, answer):
    put("oim@a.example")
    with open_office(settings, answers={"oim@a.example": answer}):
        assert [send(hours=7 * n) for n in range(5)] == [(0, 1)] * 5
    assert (Address.objects.count(), Mail.objects.get().stopped) == (0, "")


def test_a_greylisted_mail_goes_at_the_second_try(settings):
    put("oim@a.example")
    with open_office(settings, answers={"oim@a.example": "greylist"}) as office:
        assert [send(), send(seconds=30), send(minutes=1)] == [(0, 1), (0, 0), (1, 0)]
    assert len(office.taken) == 1


def test_a_server_that_dies_before_it_has_taken_a_mail_gets_it_again(settings):
    put("oim@a.example", "hcr@a.example")
    with open_office(settings, dies=["before"]) as office:
        assert send() == (2, 0)
    assert len(set(office.taken)) == 2 == len(office.taken)


def test_a_server_that_dies_after_it_has_taken_one_knows_it_again(settings):
    """It may be read twice; never under two names, nor is it lost."""
    put("oim@a.example", "hcr@a.example")
    with open_office(settings, dies=["after"]) as office:
        assert send() == (2, 0)
    assert (len(office.taken), len(set(office.taken))) == (3, 2)


def test_a_slow_server_is_waited_for(settings):
    put("oim@a.example")
    with open_office(settings, delay=0.3) as office:
        began = time.monotonic()
        assert send() == (1, 0)
    assert (len(office.taken), time.monotonic() - began >= 0.3) == (1, True)


def test_what_is_said_of_us_is_no_fault_of_the_recipient(settings):
    put("oim@a.example")
    with open_office(settings) as office:

        async def refuse(server, session, envelope):
            return "554 5.7.1 refusé par la politique"

        office.handle_DATA = refuse
        assert send() == (0, 1)
    assert Address.objects.count() == 0


def test_who_left_gets_no_optional_mail_and_every_other(settings):
    unsubscribing.leave("oim@a.example", NOW)
    put("OIM@a.example", is_optional=True)
    outbox.put("convocation", "oim@a.example", "Convocation", "Bonjour")
    with open_office(settings) as office:
        assert send() == (1, 0)
    assert len(office.taken) == 1
    assert states() == [("OIM@a.example", "left", 0), ("oim@a.example", "", 0)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="threads need a database server")
def test_of_several_senders_each_mail_goes_once(settings):
    put(*(f"a{n}@a.example" for n in range(60)))

    def one():
        try:
            return [outbox.send(lambda: NOW, at_most=10) for _ in range(12)]
        finally:
            connection.close()

    with open_office(settings) as office, ThreadPoolExecutor(4) as pool:
        for each in [pool.submit(one) for _ in range(4)]:
            each.result()
        while outbox.send(lambda: NOW) != (0, 0):
            pass
    assert (len(office.taken), len(set(office.taken))) == (60, 60)


def test_a_sender_that_is_told_to_end_ends_the_mail_in_hand(settings):
    put(*(f"a{n}@a.example" for n in range(5)))
    with open_office(settings) as office:
        assert outbox.send(lambda: NOW, is_over=lambda: len(office.taken) >= 2) == (2, 0)
    assert (len(office.taken), Mail.objects.waiting().count()) == (2, 3)
