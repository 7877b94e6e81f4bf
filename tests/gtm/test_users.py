"""Accounts: list, sheet, roles given and ended, closing that ends open sessions at once."""

from datetime import date, timedelta
from importlib import import_module

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.test import Client
from django.utils import timezone

from gtm.models import Membership, User
from tests.factories import (
    PASSWORD,
    make_agency,
    make_group,
    make_meeting,
    make_membership,
    make_user,
)
from tests.gtm.reading import errors_of, text_of, titles

pytestmark = pytest.mark.django_db
JSON = {"accept": "application/json"}


def signed_in(user):
    """Through the form: so allauth knows of the session."""
    client = Client()
    answer = client.post("/connexion/", {"login": user.email, "password": PASSWORD})
    assert answer["Location"] == "/"
    return client


def test_a_disabled_account_is_signed_out_at_its_next_request(client_of, administrator, secretary):
    open_page = signed_in(secretary)
    assert open_page.get("/reunions/").status_code == 200
    answer = client_of(administrator).post(f"/comptes/{secretary.pk}/desactiver/")
    assert answer["Location"] == f"/comptes/{secretary.pk}/"
    assert open_page.get("/reunions/")["Location"] == "/connexion/?next=/reunions/"
    told = open_page.get("/reunions/", headers=JSON)
    assert (told.status_code, told.json()) == (401, {"app": "gtm"})
    assert UserSession.objects.filter(user=secretary).count() == 0


def test_a_script_of_a_session_that_is_open_elsewhere_is_told_401(
    client_of, administrator, secretary
):
    unknown_to_allauth = client_of(secretary)
    client_of(administrator).post(f"/comptes/{secretary.pk}/desactiver/")
    assert unknown_to_allauth.get("/", headers=JSON).status_code == 401


def test_a_reopened_account_does_not_revive_its_sessions(client_of, administrator, secretary):
    old, client = signed_in(secretary), client_of(administrator)
    client.post(f"/comptes/{secretary.pk}/desactiver/")
    client.post(f"/comptes/{secretary.pk}/reactiver/")
    secretary.refresh_from_db()
    assert secretary.is_active
    assert old.get("/reunions/").status_code == 302
    assert signed_in(secretary).get("/reunions/").status_code == 200


def test_rights_end_with_the_role_and_the_account_stays(client_of, administrator, secretary, group):
    meeting = make_meeting(group, secretary)
    open_page, membership = signed_in(secretary), secretary.memberships.get()
    assert open_page.get(meeting.get_absolute_url()).status_code == 200
    end = f"/comptes/{secretary.pk}/roles/{membership.pk}/terminer/"
    yesterday = timezone.localdate() - timedelta(days=1)
    client_of(administrator).post(end, {"until": yesterday.isoformat()})
    assert open_page.get(meeting.get_absolute_url()).status_code == 404
    assert User.objects.get(pk=secretary.pk).is_active


def test_a_role_does_not_end_before_it_begins(client_of, administrator, secretary):
    membership = secretary.memberships.get()
    end = f"/comptes/{secretary.pk}/roles/{membership.pk}/terminer/"
    answer = client_of(administrator).post(end, {"until": "2019-12-31"})
    assert errors_of(answer) == {"until": ["Ce jour précède le début du rôle."]}
    assert 'value="2019-12-31"' in answer.content.decode()
    assert secretary.memberships.get().until is None


def test_a_role_is_added_from_a_day_on(client_of, reviewer, partner, group):
    add = f"/comptes/{partner.pk}/roles/ajouter/"
    asked = {"role": "secretary", "group": group.pk, "since": "2030-01-01"}
    client = client_of(reviewer)
    assert client.post(add, asked)["Location"] == f"/comptes/{partner.pk}/"
    membership = partner.memberships.get(role="secretary")
    assert (membership.group, membership.since) == (group, date(2030, 1, 1))
    twice = client.post(add, asked)
    assert errors_of(twice) == {"role": ["Cette personne a déjà ce rôle."]}


