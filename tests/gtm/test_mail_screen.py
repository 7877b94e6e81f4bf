"""« Courriels »: what went to whom, what did not; no door is opened from there."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from gtm import outbox
from gtm.models import Address, JournalEntry, Mail
from gtm.tokens import masked, new_token

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 10, 9, tzinfo=UTC)


def put(number=0, **how):
    outbox.put(f"k{number}", f"oim{number}@example.org", f"Objet {number}", "Bonjour", **how)
    return Mail.objects.get(key=f"k{number}")


def page(client, address="/courriels/"):
    return client.get(address).content.decode()


def test_those_of_spccm_and_administrators_see_it_nobody_else(
    client_of, reviewer, administrator, secretary, partner, client
):
    mail = put()
    for address in ("/courriels/", f"/courriels/{mail.pk}/"):
        answers = [client_of(each).get(address) for each in (reviewer, administrator)]
        assert [each.status_code for each in answers] == [200, 200]
        refused = [client_of(each).get(address) for each in (secretary, partner)]
        assert [each.status_code for each in refused] == [403, 403]
    assert client_of(secretary).post(f"/courriels/{mail.pk}/renvoyer/").status_code == 403


def test_each_state_is_told_and_narrows_the_list(client_of, reviewer):
    for number, values in enumerate(
        (
            {},
            {"sent_at": AT},
            {"failures": 2, "last_error": "450 plus tard"},
            {"failures": 1, "last_error": "550 inconnu"},
            {"stopped": "dead", "stopped_at": AT},
            {"stopped": "left", "stopped_at": AT},
        )
    ):
        Mail.objects.filter(pk=put(number).pk).update(**values)
    client = client_of(reviewer)
    text = page(client)
    for said in ("en attente", "parti le 10/01/2026", "en échec", ">refusé<", "adresse morte"):
        assert said in text
    found = {
        state: [n for n in range(6) if f"Objet {n}" in page(client, f"/courriels/?state={state}")]
        for state in ("waiting", "sent", "failing", "dead", "left")
    }
    assert found == {"waiting": [0], "sent": [1], "failing": [2, 3], "dead": [4], "left": [5]}


def test_words_and_days_narrow_it(client_of, reviewer):
    for number in range(2):
        put(number)
    Mail.objects.filter(key="k0").update(created_at=AT)
    client = client_of(reviewer)
    for query in ("q=OIM0", "q=objet+0", "until=10/01/2026", "since=10/01/2026&until=10/01/2026"):
        text = page(client, f"/courriels/?{query}")
        assert ("Objet 0" in text, "Objet 1" in text) == (True, False), query
    assert "Objet 1" in page(client, "/courriels/?state=nothing&since=hier&avant=x")


def test_older_ones_are_reached_from_page_to_page_none_twice(client_of, reviewer, monkeypatch):
    monkeypatch.setattr("gtm.people.mails.PER_PAGE", 2)
    pks = [put(number).pk for number in range(5)]
    client = client_of(reviewer)
    seen = [
        [n for n in range(5) if f"Objet {n}" in page(client, f"/courriels/{query}")]
        for query in ("", f"?avant={pks[3]}", f"?avant={pks[1]}")
    ]
    assert seen == [[3, 4], [1, 2], [0]]


def test_no_text_of_a_link_that_opens_a_door_is_shown(client_of, reviewer):
    token = new_token()
    outbox.put("secret:x", "a@example.org", "Secret", f"http://127.0.0.1:8000/invitation/{token}/")
    body = "\n".join(f"http://127.0.0.1:8000/{way}/{token}/" for way in ("repondre", "lire"))
    outbox.put("y", "a@example.org", "Autre", f"Voir\n{body}")
    client = client_of(reviewer)
    shown = [page(client, f"/courriels/{mail.pk}/") for mail in Mail.objects.all()]
    assert [token in text for text in shown] == [False, False]
    assert "http://127.0.0.1:8000/lire/…/" in shown[1]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("/convocation/" + "a" * 43 + "/", "/convocation/…/"),
        ("/compte/mot-de-passe/nouveau/7-dirjww-c31fe2b6e3f651443a3211b759953335/", "/…/"),
        ("/courriels/desinscription/Im9pbUBleGFtcGxlLm9yZyI:abc-def_123/", "/…/"),
        ("/reunions/10134bde-2d9f-4c2a-86dd-d2a5d16c24ca/", None),
        ("/actions/17/", None),
    ],
)
def test_whatever_is_long_enough_to_be_a_key_is_blanked_by_one_rule(address, shown):
    text = masked(f"Ouvrez https://gtm.example.ne{address} merci")
    assert text.endswith(f"{shown or address} merci")
    assert (address in text) == (shown is None)


def test_one_that_went_goes_again_once_a_day_and_one_that_waits_at_once(client_of, reviewer):
    sent, waiting = put(0), put(1)
    Mail.objects.filter(pk=sent.pk).update(sent_at=AT)
    later = timezone.now() + timedelta(hours=3)
    Mail.objects.filter(pk=waiting.pk).update(not_before=later, failures=4)
    client = client_of(reviewer)
    for mail in (sent, sent, waiting):
        client.post(f"/courriels/{mail.pk}/renvoyer/")
    assert Mail.objects.filter(recipient=sent.recipient).count() == 2
    assert Mail.objects.get(pk=waiting.pk).not_before is None
    assert JournalEntry.objects.filter(kind="mail").count() == 2


def test_what_is_blanked_or_has_left_does_not_go_again(client_of, reviewer):
    blanked, gone = put(0), put(1)
    Mail.objects.filter(pk=blanked.pk).update(sent_at=AT, body="")
    Mail.objects.filter(pk=gone.pk).update(stopped="left", stopped_at=AT)
    client = client_of(reviewer)
    for mail in (blanked, gone):
        client.post(f"/courriels/{mail.pk}/renvoyer/")
    assert (Mail.objects.count(), Mail.objects.waiting().count()) == (2, 0)


def test_a_dead_address_is_given_back_by_who_keeps_a_list(client_of, secretary, partner):
    Address.objects.create(email="mort@example.org", refusals=3, refused_at=AT, why="550 non")
    told = {"email": "Mort@example.org"}
    assert client_of(partner).post("/courriels/adresses/reessayer/", told).status_code == 403
    assert client_of(secretary).post("/courriels/adresses/reessayer/", told).status_code == 302
    assert Address.objects.count() == 0
    assert JournalEntry.objects.get().action == "adresse à réessayer"


def test_the_structure_shows_which_of_its_addresses_are_refused(client_of, reviewer, agency):
    agency.email = "OIM@example.org"
    agency.save()
    Address.objects.create(email="oim@example.org", refusals=1, refused_at=AT, why="550 non")
    Address.objects.create(email="autre@example.org", refusals=3, refused_at=AT, why="551 parti")
    text = page(client_of(reviewer), agency.get_absolute_url())
    assert ("550 non" in text, "551 parti" in text) == (True, False)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    count, client_of, reviewer, django_assert_num_queries
):
    for number in range(count):
        put(number)
        Address.objects.create(email=f"x{number}@example.org", refusals=3, refused_at=AT)
    client = client_of(reviewer)
    client.get("/courriels/")
    with django_assert_num_queries(5):
        client.get("/courriels/")


@pytest.mark.parametrize("email", ["", "a\0b", "x" * 5000, "pas une adresse", "x@example.org"])
def test_an_address_that_is_none_gives_nothing_back(email, client_of, reviewer):
    answer = client_of(reviewer).post("/courriels/adresses/reessayer/", {"email": email})
    assert answer.status_code in (302, 400, 404)
