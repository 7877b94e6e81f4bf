"""Leaving optional mails: one click of a person or of a mail program, and back."""

import pytest
from django.test import Client

from gtm import outbox
from gtm.mailing import unsubscribing
from gtm.models import Mail, Unsubscription

pytestmark = pytest.mark.django_db
EMAIL = "oim@example.org"


def address(email=EMAIL):
    return unsubscribing.address_for(email).removeprefix("http://127.0.0.1:8000")


def left():
    return list(Unsubscription.objects.values_list("email", flat=True))


def test_reading_the_page_changes_nothing_as_scanners_open_every_address(client):
    page = client.get(address())
    assert (page.status_code, left()) == (200, [])
    assert "Ne plus recevoir ces courriels" in page.content.decode()


def test_a_mail_program_leaves_by_one_post_without_cookie_or_token():
    program = Client(enforce_csrf_checks=True)
    told = {"List-Unsubscribe": "One-Click"}
    assert [program.post(address(), told).status_code for _ in range(2)] == [200, 200]
    assert left() == [EMAIL]


def test_who_left_comes_back(client):
    client.post(address())
    page = client.post(address(), {"do": "back"})
    assert (left(), page.status_code) == ([], 200)


def test_nobody_leaves_for_somebody_else(client):
    forged = address().replace("desinscription/", "desinscription/x")
    other = address("autre@example.org").split(":")[1]
    mixed = address().split(":")[0] + ":" + other
    assert [client.post(each).status_code for each in (forged, mixed)] == [404, 404]
    assert left() == []


@pytest.mark.parametrize("token", ["x", ":", "a:b", "é:é", "%00:x", "x" * 5000])
def test_what_was_not_signed_is_not_found(client, token):
    assert client.get(f"/courriels/desinscription/{token}/").status_code == 404


def test_the_heads_of_an_optional_mail_lead_there():
    outbox.put("k", EMAIL, "Objet", "Bonjour", is_optional=True)
    message = outbox.message_of(Mail.objects.get()).message()
    assert message["List-Unsubscribe"] == f"<{unsubscribing.address_for(EMAIL)}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
