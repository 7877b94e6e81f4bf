from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from actions.follow_up import Said
from gtm.models import Ministry
from gtm.typography import french, long_date
from meetings.board.setup import first_steps
from meetings.models import Meeting
from tests.factories import (
    make_action,
    make_agency,
    make_axis,
    make_document,
    make_framework,
    make_group,
    make_item,
    make_meeting,
    publish,
    with_actions,
)

pytestmark = pytest.mark.django_db


def page_of(client):
    return client.get("/").content.decode()


def test_the_secretary_finds_the_drafts_and_what_is_missing(group, secretary, client_of):
    make_meeting(group, secretary, document=make_document(place="", date=""))
    page = page_of(client_of(secretary))
    assert "Continuer le compte rendu du GTM/Zinder" in page
    assert "2 points à corriger avant de soumettre" in page
    assert "À valider" not in page


def test_sp_ccm_finds_what_it_may_publish_and_not_its_own_text(
    group, secretary, reviewer, client_of
):
    make_meeting(group, secretary, on=date(2021, 11, 30))
    make_meeting(group, reviewer, on=date(2021, 12, 1))
    Meeting.objects.update(state="submitted")
    response = client_of(reviewer).get("/")
    assert [meeting.date for meeting in response.context["to_publish"]] == [date(2021, 11, 30)]
    assert response.context["missing_count"] == 0  # they have come


def test_late_actions_are_those_of_published_minutes_of_one_s_own(
    group, other_group, secretary, other_secretary, reviewer, partner, agency, client_of
):
    late, _ = with_actions(make_document(), {"text": "x", "responsible": "OIM", "deadline": "2021"})
    publish(make_meeting(group, secretary, document=late), reviewer)
    make_meeting(group, secretary, document=late)
    counts = {
        who.name: client_of(who).get("/").context["late_count"]
        for who in (secretary, other_secretary, reviewer, partner)
    }
    assert counts == {
        secretary.name: 1,
        other_secretary.name: 0,
        reviewer.name: 1,
        partner.name: 1,
    }


def test_a_person_without_a_role_is_told_what_to_do(outsider, client_of):
    assert "Votre compte n’a pas encore de rôle." in page_of(client_of(outsider))


def test_for_a_person_without_a_role_nothing_is_even_read(
    group, secretary, reviewer, outsider, client_of
):
    publish(make_meeting(group, secretary), reviewer)
    make_meeting(group, secretary, state="planned", on=date(2099, 1, 1))
    context = client_of(outsider).get("/").context
    assert [list(context[name]) for name in ("next_meetings", "published")] == [[], []]


@pytest.mark.parametrize("count", [1, 3])
def test_home_takes_the_same_queries_for_one_and_three(
    group, secretary, reviewer, client_of, count, django_assert_num_queries
):
    late, _ = with_actions(make_document(), *[{"text": "x", "deadline": "2021"}] * count)
    for day in range(count):
        make_meeting(group, secretary, on=date(2022, 1, day + 1))
        publish(make_meeting(group, secretary, document=late), reviewer)
        make_meeting(group, secretary, state="planned", on=date(2099, 1, day + 1))
    client = client_of(secretary)
    with django_assert_num_queries(22):
        client.get("/")


def test_the_follow_up_of_each_person(group, secretary, reviewer, partner, agency, client_of):
    at = datetime(2023, 2, 1, tzinfo=UTC)
    own = make_action(group, secretary, agency, on=date(2021, 1, 1))
    make_action(group, secretary, make_agency("État", is_collective=True), on=date(2021, 1, 2))
    declared = make_action(group, secretary, agency, on=date(2021, 1, 3))
    declared.declare_done(Said(partner, at))
    spccm = make_action(group, secretary, make_agency("SP/CCM"), on=date(2021, 1, 4))
    spccm.declare_done(Said(reviewer, at))
    found = {}
    for who in (secretary, reviewer, partner):
        context = client_of(who).get("/").context
        lists = (
            [row["action"].pk for row in context[name]] for name in ("to_verify", "own_actions")
        )
        found[who.name] = (*lists, context["common_count"])
    assert found == {
        secretary.name: ([declared.pk, spccm.pk], [], 0),
        reviewer.name: ([declared.pk], [], 1),
        partner.name: ([], [own.pk], 1),
    }


