"""A group passes from one secretary to the next, with all that it holds."""

from datetime import date

import pytest
from django.urls import reverse

from gtm.models import JournalEntry, Membership, Notice
from meetings.models import Meeting
from tests.factories import (
    hand_in,
    make_document,
    make_meeting,
    make_membership,
    make_user,
    publish,
    with_actions,
)

pytestmark = pytest.mark.django_db


def address(group):
    return reverse("meetings:group_handover", args=[group.pk])


@pytest.fixture
def successor(db):
    return make_user("Halima")


@pytest.fixture
def held(group, secretary, reviewer):
    """A group with one of each thing that passes along; returns the draft."""
    document, _ = with_actions(make_document(), {"text": "Former", "responsible": "OIM"})
    line = document["attendance"][0]
    document |= {f"attendance/{line}/phone": "96112233"}
    publish(make_meeting(group, secretary, document=document), reviewer)
    make_meeting(group, secretary, state="planned", on=date(2099, 1, 1))
    hand_in(make_meeting(group, secretary, on=date(2021, 12, 2)))
    return make_meeting(group, secretary, on=date(2021, 12, 1))


def hand_over(client, group, leaving, successor):
    membership = leaving.memberships.get(role="secretary")
    return client.post(address(group), {"leaving": membership.pk, "successor": successor.pk})


def test_the_page_shows_what_goes_along(client_of, group, secretary, held):
    context = client_of(secretary).get(address(group)).context
    assert context["counts"] == {
        "drafts": 1,
        "submitted": 1,
        "planned": 1,
        "actions": 1,
        "contacts": 1,
    }
    assert [contact["phone"] for contact in context["contacts"]] == ["96112233"]


def test_an_administrator_hands_over_without_reading_texts_or_contacts(
    client_of, group, secretary, administrator, held
):
    answer = client_of(administrator).get(address(group))
    page = answer.content.decode()
    assert (answer.context["counts"]["drafts"], "96112233" in page) == (1, False)
    assert (str(held.pk) in page, list(answer.context["drafts"])) == (False, [])


def test_the_successor_goes_on_with_the_draft_and_the_former_cannot(
    client_of, group, secretary, successor, held
):
    edit = reverse("meetings:meeting_edit", args=[held.pk])
    assert hand_over(client_of(secretary), group, secretary, successor).status_code == 302
    answers = [client_of(who).get(edit).status_code for who in (secretary, successor)]
    assert answers == [404, 200]
    form = held.document | {"place": "Magaria", "base_version": "1"}
    client_of(successor).post(edit, form)
    assert Meeting.objects.get(pk=held.pk).document["place"] == "Magaria"
    assert client_of(secretary).get(address(group)).status_code == 404


def test_both_are_told(client_of, group, secretary, reviewer, successor, held):
    hand_over(client_of(reviewer), group, secretary, successor)
    told = {each.user: "Vous êtes désormais" in each.title for each in Notice.objects.all()}
    assert (told[secretary], told[successor]) == (False, True)


def test_a_secretary_hands_over_only_his_own_place(
    client_of, group, secretary, reviewer, successor
):
    colleague = make_membership(make_user("Bako"), "secretary", group=group).user
    hand_over(client_of(secretary), group, colleague, successor)
    assert colleague.memberships.get().until is None
    hand_over(client_of(reviewer), group, colleague, successor)
    assert colleague.memberships.get().until is not None


def test_a_membership_of_another_group_in_the_form_ends_nothing(
    client_of, group, reviewer, secretary, other_secretary, successor
):
    membership = other_secretary.memberships.get()
    form = {"leaving": membership.pk, "successor": successor.pk}
    assert client_of(reviewer).post(address(group), form).status_code == 200
    membership.refresh_from_db()
    assert membership.until is None


def test_who_already_writes_there_gets_no_second_role(client_of, group, secretary):
    colleague = make_membership(make_user("Bako"), "secretary", group=group).user
    hand_over(client_of(secretary), group, secretary, colleague)
    assert Membership.objects.filter(user=colleague).count() == 1


def test_who_became_secretary_today_may_hand_over_today(client_of, group, successor, settings):
    today = date.today()  # noqa: DTZ011 - as a membership made today
    newcomer = make_membership(make_user("Bako"), "secretary", group=group, since=today).user
    hand_over(client_of(newcomer), group, newcomer, successor)
    assert client_of(newcomer).get(address(group)).status_code == 404
    assert newcomer.memberships.exists() is False
    told = JournalEntry.objects.filter(object_label__startswith="Bako")
    assert [(entry.action, entry.changes) for entry in told] == [
        ("rôle retiré le jour où il commençait", [])
    ]


def test_nobody_succeeds_himself_nor_comes_from_a_closed_account(
    client_of, group, secretary, successor
):
    page = hand_over(client_of(secretary), group, secretary, secretary).content.decode()
    assert "Choisissez quelqu’un d’autre que la personne qui part." in page
    successor.is_active = False
    successor.save()
    assert hand_over(client_of(secretary), group, secretary, successor).status_code == 200
    assert secretary.memberships.get().until is None


def test_the_group_s_page_leads_there(client_of, group, secretary, partner):
    link = f'href="{address(group)}"'
    pages = [
        link in client_of(who).get(group.get_absolute_url()).content.decode()
        for who in (secretary, partner)
    ]
    assert pages == [True, False]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_takes_the_same_queries_for_one_and_three(
    client_of, group, secretary, count, django_assert_num_queries
):
    for day in range(count):
        make_meeting(group, secretary, on=date(2021, 12, day + 1))
        make_meeting(group, secretary, state="planned", on=date(2099, 1, day + 1))
        make_user(f"Halima {day}")
    client = client_of(secretary)
    with django_assert_num_queries(18):
        client.get(address(group))
