"""The same asked by two persons at one instant: done once, and told to both."""

from datetime import date

import pytest
from django.urls import reverse

from gtm.models import Membership, User, WorkingGroup
from tests.at_once import at_once, needs_server
from tests.factories import make_membership, make_territory, make_user
from tests.gtm.reading import errors_of, text_of

pytestmark = needs_server
TIMES = range(2)  # two threads do not meet each time


@pytest.mark.parametrize("time", TIMES)
def test_one_group_is_made_of_two_orders(client_of, administrator, time):
    place = make_territory("Gouré", "department", parent=make_territory())
    clients = [client_of(administrator) for _ in range(4)]
    data = {"territory": place.pk, "body": "GTM"}
    answers = at_once(*(lambda c=c: c.post("/groupes/nouveau/", data) for c in clients))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 302]
    told = [list(errors_of(answer)) for answer in answers if answer.status_code == 200]
    assert told == [["territory"]] * 3
    assert WorkingGroup.objects.count() == 1


@pytest.mark.parametrize("time", TIMES)
@pytest.mark.parametrize("role", ["secretary", "reviewer"])
def test_one_role_is_given_by_two_orders(client_of, administrator, group, role, time):
    user = make_user()
    clients = [client_of(administrator) for _ in range(4)]
    address = reverse("gtm:membership_add", args=[user.pk])
    data = {"role": role, "group": group.pk, "since": "2022-01-01"}
    answers = at_once(*(lambda c=c: c.post(address, data) for c in clients))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 302]
    told = [errors_of(answer) for answer in answers if answer.status_code == 200]
    assert told == [{"role": ["Cette personne a déjà ce rôle."]}] * 3
    assert user.memberships.count() == 1


@pytest.mark.parametrize("time", TIMES)
def test_a_hand_over_and_a_role_given_make_one_secretary(
    client_of, administrator, reviewer, group, secretary, time
):
    successor = make_user()
    data = {"role": "secretary", "group": group.pk, "since": "2022-01-01"}
    passing = {"leaving": secretary.memberships.get().pk, "successor": successor.pk}
    give, hand_over = client_of(administrator), client_of(reviewer)
    answers = at_once(
        lambda: give.post(reverse("gtm:membership_add", args=[successor.pk]), data),
        lambda: hand_over.post(reverse("meetings:group_handover", args=[group.pk]), passing),
    )
    assert answers[0].status_code in (200, 302)
    assert answers[1].status_code == 302
    assert Membership.objects.filter(group=group, until=None).get().user == successor


def test_a_role_that_was_to_begin_later_begins_at_the_hand_over(
    client_of, reviewer, group, secretary
):
    successor = make_user()
    role = make_membership(successor, "secretary", group=group, since=date(2090, 1, 1))
    passing = {"leaving": secretary.memberships.get().pk, "successor": successor.pk}
    client_of(reviewer).post(reverse("meetings:group_handover", args=[group.pk]), passing)
    role.refresh_from_db()
    assert (successor.memberships.count(), role.since < date(2090, 1, 1)) == (1, True)


@pytest.mark.parametrize("time", TIMES)
@pytest.mark.parametrize("verb", ["desactiver", "terminer"])
def test_two_administrators_do_not_close_each_other(client_of, verb, time):
    users = [make_membership(make_user(), "administrator").user for _ in range(2)]
    clients = [client_of(user) for user in users]

    def close(client, other):
        role = "" if verb == "desactiver" else f"roles/{other.memberships.get().pk}/"
        address = f"/comptes/{other.pk}/{role}{verb}/"
        return lambda: client.post(address, {"until": "2022-01-01"}, follow=True)

    # Who comes second is told so, or has already lost the right to ask: his role is ended (404),
    # his account is closed (the sign-in page).
    def refused(answer):
        asked = answer.redirect_chain[-1][0] if answer.redirect_chain else ""
        told = "Il ne resterait aucun administrateur" in text_of(answer)
        return told or answer.status_code == 404 or asked.startswith("/connexion/")

    answers = at_once(close(clients[0], users[1]), close(clients[1], users[0]))
    assert User.objects.administrators().count() == 1
    assert sorted(map(refused, answers)) == [False, True]