def test_the_next_meetings_of_one_s_own_group_come_first(
    group, other_group, secretary, other_secretary, partner, client_of
):
    for place, day in ((other_group, 1), (other_group, 2), (group, 3), (group, 4)):
        make_meeting(place, secretary, state="planned", on=date(2099, 1, day))
    found = {
        who.name: [each.date.day for each in client_of(who).get("/").context["next_meetings"]]
        for who in (secretary, other_secretary, partner)
    }
    assert found == {"Amina": [3, 4, 1, 2], "Moussa": [1, 2, 3, 4], "Paul": [1, 2, 3, 4]}


def test_sp_ccm_sees_which_minutes_are_missing_and_how_many_are_to_be_checked(
    group, secretary, reviewer, agency, client_of
):
    make_meeting(group, secretary, on=date(2022, 1, 10))
    make_action(group, secretary, agency, status="declared")
    late = make_action(group, secretary, agency, due_on=date(2022, 1, 1))
    seen = client_of(reviewer).get("/").context
    assert [str(meeting.group) for meeting in seen["missing"]] == ["GTM/Zinder"]
    assert (seen["missing_count"], seen["to_verify_count"], seen["change"]) == (1, 1, 0)
    late.known.update(known_at=timezone.now())  # nobody knew of it a month ago
    assert client_of(reviewer).get("/").context["change"] == 1
    assert "missing" not in client_of(secretary).get("/").context


def test_a_structure_finds_the_new_minutes_first_and_its_late_actions_once(
    group, secretary, reviewer, partner, agency, client_of
):
    publish(make_meeting(group, secretary), reviewer)
    action = make_action(group, secretary, agency, due_on=date(2022, 1, 1))
    page = client_of(partner).get("/").content.decode()
    assert page.index("Derniers comptes rendus publiés") < page.index("Actions de ma structure")
    assert page.count(action.get_absolute_url()) == 1


def test_the_administrator_is_told_what_is_to_be_set_up_and_nothing_false(
    freeze, group, secretary, administrator, agency, client_of
):
    freeze(datetime(2023, 1, 1, tzinfo=UTC))
    make_group("GTM/Agadez")
    make_action(group, secretary, agency, due_on=date(2022, 1, 1))
    Ministry.objects.create(since=date(2021, 4, 1), name="Ministère de l’Intérieur")
    make_axis()
    response = client_of(administrator).get("/")
    steps = [what for what, _ in response.context["to_set_up"]]
    assert steps == ["Inviter le SP/CCM", "1 groupe n’a pas de rapporteur"]
    assert "Rien n’est en retard" not in response.content.decode()


def test_the_administrator_of_an_empty_country_is_told_every_first_step(administrator, client_of):
    steps = client_of(administrator).get("/").context["to_set_up"]
    assert steps == [
        ("Inviter le SP/CCM", "/comptes/inviter/"),
        ("Créer un premier groupe", "/groupes/"),
        ("Donner le nom du ministère", "/reglages/"),
        ("Saisir les axes du plan en cours", "/actions/cadres/"),
    ]


def test_a_plan_that_ends_is_to_be_followed_by_another(administrator):
    plan = make_framework(is_main=True)

    def steps(today):
        return [what for what, page in first_steps(today) if page == "/actions/cadres/"]

    assert steps(date(2026, 1, 1)) == ["Saisir les axes du plan en cours"]  # it has none
    make_item(plan, "1", "Harmonisation")
    ends = (
        french("Préparer ce qui suit « Axes stratégiques 2022-2026 », jusqu’au")
        + " "
        + long_date(date(2026, 12, 31))
    )
    assert steps(date(2026, 10, 1)) == []
    assert [french(step) for step in steps(date(2026, 11, 28))] == [ends]
    assert steps(date(2027, 1, 1)) == ["Saisir les axes du plan en cours"]
    make_framework("Plan suivant", years=(2027, 2031))
    assert steps(date(2026, 11, 28)) == []
