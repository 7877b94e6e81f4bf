"""Structures on screen: found under any of their names, added, edited."""

import pytest
from django.forms.models import model_to_dict

from gtm.models import Agency
from tests.factories import make_agency, make_territory
from tests.gtm.reading import errors_of, text_of, titles

pytestmark = pytest.mark.django_db
SHEET = {
    "acronym": "OIM",
    "name": "Organisation Internationale pour les Migrations",
    "category": "Nations Unies",
    "is_active": "on",
}


@pytest.fixture
def zinder():
    return make_territory("Zinder", parent=make_territory("Niger", "country"))


def test_antennes_stand_under_their_parent_and_collectives_at_the_end(client_of, partner, zinder):
    make_agency("Partenaires", is_collective=True)
    hcr = make_agency("HCR")
    make_agency("HCR", parent=hcr, territory=zinder)
    make_agency("DRC/MMC")
    answer = client_of(partner).get("/structures/")
    assert titles(answer) == ["DRC/MMC", "HCR", "HCR Zinder", "OIM", "Partenaires"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=sante", ["MSP/AS"]),
        ("q=SANTÉ+publique", ["MSP/AS"]),
        ("q=spccm", ["SP/CCM"]),
        ("q=sp-ccm", ["SP/CCM"]),
        ("q=secretariat", ["SP/CCM"]),
        ("q=wfp", ["PAM"]),
        ("q=nulle+part", []),
        ("category=Nations+Unies", ["PAM", "PAM Zinder"]),
        ("category=inconnue", ["MSP/AS", "PAM", "PAM Zinder", "SP/CCM"]),
        ("state=inactive", ["CEDEAO"]),
        ("state=all&q=cedeao", ["CEDEAO"]),
    ],
)
def test_structures_are_found_without_accents_by_any_of_their_names(
    client_of, reviewer, zinder, query, found
):
    make_agency("MSP/AS", name="Ministère de la Santé Publique", category="État")
    make_agency("SP/CCM", name="Secrétariat permanent", category="État")
    pam = make_agency("PAM", name="Programme Alimentaire Mondial", aliases="WFP")
    make_agency("PAM", name="Bureau", parent=pam, territory=zinder)
    make_agency("CEDEAO", category="Organisation régionale", is_active=False)
    answer = client_of(reviewer).get(f"/structures/?{query}")
    assert titles(answer) == found


def test_a_region_shows_its_antennes_and_those_of_its_departments(client_of, reviewer, zinder):
    goure = make_territory("Gouré", "department", parent=zinder)
    agadez = make_territory("Agadez")
    oim = make_agency("OIM")
    for territory in (zinder, goure, agadez):
        make_agency("OIM", parent=oim, territory=territory)
    make_agency("HCR")
    answer = client_of(reviewer).get(f"/structures/?region={zinder.pk}")
    assert titles(answer) == ["OIM", "OIM Gouré", "OIM Zinder"]
    assert "2 structures pour cette recherche" in text_of(answer)


def test_a_list_of_more_than_a_hundred_structures_has_pages(client_of, reviewer):
    for number in range(101):
        make_agency(f"S{number:03}")
    client = client_of(reviewer)
    assert titles(client.get("/structures/"))[-1] == "S099"
    assert titles(client.get("/structures/?page=2")) == ["S100"]


def test_members_read_the_phone_and_address_of_a_structure(client_of, partner):
    agency = make_agency("HCR", phone="20 72 00 00", email="hcr@example.org")
    shown = text_of(client_of(partner).get(agency.get_absolute_url()))
    assert [value in shown for value in ("20 72 00 00", "hcr@example.org")] == [True, True]


def test_only_those_who_may_edit_see_the_button(client_of, partner, reviewer, agency):
    edit = f'href="/structures/{agency.pk}/modifier/"'
    assert edit not in client_of(partner).get(agency.get_absolute_url()).content.decode()
    assert edit in client_of(reviewer).get(agency.get_absolute_url()).content.decode()


