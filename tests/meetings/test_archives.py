"""The archives: the country, a group, a region, a structure; by year and month."""

from datetime import date

import pytest

from actions.follow_up import Said
from actions.models import ActionItem
from gtm.models import Territory
from meetings.life import publishing, verbs
from meetings.models import Meeting
from tests.factories import (
    hand_in,
    make_agency,
    make_document,
    make_meeting,
    make_territory,
    publish,
    with_actions,
    with_rows,
)
from tests.meetings.living import again, type_in


def enter(group, secretary, reviewer, day, *actions, came=()):
    """Published minutes of a day with actions (dicts of cells) and structures that came."""
    text = make_document(date=f"{day:%d/%m/%Y}", attendance=[])
    text, _ = with_rows(text, "attendance", *({"wording": name} for name in came or ("Maire",)))
    text, _ = with_actions(text, *actions)
    meeting = make_meeting(group, secretary, document=text, on=day)
    publish(meeting, reviewer)
    return meeting


@pytest.fixture
def years(group, secretary, reviewer, agency):
    """Two meetings in 2021, one of them with OIM, and one in 2022; three actions."""
    oim = {"text": "Collecter", "responsible": "OIM", "deadline": "2021"}
    state = {"text": "Publier", "responsible": "Etat", "deadline": "2090"}
    enter(group, secretary, reviewer, date(2021, 10, 28), state)
    enter(group, secretary, reviewer, date(2021, 11, 30), oim, came=("OIM", "HCR"))
    enter(group, secretary, reviewer, date(2022, 9, 15), oim | {"text": "Former"}, came=("OIM",))
    done = ActionItem.objects.get(text="Former")
    done.close(Said(reviewer))
    return group


def shown(client, path):
    answer = client.get(path)
    context = answer.context
    return {
        "days": [f"{meeting.date}" for meeting in context["page"]],
        "figures": context["figures"],
        "years": context["years"],
    }


def test_the_country_by_year_and_month(years, client_of, partner):
    client = client_of(partner)
    every = shown(client, "/archives/")
    assert every["days"] == ["2022-09-15", "2021-11-30", "2021-10-28"]
    assert every["years"] == [(2022, 1), (2021, 2)]
    one = shown(client, "/archives/?annee=2021")
    assert one["days"] == ["2021-11-30", "2021-10-28"]
    assert one["years"] == [(2022, 1), (2021, 2)]
    assert shown(client, "/archives/?annee=2021&mois=10")["days"] == ["2021-10-28"]
    assert client.get("/archives/?annee=2021").context["months"] == [
        (date(2021, 10, 1), 1),
        (date(2021, 11, 1), 1),
    ]


def test_figures_of_a_year_are_of_what_was_decided_in_it(years, client_of, partner):
    figures = shown(client_of(partner), "/archives/?annee=2021")["figures"]
    assert figures == {
        "held": 2,
        "published": 2,
        "decided": 2,
        "done": 0,
        "open": 2,
        "late": 1,
        "rate": 0,
    }


@pytest.mark.parametrize("asked", ["annee=0", "annee=x", "annee=99999", "annee=2021&mois=13"])
def test_a_wrong_date_in_the_address_narrows_nothing_more(years, client_of, partner, asked):
    assert len(shown(client_of(partner), f"/archives/?{asked}")["days"]) in (2, 3)


def test_a_group_and_its_region(years, other_group, other_secretary, reviewer, client_of, partner):
    enter(other_group, other_secretary, reviewer, date(2021, 12, 1))
    client = client_of(partner)
    assert len(shown(client, "/archives/")["days"]) == 4
    assert shown(client, f"/groupes/{other_group.pk}/archives/")["days"] == ["2021-12-01"]
    region = other_group.territory
    assert shown(client, f"/regions/{region.pk}/archives/")["days"] == ["2021-12-01"]


def test_only_regions_and_the_country_have_a_page(years, client_of, partner):
    department = make_territory("Magaria", kind="department", parent=years.territory)
    assert client_of(partner).get(f"/regions/{department.pk}/archives/").status_code == 404
    assert Territory.objects.filter(kind="region").exists()


def test_a_structure_has_where_it_came_what_it_owes_and_its_antennes(
    years, group, secretary, reviewer, client_of, partner, agency
):
    antenne = make_agency("OIM", parent=agency, territory=group.territory)
    enter(group, secretary, reviewer, date(2022, 10, 1), came=("OIM",))  # means the antenne there
    answer = client_of(partner).get(f"/structures/{agency.pk}/archives/")
    assert [f"{meeting.date}" for meeting in answer.context["page"]] == [
        "2022-10-01",
        "2022-09-15",
        "2021-11-30",
    ]
    assert [action.text for action, _ in answer.context["owed"]] == ["Collecter"]
    assert [row["count"] for row in answer.context["attended"]] == [3]
    own = shown(client_of(partner), f"/structures/{antenne.pk}/archives/")
    assert own["days"] == ["2022-10-01"]


def test_who_was_excused_did_not_come(group, secretary, reviewer, client_of, partner, agency):
    meeting = enter(group, secretary, reviewer, date(2021, 11, 30), came=("OIM",))
    meeting.attendances.update(presence="excused")
    assert shown(client_of(partner), f"/structures/{agency.pk}/archives/")["days"] == []


def test_a_draft_is_in_the_archives_of_its_own_people_only(
    years, group, secretary, client_of, partner
):
    make_meeting(group, secretary, on=date(2023, 1, 5))
    counts = [len(shown(client_of(who), "/archives/")["days"]) for who in (secretary, partner)]
    assert counts == [4, 3]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("path", "queries"), [("/archives/", 12), ("/structures/{}/archives/", 13)]
)
def test_a_page_takes_the_same_queries_for_one_and_three(
    group,
    secretary,
    reviewer,
    client_of,
    partner,
    agency,
    path,
    queries,
    count,
    django_assert_num_queries,
):
    for day in range(1, count + 1):
        action = {"text": "Collecter", "responsible": "OIM", "deadline": "2021"}
        enter(group, secretary, reviewer, date(2021, 3, day), action, came=("OIM",))
    client = client_of(partner)
    client.get("/archives/")
    with django_assert_num_queries(queries):
        assert len(shown(client, path.format(agency.pk))["days"]) == count


def test_an_action_tells_how_each_version_worded_it(group, secretary, reviewer, client_of, partner):
    action = {"text": "Collecter", "responsible": "OIM", "deadline": "2022"}
    meeting = enter(group, secretary, reviewer, date(2021, 11, 30), action)
    page = f"/actions/{ActionItem.objects.get().pk}/"
    assert "Dans les versions" not in client_of(partner).get(page).content.decode()
    verbs.correct(again(meeting), reviewer, "x")
    key = f"actions/{ActionItem.objects.get().uid}/deadline"
    type_in(meeting, secretary, **{key: "2023"})
    hand_in(again(meeting), "L’échéance")
    publishing.publish(Meeting.objects.get(pk=meeting.pk), reviewer, meeting.date)
    wordings = client_of(partner).get(page).context["wordings"]
    told = [(row["printed_in"], row["wording"], row["deadline"]) for row in wordings]
    assert told == [(1, "Collecter", "2022"), (2, "Collecter", "2023")]
