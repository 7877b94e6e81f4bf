"""Figures of the past stay what they were, whatever happens afterwards: kept, and asked again."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from actions import deadlines
from actions.follow_up import Said
from actions.known import KnownAction
from actions.models import ActionItem
from gtm.models import FOREVER
from gtm.refusals import NotNow
from meetings.board import figures
from meetings.life import publishing, removal, verbs
from meetings.models import KnownMeeting, Meeting, Publication
from meetings.text import document as doc
from meetings.writing import store
from tests.factories import make_action, make_document, publish, with_actions
from tests.meetings.living import again, type_in

pytestmark = pytest.mark.django_db
START = datetime(2022, 1, 10, 8, tzinfo=UTC)
DEADLINES = ("15/01/2022", "fin mars 2022", "prochaine réunion", "2022", "immédiat", "")


class History:
    """What a group does, a verb at a time; what is no longer possible is refused, and passed."""

    def __init__(self, group, secretary, reviewer):
        self.group, self.secretary, self.reviewer = group, secretary, reviewer
        self.now = START

    @property
    def today(self):
        return self.now.date()

    def one(self, rows, place):
        rows = list(rows.order_by("pk"))
        if not rows:
            raise NotNow("rien")
        return rows[place % len(rows)]

    def action(self, place):
        return self.one(ActionItem.objects.all(), place)

    def meeting(self, place, **fields):
        return self.one(Meeting.objects.filter(**fields), place)

    def said(self, days=0, **fields):
        return Said(by=self.reviewer, at=self.now - timedelta(days=days), **fields)

    # --- Verbs ---

    def minutes(self, place, shift):
        """Published today, of a meeting held some days ago."""
        day = self.today - timedelta(days=shift)
        document = make_document(date=f"{day:%d/%m/%Y}")
        cells = [{"text": f"Action {each}", "deadline": each} for each in DEADLINES]
        document, _ = with_actions(document, *cells[: 1 + place % len(cells)])
        meeting = Meeting(group=self.group, date=day, state="draft", place="PAM")
        publish(store.create(meeting, self.secretary, document), self.reviewer)

    def correct(self, place, shift):
        """Another deadline for one of its actions, or that action taken out."""
        meeting = self.meeting(place, state="published")
        verbs.correct(meeting, self.reviewer, "Erreur")
        text = again(meeting).document
        key = doc.key_of("points", text["points"][0], "actions")
        uids = text.get(key, [])
        if not uids:
            raise NotNow("rien")
        deadline = {doc.key_of("actions", uids[0], "deadline"): DEADLINES[shift % 6]}
        taken_out = {key: uids[1:]}
        type_in(meeting, self.secretary, **(deadline if shift % 3 else taken_out))
        verbs.submit(again(meeting), self.secretary, self.today, "La date")
        publishing.publish(again(meeting), self.reviewer, self.today)

    def plan(self, place, shift):
        day = self.today + timedelta(days=shift)
        meeting = Meeting(group=self.group, date=day, state="planned")
        store.create(meeting, self.secretary, {"date": f"{day:%d/%m/%Y}", "kind": "ordinary"})

    def move(self, place, shift):
        day = self.today + timedelta(days=shift - 20)
        meeting = self.meeting(place, state__in=["planned", "draft"], published_version=0)
        type_in(meeting, self.secretary, date=f"{day:%d/%m/%Y}")

    def start(self, place, shift):
        verbs.start(self.meeting(place), self.secretary)

    def not_held(self, place, shift):
        verbs.cancel(self.meeting(place), self.secretary, "Pluie")

    def remove(self, place, shift):
        removal.remove(self.meeting(place), self.secretary, "Erreur", self.now)

    def give_back(self, place, shift):
        removed = self.one(Meeting.everywhere.filter(removed_at__isnull=False), place)
        removal.restore(removed, self.secretary, self.now)

    def forget(self, place, shift):
        removal.purge(self.now)

    def report(self, place, shift):
        self.action(place).report(self.said(shift), ("doing", "waiting", "permanent")[shift % 3])

    def declare(self, place, shift):
        self.action(place).declare_done(self.said())

    def refuse(self, place, shift):
        self.action(place).refuse(self.said())

    def close(self, place, shift):
        self.action(place).close(self.said(shift), ("done", "not_done")[shift % 2])

    def reopen(self, place, shift):
        self.action(place).reopen(self.said())

    def cancel(self, place, shift):
        self.action(place).cancel(self.said(shift))

    def put_off(self, place, shift):
        day = self.today + timedelta(days=shift - 10)
        typed = "prochaine réunion" if shift % 4 == 0 else f"{day:%d/%m/%Y}"
        self.action(place).reschedule(self.said(), deadlines.parse(typed, self.today))


VERBS = (
    "minutes", "correct", "plan", "move", "start", "not_held", "remove", "give_back", "forget",
    "report", "declare", "refuse", "close", "reopen", "cancel", "put_off",
)  # fmt: skip
RUNNING = ("todo", "doing", "waiting", "permanent")


def seen(day, now):
    """All figures of the year that ends on a day."""
    period = figures.Period(day - timedelta(days=365), day)
    found = figures.as_of(Meeting.everywhere.all(), ActionItem.objects.all(), period, now)
    return {
        "meetings": found.meetings_by_group(),
        "actions": found.actions_by_group(),
        "trend": found.trend(),
        "delays": found.days_to_publish(),
        "ages": found.ageing(),
    }


def counted(day):
    """Some of them, as the tables of today say it, one row after the other."""
    actions = list(ActionItem.objects.values("status", "due_on"))
    meetings = list(Meeting.objects.values("state", "date", "published_version"))
    late = [a for a in actions if a["status"] in RUNNING and a["due_on"] and a["due_on"] < day]
    lately = [m for m in meetings if day - timedelta(days=365) <= m["date"] <= day]
    held = [m for m in lately if m["state"] not in ("planned", "cancelled")]
    missing = [
        m
        for m in meetings
        if m["state"] != "cancelled" and not m["published_version"] and m["date"] < day
    ]
    return {
        "open": sum(a["status"] not in ("done", "not_done", "cancelled") for a in actions),
        "late": len(late),
        "held": len(held),
        "published": sum(m["published_version"] > 0 for m in held),
        "missing": len(missing),
    }


def told(figures_, group):
    meetings = figures_["meetings"].get(group.pk, {})
    actions = figures_["actions"].get(group.pk, {})
    return {
        **{name: actions.get(name, 0) for name in ("open", "late")},
        **{name: meetings.get(name, 0) for name in ("held", "published", "missing")},
    }


STEPS = st.tuples(
    st.sampled_from((*VERBS, "minutes", "put_off")), st.integers(0, 9), st.integers(0, 40),
    st.integers(1, 45),
)  # fmt: skip


@settings(
    max_examples=10,
    deadline=None,
    phases=[Phase.reuse, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(STEPS, min_size=4, max_size=16))
def test_figures_kept_at_the_end_of_a_day_are_those_asked_for_later(
    freeze, group, secretary, reviewer, steps
):
    for rows in (Publication.objects, KnownMeeting.objects, Meeting.everywhere):
        rows.all().delete()
    history, kept = History(group, secretary, reviewer), {}
    for name, place, shift, days in (("minutes", 5, 3, 1), *steps):
        freeze(history.now)
        with suppress(NotNow):
            getattr(history, name)(place, shift)
        day = history.today
        night = figures.end_of(day)
        freeze(night)
        kept[day] = seen(day, night)
        assert told(kept[day], group) == counted(day), name
        assert_known_as_it_stands()
        history.now += timedelta(days=days)
    for day, then in kept.items():
        assert seen(day, history.now) == then


def assert_known_as_it_stands():
    """Each row has one state without an end, which is its own; the others follow each other."""
    for model, known in ((ActionItem, KnownAction), (Meeting, KnownMeeting)):
        names = ("pk", *known.COLUMNS)
        standing = known.objects.filter(until=FOREVER, subject__in=model._base_manager.all())
        stored = sorted(model._base_manager.values_list(*names), key=str)
        assert sorted(standing.values_list("subject", *known.COLUMNS), key=str) == stored
        ends = {}
        for row in known.objects.order_by("subject", "known_at", "pk"):
            assert ends.get(row.subject_id, row.known_at) == row.known_at
            ends[row.subject_id] = row.until


CHANGES = {
    "due_on": date(2022, 3, 15),
    "status": "waiting",
    "declared_on": date(2022, 1, 1),
    "closed_on": date(2022, 1, 2),
    "rescheduled_count": 3,
}


@pytest.mark.parametrize("name", CHANGES)
def test_each_way_of_writing_a_column_of_an_action_is_known(group, secretary, reviewer, name):
    action = make_action(group, secretary)
    before = getattr(action, name)
    for write in (
        lambda value: ActionItem.objects.filter(pk=action.pk).update(**{name: value}),
        lambda value: group.actions.update(**{name: value}),
        lambda value: ActionItem.objects.bulk_update([changed(action, name, value)], [name]),
        lambda value: changed(action, name, value).save(),
        lambda value: ActionItem.objects.update_or_create(pk=action.pk, defaults={name: value}),
    ):
        for value in (CHANGES[name], before):
            write(value)
            known = action.known.get(until=FOREVER)
            assert getattr(known, name) == value
    assert action.known.count() == 11


def changed(row, name, value):
    setattr(row, name, value)
    return row


def test_what_changes_nothing_that_figures_depend_on_is_not_noted(group, secretary):
    action = make_action(group, secretary)
    meeting = action.agenda_point.meeting
    ActionItem.objects.filter(pk=action.pk).update(text="Autre", status=action.status)
    ActionItem.objects.filter(pk=action.pk).settle_lead()
    Meeting.objects.filter(pk=meeting.pk).update(place="Autre", date=meeting.date)
    assert (action.known.count(), meeting.known.count()) == (1, 1)


def test_a_clock_that_is_set_back_leaves_the_states_in_their_order(freeze, group, secretary):
    action = make_action(group, secretary)
    freeze(START)
    action.declare_done(Said(by=secretary, at=START))
    freeze(START - timedelta(days=2))
    action.refuse(Said(by=secretary, at=START))
    spans = action.known.order_by("pk").values_list("known_at", "until", "status")
    assert list(spans)[1:] == [(START, START, "declared"), (START, FOREVER, "doing")]


def test_two_states_never_stand_at_once(group, secretary):
    action = make_action(group, secretary)
    with pytest.raises(IntegrityError):
        KnownAction.objects.create(
            subject=action, group=group, status="todo", known_at=timezone.now()
        )


def test_noting_costs_the_same_for_one_and_for_three(group, secretary, django_assert_num_queries):
    for count in (1, 3):
        actions = [make_action(group, secretary) for _ in range(count)]
        rows = ActionItem.objects.filter(pk__in=[each.pk for each in actions])
        with django_assert_num_queries(8):
            rows.update(due_on=date(2023, 1, 1))