def test_a_structure_is_added_with_the_fields_of_the_form_and_no_other(client_of, reviewer):
    client = client_of(reviewer)
    answer = client.post(
        "/structures/nouvelle/",
        SHEET | {"aliases": " IOM \n\nO.I.M.\niom\nI-O-M", "id": "77", "pk": "77", "since": "x"},
    )
    made = Agency.objects.get()
    assert answer["Location"] == made.get_absolute_url()
    assert model_to_dict(made, exclude=["id"]) == {
        "acronym": "OIM",
        "name": SHEET["name"],
        "category": "Nations Unies",
        "is_collective": False,
        "answers_by_link": False,
        "aliases": "IOM\nO.I.M.",
        "parent": None,
        "territory": None,
        "email": "",
        "phone": "",
        "remark": "",
        "is_active": True,
        "reminder_rhythm": "weekly",
        "gets_reminders": False,
        "news_days": None,
    }
    assert made.pk != 77
    assert "La structure OIM est ajoutée." in text_of(client.get(answer["Location"]))


def test_the_sheet_of_a_structure_is_edited(client_of, administrator, agency):
    url = f"/structures/{agency.pk}/modifier/"
    assert client_of(administrator).post(url, SHEET | {"phone": "20 00"}).status_code == 302
    agency.refresh_from_db()
    assert (agency.name, agency.phone) == (SHEET["name"], "20 00")


def test_adding_an_antenne_takes_over_the_names_of_its_parent(client_of, reviewer, agency):
    form = client_of(reviewer).get(f"/structures/nouvelle/?antenne_de={agency.pk}").context["form"]
    assert {name: form[name].value() for name in ("acronym", "name", "parent")} == {
        "acronym": "OIM",
        "name": "Nom de OIM",
        "parent": agency.pk,
    }


@pytest.mark.parametrize("number", ["x", "-1", "999999", "9" * 30, ""])
def test_a_wrong_parent_in_the_address_gives_an_empty_form(client_of, reviewer, number):
    answer = client_of(reviewer).get(f"/structures/nouvelle/?antenne_de={number}")
    assert (answer.status_code, answer.context["form"].initial) == (200, {})


def test_an_empty_sheet_is_refused_in_french(client_of, reviewer):
    answer = client_of(reviewer).post("/structures/nouvelle/", {"email": "pas une adresse"})
    assert errors_of(answer) == {
        "acronym": ["Donnez le sigle, ou le nom d’usage s’il n’y en a pas."],
        "name": ["Donnez le nom complet."],
        "category": ["Donnez la catégorie\u202f; vous pouvez en écrire une nouvelle."],
        "email": ["Cette adresse n’est pas complète\u00a0: nom@organisation.ne."],
    }
    assert 'value="pas une adresse"' in answer.content.decode()


@pytest.mark.parametrize(
    ("field", "typed"),
    [("acronym", "un hcr"), ("name", "UN-HCR"), ("aliases", "Autre\nUn’hcr")],
)
def test_a_name_that_means_another_structure_is_refused_at_its_field(
    client_of, reviewer, field, typed
):
    make_agency("HCR", name="Haut-Commissariat", aliases="UNHCR")
    answer = client_of(reviewer).post("/structures/nouvelle/", SHEET | {field: typed})
    name = typed.splitlines()[-1]
    assert errors_of(answer) == {
        field: [f"«\u00a0{name}\u00a0» désigne déjà HCR (Haut-Commissariat)."]
    }
    assert name in answer.content.decode().replace("&#x27;", "'")
    assert Agency.objects.count() == 1


def test_an_antenne_shares_the_names_of_its_parent_and_of_its_sisters(client_of, reviewer, zinder):
    parent = make_agency("OIM", aliases="IOM")
    make_agency("OIM", parent=parent, territory=make_territory("Agadez"))
    sheet = SHEET | {"aliases": "IOM", "parent": parent.pk, "territory": zinder.pk}
    client = client_of(reviewer)
    assert client.post("/structures/nouvelle/", sheet).status_code == 302
    assert client.post(f"/structures/{parent.pk}/modifier/", SHEET).status_code == 302


