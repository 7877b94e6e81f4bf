"""« Relancer »: one letter per reader, once a day, with those nobody can write to told."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from actions.chases import chasing
from actions.follow_up import ActionUpdate, Said
from actions.models import ActionItem
from gtm.models import Mail, PersonalLink
from tests.factories import make_action, make_agency, make_membership, make_user
from tests.forms import Page

pytestmark = pytest.mark.django_db
NIAMEY = ZoneInfo("Africa/Niamey")
CHASE = "/actions/relancer/"


@pytest.fixture(autouse=True)
def _mid_june(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2022, 6, 15, 12, tzinfo=NIAMEY))


@pytest.fixture
def pam(db):
    return make_agency("PAM", email="pam@example.org")


def ticked(*actions, **more):
    return {"action": [action.pk for action in actions], "retour": "etat=tout", **more}


def preview(client, *actions, **more):
    return client.post(CHASE, ticked(*actions, do="chase", **more))


def sent(client, *actions, follow=True, retour="etat=tout", **typed):
    """What the page shows is sent as a browser sends it, some of it typed anew."""
    page = preview(client, *actions, retour=retour)
    assert page.status_code == 200
    (sending,) = [each for each in Page(CHASE, page.content).sendings if each.key == "do=send"]
    return client.post(CHASE, sending.data | typed, follow=follow)


def body_of(mail):
    """With its spaces as they are typed, and its secret address told apart."""
    text = mail.body.replace("\u00a0", " ").replace("\u202f", " ")
    return re.sub(r"/repondre/[\w-]{43}/", "/repondre/…/", text)


def test_each_structure_gets_one_mail_with_its_list_at_each_of_its_addresses(
    group, secretary, reviewer, partner, agency, pam, client_of
):
    late = {"due_on": date(2022, 6, 1), "deadline_wording": "1er juin 2022"}
    actions = [
        make_action(group, secretary, agency, text="Former les points focaux", **late),
        make_action(group, secretary, agency, pam, text="Recenser", **late),
        make_action(group, secretary, pam, text="Imprimer", **late),
    ]
    reviewer.function, reviewer.phone = "Chargée de suivi", "+227 96 00 00 00"
    reviewer.save()
    client = client_of(reviewer)
    page = sent(client, *actions).content.decode()
    assert "2 structures relancées par courriel." in page
    page = sent(client, *actions).content.decode()
    assert "Déjà relancées aujourd’hui pour les mêmes points\u00a0: 2." in page
    mails = {mail.recipient: mail for mail in Mail.objects.all()}
    assert sorted(mails) == sorted([partner.email, "pam@example.org"])
    letter = mails[partner.email]
    assert letter.subject == "Relance : état d’avancement de 2 points d’action (OIM)"
    assert letter.reply_to == reviewer.email
    assert body_of(letter) == (
        "Madame, Monsieur,\n\nDans le cadre du suivi des recommandations, le SP/CCM vous prie de "
        "bien vouloir lui communiquer l’état d’avancement des points d’action ci-après.\n\n"
        "Pour répondre en ligne, sans compte :\nhttp://127.0.0.1:8000/actions/repondre/…/\n\n"
        "1. Former les points focaux\n"
        "   GTM/Zinder, réunion du 30 novembre 2021 ; échéance : 1er juin 2022, en retard de 14 "
        "jours ; sans nouvelle depuis 197 jours\n\n"
        "2. Recenser\n"
        "   GTM/Zinder, réunion du 30 novembre 2021 ; échéance : 1er juin 2022, en retard de 14 "
        "jours ; sans nouvelle depuis 197 jours\n\n"
        "Merci de répondre avant le 22 juin 2022, en ouvrant le lien ci-dessus ou en répondant à "
        "ce courriel.\n\n"
        "Veuillez agréer, Madame, Monsieur, l’expression de mes salutations distinguées.\n\n"
        "Rakia\nChargée de suivi\nSP/CCM\nTél. : +227 96 00 00 00\n"
    )
    assert letter.key.startswith(f"secret:chase:{agency.pk}:2022-06-15:")


def test_what_is_typed_is_what_goes(group, secretary, reviewer, partner, agency, client_of):
    action, client = make_action(group, secretary, agency), client_of(reviewer)
    typed = {f"debut-{agency.pk}": "Avant la session du CCM", "end": "Bien à vous"}
    sent(client, action, answer_by="sous 3 jours", **typed)
    parts = body_of(Mail.objects.get()).split("\n\n")
    assert (parts[0], parts[-1]) == ("Avant la session du CCM", "Bien à vous\n")
    assert parts[-2].startswith("Merci de répondre avant le 18 juin 2022,")
    link = PersonalLink.objects.get()
    assert (link.agency, link.email, link.made_by) == (agency, partner.email, reviewer)
    assert timezone.localtime(link.expires_at) == datetime(2022, 7, 18, tzinfo=NIAMEY)
    assert [each.action for each in link.asked.all()] == [action]


@pytest.mark.parametrize(
    "day", ["", "bientôt", "15/06/2022", "14 juin 2022", "2023-06-17", "à définir", "31/02/2023"]
)
def test_a_day_that_is_none_is_refused_and_all_that_was_typed_stays(
    group, secretary, reviewer, partner, agency, client_of, day
):
    action, client = make_action(group, secretary, agency), client_of(reviewer)
    answer = sent(client, action, answer_by=day, end="Bien à vous")
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (422, ["answer_by"])
    assert (form["end"].value(), Mail.objects.count()) == ("Bien à vous", 0)


def test_a_letter_that_is_unticked_does_not_go(
    group, secretary, reviewer, partner, agency, pam, client_of
):
    actions = [make_action(group, secretary, each) for each in (agency, pam)]
    client = client_of(reviewer)
    answer = sent(client, *actions, **{f"envoyer-{agency.pk}": "", f"envoyer-{pam.pk}": ""})
    assert (answer.status_code, Mail.objects.count()) == (422, 0)
    sent(client, *actions, **{f"envoyer-{agency.pk}": ""})
    assert [mail.recipient for mail in Mail.objects.all()] == ["pam@example.org"]
    assert [action.updates.count() for action in actions] == [0, 1]


def test_one_person_gets_one_mail_antennes_included(
    group, secretary, reviewer, partner, agency, client_of
):
    antenne = make_agency("OIM", parent=agency, territory=group.territory)
    actions = [make_action(group, secretary, each) for each in (agency, antenne)]
    sent(client_of(reviewer), *actions)
    (mail,) = Mail.objects.all()
    assert (mail.recipient, mail.subject) == (
        partner.email,
        "Relance : état d’avancement de 2 points d’action (OIM, OIM Zinder)",
    )
    headings = [line for line in mail.body.splitlines() if line.startswith("OIM")]
    assert headings == ["OIM", "OIM ZINDER"]
    assert {link.agency for link in PersonalLink.objects.all()} == {agency, antenne}
    assert mail.body.count("/actions/repondre/") == 2


def test_sp_ccm_does_not_write_to_herself(group, secretary, reviewer, client_of):
    own = make_agency("SP/CCM", email="spccm@example.org")
    action, client = make_action(group, secretary, own), client_of(reviewer)
    page = preview(client, action).content.decode()
    assert "1 point d’action du SP/CCM\u00a0: vous ne vous écrivez pas à vous-même." in page
    client.post(CHASE, ticked(action, do="send"))
    assert Mail.objects.count() == 0


@pytest.mark.parametrize(("listed", "asked"), [("", ["PAM"]), ("OIM", ["OIM Zinder", "PAM"])])
def test_a_structure_by_which_the_list_is_filtered_is_written_to_as_well(
    group, secretary, reviewer, agency, pam, client_of, listed, asked
):
    antenne = make_agency("OIM", parent=agency, territory=group.territory, email="z@example.org")
    action = make_action(group, secretary, pam, antenne)
    page = preview(
        client_of(reviewer), action, retour=f"structure={agency.pk}" if listed else "etat=tout"
    )
    assert [letter.label for letter in page.context["chase"].letters] == asked


@pytest.mark.parametrize("query", ["structure=x", "structure=²", "structure=99999999999999"])
def test_a_list_filtered_by_nothing_that_is_asks_nobody_more(
    group, secretary, reviewer, pam, client_of, query
):
    page = preview(client_of(reviewer), make_action(group, secretary, pam), retour=query)
    assert [letter.label for letter in page.context["chase"].letters] == ["PAM"]


def test_a_letter_carries_no_link_where_the_structure_does_not_answer_by_one(
    group, secretary, reviewer, client_of
):
    mute = make_agency("HCR", email="hcr@example.org", answers_by_link=False)
    action = make_action(group, secretary, mute)
    sent(client_of(reviewer), action)
    (mail,) = Mail.objects.all()
    assert ("/repondre/" in mail.body, f"/actions/{action.pk}/" in mail.body) == (False, True)
    assert PersonalLink.objects.count() == 0


def test_a_secretary_writes_in_the_name_of_the_group(group, secretary, partner, agency, client_of):
    sent(client_of(secretary), make_action(group, secretary, agency))
    text = body_of(Mail.objects.get())
    assert (
        "le GTM/Zinder vous prie de bien vouloir lui communiquer l’état d’avancement du point"
        in text
    )
    assert text.endswith("Amina\nRapporteur, GTM/Zinder\n")


def test_a_designated_structure_is_asked_in_place_of_the_one_that_leads(
    group, secretary, reviewer, partner, agency, pam, client_of
):
    action = make_action(group, secretary, agency)
    action.designate(Said(reviewer, timezone.now()), pam)
    sent(client_of(reviewer), action)
    assert [mail.recipient for mail in Mail.objects.all()] == ["pam@example.org"]


def test_an_antenne_without_an_address_is_written_to_at_its_structure(
    group, secretary, reviewer, partner, agency, client_of
):
    antenne = make_agency("OIM", parent=agency, territory=group.territory)
    sent(client_of(reviewer), make_action(group, secretary, antenne))
    assert [mail.recipient for mail in Mail.objects.all()] == [partner.email]


def test_sp_ccm_is_written_to_at_the_addresses_of_its_staff(group, secretary, reviewer, client_of):
    action = make_action(group, secretary, make_agency("SP/CCM"))
    sent(client_of(secretary), action)
    assert [mail.recipient for mail in Mail.objects.all()] == [reviewer.email]


def test_what_would_go_is_shown_first_with_the_text_to_share(
    group, secretary, reviewer, agency, client_of
):
    mute = make_action(group, secretary, agency)
    nobody = make_action(group, secretary, make_agency("État", is_collective=True))
    page = preview(client_of(reviewer), mute, nobody).content.decode()
    assert "1 point d’action sans structure à qui écrire" in page
    assert "Aucune adresse" in page
    assert f"http://127.0.0.1:8000/actions/{mute.pk}/" in page
    assert Mail.objects.count() == 0


def test_a_structure_without_an_address_is_told_of_after_sending(
    group, secretary, reviewer, agency, client_of
):
    action = make_action(group, secretary, agency)
    page = sent(client_of(reviewer), action).content.decode()
    assert "Sans adresse, donc sans courriel\u00a0: OIM." in page
    assert action.updates.count() == 0


def test_the_chase_is_noted_on_the_action_and_overtakes_nobody(
    group, secretary, reviewer, partner, agency, client_of
):
    action = make_action(group, secretary, agency)
    sent(client_of(reviewer), action)
    (update,) = action.updates.all()
    noted = (update.kind, update.sentence, update.by, update.status)
    assert noted == (ActionUpdate.Kind.CHASED, "OIM", reviewer, "todo")
    version = action.version
    action.refresh_from_db()
    assert action.version == version


def test_a_secretary_chases_the_own_group_s_actions_alone(
    group, other_group, secretary, partner, agency, client_of
):
    own, other = make_action(group, secretary, agency), make_action(other_group, secretary, agency)
    sent(client_of(secretary), own, other)
    (mail,) = Mail.objects.all()
    assert (own.text in mail.body, other.text in mail.body) == (True, False)


def test_what_is_closed_or_declared_done_is_not_asked_about(
    group, secretary, reviewer, partner, agency, client_of
):
    actions = [make_action(group, secretary, agency, status=s) for s in ("done", "declared")]
    page = client_of(reviewer).post(CHASE, ticked(*actions, do="send"), follow=True)
    assert "rien à relancer" in page.content.decode()
    assert Mail.objects.count() == 0


def test_an_account_that_ended_is_not_written_to(group, secretary, reviewer, agency, client_of):
    make_membership(make_user("Ancien"), "partner", agency=agency, until=date(2022, 6, 14))
    make_membership(make_user("Parti", is_active=False), "partner", agency=agency)
    sent(client_of(reviewer), make_action(group, secretary, agency))
    assert Mail.objects.count() == 0


@pytest.mark.parametrize("count", [1, 3])
def test_the_preview_takes_the_same_queries_for_one_and_three(
    group, secretary, reviewer, client_of, count, django_assert_num_queries
):
    actions = [make_action(group, secretary, make_agency(f"A{n}")) for n in range(count)]
    client = client_of(reviewer)
    with django_assert_num_queries(12):
        preview(client, *actions)


def test_a_chase_is_in_the_order_of_the_deadlines_and_tells_what_nobody_sees_to(
    group, secretary, reviewer, agency
):
    every = make_agency("État", is_collective=True)
    actions = [
        make_action(group, secretary, *responsibles, due_on=due_on)
        for responsibles, due_on in (
            (["Le rapporteur", agency], date(2022, 7, 1)),
            ([every], date(2022, 6, 1)),
            ([agency], date(2022, 6, 1)),
            (["Le rapporteur"], date(2022, 5, 1)),
        )
    ]
    chase = chasing.chase_of(ActionItem.objects.all(), reviewer, date(2022, 6, 15))
    (letter,) = chase.letters
    assert [(each.agency, each.actions) for each in letter.sections] == [
        (agency, [actions[2], actions[0]])
    ]
    assert chase.unassigned == [actions[3], actions[1]]


def test_a_chase_counts_the_structures_that_get_a_letter(
    group, secretary, reviewer, partner, agency, pam
):
    for each in (agency, pam, make_agency("FAO")):
        make_action(group, secretary, each)
    at, today = timezone.now(), date(2022, 6, 15)
    chase = chasing.chase_of(ActionItem.objects.all(), reviewer, today)
    words = chasing.Words(lambda letter: "Bonjour", "Merci", date(2022, 6, 22))
    told = [chasing.send(chase.letters, words, reviewer, at, today) for _ in range(2)]
    assert (told, PersonalLink.objects.count()) == ([(2, 0), (0, 0)], 2)
