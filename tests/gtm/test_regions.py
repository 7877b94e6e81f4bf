"""A town in a department counts for its region on every screen, the country for itself alone."""

from datetime import date

import pytest
from django.utils import timezone

from gtm.models import WorkingGroup, region_name
from tests.factories import make_action, make_agency, make_group, make_territory
from tests.gtm.reading import titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def places(db):
    """A territory of each kind, one in the other, and another region."""
    niger = make_territory("Niger", "country")
    agadez = make_territory("Agadez", parent=niger)
    arlit = make_territory("Arlit", "department", parent=agadez)
    town = make_territory("Ville d’Arlit", "city", parent=arlit)
    diffa = make_territory("Diffa", parent=niger)
    return {each.name: each for each in (niger, agadez, arlit, town, diffa)}


@pytest.fixture
def groups(places):
    levels = {"country": "central", "region": "regional"}
    return {
        name: make_group(f"GTM/{name}", place, levels.get(place.kind, "departmental"))
        for name, place in places.items()
    }


def test_the_region_of_a_group_is_that_of_its_territory(groups):
    found = {name: group.region.region_name for name, group in groups.items()}
    assert found == {
        "Niger": "Niveau central",
        "Agadez": "Agadez",
        "Arlit": "Agadez",
        "Ville d’Arlit": "Agadez",
        "Diffa": "Diffa",
    }
    named = WorkingGroup.objects.annotate(region_name=region_name("territory"))
    assert {each.territory.name: each.region_name for each in named} == found


@pytest.mark.parametrize(
    ("asked", "called", "found"),
    [
        ("Agadez", "Agadez", ["Agadez", "Arlit", "Ville d’Arlit"]),
        ("Niger", "Niveau central", ["Niger"]),
        ("Diffa", "Diffa", ["Diffa"]),
    ],
)
def test_every_screen_narrows_to_the_same_groups(
    client_of, reviewer, secretary, places, groups, asked, called, found
):
    for name, group in groups.items():
        make_action(group, secretary, text=name, on=timezone.localdate())
        make_agency(f"S {name}", territory=places[name])
    client, region = client_of(reviewer), places[asked].pk
    rows = client.get(f"/actions/?etat=tout&region={region}&par=region").context["rows"]
    assert sorted(row.action.text for row in rows) == found
    assert {row.region for row in rows} == {called}
    board = client.get(f"/tableau-de-bord/?region={region}").context["board"].groups
    assert sorted(line.group.territory.name for line in board) == found
    listed = client.get(f"/reunions/?region={region}").context["page"]
    assert sorted(meeting.group.territory.name for meeting in listed.object_list) == found
    if asked != "Niger":  # structures of the whole country have no territory
        structures = titles(client.get(f"/structures/?region={region}"))
        assert sorted(structures) == [f"S {name} {name}" for name in found]


def test_actions_are_sorted_by_region_and_not_by_the_name_of_the_town(
    client_of, reviewer, secretary, groups
):
    for name, group in groups.items():
        make_action(group, secretary, text=name, on=date(2022, 1, 1))
    rows = client_of(reviewer).get("/actions/?etat=tout&tri=region").context["rows"]
    assert [row.region for row in rows] == ["Agadez"] * 3 + ["Diffa", "Niveau central"]