def test_two_antennes_of_one_structure_do_not_share_a_place(client_of, reviewer, zinder):
    parent = make_agency("OIM")
    make_agency("OIM", name="Bureau", parent=parent, territory=zinder)
    sheet = SHEET | {"parent": parent.pk, "territory": zinder.pk}
    answer = client_of(reviewer).post("/structures/nouvelle/", sheet)
    assert errors_of(answer)["acronym"] == ["«\u00a0OIM\u00a0» désigne déjà OIM Zinder (Bureau)."]


def test_the_same_name_may_stand_in_two_regions(client_of, reviewer, zinder):
    make_agency("RJM", name="Réseau", territory=make_territory("Agadez"))
    sheet = SHEET | {"acronym": "RJM", "name": "Réseau", "territory": zinder.pk}
    assert client_of(reviewer).post("/structures/nouvelle/", sheet).status_code == 302


def test_a_department_and_its_region_share_no_name(client_of, reviewer, zinder):
    goure = make_territory("Gouré", "department", parent=zinder)
    make_agency("RJM", name="Réseau", territory=goure)
    sheet = SHEET | {"acronym": "rjm", "territory": zinder.pk}
    answer = client_of(reviewer).post("/structures/nouvelle/", sheet)
    assert list(errors_of(answer)) == ["acronym"]


def test_what_cannot_be_a_parent_is_refused(client_of, reviewer, zinder):
    parent = make_agency("OIM")
    antenne = make_agency("OIM", parent=parent, territory=zinder)
    client, url = client_of(reviewer), f"/structures/{parent.pk}/modifier/"
    place = {"territory": make_territory("Agadez").pk}
    assert errors_of(client.post(url, SHEET | place | {"parent": parent.pk})) == {
        "parent": ["Une structure n’est pas sa propre antenne."]
    }
    assert errors_of(client.post(url, SHEET | place | {"parent": antenne.pk})) == {
        "parent": ["Sélectionnez un choix valide. Ce choix ne fait pas partie de ceux disponibles."]
    }
    other = make_agency("HCR")
    assert errors_of(client.post(url, SHEET | place | {"parent": other.pk})) == {
        "parent": [
            "Cette structure a elle-même des antennes\u00a0: elle ne peut pas en devenir une."
        ]
    }
    parent.refresh_from_db()
    assert parent.parent is None


def test_an_antenne_has_a_territory_and_is_no_collective(client_of, reviewer):
    parent = make_agency("OIM")
    sheet = SHEET | {"parent": parent.pk, "is_collective": "on"}
    answer = client_of(reviewer).post("/structures/nouvelle/", sheet)
    assert errors_of(answer) == {
        "territory": ["Une antenne a un territoire\u00a0: choisissez-le."],
        "is_collective": ["Un ensemble n’est pas une antenne."],
    }


@pytest.mark.parametrize(
    ("acronym", "typed", "aliases"),
    [
        ("IOM", "", "OIM"),
        ("IOM", "Migrations", "Migrations\nOIM"),
        ("IOM", "o.i.m.", "o.i.m."),
        ("O.I.M.", "", ""),
        ("OIM", "", ""),
    ],
)
def test_the_former_acronym_of_a_renamed_structure_goes_on_meaning_it(
    client_of, reviewer, agency, acronym, typed, aliases
):
    sheet = SHEET | {"acronym": acronym, "aliases": typed}
    answer = client_of(reviewer).post(f"/structures/{agency.pk}/modifier/", sheet)
    assert answer.status_code == 302
    agency.refresh_from_db()
    assert (agency.acronym, agency.aliases) == (acronym, aliases)


def test_a_former_acronym_that_means_another_is_left_to_it(client_of, reviewer, agency):
    make_agency("Autre", aliases="oim")
    client_of(reviewer).post(f"/structures/{agency.pk}/modifier/", SHEET | {"acronym": "IOM"})
    agency.refresh_from_db()
    assert (agency.acronym, agency.aliases) == ("IOM", "")
