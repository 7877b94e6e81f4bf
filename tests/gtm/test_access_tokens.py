"""Tokens by which a program reads: made, shown once, listed, revoked, and whose they are."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from gtm.models import AccessToken, JournalEntry
from gtm.tokens import token_hash
from tests.factories import make_access_token, make_user

pytestmark = pytest.mark.django_db
PAGE = "/compte/jetons/"
FORM = {"name": "tableau de bord", "purpose": "api", "days": "90"}


def shown_in(page):
    return re.search(r'id="jeton" value="([^"]+)"', page)[1]


def test_a_token_is_shown_once_and_kept_as_its_hash(partner, client_of):
    client = client_of(partner)
    page = client.post(PAGE, FORM).content.decode()
    [token] = AccessToken.objects.all()
    assert token.sha256 == token_hash(shown_in(page))
    assert (token.user, token.name, token.last_used_on) == (partner, "tableau de bord", None)
    assert (token.expires_at - token.created_at).days == 90
    again = client.get(PAGE).content.decode()
    assert ("tableau de bord" in again, 'id="jeton"' in again) == (True, False)


def test_one_for_a_feed_is_shown_as_an_address(partner, client_of):
    page = client_of(partner).post(PAGE, FORM | {"purpose": "feed"}).content.decode()
    assert re.fullmatch(r"http://127\.0\.0\.1:8000/publications/[\w-]{43}\.atom", shown_in(page))


def test_making_and_revoking_stand_in_the_journal_without_the_secret(partner, client_of):
    client = client_of(partner)
    secret = shown_in(client.post(PAGE, FORM).content.decode())
    token = AccessToken.objects.get()
    for _ in range(2):
        client.post(f"{PAGE}{token.pk}/revoquer/")
    lines = list(JournalEntry.objects.filter(kind="token").order_by("pk"))
    told = "«\xa0tableau de bord\xa0»"
    assert [(line.action, line.actor, told in line.object_label) for line in lines] == [
        ("jeton créé", partner, True),
        ("jeton révoqué", partner, True),
    ]
    assert secret not in repr([line.changes for line in lines])


def test_what_is_revoked_or_over_is_listed_no_more(partner, client_of):
    make_access_token(partner, "a", name="Ouvert")
    make_access_token(partner, "b", name="Révoqué", revoked_at=timezone.now())
    long_ago = timezone.now() - timedelta(days=9)
    make_access_token(
        partner, "c", name="Échu", created_at=long_ago, expires_at=long_ago + timedelta(1)
    )
    page = client_of(partner).get(PAGE).content.decode()
    assert [name in page for name in ("Ouvert", ">Révoqué<", "Échu")] == [True, False, False]


def test_nobody_sees_or_revokes_those_of_others(partner, secretary, client_of):
    token = make_access_token(partner, name="à Paul")
    client = client_of(secretary)
    answer = client.post(f"{PAGE}{token.pk}/revoquer/")
    assert (answer.status_code, "à Paul" in client.get(PAGE).content.decode()) == (404, False)
    assert AccessToken.objects.get().revoked_at is None


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"name": ""}, "Ce champ est obligatoire."),
        ({"purpose": "tout"}, "Sélectionnez un choix valide."),
        ({"days": "9999"}, "Sélectionnez un choix valide."),
    ],
)
def test_what_is_wrong_is_said_and_makes_nothing(partner, client_of, typed, wrong):
    page = client_of(partner).post(PAGE, FORM | typed).content.decode()
    assert (wrong in page, AccessToken.objects.count()) == (True, 0)


def test_ten_are_enough(partner, client_of):
    for rank in range(10):
        make_access_token(partner, str(rank))
    page = client_of(partner).post(PAGE, FORM).content.decode()
    assert "Vous avez déjà 10 jetons" in page
    assert AccessToken.objects.count() == 10


def test_the_page_asks_as_often_for_three_tokens_as_for_one(
    partner, client_of, django_assert_num_queries
):
    client = client_of(partner)
    for count in (1, 3):
        for rank in range(count):
            make_access_token(partner, f"{count}-{rank}")
        with django_assert_num_queries(4):
            client.get(PAGE)


def test_the_account_leads_there_and_who_has_no_account_does_not(client_of):
    page = client_of(make_user()).get("/compte/").content.decode()
    assert f'href="{PAGE}"' in page
    assert Client().get(PAGE).status_code == 302
