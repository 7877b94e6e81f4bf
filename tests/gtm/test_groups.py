"""Groups on screen: their writers, their letterhead, a new one from its territory."""

from datetime import date

import pytest
from django.forms.models import model_to_dict
from django.utils import timezone

from gtm.models import Letterhead, WorkingGroup
from tests.factories import make_group, make_membership, make_territory, make_user
from tests.gtm.reading import errors_of, text_of

pytestmark = pytest.mark.django_db
GROUP = {
    "name": "GTM/Damagaram",
    "slug": "gtm-d",
    "responsible_heading": "Responsable",
    "meetings_per_year": "6",
    "has_signatures": "on",
    "is_active": "on",
    "level": "central",
    "letterhead-style": "administrative",
    "letterhead-country": "NIGER",
    "letterhead-ministry": "Nouveau ministère",
    "letterhead-lines": "L1\r\nL2",
    "letterhead-group": "999",
}


@pytest.fixture
def zinder():
    return make_territory("Zinder", parent=make_territory("Niger", "country"))


def test_groups_show_who_writes_their_minutes_today(client_of, partner, group):
    make_membership(make_user("Amina"), "secretary", group=group)
    make_membership(make_user("Ancien"), "secretary", group=group, until=date(2021, 1, 1))
    shown = text_of(client_of(partner).get("/groupes/"))
    assert "GTM/Zinder Rapporteur : Amina région" in shown
    assert "Ancien" not in shown


def test_the_letterhead_of_a_group_is_shown_as_it_prints(client_of, partner, group):
    Letterhead.objects.filter(group=group).update(
        style="administrative", ministry="Ministère de l’Intérieur", lines="A\nB", place="Zinder"
    )
    shown = text_of(client_of(partner).get(group.get_absolute_url()))
    assert (
        "RÉPUBLIQUE DU NIGER Fraternité – Travail – Progrès Ministère de l’Intérieur A B Zinder, le"
        in shown
    )


def test_a_departmental_group_is_made_from_its_department_alone(client_of, administrator, zinder):
    regional = make_group("GTM/Zinder", zinder)
    Letterhead.objects.filter(group=regional).update(
        style="administrative", ministry="MI/D", lines="Région de Zinder", motto="Devise"
    )
    goure = make_territory("Gouré", "department", parent=zinder)
    answer = client_of(administrator).post(
        "/groupes/nouveau/", {"territory": goure.pk, "body": "GTM", "name": "autre", "slug": "x"}
    )
    made = WorkingGroup.objects.exclude(pk=regional.pk).get()
    assert answer["Location"] == made.get_absolute_url()
    assert (made.name, made.slug, made.level) == ("GTM/Gouré", "gtm-goure", "departmental")
    assert made.created_on == timezone.localdate()
    assert model_to_dict(made.letterhead, exclude=["id", "group"]) == {
        "style": "administrative",
        "country": "RÉPUBLIQUE DU NIGER",
        "motto": "Devise",
        "ministry": "MI/D",
        "lines": "Région de Zinder\nDépartement de Gouré",
        "place": "Gouré",
    }
    regional.letterhead.refresh_from_db()
    assert regional.letterhead.lines == "Région de Zinder"


@pytest.mark.parametrize(
    ("name", "kind", "body", "made"),
    [
        ("Agadez", "region", "CRCM", ("CRCM/Agadez", "regional", "Région d’Agadez", "Agadez")),
        ("Niger", "country", "CCM", ("CCM", "central", "", "Niger")),
        (
            "Ville de Tahoua",
            "city",
            "GTM",
            ("GTM/Ville de Tahoua", "departmental", "Région de Tahoua\nVille de Tahoua", "Tahoua"),
        ),
        (
            "Tahoua",
            "department",
            "GTM",
            (
                "GTM/Département de Tahoua",
                "departmental",
                "Région de Tahoua\nDépartement de Tahoua",
                "Tahoua",
            ),
        ),
    ],
)
def test_name_level_and_letterhead_follow_from_the_territory(
    client_of, administrator, name, kind, body, made
):
    parent = make_territory("Tahoua") if kind in ("city", "department") else None
    territory = make_territory(name, kind, parent=parent)
    client_of(administrator).post("/groupes/nouveau/", {"territory": territory.pk, "body": body})
    group = WorkingGroup.objects.get()
    head = group.letterhead
    assert (group.name, group.level, head.lines, head.place) == made


def test_a_group_that_exists_is_not_made_again(client_of, administrator, group):
    data = {"territory": group.territory_id, "body": "GTM"}
    answer = client_of(administrator).post("/groupes/nouveau/", data)
    assert errors_of(answer) == {"territory": ["Ce groupe existe déjà\u00a0: GTM/Zinder."]}
    assert WorkingGroup.objects.count() == 1


def test_a_group_whose_name_is_taken_is_not_made(client_of, administrator, group):
    namesake = make_territory("Zinder", "city")
    answer = client_of(administrator).post(
        "/groupes/nouveau/", {"territory": namesake.pk, "body": "GTM"}
    )
    assert errors_of(answer) == {"territory": ["Un autre groupe porte déjà le nom GTM/Zinder."]}


