"""The journal: written at each act, in French, never altered, readable by those who give roles."""

import re
from datetime import UTC, date, datetime

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.test import Client

from gtm import journal
from gtm.directory.agency_forms import AgencyForm
from gtm.directory.group_forms import GroupForm, LetterheadForm
from gtm.directory.territory_forms import TerritoryForm
from gtm.models import Agency, JournalEntry, Letterhead, Territory, User, WorkingGroup
from tests.factories import PASSWORD, make_agency, make_invitation, make_territory
from tests.gtm.reading import text_of

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 1, 17, 9, 30, tzinfo=UTC)


def written():
    """Oldest first: who, kind, object, act."""
    rows = JournalEntry.objects.order_by("pk").select_related("actor")
    return [(row.actor and row.actor.name, row.kind, row.object_label, row.action) for row in rows]


def last():
    return JournalEntry.objects.order_by("-pk").first()


def test_a_structure_changed_tells_field_before_and_after(client_of, reviewer, agency):
    client = client_of(reviewer)
    typed = {"acronym": "OIM", "name": "Organisation", "category": "Nations Unies"}
    typed |= {"is_active": "on", "answers_by_link": "on"}
    client.post(f"/structures/{agency.pk}/modifier/", typed)
    assert written() == [("Rakia", "agency", "OIM", "modification")]
    assert last().changes == [["nom complet", "Nom de OIM", "Organisation"]]
    client.post(f"/structures/{agency.pk}/modifier/", typed)
    assert len(written()) == 1  # nothing changed, nothing is told


def test_what_is_refused_is_not_told(client_of, reviewer, agency):
    client_of(reviewer).post(f"/structures/{agency.pk}/modifier/", {"acronym": ""})
    assert written() == []


def test_structures_groups_letterheads_and_territories_are_told(client_of, administrator, agency):
    client, department = (
        client_of(administrator),
        make_territory("Gouré", "department", make_territory()),
    )
    client.post("/structures/nouvelle/", {"acronym": "PAM", "name": "P", "category": "ONU"})
    client.post("/groupes/nouveau/", {"territory": department.pk, "body": "GTM"})
    group = WorkingGroup.objects.get()
    head = {"letterhead-style": "administrative", "letterhead-country": "NIGER"}
    typed = {"name": "GTM/Gouré", "slug": "gtm-goure", "responsible_heading": "Qui"}
    typed |= {"meetings_per_year": "12"}
    client.post(f"/groupes/{group.pk}/modifier/", typed | head)
    client.post(f"/territoires/{department.pk}/modifier/", {"name": "Gouré", "variants": "Goure"})
    assert written() == [
        ("Ali", "agency", "PAM", "création"),
        ("Ali", "group", "GTM/Gouré", "création"),
        ("Ali", "letterhead", "En-tête de GTM/Gouré", "création"),
        ("Ali", "group", "GTM/Gouré", "modification"),
        ("Ali", "letterhead", "En-tête de GTM/Gouré", "modification"),
        ("Ali", "territory", "Gouré", "modification"),
    ]
    assert ["en-tête", "simple (titre seul, comme à Zinder)"] in [
        change[:2] for entry in JournalEntry.objects.all() for change in entry.changes
    ]


def test_accounts_roles_and_invitations_are_told(client_of, administrator, secretary, group):
    client, membership = client_of(administrator), secretary.memberships.get()
    sheet = f"/comptes/{secretary.pk}/"
    client.post(f"{sheet}desactiver/")
    client.post(f"{sheet}reactiver/")
    client.post(f"{sheet}roles/{membership.pk}/terminer/", {"until": "2021-01-01"})
    client.post(f"{sheet}roles/ajouter/", {"role": "deputy", "since": "2021-01-02"})
    Authenticator.objects.create(user=secretary, type="totp", data={})
    client.post(f"{sheet}second-facteur/reinitialiser/")
    client.post("/comptes/inviter/", {"email": "n@example.org", "role": "reviewer"})
    invitation, _ = make_invitation(administrator, email="m@example.org", group=group)
    client.post(f"/comptes/invitations/{invitation.pk}/retirer/")
    role = "Amina – rapporteur d’un groupe : GTM/Zinder"
    assert written() == [
        ("Ali", "account", "Amina", "désactivation"),
        ("Ali", "account", "Amina", "réactivation"),
        ("Ali", "role", role, "fin du rôle"),
        ("Ali", "role", "Amina – validateur suppléant", "création"),
        ("Ali", "account", "Amina", "second facteur réinitialisé"),
        ("Ali", "invitation", "n@example.org – SP/CCM", "invitation envoyée"),
        (
            *("Ali", "invitation"),
            "m@example.org – rapporteur d’un groupe : GTM/Zinder",
            "invitation retirée",
        ),
    ]
    ended = JournalEntry.objects.get(action="fin du rôle")
    assert ended.changes == [["jusqu’au (inclus)", "", "1er\xa0janvier\xa02021"]]


