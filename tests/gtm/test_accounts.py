"""Signing in and out, lost passwords, and what is closed."""

import io
import re

import pytest
from django.core import mail
from django.core.management import call_command
from django.urls import reverse
from lxml import html

from gtm.demo import DOMAIN
from gtm.demo import PASSWORD as DEMO_PASSWORD
from gtm.models import User
from tests.factories import PASSWORD, make_membership, make_user
from tests.gtm.reading import text_of

pytestmark = pytest.mark.django_db
LOGIN = "/connexion/"
FORGOTTEN = "/compte/mot-de-passe/oublie/"


@pytest.fixture(autouse=True)
def _mails_and_limits(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.CACHES = settings.CACHES | {
        "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    }


def sent_mails():
    """What the sender of the outbox sends now."""
    mail.outbox.clear()
    call_command("send_mail", stdout=io.StringIO())
    return list(mail.outbox)


def sign_in(client, user, password=PASSWORD, **more):
    return client.post(LOGIN, {"login": user.email, "password": password} | more)


def test_a_known_password_opens_the_home_page(client, secretary):
    answer = sign_in(client, secretary)
    assert (answer.status_code, answer["Location"]) == (302, reverse("meetings:home"))


def test_the_address_is_read_without_regard_to_case(client):
    user = make_user("Rakia", email="rakia@example.org")
    answer = client.post(LOGIN, {"login": "Rakia@Example.org", "password": PASSWORD})
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_wrong_password_says_so_and_keeps_the_address(client, secretary):
    answer = sign_in(client, secretary, "autre mot de passe")
    assert answer.status_code == 200
    assert "L’adresse électronique ou le mot de passe ne convient pas." in text_of(answer)
    assert f'value="{secretary.email}"' in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_a_refused_sign_in_is_told_in_the_title_at_the_head_and_at_its_field(client, secretary):
    page = html.fromstring(sign_in(client, secretary, "faux").content)
    [alert] = page.xpath("//*[@role='alert']")
    [field] = page.xpath("//input[@name='password']")
    assert page.findtext(".//title") == "Erreur : Connexion – GTM Niger"
    assert [link.get("href") for link in alert.iter("a")] == ["#id_password"]
    assert field.get("aria-invalid") == "true"


def test_an_unknown_address_gets_the_same_answer_as_a_wrong_password(client, secretary):
    known = sign_in(client, secretary, "faux")
    unknown = client.post(LOGIN, {"login": "nul@example.org", "password": "faux"})
    assert text_of(known) == text_of(unknown)


def test_a_closed_account_does_not_sign_in(client):
    user = make_user("Parti", is_active=False)
    answer = sign_in(client, user)
    assert answer["Location"] == reverse("account_inactive")
    assert "Ce compte est fermé" in text_of(client.get(answer["Location"]))
    assert "_auth_user_id" not in client.session


def test_another_site_is_no_place_to_go_after_signing_in(client, secretary):
    answer = sign_in(client, secretary, next="https://ailleurs.example/")
    assert answer["Location"] == reverse("meetings:home")


def test_one_comes_back_to_the_page_that_was_asked_for(client, secretary):
    asked = client.get("/structures/?q=oim")
    assert asked["Location"] == "/connexion/?next=/structures/%3Fq%3Doim"
    answer = sign_in(client, secretary, next="/structures/?q=oim")
    assert answer["Location"] == "/structures/?q=oim"


def test_signing_out_takes_a_post(client_of, secretary):
    client = client_of(secretary)
    assert client.get("/deconnexion/").status_code == 200
    assert client.session["_auth_user_id"] == str(secretary.pk)
    answer = client.post("/deconnexion/")
    assert answer["Location"] == LOGIN
    assert "_auth_user_id" not in client.session


def test_nobody_signs_up_by_himself(client):
    page = client.get("/compte/inscription/")
    client.post(
        "/compte/inscription/", {"email": "moi@example.org", "password1": "un long mot secret"}
    )
    assert "Les comptes se font sur invitation" in text_of(page)
    assert list(User.objects.all()) == []


def test_a_lost_password_is_replaced_through_the_mail(client, secretary):
    asked = client.post(FORGOTTEN, {"email": secretary.email})
    assert asked["Location"] == reverse("account_reset_password_done")
    [sent] = sent_mails()
    assert (sent.to, sent.subject) == ([secretary.email], "Choisir un nouveau mot de passe")
    link = re.search(r"http://127.0.0.1:8000(/compte/mot-de-passe/nouveau/\S+)", sent.body)
    form = client.get(link[1], follow=True)
    answer = client.post(
        form.request["PATH_INFO"],
        {"password1": "tout autre mot de passe", "password2": "tout autre mot de passe"},
    )
    assert answer["Location"] == reverse("account_reset_password_from_key_done")
    secretary.refresh_from_db()
    assert secretary.check_password("tout autre mot de passe")
    used = client.get(link[1], follow=True)
    assert "Ce lien ne sert plus" in text_of(used)


def test_asking_for_an_unknown_address_shows_the_same_page(client, secretary):
    known = client.post(FORGOTTEN, {"email": secretary.email}, follow=True)
    unknown = client.post(FORGOTTEN, {"email": "nul@example.org"}, follow=True)
    assert text_of(known) == text_of(unknown)


def test_a_short_password_is_refused_in_french(client_of, secretary):
    client = client_of(secretary)
    answer = client.post(
        "/compte/mot-de-passe/",
        {"oldpassword": PASSWORD, "password1": "court", "password2": "court"},
    )
    assert "Il doit contenir au minimum 12 caractères." in text_of(answer)
    secretary.refresh_from_db()
    assert secretary.check_password(PASSWORD)


def test_the_demonstration_lists_its_accounts(client, settings, group):
    user = make_user("Amina", email=f"rapporteur{DOMAIN}")
    make_membership(user, "secretary", group=group)
    make_membership(make_user("Vraie", email="vraie@example.org"), "reviewer")
    settings.DEMO = True
    shown = text_of(client.get(LOGIN))
    assert [part in shown for part in (user.email, DEMO_PASSWORD, "vraie@example.org")] == [
        True,
        True,
        False,
    ]


def test_without_demonstration_the_same_accounts_are_not_shown(client, settings, group):
    make_membership(make_user("Amina", email=f"rapporteur{DOMAIN}"), "secretary", group=group)
    settings.DEMO = False
    shown = text_of(client.get(LOGIN))
    assert (DOMAIN in shown, DEMO_PASSWORD in shown) == (False, False)


@pytest.mark.parametrize(
    "name", ["account_login", "account_reset_password", "account_reset_password_done"]
)
def test_pages_before_signing_in_make_no_request_elsewhere(client, name):
    page = client.get(reverse(name)).content.decode()
    assert re.findall(r'(?:src|href|action)="(?:https?:)?//[^"]*"', page) == []
    assert re.findall(r"<script(?![^>]*\ssrc=\"/static/)|<style|style=|onclick=", page) == []
