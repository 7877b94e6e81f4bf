"""Findings are classified while somebody else does so, or corrects the minutes."""

from datetime import UTC, datetime

import pytest

from actions.frameworks import How
from meetings.life import publishing, verbs
from meetings.models import ClassifiedFinding, Finding
from tests.at_once import at_once, needs_server
from tests.factories import (
    hand_in,
    make_document,
    make_finding,
    make_framework,
    make_item,
    make_meeting,
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
