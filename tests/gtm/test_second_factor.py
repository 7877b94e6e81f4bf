"""The second factor: who must have it, and that nothing else is reachable before."""

import time
import uuid

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value
from django.test import Client
from django.urls import NoReverseMatch, get_resolver, reverse

from tests.factories import PASSWORD, make_membership, make_user
from tests.gtm.reading import text_of

pytestmark = pytest.mark.django_db
SET_UP = "/compte/second-facteur/activer/"
STAFF = ("reviewer", "deputy", "administrator")
NUMBERS = dict.fromkeys(
    (
        *("asked", "pk", "membership", "revision", "observation", "reader", "version", "update"),
        *("addressee", "convened", "proposal", "shared", "lent"),
    ),
    1,
) | {"uidb36": "1", "key": "a", "token": "x", "slug": "x"}
REACHABLE = {"mfa_activate_totp", "account_reauthenticate", "account_logout"}
# Where nobody is known (`gtm.middleware.open_to_all`).
OPEN_TO_ALL = {
    f"meetings:{name}"
    for name in ("public_list", "public_detail", "public_pdf", "public_photo", "robots", "sitemap")
} | {"watching:alive", "watching:ready", "watching:measures"}


@pytest.fixture(autouse=True)
def _required(settings):
    settings.SECOND_FACTOR_REQUIRED = True
    settings.CACHES = settings.CACHES | {
        "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    }


def code_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def sign_in(user):
    client = Client()
    client.post("/connexion/", {"login": user.email, "password": PASSWORD})
    return client


def staff(role):
    return make_membership(make_user("Zeinabou"), role).user


def addresses():
    """Each address of the application with some argument: no view is reached, whichever it is."""
    resolver = get_resolver()
    named = [("", resolver)]
    named += [(f"{space}:", each) for space, (_, each) in resolver.namespace_dict.items()]
    for prefix, each in named:
        for name, entries in each.reverse_dict.lists():
            if isinstance(name, str):
                yield prefix + name, _reverse(prefix + name, entries[0][0][0][1])


def _reverse(name, parameters):
    for number in (1, uuid.uuid4()):
        known = NUMBERS | {"pk": number, "photo": number, "file": number}
        try:
            return reverse(name, kwargs={key: known.get(key, number) for key in parameters})
        except NoReverseMatch as error:  # the other kind of number fits
            last = error
    raise last


@pytest.mark.parametrize("role", STAFF)
def test_nothing_else_is_reachable_before_it_is_set_up(role):
    client = sign_in(staff(role))
    elsewhere = {
        name: [
            client.get(url),
            client.post(url),
            client.get(url, headers={"accept": "application/json"}),
        ]
        for name, url in addresses()
        if name not in REACHABLE | OPEN_TO_ALL
    }
    assert len(elsewhere) > 40
    wrong = {
        name: [answer.status_code for answer in answers]
        for name, answers in elsewhere.items()
        if [(a.status_code, a.get("Location")) for a in answers]
        != [(302, SET_UP), (302, SET_UP), (403, None)]
    }
    assert wrong == {}
    told = {answers[2].content for answers in elsewhere.values()}
    assert told == {b'{"app": "gtm", "reason": "second_factor"}'}


@pytest.mark.parametrize("role", STAFF)
def test_the_page_explains_itself_and_opens_the_rest(role):
    user = staff(role)
    client = sign_in(user)
    page = client.get(SET_UP)
    assert "Un mot de passe volé ne doit pas y suffire" in text_of(page)
    wrong = client.post(SET_UP, {"code": "000000"})
    assert (wrong.status_code, Authenticator.objects.count()) == (200, 0)
    secret = wrong.context["form"].secret
    done = client.post(SET_UP, {"code": code_of(secret)})
    assert done["Location"] == "/compte/second-facteur/codes/"
    assert text_of(client.get(done["Location"])).count("Codes qui restent") == 1
    assert client.get("/reunions/").status_code == 200


@pytest.mark.parametrize("role", STAFF)
def test_one_signs_out_before_it_is_set_up(role):
    client = sign_in(staff(role))
    assert client.post("/deconnexion/")["Location"] == "/connexion/"
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("person", ["secretary", "partner", "outsider"])
def test_the_others_are_offered_it(request, person):
    client = sign_in(request.getfixturevalue(person))
    assert client.get("/reunions/").status_code == 200
    assert f'href="{SET_UP}"' in client.get("/compte/").content.decode()
    assert "Votre rôle permet" not in text_of(client.get(SET_UP))


@pytest.mark.parametrize("role", STAFF)
def test_the_demonstration_does_without(settings, role):
    settings.SECOND_FACTOR_REQUIRED = False
    assert sign_in(staff(role)).get("/reunions/").status_code == 200


def test_the_setting_follows_the_demonstration():
    text = open("gtm/settings.py").read()  # noqa: PTH123, SIM115 - read once at import
    assert "SECOND_FACTOR_REQUIRED = not DEMO" in text


def test_a_password_alone_does_not_sign_in_any_more():
    user, secret = staff("reviewer"), "JBSWY3DPEHPK3PXP"
    TOTP.activate(user, secret)
    client = Client()
    answer = client.post("/connexion/", {"login": user.email, "password": PASSWORD})
    assert answer["Location"] == "/connexion/code/"
    assert client.get("/reunions/").status_code == 302
    assert "_auth_user_id" not in client.session
    assert client.post("/connexion/code/", {"code": "000000"}).status_code == 200
    assert client.post("/connexion/code/", {"code": code_of(secret)})["Location"] == "/"
    assert client.get("/reunions/").status_code == 200


def test_a_recovery_code_serves_once():
    client = sign_in(staff("reviewer"))
    secret = client.get(SET_UP).context["form"].secret
    client.post(SET_UP, {"code": code_of(secret)})
    user = Authenticator.objects.first().user
    code = client.get("/compte/second-facteur/codes/").context["unused_codes"][0]
    found = []
    for _ in range(2):
        other = sign_in(user)
        found.append(other.post("/connexion/code/", {"code": code}).status_code)
    assert found == [302, 200]


@pytest.mark.parametrize("role", STAFF)
def test_who_must_have_it_does_not_switch_it_off(role):
    client = sign_in(staff(role))
    client.post(SET_UP, {"code": code_of(client.get(SET_UP).context["form"].secret)})
    answer = client.post("/compte/second-facteur/desactiver/")
    assert "Votre rôle exige un second facteur" in text_of(answer)
    assert Authenticator.objects.filter(type="totp").count() == 1


def test_a_secretary_switches_it_off(secretary):
    client = sign_in(secretary)
    client.post(SET_UP, {"code": code_of(client.get(SET_UP).context["form"].secret)})
    client.post("/compte/second-facteur/desactiver/")
    assert Authenticator.objects.count() == 0


def test_a_role_that_has_ended_asks_for_nothing():
    user = make_membership(make_user("Ali"), "reviewer", until="2021-01-01").user
    assert sign_in(user).get("/reunions/").status_code == 200


def test_setting_it_up_takes_a_password_typed_a_moment_ago(client_of, secretary):
    answer = client_of(secretary).get(SET_UP)
    assert answer["Location"].startswith("/compte/verification/?next=")
