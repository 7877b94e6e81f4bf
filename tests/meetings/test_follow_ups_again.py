"""What another version, another meeting or somebody since makes of what minutes say."""

from datetime import UTC, date, datetime

import pytest

from actions.follow_up import Said
from actions.models import ActionItem
from meetings.life.follow_ups import TAKEN_BACK
from meetings.models import Meeting
from tests.factories import (
    make_agency,
    make_axis,
    make_document,
    make_meeting,
    publish,
    with_actions,
)
from tests.meetings.following import correct, say, told

pytestmark = pytest.mark.django_db
NOVEMBER, JANUARY, MARCH = date(2021, 11, 30), date(2022, 1, 20), date(2022, 3, 15)
APRIL = datetime(2022, 4, 10, 9, tzinfo=UTC)


@pytest.fixture
def first(group, secretary):
    document, _ = with_actions(make_document(), {"text": "Former", "deadline": "31/12/2021"})
    return make_meeting(group, secretary, document=document)


@pytest.fixture
def uid(first):
    return first.document[f"points/{first.document['points'][0]}/actions"][0]


@pytest.fixture
def later(group, secretary):
    return make_meeting(group, secretary, on=JANUARY)


@pytest.fixture
def said(reviewer):
    return Said(reviewer, APRIL, sentence="Vu sur place.", reason="Motif")


def kinds():
    return [(kind, status) for kind, status, *_ in told()]


def test_of_two_later_meetings_the_earlier_one_speaks_first_whichever_came_out_first(
    group, secretary, reviewer, first, uid
):
    for day, status in ((MARCH, "doing"), (JANUARY, "done")):
        meeting = make_meeting(group, secretary, on=day)
        say(meeting, uid, status=status, said="dit")
        publish(meeting, reviewer)
    publish(first, reviewer)
    assert kinds() == [("closed", "done")]


def test_a_second_meeting_of_the_same_day_is_heard(group, secretary, reviewer, first, uid):
    same_day = make_meeting(group, secretary, on=NOVEMBER)
    say(same_day, uid, status="done", said="fini")
    publish(same_day, reviewer)
    publish(first, reviewer)
    assert kinds() == [("closed", "done")]


def test_neither_an_earlier_meeting_nor_one_of_another_group_is(
    group, other_group, secretary, other_secretary, reviewer, first, uid
):
    for which, author, day in (
        (group, secretary, date(2021, 9, 1)),
        (other_group, other_secretary, JANUARY),
    ):
        meeting = make_meeting(which, author, on=day)
        say(meeting, uid, status="done", said="fini")
        publish(meeting, reviewer)
    publish(first, reviewer)
    assert told() == []


def test_what_another_meeting_closed_is_not_taken_back(
    group, secretary, reviewer, first, later, uid
):
    publish(first, reviewer)
    say(later, uid, status="done", said="fini")
    publish(later, reviewer)
    last = make_meeting(group, secretary, on=MARCH)
    say(last, uid, status="doing", said="continue")
    publish(last, reviewer)
    assert kinds() == [("closed", "done")]


def test_what_is_taken_back_says_so_in_its_own_words(reviewer, first, later, uid):
    publish(first, reviewer)
    say(later, uid, status="not_done", reason="fonds", said="non")
    publish(later, reviewer)
    say(later, uid)
    correct(later, reviewer)
    assert [row[:4] for row in told()] == [
        ("closed", "not_done", "non", "fonds"),
        ("reopened", "doing", TAKEN_BACK, ""),
        ("report", "todo", TAKEN_BACK, ""),
    ]


def test_an_axis_given_to_a_closed_action_does_not_hide_who_closed_it(
    reviewer, said, first, later, uid
):
    publish(first, reviewer)
    say(later, uid, status="done", said="fini")
    publish(later, reviewer)
    ActionItem.objects.get().classify(said, make_axis())
    say(later, uid)
    correct(later, reviewer)
    assert ActionItem.objects.get().status == "todo"


