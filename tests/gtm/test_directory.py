"""Who opens the screens of structures, groups and territories, and what they cost."""

import pytest
from django.forms.models import model_to_dict

from gtm.models import Agency, WorkingGroup
from tests.factories import make_agency, make_group, make_membership, make_territory, make_user
from tests.gtm.reading import text_of

pytestmark = pytest.mark.django_db
POSTED = {
    "acronym": "VOL",
    "name": "Volé",
    "category": "Volée",
    "slug": "vole",
    "responsible_heading": "Volé",
    "letterhead-style": "simple",
    "letterhead-country": "Volé",
}


def pages(agency, group, territory):
    return {
        "read": [
            "/structures/",
            f"/structures/{agency.pk}/",
            "/groupes/",
            f"/groupes/{group.pk}/",
            "/territoires/",
        ],
        "structures": [
            "/structures/nouvelle/",
            f"/structures/{agency.pk}/modifier/",
            f"/territoires/{territory.pk}/modifier/",
        ],
        "groups": ["/groupes/nouveau/", f"/groupes/{group.pk}/modifier/"],
    }


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        ("partner", {"read": {200}, "structures": {403}, "groups": {403}}),
        ("secretary", {"read": {200}, "structures": {403}, "groups": {403}}),
        ("reviewer", {"read": {200}, "structures": {200}, "groups": {403}}),
        ("administrator", {"read": {200}, "structures": {200}, "groups": {200}}),
        ("outsider", {"read": {200, 404}, "structures": {403, 404}, "groups": {403, 404}}),
    ],
)
def test_each_person_opens_what_is_hers(request, client_of, agency, group, person, expected):
    client = client_of(request.getfixturevalue(person))
    given = pages(agency, group, group.territory)
    found = {part: {client.get(url).status_code for url in urls} for part, urls in given.items()}
    assert found == expected


def test_an_account_without_a_role_sees_no_name_at_all(client_of, outsider, agency, group):
    client = client_of(outsider)
    lists = [text_of(client.get(url)) for url in ("/structures/", "/groupes/", "/territoires/")]
    assert [name in page for page in lists for name in ("OIM", "Zinder")] == [False] * 6
    assert [
        client.get(url).status_code for url in (agency.get_absolute_url(), group.get_absolute_url())
    ] == [404, 404]


def test_nobody_changes_what_he_may_only_read(client_of, partner, outsider, agency, group):
    before = [model_to_dict(row) for row in (agency, group, group.territory)]
    given = pages(agency, group, group.territory)
    statuses = {
        client_of(person).post(url, POSTED).status_code
        for person in (partner, outsider)
        for url in given["structures"] + given["groups"]
    }
    for row in (agency, group, group.territory):
        row.refresh_from_db()
    assert statuses == {403, 404}
    assert [model_to_dict(row) for row in (agency, group, group.territory)] == before
    assert (Agency.objects.count(), WorkingGroup.objects.count()) == (1, 1)


def test_without_signing_in_every_page_leads_to_the_login(client, agency, group):
    urls = [url for part in pages(agency, group, group.territory).values() for url in part]
    assert [client.get(url)["Location"] for url in urls] == [f"/connexion/?next={u}" for u in urls]


@pytest.mark.parametrize("count", [1, 3])
def test_the_lists_and_sheets_cost_the_same_for_one_and_for_three(
    client_of, django_assert_num_queries, administrator, count
):
    region = make_territory("Zinder")
    for number in range(count):
        part = make_territory(f"Département {number}", "department", parent=region)
        parent = make_agency(f"OIM{number}")
        make_agency(f"OIM{number}", parent=parent, territory=part)
        make_agency(f"Tous{number}", is_collective=True)
        make_agency(f"A{number}", parent=Agency.objects.first(), territory=part)
        group = make_group(f"GTM/{number}", part)
        make_membership(make_user(f"R{number}"), "secretary", group=group)
    client, first = client_of(administrator), Agency.objects.first()
    costs = {
        "/structures/": 5,
        f"/structures/{first.pk}/": 7,
        f"/structures/{first.pk}/modifier/": 7,
        "/groupes/": 5,
        f"/groupes/{group.pk}/": 7,
        "/groupes/nouveau/": 4,
        "/territoires/": 5,
        f"/territoires/{region.pk}/modifier/": 4,
    }
    for url, cost in costs.items():
        with django_assert_num_queries(cost):
            client.get(url)
