"""Attempts on accounts: who has one, guessing, mails with a foreign host, leaving for elsewhere."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gtm.models import Mail, User
from tests.factories import PASSWORD, make_user
from tests.gtm.reading import text_of

pytestmark = pytest.mark.django_db
LOGIN, FORGOTTEN = "/connexion/", "/compte/mot-de-passe/oublie/"
ROOT = Path(__file__).parents[2]
NEW = "tout autre mot de passe"


def sent_mails():
    mail.outbox.clear()
    call_command("send_mail", stdout=open(os.devnull, "w"))  # noqa: PTH123, SIM115
    return [(m.to, m.subject, m.body) for m in mail.outbox]


def without_what_was_typed(answer, email):
    """Status, place and text; the token against forgeries and the typed address differ."""
    text = re.sub(r'(name="csrfmiddlewaretoken" value=")[^"]*', r"\1", answer.content.decode())
    return answer.status_code, answer.get("Location"), text.replace(email, "…")


def asked(address, who, **typed):
    """The answer to a stranger, and the kinds of queries it took, without their values."""
    with CaptureQueriesContext(
        connection,
    ) as queries:
        answer = Client().post(address, typed)
    kinds = [re.sub(r'"s\d+_x\d+"', "", " ".join(q["sql"].split()[:3])) for q in queries]
    return without_what_was_typed(answer, who), kinds


@pytest.fixture
def persons(secretary):
    """Addresses: of an account, of a closed one, of nobody."""
    closed = make_user("Parti", is_active=False)
    Client().post(LOGIN, {"login": "premier@example.org", "password": "x"})  # warms the caches
    Client().post(FORGOTTEN, {"email": "premier@example.org"})
    return [secretary.email, closed.email, "nul@example.org"]


def test_a_wrong_password_costs_and_says_the_same_whoever_it_is(persons):
    found = [asked(LOGIN, email, login=email, password="faux") for email in persons]
    assert found[0] == found[1] == found[2]
    assert found[0][0][0] == 200


def test_a_lost_password_costs_and_says_the_same_whoever_it_is(persons):
    found = [asked(FORGOTTEN, email, email=email) for email in persons]
    assert found[0] == found[1] == found[2]
    assert found[0][0][:2] == (302, f"{FORGOTTEN}envoye/")


def test_only_the_open_account_gets_a_mail(persons):
    for email in persons:
        Client().post(FORGOTTEN, {"email": email})
    assert [(to, subject) for to, subject, _ in sent_mails()] == [
        ([persons[0]], "Choisir un nouveau mot de passe")
    ]


def test_the_link_is_blanked_once_it_is_sent(secretary):
    Client().post(FORGOTTEN, {"email": secretary.email})
    assert "/compte/mot-de-passe/nouveau/" in Mail.objects.get().body
    sent_mails()
    assert Mail.objects.get().body == ""


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_links_in_mails_lead_to_the_configured_address(secretary, host):
    headers = {"host": host, "x-forwarded-host": "mechant.example"}
    Client(headers=headers).post(FORGOTTEN, {"email": secretary.email})
    [(_, _, body)] = sent_mails()
    links = re.findall(r"https?://[^/\s]+", body)
    assert set(links) == {settings.SITE_URL}


def test_a_foreign_host_gets_no_answer_and_causes_no_mail(secretary):
    answer = Client(headers={"host": "mechant.example"}).post(FORGOTTEN, {"email": secretary.email})
    assert (answer.status_code, Mail.objects.count()) == (400, 0)


FOREIGN = [
    "https://ailleurs.example/",
    "//ailleurs.example/",
    "/\\ailleurs.example/",
    "\\\\ailleurs.example",
    "https:ailleurs.example",
    "http:///ailleurs.example",
    "javascript:alert(1)",
    "data:text/html,x",
    " //ailleurs.example",
    "//ailleurs.example\\@127.0.0.1/",
    "https://127.0.0.1@ailleurs.example/",
    "\t//ailleurs.example",
    "/\n/ailleurs.example",
]


@pytest.mark.parametrize("target", FOREIGN)
def test_nobody_is_led_elsewhere(secretary, target):
    typed = {"login": secretary.email, "password": PASSWORD, "next": target}
    assert Client().post(LOGIN, typed)["Location"] == "/"
    signed_in = Client()
    signed_in.force_login(secretary)
    out = signed_in.post("/deconnexion/", {"next": target})
    assert out["Location"] == LOGIN


def test_the_old_address_signs_in_no_more_once_the_new_one_answered(secretary):
    client, old, new = Client(), secretary.email, "amina.sani@example.org"
    client.post(LOGIN, {"login": old, "password": PASSWORD})
    client.post("/compte/adresse/", {"email": new, "action_add": ""})
    [(to, _, body)] = sent_mails()
    assert to == [new]
    pending = [Client().post(LOGIN, {"login": each, "password": PASSWORD}) for each in (old, new)]
    assert [answer.status_code for answer in pending] == [302, 200]
    link = re.search(rf"{settings.SITE_URL}(\S+)", body)[1]
    assert User.objects.get(pk=secretary.pk).email == old
    assert client.get(link).status_code == 200
    assert User.objects.get(pk=secretary.pk).email == old  # a GET changes nothing
    assert client.post(link)["Location"] == "/compte/"
    assert User.objects.get(pk=secretary.pk).email == new
    rows = EmailAddress.objects.filter(user=secretary).values_list("email", "verified", "primary")
    assert list(rows) == [(new, True, True)]
    after = [Client().post(LOGIN, {"login": each, "password": PASSWORD}) for each in (old, new)]
    assert [answer.status_code for answer in after] == [200, 302]
    assert [to for to, _, _ in sent_mails()] == [[old]]  # who is told of it


def test_the_address_of_another_is_neither_taken_nor_told(secretary, partner):
    client = Client()
    client.post(LOGIN, {"login": secretary.email, "password": PASSWORD})
    answers = [
        client.post("/compte/adresse/", {"email": email, "action_add": ""})
        for email in (partner.email, "libre@example.org")
    ]
    assert [(a.status_code, a["Location"]) for a in answers] == [(302, "/compte/adresse/")] * 2
    [body] = [body for to, _, body in sent_mails() if to == [partner.email]]
    link = re.search(rf"{settings.SITE_URL}(/compte/adresse/\S+)", body)[1]
    client.post(link)
    assert [User.objects.get(pk=p.pk).email for p in (secretary, partner)] == [
        secretary.email,
        partner.email,
    ]


def test_a_change_of_password_closes_the_other_sessions(secretary):
    here, elsewhere = Client(), Client()
    for client in (here, elsewhere):
        client.post(LOGIN, {"login": secretary.email, "password": PASSWORD})
    typed = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    here.post("/compte/mot-de-passe/", typed)
    assert [c.get("/reunions/").status_code for c in (here, elsewhere)] == [200, 302]


def test_the_other_sessions_are_closed_from_the_list(secretary):
    here, elsewhere = Client(headers={"user-agent": "Firefox Android"}), Client()
    for client in (here, elsewhere):
        client.post(LOGIN, {"login": secretary.email, "password": PASSWORD})
    page = text_of(here.get("/compte/sessions/"))
    assert ("Firefox, Android" in page, "Fermer les autres sessions" in page) == (True, True)
    here.post("/compte/sessions/")
    assert [c.get("/reunions/").status_code for c in (here, elsewhere)] == [200, 302]
    told = elsewhere.get("/reunions/", headers={"accept": "application/json"})
    assert (told.status_code, told.json()) == (401, {"app": "gtm"})


@pytest.mark.parametrize("path", ["/compte/mot-de-passe/", "reset"])
@pytest.mark.parametrize("password", ["court", "password1234", "motdepasse123"])
def test_weak_passwords_are_refused_on_change_and_on_reset(secretary, path, password):
    client = Client()
    typed = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    if path == "reset":
        client.post(FORGOTTEN, {"email": secretary.email})
        [(_, _, body)] = sent_mails()
        link = re.search(rf"{settings.SITE_URL}(\S+)", body)[1]
        path = client.get(link, follow=True).request["PATH_INFO"]
    else:
        client.post(LOGIN, {"login": secretary.email, "password": PASSWORD})
    answer = client.post(path, typed)
    secretary.refresh_from_db()
    kept = secretary.check_password(PASSWORD)
    # Long and not among the common ones: there are no rules of composition.
    assert (answer.status_code, kept) == (
        (302, False) if password == "motdepasse123" else (200, True)
    )


def wrong(client, email, **headers):
    answer = client.post(LOGIN, {"login": email, "password": "faux"}, headers=headers)
    return "Trop d’essais" not in text_of(answer) and answer.status_code == 200


def test_five_wrong_passwords_and_no_more_wherever_they_come_from(secretary):
    settings_of = [{"REMOTE_ADDR": f"10.0.0.{number}"} for number in range(8)]
    found = [wrong(Client(**place), secretary.email) for place in settings_of]
    assert found == [True] * 5 + [False] * 3
    right = Client().post(LOGIN, {"login": secretary.email, "password": PASSWORD})
    assert "Trop d’essais" in text_of(right)


def test_an_owner_whose_tries_strangers_used_up_signs_in_on_a_browser_of_hers(secretary):
    """And has five tries there too, whatever account the browser is known for."""
    hers, of_another = (remembered_by(user) for user in (secretary, make_user()))
    found = [wrong(Client(REMOTE_ADDR=f"10.0.1.{n}"), secretary.email) for n in range(6)]
    assert found == [True] * 5 + [False]
    assert not wrong(of_another, secretary.email)
    assert [wrong(hers, secretary.email.upper()) for _ in range(4)] == [True] * 4
    typed = {"login": secretary.email, "password": PASSWORD}
    assert hers.post(LOGIN, typed)["Location"] == "/"
    hers.post("/deconnexion/")
    assert [wrong(hers, secretary.email) for _ in range(2)] == [True, False]


def remembered_by(user):
    """A browser on which a person has signed in before."""
    client = Client(REMOTE_ADDR=f"10.0.2.{user.pk % 250}")
    client.force_login(user)
    client.get("/")
    del client.cookies["session"]
    return client


@pytest.mark.parametrize("is_known", [False, True])
def test_from_a_disk_that_takes_nothing_nobody_hears_of_too_many_tries(secretary, caplog, is_known):
    if is_known:
        assert wrong(Client(), secretary.email)

    def full(execute, sql, *args):
        if sql.startswith(("INSERT", "UPDATE", "DELETE")):
            raise OperationalError("database or disk is full")
        return execute(sql, *args)

    with connection.execute_wrapper(full):
        answers = [
            Client().post(LOGIN, {"login": secretary.email, "password": "faux"}) for _ in range(7)
        ]
    assert [answer.status_code for answer in answers] == [200] * 7
    assert ["Trop d’essais" in text_of(answer) for answer in answers] == [False] * 7
    assert "Les essais ne sont pas comptés" in caplog.text


def test_one_network_tries_ten_accounts_a_minute_and_no_more(db):
    found = [wrong(Client(REMOTE_ADDR="10.0.0.1"), f"a{n}@example.org") for n in range(12)]
    assert found == [True] * 10 + [False] * 2
    assert wrong(Client(REMOTE_ADDR="10.0.0.2"), "b@example.org")


@pytest.mark.parametrize(("proxies", "allowed"), [(0, 10), (1, 12), (2, 10)])
def test_the_address_is_read_behind_as_many_proxies_as_are_ours(settings, proxies, allowed):
    """The person writes the first lines of X-Forwarded-For herself; ours add the last ones."""
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    found = [
        wrong(
            Client(REMOTE_ADDR="10.9.9.9"),
            f"c{number}@example.org",
            **{"x-forwarded-for": f"1.1.1.{number}, 10.1.1.1, 10.2.2.{number}"},
        )
        for number in range(12)
    ]
    assert sum(found) == allowed


def test_who_goes_round_the_proxies_breaks_nothing(settings, secretary):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    typed = {"login": secretary.email, "password": PASSWORD}
    answer = Client().post(LOGIN, typed, headers={"x-forwarded-for": "1.1.1.1"})
    assert answer["Location"] == "/"


def test_the_cache_does_not_forget_the_limits_of_a_busy_hour():
    """At its default size it would forget a third of them after 300 other addresses."""
    assert settings.CACHES["default"]["OPTIONS"]["MAX_ENTRIES"] >= 100_000


GUESS = """
import django, sys, time
django.setup()
from django.test import Client
allowed = 0
time.sleep(max(0, float(sys.argv[1]) - time.time()))
for _ in range(5):
    page = Client(headers={"host": "127.0.0.1"}).post(
        "/connexion/", {"login": "amina@example.org", "password": "faux"})
    assert page.status_code == 200
    allowed += "Trop d’essais" not in page.content.decode()
print(allowed)
"""


def test_four_processes_let_five_wrong_passwords_through_not_twenty(tmp_path):
    """On the embedded database, as `script/server` serves: the cache is one for all."""
    data = {"DATA_DIR": str(tmp_path), "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3"}
    surroundings = os.environ | data | {"DJANGO_SETTINGS_MODULE": "gtm.settings", "DEBUG": "1"}
    surroundings |= {"SECRET_KEY": settings.SECRET_KEY, "SITE_URL": "http://127.0.0.1:8000"}

    def start(*command):
        return subprocess.Popen(  # noqa: S603 - our own commands
            [sys.executable, *command],
            cwd=ROOT,
            env=surroundings,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    for command in (["migrate", "-v0"], ["createcachetable"]):
        _, errors = start("manage.py", *command).communicate()
        assert "Error" not in errors
    begin = start("-c", "import time; print(time.time() + 8)").communicate()[0].strip()
    guessers = [start("-c", GUESS, begin) for _ in range(4)]
    found = [guesser.communicate() for guesser in guessers]
    assert [errors for _, errors in found if "Traceback" in errors] == []
    assert sum(int(out) for out, _ in found) == 5
