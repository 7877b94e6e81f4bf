"""From the third chase without answer on, those above may read a copy: who, what, and when not."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from actions.follow_up import Said
from actions.models import ActionItem
from gtm.models import JournalEntry, Mail
from tests.actions.test_chasing import CHASE, body_of, preview, sent
from tests.factories import (
    make_action,
    make_agency,
    make_document,
    make_meeting,
    make_membership,
    make_user,
    publish,
    with_rows,
)

pytestmark = pytest.mark.django_db
MAY = datetime(2022, 5, 2, 12, tzinfo=ZoneInfo("Africa/Niamey"))


@pytest.fixture(autouse=True)
def clock(freeze):
    """`clock(days)` after the 2nd of May."""
    go = lambda days: freeze(MAY + timedelta(days=days))  # noqa: E731
    go(0)
    return go


@pytest.fixture
def antenne(group):
    parent = make_agency("CRN", email="siege@example.org")
    return make_agency("CRN", parent=parent, territory=group.territory, email="zinder@example.org")


def minutes(group, secretary, reviewer, on=date(2022, 4, 28), beside=None, **role):
    """Published, with who presided; `beside`: the cells of a line of the attendance."""
    document, _ = with_rows(make_document(date=f"{on:%d/%m/%Y}"), "roles", role)
    if beside:
        document, _ = with_rows(document, "attendance", beside)
    return publish(make_meeting(group, secretary, document=document, on=on), reviewer)


def chased(action, by, clock, *days):
    for day in days:
        clock(day)
        ActionItem.objects.get(pk=action.pk).note_chase(Said(by, timezone.now()))
    clock(days[-1] + 7)


def offered(page):
    """[(label, addresses)] of those above the letters of a page."""
    letters = page.context["chase"].letters
    return [(each.label, each.addresses) for letter in letters for each in letter.above]


def test_from_the_third_chase_on_those_above_are_offered_and_nobody_is_ticked(
    group, secretary, reviewer, antenne, client_of, clock
):
    action = make_action(group, secretary, antenne)
    drec = make_agency("DREC", territory=group.territory, email="drec@example.org")
    role = {"person": "Chef de bureau", "replacing": f"Directeur régional ({drec.acronym})"}
    minutes(group, secretary, reviewer, role="chair", **role)
    for day in (0, 7):
        clock(day)
        client = client_of(reviewer)
        assert (day, offered(preview(client, action))) == (day, [])
        sent(client, action)
    clock(14)
    client = client_of(reviewer)
    page = preview(client, action)
    assert offered(page) == [
        ("CRN", ["siege@example.org"]),
        ("Directeur régional (DREC), présidence du GTM/Zinder", ["drec@example.org"]),
        ("rapporteur du GTM/Zinder", [secretary.email]),
    ]
    assert "Relancé 2 fois sans réponse\u00a0: envoyer aussi une copie à" in page.content.decode()
    sent(client, action)
    assert set(Mail.objects.values_list("recipient", flat=True)) == {"zinder@example.org"}


def test_an_answer_in_between_begins_the_count_anew(
    group, secretary, reviewer, antenne, client_of, clock
):
    action = make_action(group, secretary, antenne)
    chased(action, reviewer, clock, 0, 7)
    ActionItem.objects.get(pk=action.pk).report(Said(secretary, timezone.now(), sentence="Vu"))
    chased(action, reviewer, clock, 15)
    assert offered(preview(client_of(reviewer), action)) == []
    chased(action, reviewer, clock, 22)
    assert len(offered(preview(client_of(reviewer), action))) == 3


def test_a_copy_says_what_was_asked_of_whom_how_often_and_since_when(
    group, secretary, reviewer, antenne, client_of, clock
):
    action = make_action(group, secretary, antenne, text="Former")
    chased(action, reviewer, clock, 0, 7)
    client = client_of(reviewer)
    ticked = {f"copie-{antenne.pk}": [f"structure-{antenne.parent_id}"], "end": "Bien à vous"}
    page = sent(client, action, **ticked).content.decode()
    assert "Copie envoyée à 1 adresse." in page
    mails = {mail.recipient: mail for mail in Mail.objects.all()}
    assert sorted(mails) == ["siege@example.org", "zinder@example.org"]
    copy = mails["siege@example.org"]
    assert (copy.subject, copy.reply_to) == (
        "Copie : relance sans réponse, 1 point d’action (CRN Zinder)",
        reviewer.email,
    )
    assert body_of(copy) == (
        "Madame, Monsieur,\n\nDans le cadre du suivi des recommandations, le SP/CCM vous informe "
        "que l’état d’avancement du point d’action ci-après a été demandé sans réponse à ce jour, "
        "et vous prie de bien vouloir y veiller.\n\n"
        "Demandé à CRN Zinder :\n\n"
        "1. Former\n"
        "   GTM/Zinder, réunion du 30 novembre 2021 ; échéance : 2022 ; sans nouvelle depuis 167 "
        "jours\n"
        "   demandé 2 fois, la dernière fois le 9 mai 2022 ; sans réponse depuis le 30 novembre "
        "2021\n\n"
        "Bien à vous\n"
    )
    assert action.updates.first().sentence == "CRN Zinder – copie\u00a0: CRN"
    line = JournalEntry.objects.get(kind="chase")
    assert line.changes == [["CRN Zinder", "", "Former"], ["copie", "", "CRN"]]
    page = client.get(action.get_absolute_url()).content.decode()
    assert "CRN Zinder – copie\u00a0: CRN" in page
    sent(client, action, **ticked)
    assert (Mail.objects.count(), action.updates.count()) == (2, 3)


def test_who_gets_a_letter_too_reads_the_copy_in_it(
    group, secretary, reviewer, antenne, client_of, clock
):
    action, own = (make_action(group, secretary, each) for each in (antenne, antenne.parent))
    chased(action, reviewer, clock, 0, 7)
    ticked = {f"copie-{antenne.pk}": [f"structure-{antenne.parent_id}"]}
    sent(client_of(reviewer), action, own, **ticked)
    mails = {mail.recipient: body_of(mail) for mail in Mail.objects.all()}
    assert sorted(mails) == ["siege@example.org", "zinder@example.org"]
    assert ("Demandé à CRN Zinder" in mails["siege@example.org"]) is True
    assert own.text in mails["siege@example.org"]
    assert [each.updates.first().sentence for each in (action, own)] == [
        "CRN Zinder – copie\u00a0: CRN",
        "CRN",
    ]


def test_who_stands_above_several_reads_one_copy(
    group, secretary, reviewer, antenne, client_of, clock
):
    other = make_agency("PAM", email="pam@example.org")
    actions = [make_action(group, secretary, each) for each in (antenne, other)]
    for action in actions:
        chased(action, reviewer, clock, 0, 7)
    key = f"rapporteur-{group.pk}"
    ticked = {f"copie-{each.pk}": [key] for each in (antenne, other)}
    sent(client_of(reviewer), *actions, **ticked)
    (copy,) = Mail.objects.filter(recipient=secretary.email)
    assert [action.text in copy.body for action in actions] == [True, True]


def test_nobody_above_is_the_sender_or_reads_the_letter_already(
    group, secretary, reviewer, client_of, clock
):
    parent = make_agency("CRN", email="siege@example.org")
    mute = make_agency("CRN", parent=parent, territory=group.territory)  # read at its structure
    action = make_action(group, secretary, mute)
    chased(action, secretary, clock, 0, 7)
    unnamed = "présidence du GTM/Zinder, que le dernier compte rendu publié ne nomme pas"
    assert offered(preview(client_of(secretary), action)) == [(unnamed, [])]


@pytest.mark.parametrize(
    ("role", "beside", "found"),
    [
        (
            {"person": "M. le Gouverneur"},
            {"wording": "État", "function": "M. le gouverneur", "email": "SG@example.org"},
            ("M. le Gouverneur, présidence du GTM/Zinder", ["sg@example.org"]),
        ),
        (
            {"person": "M. le Gouverneur"},
            {"wording": "M. le Gouverneur"},
            ("M. le Gouverneur, présidence du GTM/Zinder", []),
        ),
        (
            {"person": "Chef de bureau de l’OIM Zinder", "role": "chair"},
            None,
            ("Chef de bureau de l’OIM Zinder, présidence du GTM/Zinder", ["oim@example.org"]),
        ),
        (
            {"person": "Mme Aïssatou", "role": "secretary"},
            None,
            ("présidence du GTM/Zinder, que le dernier compte rendu publié ne nomme pas", []),
        ),
    ],
)
def test_the_chair_is_the_one_of_the_minutes_published_last(
    group, secretary, reviewer, client_of, clock, role, beside, found
):
    make_agency("OIM", email="oim@example.org")
    minutes(group, secretary, reviewer, date(2022, 3, 1), person="Un autre")
    minutes(group, secretary, reviewer, beside=beside, **role)
    action = make_action(group, secretary, make_agency("PAM"))
    chased(action, reviewer, clock, 0, 7)
    page = client_of(reviewer).get(action.get_absolute_url())
    assert next((each.label, each.addresses) for each in page.context["above"]) == found


def test_who_is_asked_does_not_see_who_stands_above(
    group, secretary, reviewer, partner, agency, client_of, clock
):
    action = make_action(group, secretary, agency)
    chased(action, reviewer, clock, 0, 7)
    page = client_of(partner).get(action.get_absolute_url())
    assert list(page.context["above"]) == []


def test_a_copy_that_is_no_longer_to_send_is_refused_at_its_box(
    group, secretary, reviewer, antenne, client_of, clock
):
    action = make_action(group, secretary, antenne)
    chased(action, reviewer, clock, 0, 7)
    client = client_of(reviewer)
    answer = sent(client, action, end="Au revoir", **{f"copie-{antenne.pk}": ["structure-0"]})
    errors = {f"copie-{antenne.pk}": ["Cette copie n’est plus à envoyer\u00a0: relisez."]}
    assert (answer.status_code, Mail.objects.count()) == (422, 0)
    assert answer.context["form"].errors == errors
    assert "Au revoir" in answer.content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_those_above_cost_the_same_for_one_and_three(
    group, secretary, reviewer, client_of, clock, count, django_assert_num_queries
):
    minutes(group, secretary, reviewer, person="Le directeur de PAM")
    actions = []
    for number in range(count):
        parent = make_agency(f"A{number}", email=f"a{number}@example.org")
        make_membership(make_user(f"P{number}"), "partner", agency=parent)
        below = make_agency(f"A{number}", parent=parent, territory=group.territory)
        actions.append(make_action(group, secretary, below))
        chased(actions[-1], reviewer, clock, 0, 7)
    client = client_of(reviewer)
    with django_assert_num_queries(21):
        page = preview(client, *actions)
    assert len(page.context["chase"].letters) == count


def test_a_copy_is_asked_with_the_form_that_is_shown(
    group, secretary, reviewer, antenne, client_of, clock
):
    action = make_action(group, secretary, antenne)
    chased(action, reviewer, clock, 0, 7)
    client = client_of(reviewer)
    page = preview(client, action).content.decode()
    boxes = [f'name="copie-{antenne.pk}"', f'value="structure-{antenne.parent_id}"']
    assert [box in page for box in boxes] == [True, True]
    assert client.get(CHASE).status_code == 302