def test_an_acceptance_tells_account_and_role_without_a_password(administrator):
    _, token = make_invitation(administrator, role="deputy", email="n@example.org")
    typed = {"name": "Nafissa", "password1": PASSWORD, "password2": PASSWORD}
    Client().post(f"/invitation/{token}/", typed)
    assert written() == [
        ("Nafissa", "account", "Nafissa", "création"),
        (
            "Nafissa",
            "role",
            "Nafissa – validateur suppléant",
            "rôle accepté, sur invitation de Ali",
        ),
    ]
    told = str(list(JournalEntry.objects.values()))
    assert [secret in told for secret in (PASSWORD, token, "md5$")] == [False] * 3


def test_passwords_are_told_as_changed_and_never_shown(secretary):
    client, new = Client(), "tout autre mot secret"
    client.post("/connexion/", {"login": secretary.email, "password": PASSWORD})
    typed = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    client.post("/compte/mot-de-passe/", typed)
    assert written() == [("Amina", "account", "Amina", "mot de passe changé")]
    assert last().changes == []


def test_every_field_of_the_forms_is_told_and_no_secret():
    forms = {Agency: [AgencyForm], WorkingGroup: [GroupForm], Letterhead: [LetterheadForm]}
    forms |= {Territory: [TerritoryForm]}
    for model, classes in forms.items():
        edited = {name for form in classes for name in form._meta.fields}
        assert edited - set(journal.OBJECTS[model][1]) == set()
    told = {name for _, names in journal.OBJECTS.values() for name in names}
    assert told & {"password", "token_hash", "token_sha256", "last_login"} == set()
    assert journal.OBJECTS[User][1] == ["name", "email", "function", "phone", "is_active"]


def test_the_actor_of_a_line_is_not_deleted_with_it(agency, administrator):
    journal.record(administrator, NOW, "essai", agency)
    with pytest.raises(Exception, match="protected"):
        User.objects.all().delete()


@pytest.mark.parametrize(
    ("person", "status"),
    [("administrator", 200), ("reviewer", 200), ("secretary", 403), ("partner", 403)],
)
def test_who_reads_it(request, client_of, person, status):
    assert client_of(request.getfixturevalue(person)).get("/journal/").status_code == status


def test_it_is_narrowed_by_kind_person_and_period(
    client_of, administrator, reviewer, agency, group
):
    days = [date(2022, 1, day) for day in (1, 2, 3)]
    acts = zip((administrator, reviewer, None), (agency, group, agency), days, strict=True)
    for actor, changed, day in acts:
        at = datetime(day.year, day.month, day.day, 22, 59, tzinfo=UTC)  # 23h59 in Niamey
        journal.record(actor, at, f"acte du {day.day}", changed)
    client = client_of(administrator)

    def found(query):
        return re.findall(r"acte du (\d)", text_of(client.get(f"/journal/?{query}")))

    assert found("") == ["3", "2", "1"]
    assert found("kind=agency") == ["3", "1"]
    assert found("q=rakia") == ["2"]
    assert found("q=OIM") == ["3", "1"]
    assert found("since=2022-01-02") == ["3", "2"]
    assert found("until=2022-01-02") == ["2", "1"]
    assert found("since=2022-01-02&until=2022-01-02") == ["2"]
    assert found("since=x&kind=roi") == ["3", "2", "1"]


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_for_one_line_and_for_three(
    client_of, django_assert_num_queries, administrator, agency, count
):
    for number in range(count):
        journal.record(administrator, NOW, f"acte {number}", agency)
    client = client_of(administrator)
    with django_assert_num_queries(5):
        client.get("/journal/")


def test_what_a_name_holds_is_escaped(client_of, administrator):
    agency = make_agency("<script>alert(1)</script>")
    journal.record_changes(administrator, NOW, agency, {})
    page = client_of(administrator).get("/journal/").content.decode()
    assert "<script>alert" not in page


def test_the_demonstration_tells_its_accounts(settings, capsys):
    settings.DEMO = True
    call_command("load_reference")
    call_command("load_demo")
    told = [row for row in written() if row[1] in ("account", "role")]
    assert (len(told), {row[0] for row in told}) == (14, {None})


@pytest.mark.parametrize("name", ["since", "until"])
@pytest.mark.parametrize("typed", ["0001-01-01", "01/01/0001", "1989-12-31", "9999-12-31"])
def test_a_day_that_no_time_zone_knows_is_an_error_of_its_field(
    client_of, administrator, name, typed
):
    answer = client_of(administrator).get(f"/journal/?{name}={typed}")
    assert answer.status_code == 200
    assert {name: list(errors) for name, errors in answer.context["form"].errors.items()} == {
        name: ["Écrivez une date de 1990 à 2199."]
    }
    assert '<details class="disclosure" open>' in answer.content.decode()


def test_line_ends_of_a_browser_are_no_change(client_of, reviewer, agency):
    Agency.objects.filter(pk=agency.pk).update(remark="une\ndeux")
    typed = {"acronym": "OIM", "name": agency.name, "category": agency.category}
    typed |= {"remark": "une\r\ndeux", "is_active": "on", "answers_by_link": "on"}
    answer = client_of(reviewer).post(f"/structures/{agency.pk}/modifier/", typed)
    assert answer.status_code == 302
    assert written() == []
