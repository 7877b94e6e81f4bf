"""« Fait » taken back, « Ma structure s’en charge », and what an antenne has promised."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from actions.follow_up import Said
from actions.models import ActionItem
from gtm.refusals import NotNow
from tests.at_once import at_once, needs_server
from tests.factories import charged, make_action, make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 6, 15, 12, tzinfo=ZoneInfo("Africa/Niamey"))


@pytest.fixture(autouse=True)
def _clock(freeze):
    freeze(NOW)


@pytest.fixture
def action(group, secretary, agency):
    return make_action(group, secretary, agency, due_on=date(2022, 6, 1))


@pytest.fixture
def common(group, secretary):
    return make_action(group, secretary, make_agency("Partenaires", is_collective=True))


def post(client, action, verb, **typed):
    return client.post(f"/actions/{action.pk}/{verb}/", typed)


def kinds(action):
    return [each.kind for each in action.updates.order_by("pk")]


def stored(action):
    return ActionItem.objects.get(pk=action.pk)


def test_fait_by_mistake_is_taken_back_and_the_clock_of_lateness_goes_on(
    action, partner, agency, client_of
):
    client = client_of(partner)
    action.report(Said(partner, NOW, agency, reason="Le financement"), "waiting")
    post(client, action, "fait", sentence="Fini")
    assert (stored(action).status, stored(action).days_late(NOW.date())) == ("declared", 0)
    page = client.get(action.get_absolute_url()).content.decode()
    assert 'id="retrait"' in page
    assert post(client, action, "retrait").status_code == 302
    found = stored(action)
    assert (found.status, found.declared_on, found.days_late(NOW.date())) == ("waiting", None, 14)
    assert kinds(action) == ["report", "declared", "retracted"]


@pytest.mark.parametrize("why", ["after an hour", "by another", "verified"])
def test_fait_is_not_taken_back_later_nor_by_others(
    action, partner, agency, secretary, client_of, freeze, why
):
    client = client_of(partner)
    post(client, action, "fait")
    if why == "after an hour":
        freeze(NOW + timedelta(hours=1))
    elif why == "by another":
        colleague = make_membership(make_user("Collègue"), "partner", agency=agency).user
        client = client_of(colleague)
    else:
        stored(action).close(Said(secretary, NOW))
    before = stored(action).status
    assert 'id="retrait"' not in client.get(action.get_absolute_url()).content.decode()
    assert post(client, action, "retrait").status_code == 403
    assert stored(action).status == before


def test_after_fait_the_page_says_what_comes_next(action, partner, client_of):
    answer = client_of(partner).post(f"/actions/{action.pk}/fait/", {}, follow=True)
    assert "vérifie, puis clôt ou refuse avec un motif" in answer.content.decode()


def test_a_structure_that_offers_is_designated_once_it_is_accepted(
    common, partner, agency, secretary, client_of
):
    client = client_of(partner)
    assert post(client, common, "proposition", sentence="Volontiers").status_code == 302
    assert (kinds(common), charged(common)) == (["offered"], set())
    assert post(client, common, "proposition").status_code == 403
    review = client_of(secretary).get("/actions/?etat=a-attribuer").content.decode()
    assert "se propose" in review
    answer = post(client_of(secretary), common, "accord", agency=agency.pk)
    assert (answer.status_code, charged(common)) == (302, {agency})
    assert (kinds(common), stored(common).lead) == (["offered", "designated"], agency)
    assert stored(common).offering == []


def test_an_offer_is_declined_with_its_reason_and_may_be_made_again(
    common, partner, agency, reviewer, client_of
):
    post(client_of(partner), common, "proposition")
    client = client_of(reviewer)
    assert post(client, common, "refus-proposition", agency=agency.pk).status_code == 422
    told = {"agency": agency.pk, "reason": "Le PAM est prévu"}
    assert post(client, common, "refus-proposition", **told).status_code == 302
    assert "Le PAM est prévu" in client_of(partner).get(common.get_absolute_url()).content.decode()
    assert (charged(common), stored(common).offering) == (set(), [])
    assert post(client_of(partner), common, "proposition").status_code == 302


def test_nobody_offers_for_what_is_somebody_s(action, common, partner, secretary, client_of):
    assert post(client_of(partner), action, "proposition").status_code == 404
    assert post(client_of(secretary), common, "proposition").status_code == 404


def test_what_an_antenne_promised_is_told_for_the_antenne(
    group, secretary, agency, partner, client_of
):
    antenne = make_agency("OIM", parent=agency, territory=group.territory)
    action = make_action(group, secretary, antenne)
    post(client_of(partner), action, "suivi", sentence="Commencé")
    post(client_of(partner), action, "fait")
    assert [each.agency for each in action.updates.all()] == [antenne, antenne]


def test_the_list_of_a_structure_says_which_are_everybody_s(
    action, common, partner, reviewer, client_of
):
    page = client_of(partner).get("/actions/?etat=ouvert")
    rows = {row.action.pk: row.is_common for row in page.context["rows"]}
    assert rows == {action.pk: False, common.pk: True}
    assert page.content.decode().count("action commune</span>") == 1
    assert (
        "action commune</span>"
        not in client_of(reviewer).get("/actions/?etat=ouvert").content.decode()
    )


def test_who_has_declared_it_done_reads_what_happens_next(
    group, secretary, partner, agency, client_of
):
    action = make_action(group, secretary, agency)
    waits = "vérifie, puis clôt ou refuse avec un motif\u202f; vous serez averti."

    def shown(person):
        return waits in client_of(person).get(action.get_absolute_url()).content.decode()

    assert [shown(each) for each in (partner, secretary)] == [False, False]
    client_of(partner).post(f"{action.get_absolute_url()}fait/", {})
    assert [shown(each) for each in (partner, secretary)] == [True, False]


class TestAtOnce:
    pytestmark = needs_server

    def test_one_structure_offers_once(self, common, partner, agency):
        def offer():
            try:
                ActionItem.objects.get(pk=common.pk).offer(Said(partner, NOW, agency))
            except NotNow:
                return "refused"

        assert sorted(map(str, at_once(offer, offer, offer))) == ["None", "refused", "refused"]
        assert kinds(common) == ["offered"]