def test_a_group_and_its_letterhead_are_edited_in_one_page(client_of, administrator, group):
    answer = client_of(administrator).post(f"/groupes/{group.pk}/modifier/", GROUP)
    assert answer["Location"] == group.get_absolute_url()
    group = WorkingGroup.objects.get()
    assert (group.name, group.slug, group.level) == ("GTM/Damagaram", "gtm-d", "regional")
    assert (group.has_signatures, group.punctuates_lists) == (True, False)
    assert (group.letterhead.ministry, group.letterhead.lines) == ("Nouveau ministère", "L1\nL2")


def test_half_a_group_page_that_is_wrong_saves_neither_half(
    client_of, administrator, group, other_group
):
    url = f"/groupes/{group.pk}/modifier/"
    answer = client_of(administrator).post(
        url, GROUP | {"slug": "gtm-agadez", "letterhead-country": ""}
    )
    assert errors_of(answer) == {"slug": ["Un autre groupe a déjà ce nom dans les fichiers."]}
    assert errors_of(answer, "letterhead_form") == {"country": ["Donnez le nom du pays."]}
    assert 'value="GTM/Damagaram"' in answer.content.decode()
    group.refresh_from_db()
    assert (group.name, group.letterhead.ministry) == ("GTM/Zinder", "")


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Donnez le nombre de réunions attendues par an."),
        ("0", "Une réunion par an au moins."),
        ("53", "52 réunions par an au plus."),
        ("souvent", "Écrivez un nombre de 1 à 52."),
    ],
)
def test_the_rhythm_of_a_group_is_a_number_of_meetings_a_year(
    client_of, administrator, group, typed, told
):
    address = f"/groupes/{group.pk}/modifier/"
    client = client_of(administrator)
    refused = client.post(address, GROUP | {"meetings_per_year": typed})
    assert refused.context["form"].errors == {"meetings_per_year": [told]}
    client.post(address, GROUP | {"meetings_per_year": "12"})
    assert WorkingGroup.objects.get().meetings_per_year == 12


def test_a_second_group_of_one_name_has_a_file_name_of_its_own(client_of, administrator):
    """There are two Tibiri; the first group was renamed, and keeps the name of its files."""
    client = client_of(administrator)
    for number in range(3):
        place = make_territory("Tibiri", "department", parent=make_territory(f"Région {number}"))
        answer = client.post("/groupes/nouveau/", {"territory": place.pk, "body": "GTM"})
        assert answer.status_code == 302
        WorkingGroup.objects.filter(territory=place).update(name=f"GTM/Tibiri {number}")
    slugs = WorkingGroup.objects.order_by("pk").values_list("slug", flat=True)
    assert list(slugs) == ["gtm-tibiri", "gtm-tibiri-2", "gtm-tibiri-3"]


def test_a_group_that_another_has_replaced_is_not_made_active_again(
    client_of, administrator, group
):
    former = make_group("GTM/Ancien", group.territory, is_active=False)
    answer = client_of(administrator).post(f"/groupes/{former.pk}/modifier/", GROUP)
    assert errors_of(answer) == {
        "is_active": ["Cette instance a déjà un groupe actif dans ce territoire."]
    }
    former.refresh_from_db()
    assert (former.is_active, former.name) == (False, "GTM/Ancien")


def test_a_group_names_only_secretaries_whose_account_opens(client_of, administrator, group):
    writer = make_membership(make_user("Amina"), "secretary", group=group).user
    client = client_of(administrator)
    assert "Rapporteurs Amina" in text_of(client.get(group.get_absolute_url()))
    assert "Le compte de Amina est désactivé" in text_of(
        client.post(f"/comptes/{writer.pk}/desactiver/", follow=True)
    )
    pages = [text_of(client.get(path)) for path in (group.get_absolute_url(), "/groupes/")]
    assert ["Amina" in page for page in pages] == [False, False]
    assert "Rapporteurs aucun rapporteur en activité Inviter un rapporteur" in pages[0]
    assert "Aucun rapporteur en activité · Inviter un rapporteur pour GTM/Zinder" in pages[1]


def test_a_group_without_secretary_leads_to_the_invitation_of_one(
    client_of, administrator, partner, group
):
    address = f"/comptes/inviter/?groupe={group.pk}"
    page = client_of(administrator).get(group.get_absolute_url()).content.decode()
    assert f'href="{address}"' in page
    assert "Inviter" not in client_of(partner).get(group.get_absolute_url()).content.decode()
    form = client_of(administrator).get(address).context["form"]
    assert (form["role"].value(), form["group"].value()) == ("secretary", str(group.pk))
    for typed in ("abc", "99999999999999999999", "", "%00", "-1"):
        answer = client_of(administrator).get(f"/comptes/inviter/?groupe={typed}")
        assert answer.status_code == 200
