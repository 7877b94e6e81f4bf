"""Invitations: who may send which, what the link opens, and that it opens once."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client
from django.utils import timezone

from gtm import outbox
from gtm.models import Invitation, JournalEntry, Mail, Membership, User
from gtm.people import invitations
from gtm.people.forms import InvitationForm
from gtm.people.roles import OPENS
from tests.factories import PASSWORD, make_agency, make_invitation, make_membership, make_user
from tests.gtm.reading import errors_of, text_of

pytestmark = pytest.mark.django_db
NEW = "nouveau mot de passe"
TYPED = {"name": "Nafissa Issa", "password1": NEW, "password2": NEW}


def link_sent():
    """The address in the last mail, without its host."""
    mail.outbox.clear()
    outbox.send(timezone.now)
    found = re.findall(rf"{settings.SITE_URL}(/invitation/\S+)", mail.outbox[-1].body)
    assert len(found) == 1
    return found[0]


def held(user):
    return [(m.role, m.group, m.agency, m.until) for m in user.memberships.order_by("pk")]


@pytest.mark.parametrize(
    ("person", "roles"),
    [
        ("administrator", ["secretary", "reviewer", "deputy", "partner", "administrator"]),
        ("reviewer", ["secretary", "partner"]),
    ],
)
def test_the_roles_that_one_may_give(request, client_of, group, agency, person, roles):
    giver = request.getfixturevalue(person)
    form = client_of(giver).get("/comptes/inviter/").context["form"]
    assert [value for value, _ in form.fields["role"].choices if value] == roles
    for role in Membership.Role.values:
        asked = {"email": f"{role}@example.org", "role": role, "group": group.pk}
        client_of(giver).post("/comptes/inviter/", asked | {"agency": agency.pk})
    assert sorted(Invitation.objects.values_list("role", flat=True)) == sorted(roles)


@pytest.mark.parametrize("person", ["secretary", "partner", "outsider"])
def test_the_others_invite_nobody(request, client_of, group, person):
    client = client_of(request.getfixturevalue(person))
    asked = {"email": "x@example.org", "role": "secretary", "group": group.pk}
    assert client.post("/comptes/inviter/", asked).status_code == 403
    assert (Invitation.objects.count(), Mail.objects.count()) == (0, 0)


def test_a_newcomer_gets_an_account_with_the_role_and_no_other_address(client_of, reviewer, group):
    asked = {"email": "Nafissa@Example.org", "role": "secretary", "group": group.pk}
    answer = client_of(reviewer).post("/comptes/inviter/", asked)
    assert answer["Location"] == "/comptes/invitations/"
    link, client = link_sent(), Client()
    [sent] = mail.outbox
    assert sent.to == ["nafissa@example.org"]
    assert [line in sent.body for line in OPENS["secretary"]] == [True] * 3
    page = text_of(client.get(link))
    assert "Rakia vous invite en qualité de rapporteur du GTM/Zinder." in page
    assert client.post(link, TYPED)["Location"] == "/"
    user = User.objects.get(email="nafissa@example.org")
    assert client.session["_auth_user_id"] == str(user.pk)
    assert (user.name, user.check_password(NEW)) == ("Nafissa Issa", True)
    assert held(user) == [("secretary", group, None, None)]
    rows = user.emailaddress_set.values_list("email", "verified", "primary")
    assert list(rows) == [("nafissa@example.org", True, True)]


def test_the_link_serves_once(administrator):
    _, token = make_invitation(administrator, role="reviewer")
    assert Client().post(f"/invitation/{token}/", TYPED).status_code == 302
    again = Client().post(f"/invitation/{token}/", TYPED | {"name": "Un autre"})
    assert (again.status_code, Client().get(f"/invitation/{token}/").status_code) == (404, 404)
    assert User.objects.filter(name="Un autre").count() == 0


def test_of_two_at_once_one_succeeds(reviewer):
    invitation, _ = make_invitation(reviewer)
    same = Invitation.objects.get()
    now = timezone.now()
    assert [invitation.claim(now), same.claim(now)] == [True, False]


@pytest.mark.parametrize(
    "change",
    [
        {"expires_at": timezone.now() - timedelta(seconds=1)},
        {"withdrawn_at": timezone.now()},
        {"token_hash": "autre"},
    ],
)
def test_a_dead_link_tells_nothing(reviewer, change):
    _, token = make_invitation(reviewer)
    unknown = Client().get("/invitation/inconnu/")
    Invitation.objects.update(**change)
    dead = Client().get(f"/invitation/{token}/")
    assert (dead.status_code, text_of(dead)) == (404, text_of(unknown))
    assert Client().post(f"/invitation/{token}/", TYPED).status_code == 404
    assert User.objects.filter(name=TYPED["name"]).count() == 0


def test_the_token_is_kept_nowhere(client_of, administrator):
    asked = {"email": "n@example.org", "role": "reviewer"}
    client_of(administrator).post("/comptes/inviter/", asked)
    token = link_sent().split("/")[2]
    rows = [*Invitation.objects.values(), *Mail.objects.values(), *JournalEntry.objects.values()]
    assert [row for row in rows if token in str(row)] == []


def test_sending_again_makes_a_new_link_and_kills_the_old(client_of, reviewer, group):
    asked = {"email": "n@example.org", "role": "secretary", "group": group.pk}
    client = client_of(reviewer)
    client.post("/comptes/inviter/", asked)
    old, invitation = link_sent(), Invitation.objects.get()
    client.post(f"/comptes/invitations/{invitation.pk}/renvoyer/")
    new = link_sent()
    assert [Client().get(link).status_code for link in (old, new)] == [404, 200]


def test_a_withdrawn_invitation_opens_nothing(client_of, reviewer):
    invitation, token = make_invitation(reviewer, role="partner", agency=make_agency("PAM"))
    client_of(reviewer).post(f"/comptes/invitations/{invitation.pk}/retirer/")
    assert Client().get(f"/invitation/{token}/").status_code == 404
    assert "Aucune invitation en attente" in text_of(
        client_of(reviewer).get("/comptes/invitations/")
    )


@pytest.mark.parametrize("verb", ["renvoyer", "retirer"])
def test_sp_ccm_does_not_touch_the_invitation_of_an_administrator(
    client_of, administrator, reviewer, verb
):
    invitation, _ = make_invitation(administrator, role="administrator")
    before = Invitation.objects.values().get()
    answer = client_of(reviewer).post(f"/comptes/invitations/{invitation.pk}/{verb}/")
    assert (answer.status_code, Invitation.objects.values().get()) == (403, before)


def test_who_has_an_account_signs_in_and_adds_the_role(client_of, reviewer, partner, agency, group):
    _, token = make_invitation(reviewer, email=partner.email, group=group)
    link = f"/invitation/{token}/"
    assert f"/connexion/?next={link}" in Client().get(link).content.decode()
    assert Client().post(link, TYPED).status_code == 200
    assert held(partner) == [("partner", None, agency, None)]
    assert client_of(partner).post(link)["Location"] == "/"
    assert held(partner) == [("partner", None, agency, None), ("secretary", group, None, None)]


def test_another_account_does_not_take_the_role(client_of, administrator, secretary, partner):
    _, token = make_invitation(administrator, email=partner.email, role="reviewer")
    before = held(secretary)
    page = client_of(secretary).post(f"/invitation/{token}/")
    assert f"Elle est pour {partner.email}" in text_of(page)
    assert held(secretary) == before
    _, token = make_invitation(administrator, email="personne@example.org", role="reviewer")
    client_of(secretary).post(f"/invitation/{token}/", TYPED)
    assert User.objects.filter(email="personne@example.org").count() == 0


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("court", "Ce mot de passe est trop court. Il doit contenir au minimum 12 caractères."),
        ("password1234", "Ce mot de passe est trop courant."),
    ],
)
def test_a_weak_password_is_refused_and_the_name_kept(reviewer, password, message):
    _, token = make_invitation(reviewer)
    typed = TYPED | {"password1": password, "password2": password}
    answer = Client().post(f"/invitation/{token}/", typed)
    assert errors_of(answer) == {"password1": [message]}
    assert 'value="Nafissa Issa"' in answer.content.decode()
    assert Invitation.objects.waiting().count() == 1


def test_two_different_passwords_are_refused(reviewer):
    _, token = make_invitation(reviewer)
    answer = Client().post(f"/invitation/{token}/", TYPED | {"password2": "un autre mot secret"})
    assert errors_of(answer) == {"password2": ["Les deux mots de passe diffèrent : retapez-les."]}


def test_what_an_invitation_form_refuses(administrator, group, agency):
    make_membership(make_user("Amina", email="amina@example.org"), "secretary", group=group)
    make_user("Parti", email="parti@example.org", is_active=False)
    make_invitation(administrator, email="deux@example.org", group=group)
    asked = {"email": "x@example.org", "role": "secretary", "group": group.pk}
    cases = [
        (asked | {"email": "x"}, "email"),
        (asked | {"email": administrator.email}, "email"),
        (asked | {"email": "parti@example.org"}, "email"),
        (asked | {"email": "amina@example.org"}, "role"),
        (asked | {"email": "deux@example.org"}, "email"),
        (asked | {"group": ""}, "group"),
        (asked | {"role": "partner"}, "agency"),
        (asked | {"role": "roi"}, "role"),
    ]
    today = timezone.localdate()
    forms = [InvitationForm(data, administrator, today) for data, _ in cases]
    assert [list(form.errors) for form in forms] == [[field] for _, field in cases]


def test_what_does_not_go_with_the_role_is_left_out(client_of, administrator, group, agency):
    asked = {"email": "x@example.org", "role": "deputy", "group": group.pk, "agency": agency.pk}
    client_of(administrator).post("/comptes/inviter/", asked)
    invitation = Invitation.objects.get()
    assert (invitation.role, invitation.group, invitation.agency) == ("deputy", None, None)


def test_a_role_that_one_holds_already_is_not_given_twice(client_of, reviewer, secretary, group):
    _, token = make_invitation(reviewer, email=secretary.email, group=group)
    client_of(secretary).post(f"/invitation/{token}/")
    assert held(secretary) == [("secretary", group, None, None)]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_for_three(
    client_of, django_assert_num_queries, administrator, count
):
    for number in range(count):
        agency = make_agency(f"OIM{number}")
        make_invitation(make_user("Ali"), role="partner", agency=agency, email=f"{number}@x.org")
    client = client_of(administrator)
    with django_assert_num_queries(5):
        client.get("/comptes/invitations/")


def test_the_password_typed_serves_to_sign_in(administrator):
    _, token = make_invitation(administrator, role="reviewer", email="n@example.org")
    Client().post(f"/invitation/{token}/", TYPED | {"password1": PASSWORD, "password2": PASSWORD})
    answer = Client().post("/connexion/", {"login": "n@example.org", "password": PASSWORD})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def withdraw(invitation):
    Invitation.objects.filter(pk=invitation.pk).update(withdrawn_at=timezone.now())


def accept(invitation):
    Invitation.objects.filter(pk=invitation.pk).update(accepted_at=timezone.now())


def resend(invitation):
    Invitation.objects.get(pk=invitation.pk).send_again(invitation.invited_by, timezone.now())


@pytest.mark.parametrize("meanwhile", [withdraw, accept, resend])
def test_what_became_of_an_invitation_is_not_undone_by_sending_it_again(reviewer, meanwhile):
    invitation, _ = make_invitation(reviewer)
    meanwhile(invitation)
    after = Invitation.objects.values().get()
    assert invitations.send_again(invitation, reviewer, timezone.now()) is False
    assert (Invitation.objects.values().get(), Mail.objects.count()) == (after, 0)


def test_the_page_tells_that_an_invitation_waits_no_more(client_of, reviewer, monkeypatch):
    """It was withdrawn between the reading of the page and the click."""
    invitation, _ = make_invitation(reviewer)
    found = invitations.manageable_or_404

    def late(request, pk):
        invitation = found(request, pk)
        withdraw(invitation)
        return invitation

    monkeypatch.setattr(invitations, "manageable_or_404", late)
    answer = client_of(reviewer).post(
        f"/comptes/invitations/{invitation.pk}/renvoyer/", follow=True
    )
    assert "Cette invitation vient d’être acceptée, retirée ou renvoyée" in text_of(answer)


def test_who_sends_an_invitation_again_vouches_for_it(client_of, reviewer, administrator):
    invitation, _ = make_invitation(reviewer)
    client_of(administrator).post(f"/comptes/invitations/{invitation.pk}/renvoyer/")
    assert Invitation.objects.get().invited_by == administrator


def close_account(client, sender):
    client.post(f"/comptes/{sender.pk}/desactiver/")


def end_role(client, sender):
    role = sender.memberships.get(role="reviewer")
    today = timezone.localdate().isoformat()
    client.post(f"/comptes/{sender.pk}/roles/{role.pk}/terminer/", {"until": today})


@pytest.mark.parametrize("end", [close_account, end_role])
def test_an_invitation_goes_with_the_account_or_the_role_of_who_sent_it(
    client_of, administrator, reviewer, group, end
):
    make_membership(reviewer, "secretary", group=group)
    sent, token = make_invitation(reviewer)
    others, _ = make_invitation(administrator)
    client = client_of(administrator)
    assert "invitations en attente (1)" in text_of(
        client.get(f"/comptes/{reviewer.pk}/desactiver/")
    )
    end(client, reviewer)
    assert list(Invitation.objects.waiting()) == [others]
    acts = JournalEntry.objects.filter(action="invitation retirée", actor=administrator)
    assert [act.object_id for act in acts] == [sent.pk]
    assert Client().post(f"/invitation/{token}/", TYPED).status_code == 404


def test_the_invitations_that_another_role_of_the_sender_allows_stay(
    client_of, administrator, reviewer
):
    make_membership(reviewer, "administrator")
    sent, _ = make_invitation(reviewer)
    end_role(client_of(administrator), reviewer)
    assert list(Invitation.objects.waiting()) == [sent]


def is_closed(user):
    User.objects.filter(pk=user.pk).update(is_active=False)


def has_lost_the_role(user):
    user.memberships.update(until=timezone.localdate() - timedelta(days=1))


@pytest.mark.parametrize("change", [is_closed, has_lost_the_role])
def test_a_link_opens_nothing_once_its_sender_may_not_give_the_role(reviewer, change):
    """However the rights ended: a role may have its last day noted long before."""
    _, token = make_invitation(reviewer)
    change(reviewer)
    assert Client().post(f"/invitation/{token}/", TYPED).status_code == 404
    assert User.objects.filter(name=TYPED["name"]).count() == 0
