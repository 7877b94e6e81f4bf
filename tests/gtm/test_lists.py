"""The sending list of a group, kept by its rapporteur and SP/CCM."""

import pytest
from django.utils import timezone

from gtm.models import Address, JournalEntry, ListEntry, Unsubscription

pytestmark = pytest.mark.django_db


def entries(group):
    return list(group.list_entries.values_list("email", "name", "gets"))


def test_several_addresses_are_pasted_and_those_there_already_stay(group, secretary, client_of):
    ListEntry.objects.create(group=group, email="Presse@example.org", gets="link")
    client, address = client_of(secretary), f"/groupes/{group.pk}/diffusion/"
    text = "Mariama Issa <mariama@example.ne>\n\npresse@example.org\nali@example.ne;"
    assert client.post(address, {"addresses": text, "gets": "light"}).status_code == 302
    assert sorted(entries(group)) == [
        ("Presse@example.org", "", "link"),
        ("ali@example.ne", "", "light"),
        ("mariama@example.ne", "Mariama Issa", "light"),
    ]
    assert JournalEntry.objects.filter(kind="mail", action="création").count() == 2


def test_a_line_that_is_no_address_is_told_and_nothing_is_lost(group, secretary, client_of):
    text = "ali@example.ne\nle préfet"
    answer = client_of(secretary).post(
        f"/groupes/{group.pk}/diffusion/", {"addresses": text, "gets": "full"}
    )
    shown = answer.content.decode()
    assert (answer.status_code, entries(group)) == (200, [])
    assert "« le préfet » : ce n’est pas une adresse électronique." in shown.replace("\xa0", " ")
    assert "ali@example.ne" in shown


def test_an_entry_is_changed_and_removed(group, secretary, client_of):
    entry = ListEntry.objects.create(group=group, email="a@example.org")
    client, address = client_of(secretary), f"/groupes/{group.pk}/diffusion/{entry.pk}/"
    client.post(address, {"email": "b@example.org", "name": "B", "gets": "link"})
    assert entries(group) == [("b@example.org", "B", "link")]
    client.post(f"{address}retirer/")
    assert entries(group) == []


def test_an_address_once_in_a_list_whatever_its_letters(group, secretary, client_of):
    ListEntry.objects.create(group=group, email="a@example.org")
    entry = ListEntry.objects.create(group=group, email="b@example.org")
    answer = client_of(secretary).post(
        f"/groupes/{group.pk}/diffusion/{entry.pk}/", {"email": "A@example.org", "gets": "full"}
    )
    assert "Cette adresse est déjà sur la liste." in answer.content.decode()


def test_only_its_rapporteur_and_spccm_keep_it(
    group, reviewer, partner, other_secretary, client_of
):
    entry = ListEntry.objects.create(group=group, email="a@example.org")
    address = f"/groupes/{group.pk}/diffusion/"
    assert client_of(reviewer).get(address).status_code == 200
    for person in (partner, other_secretary):
        client = client_of(person)
        for path in (address, f"{address}{entry.pk}/"):
            assert client.get(path).status_code == 404
        assert client.post(f"{address}{entry.pk}/retirer/").status_code == 404
    assert len(entries(group)) == 1


def test_an_entry_of_another_group_is_not_found(group, other_group, secretary, client_of):
    entry = ListEntry.objects.create(group=other_group, email="a@example.org")
    client = client_of(secretary)
    assert client.get(f"/groupes/{group.pk}/diffusion/{entry.pk}/").status_code == 404
    assert client.post(f"/groupes/{group.pk}/diffusion/{entry.pk}/retirer/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_it_says_who_is_dead_or_has_left_at_one_price(
    count, group, secretary, client_of, django_assert_num_queries
):
    for number in range(count):
        ListEntry.objects.create(group=group, email=f"a{number}@example.org")
        email, now = f"a{number}@example.org", timezone.now()
        Address.objects.create(email=email, refusals=3, refused_at=now)
        Unsubscription.objects.create(email=email, at=now)
    client = client_of(secretary)
    client.get(f"/groupes/{group.pk}/diffusion/")
    with django_assert_num_queries(8):
        text = client.get(f"/groupes/{group.pk}/diffusion/").content.decode()
    assert (text.count("adresse morte"), text.count("désinscrit")) == (count, count)
