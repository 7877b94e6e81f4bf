"""A meeting is removed at the instant at which somebody saves, hands in, or removes it too."""

from datetime import UTC, datetime

import pytest

from gtm.refusals import NotNow
from meetings.life import correction_requests, removal, verbs
from meetings.models import CorrectionRequest, Meeting, Revision
from meetings.writing import store
from tests.at_once import at_once, needs_server
from tests.factories import make_meeting, publish
from tests.meetings.living import again

pytestmark = needs_server
NOW = datetime(2022, 3, 1, 12, tzinfo=UTC)
TRIES = 6


def refused(act):
    try:
        return act() and None
    except NotNow:
        return "refused"


@pytest.mark.parametrize("_", range(TRIES))
def test_no_word_of_a_save_is_lost(group, secretary, reviewer, _):
    meeting = make_meeting(group, secretary)
    typed = meeting.document | {"closing": "Merci"}
    saved, _ = at_once(
        lambda: store.save(meeting, secretary, typed, 1, store.new_op_id()),
        lambda: removal.remove(meeting, reviewer, "Erreur", NOW),
    )
    removed = Meeting.everywhere.get()
    waiting = [each.document["closing"] for each in Revision.objects.waiting()]
    told = (removed.document.get("closing"), waiting)
    assert told == (("Merci", []) if saved.is_current else (None, ["Merci"]))


@pytest.mark.parametrize("_", range(TRIES))
def test_what_is_handed_in_is_not_removed(group, secretary, reviewer, _):
    meeting = make_meeting(group, secretary)
    answers = at_once(
        lambda: refused(lambda: verbs.submit(meeting, secretary, meeting.date)),
        lambda: refused(lambda: removal.remove(meeting, reviewer, "Erreur", NOW)),
    )
    found = Meeting.everywhere.get()
    assert sorted(answers, key=str) == [None, "refused"]
    assert (found.state == "submitted", found.removed_at is None) in ((True, True), (False, False))


@pytest.mark.parametrize("_", range(TRIES))
def test_two_remove_it_once(group, secretary, reviewer, _):
    meeting = make_meeting(group, secretary)
    answers = at_once(
        *(
            lambda by=by: refused(lambda: removal.remove(meeting, by, "Erreur", NOW))
            for by in (secretary, reviewer)
        )
    )
    assert sorted(answers, key=str) == [None, "refused"]


@pytest.mark.parametrize("_", range(TRIES))
def test_two_ask_for_one_correction(group, secretary, reviewer, _):
    meeting = make_meeting(group, secretary)
    publish(meeting, reviewer)
    meeting = again(meeting)
    answers = at_once(
        *(
            lambda: refused(lambda: correction_requests.ask(meeting, secretary, "Le lieu"))
            for _ in range(2)
        )
    )
    assert (sorted(answers, key=str), CorrectionRequest.objects.count()) == ([None, "refused"], 1)


@pytest.mark.parametrize("_", range(TRIES))
def test_a_request_is_withdrawn_or_opened_never_both(group, secretary, reviewer, _):
    meeting = make_meeting(group, secretary)
    publish(meeting, reviewer)
    asked = correction_requests.ask(again(meeting), secretary, "Le lieu")
    at_once(
        lambda: refused(lambda: correction_requests.withdraw(asked, secretary, NOW)),
        lambda: refused(lambda: verbs.correct_as_asked(asked, reviewer)),
    )
    outcome = CorrectionRequest.objects.get().outcome
    assert (outcome, again(meeting).state) in (("withdrawn", "published"), ("opened", "draft"))
