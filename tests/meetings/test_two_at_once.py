"""Two verbs of one group at the same instant, on a database server: as if one came first.

Each pair is held at a chosen line: the first goes on when the second has done its part, or waits
for the first. SQLite has one writer at a time.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.db import connection

from actions import deadlines
from actions.follow_up import Overtaken, Said
from actions.models import ActionItem
from gtm.models import Membership
from gtm.refusals import NotNow
from meetings.life import adoption, handover, publishing, verbs
from meetings.models import Meeting
from meetings.text import document as doc
from meetings.writing import saving, store
from tests.factories import (
    hand_in,
    make_action,
    make_document,
    make_meeting,
    make_user,
    publish,
    with_actions,
)
from tests.meetings.living import again, type_in

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="the tests' SQLite lives in memory, with one writer"
    ),
]
NOW = datetime(2022, 3, 10, 9, tzinfo=UTC)
FEBRUARY, MARCH, APRIL = date(2022, 2, 1), date(2022, 3, 1), date(2022, 4, 1)
PATIENCE = 1.0  # how long the one that was held gives the other, which may be waiting for it


class Pair:
    """Runs `first` up to the call of `where`, then `second`, then the rest of `first`."""

    def __init__(self, monkeypatch):
        self.monkeypatch = monkeypatch

    def run(self, first, where, second):
        """What each returned or raised. `where` is (module or class, name)."""
        reached, done, thread = threading.Event(), threading.Event(), []
        owner, name = where
        called = getattr(owner, name)

        def held(*args, **kwargs):
            if threading.get_ident() in thread and not reached.is_set():
                reached.set()
                done.wait(PATIENCE)
            return called(*args, **kwargs)

        self.monkeypatch.setattr(owner, name, held)

        def run_first():
            thread.append(threading.get_ident())
            return outcome(first)

        def run_second():
            assert reached.wait(20), "the first never came to the place"
            try:
                return outcome(second)
            finally:
                done.set()

        with ThreadPoolExecutor(2) as pool:
            both = [pool.submit(run_first), pool.submit(run_second)]
            return [each.result(timeout=60) for each in both]


def outcome(work):
    try:
        return work()
    except NotNow as refusal:
        return type(refusal)
    finally:
        connection.close()


@pytest.fixture
def pair(monkeypatch):
    monkeypatch.setattr(publishing, "rendered", lambda *args, **kwargs: b"%PDF-1.7")
    return Pair(monkeypatch)


@pytest.fixture
def published(group, secretary, reviewer, monkeypatch):
    """Minutes that are out, with one action."""
    monkeypatch.setattr(publishing, "rendered", lambda *args, **kwargs: b"%PDF-1.7")
    action = {"text": "Former", "responsible": "OIM", "deadline": "2022"}
    document, _ = with_actions(make_document(), action)
    meeting = make_meeting(group, secretary, document=document)
    publish(meeting, reviewer)
    return again(meeting)


def correction_of(meeting, reviewer, secretary, **fields):
    verbs.correct(again(meeting), reviewer, "x")
    type_in(meeting, secretary, **(fields or {"place": "Magaria"}))
    return hand_in(meeting, "x")


def news():
    action = ActionItem.objects.get()
    updates = action.updates.order_by("pk").values_list("kind", "status_before", "status")
    return action.status, action.version, action.declared_on, list(updates)


def test_a_partner_reports_while_a_correction_is_published(
    pair, published, secretary, reviewer, partner
):
    meeting = correction_of(published, reviewer, secretary)
    pair.run(
        lambda: publishing.publish(meeting, reviewer, MARCH) and None,
        (publishing, "names_known_in"),
        lambda: ActionItem.objects.get().declare_done(Said(partner, NOW)),
    )
    assert news() == ("declared", 2, NOW.date(), [("declared", "todo", "declared")])
    assert again(meeting).published_version == 2


def test_a_partner_reports_after_the_publisher_has_read_the_actions(
    pair, published, secretary, reviewer, partner
):
    meeting = correction_of(published, reviewer, secretary)
    pair.run(
        lambda: publishing.publish(meeting, reviewer, MARCH) and None,
        (ActionItem, "take_from_minutes"),
        lambda: ActionItem.objects.get().declare_done(Said(partner, NOW)),
    )
    assert news() == ("declared", 2, NOW.date(), [("declared", "todo", "declared")])


def test_a_partner_reports_on_an_action_that_a_correction_withdraws(
    pair, published, secretary, reviewer, partner
):
    point = published.document["points"][0]
    meeting = correction_of(
        published, reviewer, secretary, **{doc.key_of("points", point, "actions"): []}
    )
    answers = pair.run(
        lambda: publishing.publish(meeting, reviewer, MARCH).version,
        (ActionItem, "_held"),  # read, not yet withdrawn
        lambda: ActionItem.objects.get().declare_done(Said(partner, NOW)),
    )
    assert answers == [2, Overtaken]
    assert news() == ("cancelled", 2, None, [("withdrawn", "todo", "cancelled")])


def test_two_publications_of_one_group_follow_each_other(
    pair, published, group, secretary, reviewer
):
    uid = str(ActionItem.objects.get().uid)
    said = {"followups": [uid], doc.key_of("followups", uid, "status"): "doing"}
    later = make_meeting(group, secretary, on=FEBRUARY)
    type_in(later, secretary, **said)
    hand_in(later)
    meeting = correction_of(published, reviewer, secretary)
    answers = pair.run(
        lambda: publishing.publish(meeting, reviewer, MARCH).version,
        (adoption, "register"),
        lambda: publishing.publish(again(later), reviewer, MARCH).version,
    )
    assert (answers, ActionItem.objects.get().status) == ([2, 1], "doing")


def test_one_text_is_published_once_by_two_reviewers(pair, group, secretary, reviewer, deputy):
    meeting = hand_in(make_meeting(group, secretary))
    answers = pair.run(
        lambda: publishing.publish(again(meeting), reviewer, MARCH).version,
        (publishing, "keep"),
        lambda: publishing.publish(again(meeting), deputy, MARCH).version,
    )
    assert (answers, again(meeting).published_version) == ([NotNow, 1], 1)


def test_an_action_waits_for_the_next_meeting_while_two_meetings_move(pair, group, secretary):
    make_action(
        group,
        secretary,
        deadline_wording="prochaine réunion",
        deadline_precision="next_meeting",
        due_on=None,
    )
    first, second = (
        make_meeting(group, secretary, on=day, state="planned") for day in (MARCH, APRIL)
    )

    def move(meeting, day):
        text = again(meeting).document | {"date": day}
        return store.save(meeting, secretary, text, 1, store.new_op_id()).version

    answers = pair.run(
        lambda: move(first, "01/05/2022"),
        (saving, "_keep"),  # dated, not yet committed
        lambda: move(second, "01/06/2022"),
    )
    assert (answers, ActionItem.objects.get().due_on) == ([2, 2], date(2022, 5, 1))


def test_an_action_is_put_off_to_the_next_meeting_while_that_one_is_cancelled(
    pair, group, secretary
):
    make_action(group, secretary)
    gone = make_meeting(group, secretary, on=MARCH, state="planned")
    make_meeting(group, secretary, on=APRIL, state="planned")
    deadline = deadlines.parse("prochaine réunion", FEBRUARY)
    at = datetime(2022, 2, 1, 9, tzinfo=UTC)
    pair.run(
        lambda: ActionItem.objects.get().reschedule(Said(secretary, at), deadline),
        (ActionItem, "_append"),
        lambda: verbs.cancel(again(gone), secretary, "Routes coupées"),
    )
    assert ActionItem.objects.get().due_on == APRIL


def test_two_hand_overs_of_one_secretary_name_one_successor(pair, group, secretary, administrator):
    leaving = Membership.objects.get(user=secretary)
    successors = [make_user("Issa"), make_user("Zara")]

    def pass_to(successor):
        role = Membership.objects.get(pk=leaving.pk)
        return handover.hand_over(role, successor, administrator, NOW)

    answers = pair.run(
        lambda: pass_to(successors[0]),
        (handover.journal, "record_changes"),
        lambda: pass_to(successors[1]),
    )
    running = handover.secretaries(group, NOW.date())
    assert (answers, [role.user for role in running]) == ([None, NotNow], [successors[0]])


def test_a_meeting_is_submitted_once_however_often_it_is_sent(pair, group, secretary):
    meeting = make_meeting(group, secretary)
    answers = pair.run(
        lambda: verbs.submit(again(meeting), secretary, MARCH),
        (verbs, "problems_of"),
        lambda: verbs.submit(again(meeting), secretary, MARCH),
    )
    steps = Meeting.objects.get().steps.values_list("name", flat=True)
    assert (answers, list(steps)) == ([NotNow, None], ["submit"])
