"""Convening: members of the day, guests, those who joined since; moved, cancelled, told once."""

from datetime import date, timedelta

import pytest

from gtm import notices
from gtm.models import JournalEntry, Mail, Member, PersonalLink
from gtm.refusals import NotNow
from meetings.convocation import convening
from meetings.convocation.convening import Guest
from meetings.life import verbs
from meetings.models import Convened, Meeting
from tests.factories import make_action, make_agency, make_membership, make_user, publish
from tests.factories import make_meeting as any_meeting
from tests.meetings.convoking import (
    DAY,
    NOW,
    call,
    change,
    convene,
    link_to,
    member,
    move,
    planned,
    told,
    type_in,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(group, secretary):
    return planned(group, secretary)


def styles():
    return {each.label: each.style for each in Convened.objects.all()}


def test_the_members_of_the_day_are_convened_each_by_his_letter(group, meeting, secretary):
    member(group, "OIM")
    member(group, "DRAT", category="État – régional")
    member(group, "PAM", until=DAY - timedelta(days=1))
    member(group, "HCR", since=DAY + timedelta(days=1))
    convene(meeting, secretary)
    assert styles() == {"OIM": "invitation", "DRAT": "convocation"}
    assert told() == [("convocation", "oim@example.org"), ("convocation", "drat@example.org")]
    assert set(Convened.objects.values_list("told_at", "told_how")) == {(NOW, "mail")}


def test_a_mail_says_what_when_where_what_is_to_do_and_how_to_answer(group, meeting, secretary):
    reviewer = make_membership(make_user("Rakia"), "reviewer").user
    former = any_meeting(group, secretary, on=date(2021, 11, 30))
    publish(former, reviewer)
    oim = member(group, "OIM")
    before = date(2021, 10, 1)
    make_action(group, secretary, oim.agency, text="Former les points focaux", on=before)
    make_action(group, secretary, oim.agency, text="Déjà fait", status="done", on=before)
    convene(meeting, secretary, reference="N° 3", answer_by=date(2031, 11, 20))
    mail = Mail.objects.get()
    assert mail.subject == (
        "Invitation à la réunion ordinaire du GTM/Zinder, le dimanche 30 novembre 2031 (OIM)"
    )
    for part in (
        "10h", "PAM Zinder", "1- Divers", "Référence : N° 3", "20 novembre 2031",
        "1 point d’action ouvert", "Former les points focaux",
        f"http://127.0.0.1:8000/reunions/{former.pk}/", "sans compte",
    ):  # fmt: skip
        assert part in mail.body.replace("\xa0", " ")
    assert "Déjà fait" not in mail.body
    assert (mail.agency, mail.reply_to) == (oim.agency, secretary.email)
    assert mail.key.startswith("secret:")  # it opens a door: it is blanked once it has left
    token = link_to("oim@example.org").split("/")[2]
    assert token not in mail.calendar


def test_pressed_twice_or_later_once_more_nobody_is_convened_twice(group, meeting, secretary):
    first = member(group, "OIM")
    convene(meeting, secretary)
    with pytest.raises(NotNow) as refusal:
        convene(meeting, secretary, members=[first])
    assert str(refusal.value) == convening.NOBODY_NEW
    member(group, "PAM")
    assert [str(each) for each in convening.not_convened(meeting)] == ["PAM"]
    convene(meeting, secretary)
    assert [to for _, to in told()] == ["oim@example.org", "pam@example.org"]
    assert convening.not_convened(meeting) == []


def test_a_member_who_stands_twice_in_the_list_is_convened_once(group, meeting, secretary):
    oim = member(group, "OIM", until=DAY)
    Member.objects.create(group=group, agency=oim.agency, since=DAY)
    convene(meeting, secretary)
    assert Convened.objects.count() == 1


def test_a_guest_who_is_convened_already_gets_nothing(group, meeting, secretary):
    oim = member(group, "OIM")
    guests = [
        Guest(agency=oim.agency),
        Guest(name="Issa", agency=oim.agency, email="issa@example.org"),
        Guest(name="ISSA", agency=oim.agency, function="Chargé", email="autre@example.org"),
        Guest(function="Maire de Zinder"),
    ]
    convene(meeting, secretary, guests=guests)
    assert [to for _, to in told()] == ["oim@example.org", "issa@example.org"]
    assert sorted(styles()) == ["Issa, OIM", "Maire de Zinder", "OIM"]
    mayor = Convened.objects.get(function="Maire de Zinder")
    assert (mayor.told_at, mayor.told_how, mayor.links.count()) == (None, "", 0)


def test_two_members_with_one_address_get_a_mail_each_with_their_own_link(
    group, meeting, secretary
):
    for name in ("Issa", "Rakia"):
        member(group, name, email="secretariat@example.org")
    convene(meeting, secretary)
    first, second = Mail.objects.order_by("pk")
    assert (first.recipient, second.recipient) == ("secretariat@example.org",) * 2
    assert ("(Issa)" in first.subject, "(Rakia)" in second.subject) == (True, True)
    links = {link_to("secretariat@example.org", number) for number in (0, 1)}
    assert (len(links), PersonalLink.objects.count()) == (2, 2)


def test_the_addresses_are_one_s_own_else_the_structure_s(group, meeting, secretary):
    oim = member(group, "OIM")
    make_membership(make_user("Paul", "paul@oim.example"), "partner", agency=oim.agency)
    member(group, "PAM")
    Member.objects.filter(agency__acronym="PAM").update(email="focal@pam.example")
    convene(meeting, secretary)
    assert [to for _, to in told()] == [
        "oim@example.org", "paul@oim.example", "focal@pam.example",
    ]  # fmt: skip


def test_what_the_secretary_did_not_see_is_not_sent(group, meeting, secretary):
    oim, seen = member(group, "OIM"), convening.seen(meeting)
    type_in(meeting, secretary, place="Mairie")
    with pytest.raises(NotNow) as refusal:
        convening.convene(
            meeting, secretary, NOW, call(group), {oim.pk: "invitation"}, as_seen=seen
        )
    assert (str(refusal.value), Mail.objects.count()) == (convening.CHANGED, 0)


@pytest.mark.parametrize("state", ["past", "cancelled", "submitted", "begun unannounced"])
def test_a_meeting_that_is_over_or_not_announced_convenes_nobody(group, meeting, secretary, state):
    member(group, "OIM")
    at = NOW
    if state == "past":
        at = NOW + timedelta(days=60)
    elif state == "begun unannounced":
        Meeting.objects.update(state="draft", was_announced=False)
    else:
        Meeting.objects.update(state=state, not_held_reason="x")
    with pytest.raises(NotNow):
        convene(meeting, secretary, at)
    assert (Mail.objects.count(), Convened.objects.count()) == (0, 0)


def test_a_meeting_whose_minutes_are_begun_before_its_day_is_still_convened(
    group, meeting, secretary
):
    member(group, "OIM")
    verbs.start(meeting, secretary)
    convene(meeting, secretary)
    assert told() == [("convocation", "oim@example.org")]


def test_a_move_is_told_once_to_whom_does_not_know_it(group, meeting, secretary):
    member(group, "OIM")
    member(group, "PAM", email="")
    convene(meeting, secretary)
    assert convening.untold(meeting) == []
    assert move(meeting, secretary).sequence == 1
    meeting = Meeting.objects.get()
    with pytest.raises(NotNow):
        convening.tell_change(meeting, secretary, NOW, "crue", change(group))
    assert told() == [("convocation", "oim@example.org"), ("convocation-move", "oim@example.org")]
    body = Mail.objects.last().body.replace("\xa0", " ")
    assert ("7 décembre 2031" in body, "crue" in body) == (True, True)
    assert Convened.objects.get(agency__acronym="PAM").told_at is None


def test_who_joins_after_a_move_is_convened_to_the_new_day_and_told_no_move(
    group, meeting, secretary
):
    member(group, "OIM")
    convene(meeting, secretary)
    move(meeting, secretary)
    member(group, "PAM")
    assert convene(Meeting.objects.get(), secretary).sequence == 2
    assert convening.untold(Meeting.objects.get()) == []
    assert told()[-1] == ("convocation", "pam@example.org")


@pytest.mark.parametrize(
    ("asked", "later", "told"),
    [(20, timedelta(days=1), True), (20, timedelta(days=30), False), (1, timedelta(), True)],
)
def test_a_move_repeats_until_when_to_answer_while_that_day_lies_ahead(
    group, meeting, secretary, asked, later, told
):
    day = NOW.date() + timedelta(days=asked)
    member(group, "OIM")
    convene(meeting, secretary, answer_by=day)
    again = move(meeting, secretary, NOW + later, "29/01/2032")
    assert again.answer_by == (day if told else None)


def test_a_cancellation_opens_nothing_and_is_told_once(group, meeting, secretary):
    member(group, "OIM")
    convene(meeting, secretary)
    verbs.cancel(Meeting.objects.get(), secretary, "pluie")
    meeting, letters = Meeting.objects.get(), change(group, "cancel")
    convening.tell_change(meeting, secretary, NOW, "pluie", letters)
    with pytest.raises(NotNow):
        convening.tell_change(meeting, secretary, NOW, "pluie", letters)
    mail = Mail.objects.last()
    assert told()[-1] == ("convocation-cancel", "oim@example.org")
    assert ("/convocation/" in mail.body, "pluie" in mail.body) == (False, True)
    assert PersonalLink.objects.count() == 1


def test_a_meeting_that_takes_place_after_all_is_told_again(group, meeting, secretary):
    member(group, "OIM")
    convene(meeting, secretary)
    verbs.cancel(Meeting.objects.get(), secretary, "pluie")
    convening.tell_change(Meeting.objects.get(), secretary, NOW, "x", change(group, "cancel"))
    verbs.start(Meeting.objects.get(), secretary)
    again = convening.tell_change(Meeting.objects.get(), secretary, NOW, "x", change(group))
    assert (again.kind, again.sequence) == ("move", 2)
    assert convening.untold(Meeting.objects.get()) == []


def test_a_link_lives_until_after_the_new_day(group, meeting, secretary):
    member(group, "OIM")
    convene(meeting, secretary)
    before = PersonalLink.objects.get().expires_at
    move(meeting, secretary, day="07/03/2032")
    ends = set(PersonalLink.objects.values_list("expires_at", flat=True))
    assert (len(ends), min(ends) - before) == (1, timedelta(days=98))


def test_nothing_leaves_in_silence(group, meeting, secretary):
    member(group, "OIM")
    with notices.silence():
        convene(meeting, secretary)
    assert (Mail.objects.count(), PersonalLink.objects.count()) == (0, 0)
    assert Convened.objects.get().told_at is None


def test_what_is_told_outside_stands_in_the_journal(group, meeting, secretary):
    member(group, "OIM")
    convene(meeting, secretary)
    entry = JournalEntry.objects.get(kind="convocation")
    assert (entry.actor, entry.action) == (secretary, "convocation envoyée à 1 personne")


def test_hostile_names_leave_one_header_and_one_line(group, meeting, secretary):
    agency = make_agency('X"\r\nBcc: a@b.c', email="x@example.org")
    guests = [Guest(agency=agency, name="A\nATTENDEE:mailto:evil@example.org", email="")]
    convene(meeting, secretary, guests=guests)
    mail = Mail.objects.get()
    assert "\n" not in mail.subject
    assert mail.calendar.count("\nATTENDEE") == 1
