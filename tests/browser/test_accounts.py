"""Real Chromium: two persons are invited, accept, and the one who publishes sets up her code."""

import re
import time
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core import mail
from django.utils import timezone

from gtm import outbox
from gtm.models import Invitation, JournalEntry, User
from tests import squares
from tests.browser.axe import NO_PRELOAD
from tests.factories import PASSWORD, make_agency, make_membership, make_user

NEW = "quatre mots bien à moi"


@pytest.fixture
def _required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


def link_of_last_mail(recipient):
    outbox.send(timezone.now)
    message = mail.outbox[-1]
    assert message.to == [recipient]
    return re.search(rf"{settings.SITE_URL}(/\S+)", message.body)[1]


def invite(page, email, role, group=None):
    page.goto("/comptes/")
    page.get_by_role("link", name="Inviter une personne").click()
    page.get_by_label("Adresse électronique de la personne").fill(email)
    page.get_by_label("Rôle", exact=False).first.select_option(label=role)
    if group:
        page.get_by_label("Groupe").select_option(label=group)
    page.get_by_role("button", name="Envoyer l’invitation").click()
    page.get_by_text(f"L’invitation part à {email}").wait_for()
    return link_of_last_mail(email)


def accept(page, link, name):
    page.goto(link)
    page.get_by_label("Nom et prénom").fill(name)
    page.get_by_label("Mot de passe").first.fill(NEW)
    page.get_by_label("Le même, encore une fois").fill(NEW)
    page.get_by_role("button", name="Accepter et ouvrir mon compte").click()


def type_code(page, secret, button):
    code = format_hotp_value(hotp_value(secret, int(time.time()) // 30))
    page.locator("[name=code]").fill(code)
    page.get_by_role("button", name=button).click()


def faults(page):
    """Where axe finds something, or what is wider than the screen."""
    found = [
        violation["id"] for violation in Axe().run(page, options=NO_PRELOAD).response["violations"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
    return found + ["wide"] * wide


def set_up_second_factor(page, scripts=True):
    """Without scripts in the page axe cannot run: it would wait for ever."""
    page.get_by_role("heading", name="Activer le second facteur").wait_for()
    secret = page.locator("code.secret").inner_text()
    [read] = squares.read_in(page.locator("img.qr").screenshot())
    assert parse_qs(urlsplit(read).query)["secret"] == [secret]
    assert not scripts or faults(page) == []
    type_code(page, secret, "Activer")
    page.get_by_role("heading", name="Codes de secours").first.wait_for()
    assert not scripts or faults(page) == []
    assert page.locator(".codes li").count() == 10
    return secret


def sign_in(page, email, password):
    page.goto("/connexion/")
    page.locator("[name=login]").fill(email)
    page.locator("[name=password]").fill(password)
    page.get_by_role("button", name="Se connecter").click()


def close_elsewhere(elsewhere, reviewer, secret):
    """She is signed in twice, and closes the other session from this one."""
    sign_in(elsewhere, "rabi@example.org", NEW)
    elsewhere.get_by_role("heading", name="Code de connexion").wait_for()
    assert faults(elsewhere) == []
    type_code(elsewhere, secret, "Se connecter")
    elsewhere.get_by_role("heading", name="Bonjour Rabi").wait_for()

    reviewer.goto("/compte/")
    reviewer.get_by_role("link", name="Voir les sessions ouvertes").click()
    reviewer.get_by_role("button", name="Fermer les autres sessions").click()
    reviewer.get_by_text("Les autres sessions sont fermées").wait_for()
    elsewhere.goto("/reunions/")
    elsewhere.get_by_role("heading", name="Connexion").wait_for()
    reviewer.goto("/reunions/")
    reviewer.get_by_role("heading", name="Réunions").wait_for()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.usefixtures("_required")
def test_an_administrator_invites_a_secretary_and_a_reviewer(new_page, group, width):
    make_membership(make_user("Ali", email="ali@example.org"), "administrator")
    admin = new_page(width=width)
    sign_in(admin, "ali@example.org", PASSWORD)
    set_up_second_factor(admin)

    link = invite(admin, "nafissa@example.org", "rapporteur d’un groupe", "GTM/Zinder")
    secretary = new_page(width=width)
    accept(secretary, link, "Nafissa")
    secretary.get_by_role("heading", name="Bonjour Nafissa").wait_for()
    secretary.goto("/reunions/nouvelle/")
    assert secretary.locator("h1").count() == 1
    assert secretary.locator("form[method=post]").last.is_visible()

    link = invite(admin, "rabi@example.org", "SP/CCM")
    reviewer = new_page(width=width)
    accept(reviewer, link, "Rabi")
    reviewer.get_by_text("Votre rôle permet de publier").wait_for()
    reviewer.goto("/reunions/")
    secret = set_up_second_factor(reviewer)
    reviewer.get_by_role("link", name="Continuer").click()
    reviewer.get_by_role("heading", name="Bonjour Rabi").wait_for()
    pages = (admin, secretary, reviewer)
    assert [page.problems for page in pages] == [[], [], []]

    close_elsewhere(new_page(width=width), reviewer, secret)
    roles = {user.name: user.memberships.get().role for user in User.objects.all()}
    assert roles == {"Ali": "administrator", "Nafissa": "secretary", "Rabi": "reviewer"}
    told = JournalEntry.objects.filter(action="invitation envoyée").values_list("actor__name")
    assert list(told) == [("Ali",), ("Ali",)]


@pytest.mark.usefixtures("_required")
def test_the_same_without_javascript(new_page, group):
    make_membership(make_user("Ali", email="ali@example.org"), "administrator")
    page = new_page(javascript=False, width=360)
    sign_in(page, "ali@example.org", PASSWORD)
    set_up_second_factor(page, scripts=False)
    link = invite(page, "n@example.org", "validateur suppléant")
    deputy = new_page(javascript=False, width=360)
    accept(deputy, link, "Nana")
    set_up_second_factor(deputy, scripts=False)
    deputy.goto("/compte/")
    deputy.get_by_text("Validateur suppléant").wait_for()


def test_a_long_list_of_structures_is_typed_in(new_page):
    make_membership(make_user("Ali", email="ali@example.org"), "administrator")
    for name in ("OIM", "HCR"):
        make_agency(name)
    page = new_page(width=360)
    sign_in(page, "ali@example.org", PASSWORD)
    page.goto("/comptes/inviter/")
    page.get_by_label("Adresse électronique de la personne").fill("moussa@exemple.ne")
    page.get_by_label("Rôle", exact=False).first.select_option(label="structure membre")
    field = page.get_by_label("Structure (pour une structure membre)")
    field.fill("croix rouge")
    field.press("Tab")
    page.get_by_text("Rien de ce nom").wait_for()
    field.fill("hc")
    field.press("Tab")
    assert field.input_value() == "HCR"
    assert faults(page) == []
    page.get_by_role("button", name="Envoyer l’invitation").click()
    page.get_by_text("L’invitation part à moussa@exemple.ne").wait_for()
    assert Invitation.objects.get().agency.acronym == "HCR"
