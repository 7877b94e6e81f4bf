"""Territories on screen: their parts, their spellings, their namesakes."""

import pytest

from gtm.models import Territory
from tests.factories import make_territory
from tests.gtm.reading import errors_of, text_of, titles

pytestmark = pytest.mark.django_db


@pytest.fixture
def zinder():
    return make_territory("Zinder", parent=make_territory("Niger", "country"))


def test_regions_show_their_parts_and_other_spellings(client_of, partner, zinder):
    kantche = make_territory("Kantché", "department", parent=zinder)
    Territory.objects.filter(pk=kantche.pk).update(variants="Matamèye\nMatamey")
    make_territory("Ville de Zinder", "city", parent=zinder)
    answer = client_of(partner).get("/territoires/")
    assert titles(answer) == ["Kantché", "Ville de Zinder"]
    assert f"département, {kantche.pcode} · aussi écrit Matamèye, Matamey" in text_of(answer)


def test_the_name_and_spellings_of_a_territory_are_edited_and_nothing_else(
    client_of, reviewer, zinder
):
    kantche = make_territory("Kantche", "department", parent=zinder)
    answer = client_of(reviewer).post(
        f"/territoires/{kantche.pk}/modifier/",
        {"name": "Kantché", "variants": "Matamey\nmatamèy\n", "pcode": "X", "kind": "city"},
    )
    assert answer["Location"] == f"/territoires/#{kantche.pcode}"
    changed = Territory.objects.get(pk=kantche.pk)
    assert (changed.name, changed.variants, changed.pcode, changed.kind) == (
        "Kantché",
        "Matamey",
        kantche.pcode,
        "department",
    )


def test_a_namesake_is_refused_beside_and_allowed_elsewhere(client_of, reviewer, zinder):
    make_territory("Tibiri", "department", parent=make_territory("Dosso"))
    beside = make_territory("Gouré", "department", parent=zinder)
    other = make_territory("Autre", "department", parent=zinder)
    client, url = client_of(reviewer), f"/territoires/{other.pk}/modifier/"
    answer = client.post(url, {"name": "Autre", "variants": "goure"})
    assert errors_of(answer) == {
        "variants": [f"«\u00a0goure\u00a0» désigne déjà Gouré (département, {beside.pcode})."]
    }
    assert client.post(url, {"name": "Tibiri"}).status_code == 302
