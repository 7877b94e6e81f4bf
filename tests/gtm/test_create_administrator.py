"""A new installation gets its first administrator from the command line."""

import io

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import Client

from gtm.models import JournalEntry, Membership, User

pytestmark = pytest.mark.django_db
PASSWORD = "un mot de passe assez long"


def create(monkeypatch, password=PASSWORD, address="Ali@gouv.example"):
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    call_command("create_administrator", address, "Ali")


def test_she_signs_in_holds_the_role_and_is_in_the_journal(monkeypatch):
    create(monkeypatch)
    user = User.objects.get()
    assert (user.email, user.name) == ("ali@gouv.example", "Ali")
    assert Membership.objects.values_list("user", "role").get() == (user.pk, "administrator")
    assert JournalEntry.objects.filter(actor=None).count() == 2
    answer = Client().post("/connexion/", {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302


@pytest.mark.parametrize(
    ("password", "address", "told"),
    [
        ("court", "a@gouv.example", "trop court"),
        ("motdepasse123", "pas une adresse", "adresse"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_made(monkeypatch, password, address, told):
    with pytest.raises(CommandError, match=told):
        create(monkeypatch, password, address)
    assert User.objects.count() == 0


def test_an_address_that_has_an_account_is_refused(monkeypatch):
    create(monkeypatch)
    with pytest.raises(CommandError, match="a déjà un compte"):
        create(monkeypatch)
    assert User.objects.count() == 1