def test_sp_ccm_names_nobody_who_publishes(client_of, reviewer, secretary):
    add = f"/comptes/{secretary.pk}/roles/ajouter/"
    for role in ("reviewer", "deputy", "administrator"):
        answer = client_of(reviewer).post(add, {"role": role, "since": "2020-01-01"})
        assert list(errors_of(answer)) == ["role"]
    assert [m.role for m in secretary.memberships.all()] == ["secretary"]


@pytest.mark.parametrize("role", ["secretary", "partner", "reviewer", "deputy", "administrator"])
def test_sp_ccm_disables_nobody_and_demotes_those_only_whom_it_names(
    client_of, reviewer, group, agency, role
):
    where = {"secretary": {"group": group}, "partner": {"agency": agency}}.get(role, {})
    membership = make_membership(make_user("Ali"), role, **where)
    address = f"/comptes/{membership.user.pk}/"
    client = client_of(reviewer)
    answers = [
        client.post(f"{address}desactiver/").status_code,
        client.post(f"{address}reactiver/").status_code,
        client.post(f"{address}second-facteur/reinitialiser/").status_code,
        client.post(
            f"{address}roles/{membership.pk}/terminer/", {"until": "2021-01-01"}
        ).status_code,
    ]
    assert answers == [403, 403, 403, 302 if where else 403]
    membership.refresh_from_db()
    is_active = User.objects.get(pk=membership.user.pk).is_active
    assert (membership.until is None, is_active) == (not where, True)


def test_nobody_changes_his_own_roles_or_closes_himself(client_of, administrator, group):
    client, address = client_of(administrator), f"/comptes/{administrator.pk}/"
    membership = administrator.memberships.get()
    asked = {"role": "secretary", "group": group.pk, "since": "2020-01-01", "until": "2021-01-01"}
    verbs = ["desactiver", f"roles/{membership.pk}/terminer", "roles/ajouter"]
    verbs += ["second-facteur/reinitialiser"]
    assert [client.post(f"{address}{verb}/", asked).status_code for verb in verbs] == [403] * 4
    assert list(Membership.objects.values_list("pk", "until")) == [(membership.pk, None)]


def test_the_last_administrator_without_an_end_is_not_ended(client_of, administrator):
    """The one who asks has a last day noted already."""
    administrator.memberships.update(until=timezone.localdate())
    other = make_membership(make_user(), "administrator")
    address = f"/comptes/{other.user.pk}/"
    client = client_of(administrator)
    for verb in ("desactiver", f"roles/{other.pk}/terminer"):
        answer = client.post(f"{address}{verb}/", {"until": "2022-01-01"}, follow=True)
        assert "Il ne resterait aucun administrateur" in text_of(answer)
    assert list(User.objects.administrators()) == [other.user]


def test_the_role_of_somebody_else_is_not_ended_through_another_account(
    client_of, administrator, secretary, partner
):
    foreign = partner.memberships.get()
    address = f"/comptes/{secretary.pk}/roles/{foreign.pk}/terminer/"
    assert client_of(administrator).post(address, {"until": "2021-01-01"}).status_code == 404
    assert partner.memberships.get().until is None


def test_a_lost_telephone_is_replaced_by_an_administrator(client_of, administrator, reviewer):
    Authenticator.objects.create(user=reviewer, type="totp", data={"secret": "x"})
    open_page = client_of(reviewer)
    client_of(administrator).post(f"/comptes/{reviewer.pk}/second-facteur/reinitialiser/")
    assert Authenticator.objects.filter(user=reviewer).count() == 0
    assert "Second facteur non activé" in text_of(
        client_of(administrator).get(f"/comptes/{reviewer.pk}/")
    )
    assert open_page.get("/").status_code == 200


def test_the_list_is_searched_and_narrowed(client_of, administrator, secretary, partner):
    make_user("Zara", is_active=False)
    client = client_of(administrator)
    found = {
        query: titles(client.get(f"/comptes/?{query}"))
        for query in ("", "q=ami+example", "role=partner", "role=none", "state=disabled", "q=%00")
    }
    assert found == {
        "": ["Ali", "Amina", "Paul", "Zara"],
        "q=ami+example": ["Amina"],
        "role=partner": ["Paul"],
        "role=none": ["Zara"],
        "state=disabled": ["Zara"],
        "q=%00": ["Ali", "Amina", "Paul", "Zara"],
    }


