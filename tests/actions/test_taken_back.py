"""An action that is refused, reopened or taken out of its axis leaves nothing of that behind."""

from datetime import UTC, date, datetime

import pytest

from actions.follow_up import Said
from actions.frameworks import How
from actions.lateness import on_time
from actions.models import ActionItem
from tests.factories import make_action, make_axis, make_meeting

pytestmark = pytest.mark.django_db
AT = datetime(2023, 2, 1, 9, tzinfo=UTC)


@pytest.fixture
def said(secretary):
    return Said(by=secretary, at=AT, sentence="Vu sur place.")


def days(action):
    action.refresh_from_db()
    return action.status, action.declared_on, action.closed_on


def test_what_is_reopened_was_neither_declared_nor_closed(group, secretary, said):
    action = make_action(group, secretary)
    action.declare_done(said)
    action.close(said)
    assert days(action) == ("done", AT.date(), AT.date())
    action.reopen(said)
    assert days(action) == ("doing", None, None)


@pytest.mark.parametrize(("stops", "goes_on"), [("declare_done", "refuse"), ("close", "reopen")])
def test_what_goes_on_is_due_at_the_first_meeting_planned_meanwhile(
    group, secretary, said, stops, goes_on
):
    action = make_action(group, secretary, deadline_precision="next_meeting", due_on=None)
    getattr(action, stops)(said)
    for day in (date(2023, 6, 1), date(2023, 5, 1)):
        make_meeting(group, secretary, state="planned", on=day)
    action.refresh_from_db()
    assert action.due_on is None
    getattr(action, goes_on)(said)
    action.refresh_from_db()
    assert action.due_on == date(2023, 5, 1)


def test_an_action_is_put_under_an_axis_and_taken_out_again(group, secretary, said):
    action, axis = make_action(group, secretary), make_axis()
    found = []
    for how in (How.ADD, How.REMOVE):
        action.classify(said, axis, how)
        found.append((list(action.items.all()), action.updates.first().sentence))
    assert found == [([axis], str(axis)), ([], f"{axis} (retiré)")]


def test_what_was_declared_on_time_and_then_cancelled_was_not_done_on_time(group, secretary, said):
    done, cancelled = (make_action(group, secretary, due_on=AT.date()) for _ in range(2))
    for action in (done, cancelled):
        action.declare_done(said)
    done.close(said)
    cancelled.cancel(said)
    assert list(ActionItem.objects.filter(on_time())) == [done]
