"""Function and telephone: what stands under a person's letters."""

import pytest

from gtm.models import JournalEntry, User

pytestmark = pytest.mark.django_db
TYPED = {"name": "Rakia", "function": "Chargée de suivi", "phone": "+227 96 00 00 00"}


def told(account):
    entry = JournalEntry.objects.get(kind="account", object_id=account.pk)
    return entry.actor, entry.changes


@pytest.mark.parametrize("who", ["herself", "an administrator"])
def test_function_and_telephone_are_noted_by_the_person_or_an_administrator(
    client_of, reviewer, administrator, who
):
    actor = reviewer if who == "herself" else administrator
    own, others = "/compte/nom/", f"/comptes/{reviewer.pk}/coordonnees/"
    address = own if who == "herself" else others
    assert client_of(actor).post(address, TYPED).status_code == 302
    account = User.objects.get(pk=reviewer.pk)
    assert (account.function, account.phone) == ("Chargée de suivi", "+227 96 00 00 00")
    assert told(account) == (
        actor,
        [["fonction", "", "Chargée de suivi"], ["téléphone", "", "+227 96 00 00 00"]],
    )


def test_what_is_refused_stays_as_typed(client_of, reviewer):
    answer = client_of(reviewer).post("/compte/nom/", TYPED | {"name": ""})
    assert (answer.status_code, answer.context["form"]["function"].value()) == (
        200,
        "Chargée de suivi",
    )