def test_the_list_has_pages_of_25(client_of, administrator):
    for number in range(26):
        make_user(f"Compte {number:02}")
    first, second = (client_of(administrator).get(f"/comptes/?page={page}") for page in (1, 2))
    assert (len(titles(first)), titles(second)) == (25, ["Compte 24", "Compte 25"])


@pytest.mark.parametrize("count", [1, 3])
def test_list_and_sheet_cost_the_same_for_one_and_for_three(
    client_of, django_assert_num_queries, administrator, count
):
    region = make_agency("OIM")
    for number in range(count):
        user = make_user(f"U{number}")
        make_membership(user, "secretary", group=make_group(f"GTM/{number}"))
        for each in range(count):
            make_membership(user, "partner", agency=make_agency(f"A{number}{each}"))
            make_membership(user, "partner", agency=region, until=date(2021, 1, 1 + each))
    client = client_of(administrator)
    with django_assert_num_queries(7):
        client.get("/comptes/")
    with django_assert_num_queries(8):
        client.get(f"/comptes/{user.pk}/")


def test_my_account_tells_my_roles_and_since_when(client_of, secretary):
    shown = text_of(client_of(secretary).get("/compte/"))
    assert "Rapporteur d’un groupe : GTM/Zinder depuis le 1er janvier 2020" in shown.replace(
        "1 er", "1er"
    ).replace("\xa0", " ")


@pytest.mark.parametrize("count", [1, 3])
def test_my_account_costs_the_same_for_one_and_for_three(
    client_of, django_assert_num_queries, outsider, count
):
    for number in range(count):
        make_membership(outsider, "partner", agency=make_agency(f"A{number}"))
        signed_in(outsider)
    client = client_of(outsider)
    with django_assert_num_queries(7):
        client.get("/compte/")


def test_accounts_from_before_get_the_row_of_their_address(secretary, partner):
    EmailAddress.objects.filter(user=secretary).delete()
    kept = EmailAddress.objects.get(user=partner).pk
    import_module("gtm.migrations.0003_accounts").give_addresses(apps, None)
    rows = EmailAddress.objects.order_by("email").values_list("email", "verified", "primary")
    assert list(rows) == [(user.email, True, True) for user in (secretary, partner)]
    assert EmailAddress.objects.get(user=partner).pk == kept


def test_my_name_is_changed_and_nobody_elses(client_of, secretary, partner):
    client = client_of(secretary)
    assert client.post("/compte/nom/", {"name": ""}).status_code == 200
    client.post("/compte/nom/", {"name": "Amina Sani", "email": "x@example.org", "pk": partner.pk})
    secretary.refresh_from_db()
    assert secretary.name == "Amina Sani"
    assert User.objects.filter(email="x@example.org").count() == 0
    assert User.objects.get(pk=partner.pk).name == "Paul"


def test_who_disables_the_only_secretary_is_told_which_group_has_none_left(
    client_of, administrator, secretary, other_secretary, group, other_group
):
    make_membership(make_user("Bako"), "secretary", group=other_group)
    make_membership(secretary, "secretary", group=other_group)
    page = text_of(client_of(administrator).get(f"/comptes/{secretary.pk}/desactiver/"))
    assert "Le GTM/Zinder n’aura plus de rapporteur." in page
    assert "Le GTM/Agadez n’aura plus" not in page
    secretary.refresh_from_db()
    assert secretary.is_active


def test_who_ends_the_role_of_the_only_secretary_is_told_so(
    client_of, administrator, secretary, group
):
    closed = make_user("Bako", is_active=False)
    make_membership(closed, "secretary", group=group)
    role = secretary.memberships.get()
    page = client_of(administrator).get(f"/comptes/{secretary.pk}/roles/{role.pk}/terminer/")
    assert "Le GTM/Zinder n’aura plus de rapporteur." in text_of(page)
    make_membership(make_user("Halima"), "secretary", group=group)
    page = client_of(administrator).get(f"/comptes/{secretary.pk}/roles/{role.pk}/terminer/")
    assert "n’aura plus de rapporteur" not in text_of(page)
