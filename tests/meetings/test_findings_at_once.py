"""Findings are classified while somebody else does so, or corrects the minutes."""

from datetime import UTC, datetime

import pytest

from actions.frameworks import How
from actions.last_change import UNDONE
from gtm.refusals import NotNow
from meetings.life import publishing, verbs
from meetings.models import ClassifiedFinding, Finding, LastClassification
from tests.at_once import at_once, needs_server
from tests.factories import (
    hand_in,
    make_document,
    make_finding,
    make_framework,
    make_item,
    make_meeting,
    make_user,
    publish,
    with_rows,
)
from tests.meetings.living import again

pytestmark = needs_server
NOW = datetime(2022, 3, 1, 12, tzinfo=UTC)
TRIES = 6


@pytest.mark.parametrize("_", range(TRIES))
def test_of_two_who_replace_one_comes_last_and_nothing_stands_twice(group, secretary, reviewer, _):
    plan = make_framework()
    items = [make_item(plan, "1"), make_item(plan, "2")]
    for _count in range(3):
        make_finding(group, secretary)
    changed = at_once(
        *(
            lambda item=item: Finding.objects.all().classify(reviewer, NOW, item, How.REPLACE)
            for item in items
        )
    )
    assert changed == [3, 3]
    left = [each.items.get() for each in Finding.objects.all()]
    assert left in ([items[0]] * 3, [items[1]] * 3)


@pytest.mark.parametrize("_", range(TRIES))
def test_two_who_add_the_same_add_it_once(group, secretary, reviewer, _):
    axis = make_item(make_framework(), "1")
    for _count in range(3):
        make_finding(group, secretary)
    add = [lambda: Finding.objects.all().classify(reviewer, NOW, axis)] * 2
    assert sorted(at_once(*add)) == [0, 3]
    assert ClassifiedFinding.objects.count() == 3


@pytest.mark.parametrize("_", range(TRIES))
def test_a_classification_is_taken_back_once(group, secretary, reviewer, _):
    axis = make_item(make_framework(), "1")
    for _count in range(3):
        make_finding(group, secretary)
    Finding.objects.all().classify(reviewer, NOW, axis)
    change = LastClassification.objects.get()

    def press():
        try:
            return Finding.objects.undo(change, NOW)
        except NotNow as refusal:
            return str(refusal)

    done = at_once(press, press)
    assert sorted(map(str, done)) == ["3", UNDONE]
    assert ClassifiedFinding.objects.count() == 0


@pytest.mark.parametrize("_", range(TRIES))
def test_what_is_classified_while_another_takes_back_stands(group, secretary, reviewer, _):
    plan = make_framework()
    first, second = make_item(plan, "1"), make_item(plan, "2")
    finding = make_finding(group, secretary)
    Finding.objects.all().classify(reviewer, NOW, first)
    change = LastClassification.objects.get()
    other = make_user("Autre")
    done = at_once(
        lambda: Finding.objects.undo(change, NOW),
        lambda: Finding.objects.all().classify(other, NOW, second),
    )
    left = sorted(each.code for each in finding.items.all())
    assert (done, left) in (([1, 1], ["2"]), ([0, 1], ["1", "2"]))


@pytest.mark.parametrize("_", range(TRIES))
def test_a_version_that_goes_out_takes_no_classification_away(group, secretary, reviewer, _):
    document = make_document()
    key = f"points/{document['points'][0]}/strengths"
    document, _uids = with_rows(document, key, {"text": "Entente"}, {"text": "Relais"})
    meeting = make_meeting(group, secretary, document=document)
    publish(meeting, reviewer)
    verbs.correct(again(meeting), reviewer, "Oubli")
    axis = make_item(make_framework(), "1")
    corrected = hand_in(meeting)
    at_once(
        lambda: publishing.publish(again(corrected), reviewer, meeting.date),
        lambda: Finding.objects.all().classify(reviewer, NOW, axis),
    )
    assert again(meeting).published_version == 2
    assert [each.items.count() for each in Finding.objects.standing()] == [1, 1]
