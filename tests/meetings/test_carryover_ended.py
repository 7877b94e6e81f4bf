"""What a text says closed, of minutes that are not published: noted beside it, never read again."""

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.life import verbs
from meetings.text import document as doc
from tests.factories import make_meeting, publish
from tests.meetings.carrying import held, shown
from tests.meetings.following import say
from tests.meetings.living import again, type_in

pytestmark = pytest.mark.django_db
JANUARY, MARCH = date(2022, 1, 20), date(2022, 3, 15)


def test_what_a_meeting_not_published_said_closed_is_not_shown_again(group, secretary):
    _, (uid,) = held(group, secretary, {"text": "fini"})
    say(make_meeting(group, secretary, on=JANUARY), uid, status="done")
    assert shown(make_meeting(group, secretary, on=MARCH)) == {}


def test_what_published_minutes_said_closed_of_ones_that_are_not_is_not_shown_again(
    group, secretary, reviewer
):
    _, (done, going) = held(group, secretary, {"text": "fini"}, {"text": "en cours"})
    between = say(make_meeting(group, secretary, on=JANUARY), done, status="done")
    publish(say(between, going, status="doing"), reviewer)
    assert list(shown(make_meeting(group, secretary, on=MARCH))) == ["en cours"]


def test_a_save_and_a_publication_note_what_the_text_says_closed(group, secretary, reviewer):
    _, (one, two) = held(group, secretary, {"text": "un"}, {"text": "deux"})
    meeting = make_meeting(group, secretary, on=JANUARY)
    said = {"followups": [one], doc.key_of("followups", one, "status"): "done"}
    meeting = type_in(meeting, secretary, **said)
    assert (meeting.ended, list(shown(make_meeting(group, secretary, on=MARCH)))) == (
        [one],
        ["deux"],
    )
    publish(meeting, reviewer)
    verbs.correct(again(meeting), reviewer, "Oubli")
    said = {"followups": [two], doc.key_of("followups", two, "status"): "done"}
    assert type_in(meeting, secretary, **said).ended == [one]  # what readers have
    publish(meeting, reviewer)
    assert again(meeting).ended == [two]


@pytest.mark.parametrize("count", [1, 3])
def test_one_forgotten_draft_does_not_read_all_that_was_published_since(
    group, secretary, reviewer, count
):
    held(group, secretary, {"text": "oublié"})
    for month in range(1, count + 2):
        held(group, secretary, on=date(2022, month, 1), by=reviewer)
    meeting = make_meeting(group, secretary, on=date(2022, 12, 1))
    with CaptureQueriesContext(connection) as asked:
        assert list(shown(meeting)) == ["oublié"]
    [texts] = [each["sql"] for each in asked if '"meetings_meeting"."document"' in each["sql"]]
    wanted = re.search(r" IN \((.*?)\)", texts)[1]
    assert wanted.count(",") + 1 == 2  # the draft, and the last
