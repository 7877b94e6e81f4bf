"""« Relancer »: one letter per structure, once a day, with those nobody can write to told."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from actions import chasing
from actions.follow_up import ActionUpdate, Said
from actions.models import ActionItem
from gtm.models import Mail
from tests.factories import make_action, make_agency, make_membership, make_user

pytestmark = pytest.mark.django_db
NIAMEY = ZoneInfo("Africa/Niamey")
CHASE = "/actions/relancer/"


@pytest.fixture(autouse=True)
def _mid_june(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2022, 6, 15, 12, tzinfo=NIAMEY))


@pytest.fixture
def pam(db):
    return make_agency("PAM", email="pam@example.org")


def ticked(*actions, **more):
    return {"action": [action.pk for action in actions], "retour": "etat=tout", **more}


def test_each_structure_gets_one_mail_with_its_list_at_each_of_its_addresses(
    group, secretary, reviewer, partner, agency, pam, client_of
):
    late = {"due_on": date(2022, 6, 1), "deadline_wording": "1er juin 2022"}
    actions = [
        make_action(group, secretary, agency, text="Former les points focaux", **late),
        make_action(group, secretary, agency, pam, text="Recenser", **late),
        make_action(group, secretary, pam, text="Imprimer", **late),
    ]
    client = client_of(reviewer)
    for _ in range(2):
        client.post(CHASE, ticked(*actions, do="send"))
    mails = {mail.recipient: mail for mail in Mail.objects.all()}
    assert sorted(mails) == sorted([partner.email, "pam@example.org"])
    letter = mails[partner.email]
    assert letter.subject == "Nouvelles demandées : 2 points d’action (OIM)"
    assert letter.body == (
        "Bonjour,\n\nRakia demande des nouvelles de 2 points d’action (OIM) :\n\n"
        "1. Former les points focaux\n"
        "   GTM/Zinder, réunion du 30 novembre 2021 ; échéance : 1er juin 2022, en retard de 14 "
        f"jours\u202f; sans nouvelle depuis 197 jours\n   http://127.0.0.1:8000/actions/{actions[0].pk}/\n\n"
        "2. Recenser\n"
        "   GTM/Zinder, réunion du 30 novembre 2021 ; échéance : 1er juin 2022, en retard de 14 "
        f"jours\u202f; sans nouvelle depuis 197 jours\n   http://127.0.0.1:8000/actions/{actions[1].pk}/\n\n"
        "Merci de dire où en est chacun, à son adresse ci-dessus ou au rapporteur de votre "
        "groupe.\n"
    )
    assert letter.key.startswith(f"chase:{agency.pk}:2022-06-15:")


def test_a_designated_structure_is_asked_in_place_of_the_one_that_leads(
    group, secretary, reviewer, partner, agency, pam, client_of
):
    action = make_action(group, secretary, agency)
    action.designate(Said(reviewer, timezone.now()), pam)
    client_of(reviewer).post(CHASE, ticked(action, do="send"))
    assert [mail.recipient for mail in Mail.objects.all()] == ["pam@example.org"]


def test_an_antenne_without_an_address_is_written_to_at_its_structure(
    group, secretary, reviewer, partner, agency, client_of
):
    antenne = make_agency("OIM", parent=agency, territory=group.territory)
    client_of(reviewer).post(CHASE, ticked(make_action(group, secretary, antenne), do="send"))
    assert [mail.recipient for mail in Mail.objects.all()] == [partner.email]


def test_sp_ccm_is_written_to_at_the_addresses_of_its_staff(group, secretary, reviewer, client_of):
    action = make_action(group, secretary, make_agency("SP/CCM"))
    client_of(secretary).post(CHASE, ticked(action, do="send"))
    assert [mail.recipient for mail in Mail.objects.all()] == [reviewer.email]


def test_what_would_go_is_shown_first_with_the_text_to_share(
    group, secretary, reviewer, agency, client_of
):
    mute = make_action(group, secretary, agency)
    nobody = make_action(group, secretary, make_agency("État", is_collective=True))
    page = client_of(reviewer).post(CHASE, ticked(mute, nobody)).content.decode()
    assert "1 point d’action sans structure à qui écrire" in page
    assert "Aucune adresse" in page
    assert f"http://127.0.0.1:8000/actions/{mute.pk}/" in page
    assert Mail.objects.count() == 0


def test_a_structure_without_an_address_is_told_of_after_sending(
    group, secretary, reviewer, agency, client_of
):
    action = make_action(group, secretary, agency)
    page = client_of(reviewer).post(CHASE, ticked(action, do="send"), follow=True).content.decode()
    assert "Sans adresse, donc sans courriel\u00a0: OIM." in page
    assert action.updates.count() == 0


def test_the_chase_is_noted_on_the_action_and_overtakes_nobody(
    group, secretary, reviewer, partner, agency, client_of
):
    action = make_action(group, secretary, agency)
    client_of(reviewer).post(CHASE, ticked(action, do="send"))
    (update,) = action.updates.all()
    noted = (update.kind, update.sentence, update.by, update.status)
    assert noted == (ActionUpdate.Kind.CHASED, "OIM", reviewer, "todo")
    version = action.version
    action.refresh_from_db()
    assert action.version == version


def test_a_secretary_chases_the_own_group_s_actions_alone(
    group, other_group, secretary, partner, agency, client_of
):
    own, other = make_action(group, secretary, agency), make_action(other_group, secretary, agency)
    client_of(secretary).post(CHASE, ticked(own, other, do="send"))
    (mail,) = Mail.objects.all()
    assert (f"/actions/{own.pk}/" in mail.body, f"/actions/{other.pk}/" in mail.body) == (
        True,
        False,
    )


def test_what_is_closed_or_declared_done_is_not_asked_about(
    group, secretary, reviewer, partner, agency, client_of
):
    actions = [make_action(group, secretary, agency, status=s) for s in ("done", "declared")]
    page = client_of(reviewer).post(CHASE, ticked(*actions, do="send"), follow=True)
    assert "rien à relancer" in page.content.decode()
    assert Mail.objects.count() == 0


def test_an_account_that_ended_is_not_written_to(group, secretary, reviewer, agency, client_of):
    make_membership(make_user("Ancien"), "partner", agency=agency, until=date(2022, 6, 14))
    make_membership(make_user("Parti", is_active=False), "partner", agency=agency)
    client_of(reviewer).post(CHASE, ticked(make_action(group, secretary, agency), do="send"))
    assert Mail.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_preview_takes_the_same_queries_for_one_and_three(
    group, secretary, reviewer, client_of, count, django_assert_num_queries
):
    actions = [make_action(group, secretary, make_agency(f"A{n}")) for n in range(count)]
    client = client_of(reviewer)
    with django_assert_num_queries(10):
        client.post(CHASE, ticked(*actions))


def test_a_chase_is_in_the_order_of_the_deadlines_and_tells_what_nobody_sees_to(
    group, secretary, reviewer, agency
):
    every = make_agency("État", is_collective=True)
    actions = [
        make_action(group, secretary, *responsibles, due_on=due_on)
        for responsibles, due_on in (
            (["Le rapporteur", agency], date(2022, 7, 1)),
            ([every], date(2022, 6, 1)),
            ([agency], date(2022, 6, 1)),
            (["Le rapporteur"], date(2022, 5, 1)),
        )
    ]
    chase = chasing.chase_of(ActionItem.objects.all(), reviewer, date(2022, 6, 15))
    assert [(letter.agency, letter.actions) for letter in chase.letters] == [
        (agency, [actions[2], actions[0]])
    ]
    assert chase.unassigned == [actions[3], actions[1]]


def test_a_chase_counts_the_structures_that_get_a_letter(
    group, secretary, reviewer, partner, agency, pam
):
    for each in (agency, pam, make_agency("FAO")):
        make_action(group, secretary, each)
    at, today = timezone.now(), date(2022, 6, 15)
    chase = chasing.chase_of(ActionItem.objects.all(), reviewer, today)
    assert [chasing.send(chase, reviewer, at, today) for _ in range(2)] == [2, 0]
