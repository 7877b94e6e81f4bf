"""The reference data: what it holds, and that loading it again leaves people's work alone."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command
from django.forms.models import model_to_dict

from gtm.models import Agency, Letterhead, Territory, WorkingGroup, directory
from gtm.names import fold

pytestmark = pytest.mark.django_db
LOADED = [Territory, Agency, WorkingGroup, Letterhead]


def load():
    out = StringIO()
    call_command("load_reference", stdout=out)
    return out.getvalue()


@pytest.fixture
def loaded():
    return load()


def everything():
    return {
        model.__name__: [model_to_dict(row) for row in model.objects.order_by("pk")]
        for model in LOADED
    }


def labels(**asked):
    return sorted(agency.label for agency in Agency.objects.filter(**asked))


def test_the_administrative_map_is_complete(loaded):
    assert Counter(Territory.objects.values_list("kind", flat=True)) == {
        "country": 1,
        "region": 8,
        "department": 63,
        "city": 4,
    }
    assert Counter(Territory.objects.values_list("parent__name", flat=True)) == {
        None: 1,
        "Niger": 8,
        "Agadez": 6,
        "Diffa": 6,
        "Dosso": 8,
        "Maradi": 9,
        "Tahoua": 13,
        "Tillabéri": 13,
        "Zinder": 11,
        "Niamey": 1,
    }


def test_tahoua_is_a_region_a_department_and_a_town(loaded):
    units = Territory.objects.filter(name__endswith="Tahoua").values_list("pcode", "kind", "name")
    assert list(units) == [
        ("NE005", "region", "Tahoua"),
        ("NE005009", "department", "Tahoua"),
        ("NE005013", "city", "Ville de Tahoua"),
    ]


def test_codes_and_spellings_come_with_a_territory(loaded):
    konni = Territory.objects.get(pcode="NE005003")
    assert (konni.name, konni.former_pcode, konni.variants) == (
        "Birni N’Konni",
        "NER005003",
        "Konni",
    )


def test_a_regional_structure_has_an_antenne_in_each_region(loaded):
    parent = Agency.objects.get(acronym="DRECM-R", parent=None)
    assert [antenne.label for antenne in parent.antennes.order_by("territory")] == [
        f"DRECM-R {region}"
        for region in [
            "Agadez",
            "Diffa",
            "Dosso",
            "Maradi",
            "Tahoua",
            "Tillabéri",
            "Zinder",
            "Niamey",
        ]
    ]


def test_the_antennes_of_real_minutes_are_there(loaded):
    assert labels(parent__acronym="OIM") == ["OIM Agadez", "OIM Tahoua", "OIM Zinder"]
    assert labels(parent__acronym="OXFAM") == ["OXFAM Zinder"]
    assert labels(parent__acronym="Mercy Corps") == ["Mercy Corps Tahoua"]


def test_departmental_structures_are_not_multiplied(loaded):
    assert labels(acronym__in=["Préfecture", "Commune"]) == ["Commune", "Préfecture"]


def test_what_no_minutes_name_is_inactive_with_its_antennes(loaded):
    assert labels(acronym="DRSP", is_active=True) == []
    assert labels(acronym="OMS", is_active=True) == []
    assert len(labels(acronym="DRSP", is_active=False)) == 9


def test_collectives_are_marked(loaded):
    assert labels(is_collective=True) == ["Membres", "ONG", "OSC", "PTF", "Partenaires", "État"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("SPCCM", "SP/CCM"),
        ("SP-CCM", "SP/CCM"),
        ("UNHCR", "HCR"),
        ("DREC-MR", "DRECM-R Zinder"),
        ("DRAT/DC Zinder", "DRAT/DC Zinder"),
        ("WFP", "PAM"),
        ("oim zinder", "OIM Zinder"),
        ("Etat", "État"),
        ("Direction de la migration.", "DM"),
    ],
)
def test_spellings_of_the_real_minutes_are_known_in_zinder(loaded, typed, meant):
    zinder = Territory.objects.get(pcode="NE007")
    known = directory(Agency.objects.named_in(zinder).select_related("territory"))
    assert known[fold(typed)].label == meant


def test_ciaud_canada_stays_free_text(loaded):
    assert fold("CIAUD CANADA") not in directory(Agency.objects.select_related("territory"))


def test_no_name_means_two_structures_nor_stands_twice_in_one(loaded):
    """Antennes share the names of their parent on purpose."""
    keys = Counter(
        fold(name)
        for agency in Agency.objects.filter(parent=None)
        for name in {agency.acronym, agency.name} | set(agency.aliases.splitlines())
        if name != agency.name or fold(name) != fold(agency.acronym)
    )
    assert [key for key, times in keys.items() if times > 1] == []


def test_groups_have_their_letterheads(loaded):
    rows = WorkingGroup.objects.order_by("name").values_list(
        "name", "slug", "level", "territory__name", "letterhead__style", "letterhead__place"
    )
    assert list(rows) == [
        ("GTM/Agadez", "gtm-agadez", "regional", "Agadez", "administrative", "Agadez"),
        ("GTM/Niamey", "gtm-niamey", "central", "Niger", "simple", "Niamey"),
        ("GTM/Tahoua", "gtm-tahoua", "regional", "Tahoua", "simple", "Tahoua"),
        ("GTM/Zinder", "gtm-zinder", "regional", "Zinder", "simple", "Zinder"),
    ]


def test_loading_twice_changes_nothing(loaded):
    before = everything()
    assert load() == (
        "Territoires : 0 ajouté(e)s, 76 déjà là.\n"
        "Structures : 0 ajouté(e)s, 85 déjà là.\n"
        "Antennes : 0 ajouté(e)s, 74 déjà là.\n"
        "Groupes : 0 ajouté(e)s, 4 déjà là.\n"
    )
    assert everything() == before


def test_loading_again_keeps_what_people_edited(loaded):
    Territory.objects.filter(pcode="NE007005").update(name="Kantche", variants="Matamey")
    Agency.objects.filter(acronym="OIM", territory=None).update(acronym="OIM-Niger", aliases="")
    Agency.objects.filter(acronym="HCR").update(name="Agence pour les réfugiés", is_active=False)
    Agency.objects.filter(acronym="SGA", territory__name="Zinder").update(acronym="SG")
    WorkingGroup.objects.filter(slug="gtm-zinder").update(name="GTM régional", slug="gtm-z")
    Letterhead.objects.filter(group__slug="gtm-z").update(ministry="Autre ministère")
    before = everything()
    load()
    assert everything() == before


def test_sp_ccm_is_one_structure_whatever_it_is_called(loaded):
    secretariat = Agency.objects.filter(is_secretariat=True)
    assert labels(is_secretariat=True) == ["SP/CCM"]
    secretariat.update(acronym="SP/CNM", name="Autre secrétariat", aliases="")
    load()
    assert labels(is_secretariat=True) == ["SP/CNM"]
    assert Agency.objects.filter(acronym="SP/CCM").count() == 0


def test_what_is_missing_is_added_without_touching_the_rest(loaded):
    Agency.objects.filter(acronym="OIM", territory__name="Zinder").delete()
    Agency.objects.filter(acronym="OXFAM", territory=None).update(phone="20 00 00 00")
    load()
    assert labels(parent__acronym="OIM") == ["OIM Agadez", "OIM Tahoua", "OIM Zinder"]
    assert Agency.objects.get(acronym="OXFAM", territory=None).phone == "20 00 00 00"