def test_what_somebody_reopened_and_closed_since_stays_closed(reviewer, said, first, later, uid):
    publish(first, reviewer)
    say(later, uid, status="done", said="fini")
    publish(later, reviewer)
    ActionItem.objects.get().reopen(said)
    ActionItem.objects.get().close(said)
    say(later, uid)
    correct(later, reviewer)
    assert kinds() == [("closed", "done"), ("reopened", "doing"), ("closed", "done")]


def test_of_what_somebody_reopened_since_nothing_but_the_withdrawal_is_noted(
    reviewer, said, first, later, uid
):
    publish(first, reviewer)
    say(later, uid, status="done", said="fini")
    publish(later, reviewer)
    ActionItem.objects.get().reopen(said)
    say(later, uid)
    correct(later, reviewer)
    assert [row[:3] for row in told()][2:] == [("report", "doing", TAKEN_BACK)]


@pytest.mark.parametrize("closes", [True, False])
def test_what_was_or_is_declared_done_is_declared_by_who_declared_it(
    reviewer, said, first, later, uid, closes
):
    publish(first, reviewer)
    before = Said(reviewer, datetime(2021, 12, 20, 9, tzinfo=UTC), sentence="Fait.")
    if closes:
        ActionItem.objects.get().declare_done(before)
    say(later, uid, status="done" if closes else "doing", said="dit")
    publish(later, reviewer)
    if not closes:
        ActionItem.objects.get().declare_done(said)
    say(later, uid)
    correct(later, reviewer)
    action = ActionItem.objects.get()
    assert (action.status, told()[-1][:3]) == (
        ("doing", ("report", "doing", TAKEN_BACK))
        if closes
        else ("declared", ("report", "declared", TAKEN_BACK))
    )


def test_what_is_declared_at_the_very_meeting_stays_so_when_its_minutes_withdraw_a_word(
    reviewer, first, later, uid
):
    publish(first, reviewer)
    say(later, uid, status="doing", said="dit")
    publish(later, reviewer)
    at = datetime(2022, 1, 20, 8, tzinfo=UTC)
    ActionItem.objects.get().declare_done(Said(reviewer, at, sentence="Fait."))
    say(later, uid)
    correct(later, reviewer)
    assert told()[-1][:3] == ("report", "declared", TAKEN_BACK)


def test_a_closing_that_becomes_a_wait_is_taken_back_without_its_reason(
    reviewer, first, later, uid
):
    publish(first, reviewer)
    say(later, uid, status="done", said="fini")
    publish(later, reviewer)
    say(later, uid, status="waiting", reason="fonds", said="en attente")
    correct(later, reviewer)
    assert [row[:4] for row in told()][1:] == [
        ("reopened", "doing", TAKEN_BACK, ""),
        ("report", "waiting", "en attente", "fonds"),
    ]


@pytest.mark.parametrize(
    ("status", "updates"),
    [
        ("done", [("closed", "done", "dit")]),
        ("", [("report", "declared", "dit")]),
        ("doing", [("refused", "doing", ""), ("report", "doing", "dit")]),
    ],
)
def test_of_what_was_declared_a_meeting_closes_hears_or_refuses(
    reviewer, first, later, uid, status, updates
):
    publish(first, reviewer)
    before = datetime(2021, 12, 20, 9, tzinfo=UTC)
    ActionItem.objects.get().declare_done(Said(reviewer, before, sentence="Fait."))
    say(later, uid, status=status, said="dit")
    publish(later, reviewer)
    assert [row[:3] for row in told()][1:] == updates


def test_who_is_charged_at_a_meeting_and_discharged_since_is_not_discharged_again(
    group, secretary, reviewer, said
):
    oim = make_agency("OIM")
    action = {"text": "Vulgariser", "followup_agencies": "OIM, le préfet"}
    document, (uid,) = with_actions(make_document(), action)
    meeting = make_meeting(group, secretary, document=document)
    publish(meeting, reviewer)
    ActionItem.objects.get().release(said, oim)
    Meeting.objects.filter(pk=meeting.pk).update(
        document=document | {f"actions/{uid}/followup_agencies": ""}
    )
    correct(meeting, reviewer)
    assert [(kind, on) for kind, *_, on in told()] == [("designated", NOVEMBER), ("released", None)]
