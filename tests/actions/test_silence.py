"""Silence: since when nothing was said of an action, and how often one asked since."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from hypothesis import given, settings
from hypothesis import strategies as st

from actions import deadlines
from actions.follow_up import ActionUpdate, Said
from actions.models import ActionItem
from actions.silence import Owed, Silence
from gtm.refusals import NotNow
from meetings.life import publishing, verbs
from meetings.models import Publication
from tests.factories import (
    make_action,
    make_agency,
    make_axis,
    make_document,
    make_group,
    make_meeting,
    make_user,
    publish,
    with_actions,
)
from tests.meetings.living import again, type_in
from tests.silent import noted_of, silence_of

pytestmark = pytest.mark.django_db
NIGHT = datetime(2022, 3, 9, 23, 30, tzinfo=UTC)  # the 10th in Niamey
MARCH = datetime(2022, 3, 10, 9, tzinfo=UTC)
DECIDED = date(2021, 11, 30)


@pytest.fixture
def action(group, secretary, agency):
    return make_action(group, secretary, agency)


def columns(action):
    action.refresh_from_db()
    return action.silent_since, action.chased_count, action.chased_on


def after(days, at=MARCH):
    return at + timedelta(days=days)


def test_silence_begins_at_the_decision(action):
    assert columns(action) == (DECIDED, 0, None)


def test_news_begin_it_anew_on_their_day_in_niamey(action, secretary):
    action.report(Said(secretary, NIGHT, sentence="En route."))
    assert columns(action) == (date(2022, 3, 10), 0, None)
    assert action.silent_since == date(2022, 3, 10)


def test_at_one_instant_what_was_entered_last_is_said_last(action, secretary):
    action.note_chase(Said(secretary, MARCH))
    action.report(Said(secretary, MARCH, sentence="En route."))
    assert columns(action) == (date(2022, 3, 10), 0, None)
    action.note_chase(Said(secretary, MARCH))
    assert columns(action) == (date(2022, 3, 10), 1, date(2022, 3, 10))


def test_what_is_closed_is_silent_no_more_although_it_was_asked_about(action, secretary):
    action.note_chase(Said(secretary, MARCH))
    ActionItem.objects.filter(pk=action.pk).update(status="done", closed_on=MARCH.date())
    action.refresh_from_db()
    assert (action.is_open, action.chased_count) == (False, 1)
    assert Owed.now().silence_of(action, MARCH.date()) == Silence()


def test_to_be_asked_is_no_news_and_is_counted_until_there_are_some(action, secretary):
    for days in (0, 7):
        action.note_chase(Said(secretary, after(days)))
    assert columns(action) == (DECIDED, 2, date(2022, 3, 17))
    action.report(Said(secretary, after(8), sentence="En route."))
    assert columns(action) == (date(2022, 3, 18), 0, None)
    action.note_chase(Said(secretary, after(30)))
    assert columns(action) == (date(2022, 3, 18), 1, date(2022, 4, 9))


def test_asked_by_two_persons_on_one_day_it_was_asked_once(action, secretary, reviewer):
    action.note_chase(Said(secretary, MARCH))
    ActionItem.objects.get(pk=action.pk).note_chase(Said(reviewer, after(0.2)))
    assert columns(action) == (DECIDED, 1, date(2022, 3, 10))


def test_minutes_published_late_answer_only_what_was_asked_before_their_meeting(action, secretary):
    for days in (0, 20):
        action.note_chase(Said(secretary, after(days)))
    action.report(Said(secretary, after(10), sentence="Dit en réunion."))
    assert columns(action) == (date(2022, 3, 20), 1, date(2022, 3, 30))


def test_what_is_reopened_is_silent_from_then_on(action, secretary):
    action.close(Said(secretary, MARCH))
    action.reopen(Said(secretary, after(60), reason="Pas fini"))
    assert columns(action) == (date(2022, 5, 9), 0, None)


def test_who_sees_to_it_and_its_axis_are_no_news(action, secretary, agency):
    action.designate(Said(secretary, MARCH), agency)
    action.release(Said(secretary, MARCH), agency)
    action.classify(Said(secretary, MARCH), make_axis())
    assert columns(action) == (DECIDED, 0, None)


def test_what_is_done_to_many_at_once_leaves_their_silence(action, secretary, agency):
    ActionItem.objects.designate(Said(secretary, MARCH), agency)
    ActionItem.objects.classify(Said(secretary, MARCH), make_axis())
    assert columns(action) == (DECIDED, 0, None)


@pytest.mark.parametrize(("days", "since"), [(90, DECIDED), (91, DECIDED + timedelta(days=91))])
def test_what_is_entered_long_after_is_silent_from_its_publication(
    group, secretary, reviewer, days, since
):
    meeting = make_meeting(group, secretary)
    text, (one,) = with_actions(make_document(), {"text": "un"})
    type_in(meeting, secretary, **text)
    verbs.submit(again(meeting), secretary, DECIDED)
    publishing.publish(again(meeting), reviewer, DECIDED + timedelta(days=days))
    action = ActionItem.objects.get(uid=one)
    assert (action.entered_on, action.silent_since) == (DECIDED + timedelta(days=days), since)


# --- Random histories ---

STEPS = st.sampled_from(
    ["report", "declare", "close", "refuse", "reopen", "cancel", "reschedule", "chase", "chase",
     "designate", "axis", "all"]
)  # fmt: skip
HISTORY = st.lists(st.tuples(STEPS, st.integers(0, 40), st.integers(0, 23)), max_size=14)


def play(action, step, said, agency, axis):
    steps = {
        "report": lambda: action.report(said),
        "declare": lambda: action.declare_done(said),
        "close": lambda: action.close(said),
        "refuse": lambda: action.refuse(said),
        "reopen": lambda: action.reopen(said),
        "cancel": lambda: action.cancel(said),
        "reschedule": lambda: action.reschedule(said, deadlines.parse("2024", said.day)),
        "chase": lambda: action.note_chase(said),
        "designate": lambda: action.designate(said, agency),
        "axis": lambda: action.classify(said, axis),
        "all": lambda: ActionItem.objects.filter(pk=action.pk)._step_all(
            ActionUpdate.Kind.REPORT, said, {}
        ),
    }
    try:
        steps[step]()
    except NotNow:
        action.refresh_from_db()


@settings(max_examples=40, deadline=None)
@given(history=HISTORY, entered=st.sampled_from([0, 90, 91, 300]))
def test_the_columns_say_what_the_updates_do_after_any_history(history, entered):
    author, group = make_user(), make_group(f"GTM/{make_user().pk}")
    agency, axis = make_agency(f"A{author.pk}"), make_axis(author.pk)
    on = DECIDED + timedelta(days=entered)
    action = make_action(group, author, agency, entered_on=on)
    ActionItem.objects.filter(pk=action.pk).settle_news()
    for step, days, hour in history:
        action.refresh_from_db()
        said = Said(author, datetime(2021, 12, 1, hour, 30, tzinfo=UTC) + timedelta(days=days),
                    sentence="Dit", reason="Motif")  # fmt: skip
        play(action, step, said, agency, axis)
        assert noted_of(action) == silence_of(action)


# --- What the migration makes of the rows of before ---


@pytest.mark.django_db(transaction=True)
def test_the_migration_notes_the_silence_of_the_rows_of_before(group, secretary, reviewer, agency):
    heard, asked, late = (make_action(group, secretary, agency) for _ in range(3))
    heard.note_chase(Said(secretary, MARCH))
    heard.report(Said(secretary, after(3), sentence="En route."))
    heard.note_chase(Said(secretary, after(9)))
    for days in (0, 0, 4):
        asked.note_chase(Said(secretary, after(days)))
    meeting = again(late.agenda_point.meeting)
    shown = {"version": 1, "document": {}, "published_by": reviewer, "size": 1, "light_size": 1}
    first = Publication.objects.create(meeting=meeting, **shown)
    Publication.objects.filter(pk=first.pk).update(published_at=MARCH)
    try:
        MigrationExecutor(connection).migrate([("actions", "0011_wordings")])
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    assert [noted_of(each) for each in (heard, asked, late)] == [
        silence_of(each) for each in (heard, asked, late)
    ]
    assert [columns(each) for each in (heard, asked, late)] == [
        (date(2022, 3, 13), 1, date(2022, 3, 19)),
        (DECIDED, 2, date(2022, 3, 14)),
        (date(2022, 3, 10), 0, None),
    ]


@pytest.mark.django_db(transaction=True)
def test_the_migration_finds_the_version_with_which_an_action_was_entered(
    group, secretary, reviewer
):
    text, (one, _) = with_actions(make_document(), {"text": "un"}, {"text": "deux"})
    meeting = publish(make_meeting(group, secretary, document=text), reviewer).meeting
    key = next(key for key in text if key.endswith("/actions"))
    first = Publication.objects.get()
    Publication.objects.filter(pk=first.pk).update(
        published_at=MARCH, document={**first.document, key: [one]}
    )
    Publication.objects.create(
        meeting=meeting, version=2, document=text, published_by=reviewer, size=1, light_size=1
    )
    Publication.objects.filter(version=2).update(published_at=after(200))
    try:
        MigrationExecutor(connection).migrate([("actions", "0011_wordings")])
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    entered = dict(ActionItem.objects.values_list("text", "entered_on"))
    assert entered == {"un": date(2022, 3, 10), "deux": after(200).date()}
