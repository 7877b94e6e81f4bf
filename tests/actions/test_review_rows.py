"""A row of the review that is told: where one goes on, and what a script is given of it."""

import pytest

from tests.factories import make_action

pytestmark = pytest.mark.django_db


def test_a_row_that_is_told_leads_to_the_one_below_it(group, secretary, reviewer, client_of):
    for _ in range(3):
        make_action(group, secretary)
    client = client_of(reviewer)
    rows = client.get("/actions/", {"etat": "ouvert"}).context["rows"]
    keys = [row.action.pk for row in rows]
    assert [row.after for row in rows] == [*keys[1:], None]
    form = {"sentence": "Vu.", "suivant": keys[1]}
    address = f"{rows[0].action.get_absolute_url()}suivi/"
    assert client.post(address, form).url == f"/actions/?#action-{keys[1]}"
    assert client.post(address, form | {"retour": "etat=ouvert"}).url == (
        f"/actions/?etat=ouvert#action-{keys[1]}"
    )
    assert client.post(address, {"sentence": "Vu."}).url == rows[0].action.get_absolute_url()


def test_a_script_is_given_the_row_as_it_is_now_and_why_it_is_refused(
    group, secretary, reviewer, client_of
):
    client, action = client_of(reviewer), make_action(group, secretary)
    address, asks = f"{action.get_absolute_url()}suivi/", {"Accept": "application/json"}
    answer = client.post(address, {"status": "waiting", "suivant": "7"}, headers=asks)
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["reason"])
    answer = client.post(address, {"sentence": "Bientôt", "suivant": "7"}, headers=asks)
    row = answer.json()["row"]
    assert (answer.status_code, action.updates.get().sentence) == (200, "Bientôt")
    told = [f'id="action-{action.pk}"', "Bientôt", 'name="suivant" value="7"']
    assert [each in row for each in told] == [True] * 3
    answer = client.post(address, {"sentence": "Encore", "version": "1"}, headers=asks)
    assert (answer.status_code, list(answer.json()["errors"])) == (409, ["__all__"])
