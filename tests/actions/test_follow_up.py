"""What becomes of an action: each verb, and two persons at once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction

from actions import deadlines, lateness
from actions.follow_up import Overtaken, Said
from actions.models import ActionItem
from gtm.refusals import NotNow
from meetings.writing import store
from tests.factories import (
    charged,
    make_action,
    make_agency,
    make_axis,
    make_document,
    make_meeting,
    publish,
    with_actions,
)

pytestmark = pytest.mark.django_db
AT = datetime(2023, 2, 1, 9, tzinfo=UTC)
RUNNING = {"todo", "doing", "waiting", "permanent"}
OPEN = RUNNING | {"declared"}
CLOSED = {"done", "not_done", "cancelled"}


@pytest.fixture
def action(group, secretary, agency):
    return make_action(group, secretary, agency)


@pytest.fixture
def said(secretary):
    return Said(by=secretary, at=AT, sentence="Vu sur place.")


def stored(action):
    return ActionItem.objects.get(pk=action.pk)


def reschedule(action, said, text="T1 2024"):
    action.reschedule(said, deadlines.parse(text, said.at.date()))


VERBS = {
    "report": (lambda a, s: a.report(s, "doing"), RUNNING, "doing"),
    "sentence": (lambda a, s: a.report(s), OPEN, None),
    "declare": (lambda a, s: a.declare_done(s), RUNNING, "declared"),
    "close": (lambda a, s: a.close(s), OPEN, "done"),
    "refuse": (lambda a, s: a.refuse(s), {"declared"}, "doing"),
    "reopen": (lambda a, s: a.reopen(s), CLOSED, "doing"),
    "reschedule": (reschedule, RUNNING, None),
    "cancel": (lambda a, s: a.cancel(s), OPEN, "cancelled"),
    "classify": (lambda a, s: a.classify(s, make_axis()), OPEN | CLOSED, None),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("status", ActionItem.Status.values)
def test_each_verb_asks_for_a_status_and_leaves_one(group, secretary, said, verb, status):
    act, expected, after = VERBS[verb]
    action = make_action(group, secretary, status=status)
    if status not in expected:
        with pytest.raises(NotNow):
            act(action, said)
        assert (stored(action).status, action.updates.count()) == (status, 0)
        return
    act(action, said)
    update = action.updates.get()
    assert (stored(action).status, stored(action).version) == (after or status, 2)
    assert (update.status_before, update.status, update.by) == (status, after or status, said.by)
    news = None if verb == "classify" else AT
    assert (action.status, stored(action).last_news_at) == (after or status, news)


def test_declared_stops_the_clock_refused_lets_it_go_on(action, said):
    late = ActionItem.objects.late(AT.date())
    assert late.count() == 1
    action.declare_done(said)
    assert (late.count(), stored(action).declared_on) == (0, AT.date())
    action.refuse(said)
    assert (late.count(), stored(action).declared_on) == (1, None)


@pytest.mark.parametrize(
    ("instant", "late"),
    [
        (datetime(2022, 12, 31, 22, 59, tzinfo=UTC), 0),
        (datetime(2022, 12, 31, 23, 0, tzinfo=UTC), 1),
    ],
)
def test_lateness_begins_at_midnight_in_niamey(action, client_of, secretary, freeze, instant, late):
    """Niamey is one hour ahead of UTC: 23:00 UTC is midnight there."""
    freeze(instant)
    assert client_of(secretary).get("/").context["late_count"] == late


@pytest.mark.parametrize(
    ("declared", "closed", "on_time"),
    [
        (datetime(2022, 12, 31, 22, 59, tzinfo=UTC), AT, 1),
        (datetime(2022, 12, 31, 23, 0, tzinfo=UTC), AT, 0),
        (None, datetime(2022, 12, 31, 12, tzinfo=UTC), 1),
        (None, AT, 0),
    ],
)
def test_on_time_is_declared_on_the_last_day_at_latest(
    action, secretary, declared, closed, on_time
):
    if declared:
        action.declare_done(Said(by=secretary, at=declared))
    action.close(Said(by=secretary, at=closed))
    assert ActionItem.objects.filter(lateness.on_time()).count() == on_time


def test_a_new_deadline_keeps_the_former_ones_and_is_counted(action, said):
    reschedule(action, said, "T1 2023")
    reschedule(action, said, "fin 2024")
    again = stored(action)
    assert (again.deadline_wording, again.due_on) == ("fin 2024", date(2024, 12, 31))
    assert (again.rescheduled_count, again.minutes_deadline) == (2, "2022")
    names = ("wording", "precision", "due_on")
    former, new = ([f"{when}_{name}" for name in names] for when in ("former", "new"))
    minutes, first, second = (
        ("2022", "year", date(2022, 12, 31)),
        ("T1 2023", "quarter", date(2023, 3, 31)),
        ("fin 2024", "year", date(2024, 12, 31)),
    )
    assert list(action.updates.values_list(*former)) == [first, minutes]
    assert list(action.updates.values_list(*new)) == [second, first]


def test_put_off_to_the_next_meeting_it_follows_the_meetings_after_that_day(
    action, group, secretary, said
):
    make_meeting(group, secretary, state="planned", on=date(2022, 6, 1))
    reschedule(action, said, "prochaine réunion")
    assert stored(action).due_on is None
    planned = make_meeting(group, secretary, state="planned", on=date(2023, 5, 1))
    assert stored(action).due_on == date(2023, 5, 1)
    planned.date = date(2023, 5, 8)
    planned.save()
    store.replan(group)
    assert stored(action).due_on == date(2023, 5, 8)


def test_put_off_when_a_meeting_is_planned_it_has_its_day_at_once(action, group, secretary, said):
    make_meeting(group, secretary, state="planned", on=date(2023, 5, 1))
    reschedule(action, said, "prochaine réunion")
    days = (stored(action).due_on, action.updates.get().new_due_on)
    assert days == (date(2023, 5, 1), date(2023, 5, 1))


def test_the_next_meeting_is_the_group_s_own_and_the_first_to_come(
    group, other_group, secretary, other_secretary, said
):
    places = ((group, secretary), (other_group, other_secretary))
    ours, theirs = (make_action(where, who) for where, who in places)
    for each in (ours, theirs):
        reschedule(each, said, "prochaine réunion")
    for day in (date(2023, 6, 1), date(2023, 5, 1)):
        make_meeting(group, secretary, state="planned", on=day)
    assert (stored(ours).due_on, stored(theirs).due_on) == (date(2023, 5, 1), None)
    put_off = make_action(group, secretary)
    reschedule(put_off, said, "prochaine réunion")
    assert stored(put_off).due_on == date(2023, 5, 1)


def test_designating_twice_designates_once_and_releasing_takes_it_back(action, said, agency):
    pam = make_agency("PAM")
    action.designate(said, pam)
    action.designate(said, pam)
    assert charged(action) == {pam}
    action.release(said, pam)
    assert charged(action) == set()
    assert list(action.updates.values_list("kind", "agency")) == [
        ("released", pam.pk),
        ("designated", pam.pk),
        ("designated", pam.pk),
    ]


def test_a_file_is_kept_under_a_name_of_our_own(action, secretary):
    file = SimpleUploadedFile("../liste signée.PDF", b"%PDF-")
    action.report(Said(by=secretary, at=AT, file=file))
    update = action.updates.get()
    assert (update.file_name, update.file_size) == ("liste signée.PDF", 5)
    assert update.file.name.startswith("suivi/")
    assert "liste" not in update.file.name


def test_who_saw_an_older_state_overwrites_nothing(action, said, secretary):
    action.report(said, "doing")
    old = Said(by=secretary, at=AT, sentence="Autre chose.", version=1)
    with pytest.raises(Overtaken):
        stored(action).close(old)
    assert (stored(action).status, action.updates.count()) == ("doing", 1)


@pytest.mark.parametrize(
    ("comes_first", "comes_second", "status"),
    [("declare_done", "cancel", "declared"), ("report", "close", "todo")],
    ids=["another status", "news, which leave the status as it was"],
)
def test_two_who_read_the_same_state_do_not_both_write(
    action, said, comes_first, comes_second, status
):
    first, second = stored(action), stored(action)
    getattr(first, comes_first)(said)
    with pytest.raises(Overtaken):
        getattr(second, comes_second)(said)
    assert (stored(action).status, action.updates.count()) == (status, 1)


def test_a_step_taken_back_does_not_pass_for_one_of_somebody_else(action, said):
    """Both would have led to the same version."""
    first, second = stored(action), stored(action)
    with transaction.atomic():
        first.report(said)
        transaction.set_rollback(True)
    second.declare_done(said)
    with pytest.raises(Overtaken):
        first.cancel(said)
    assert (stored(action).status, action.updates.count()) == ("declared", 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="the tests' SQLite has one writer")
def test_of_six_at_the_same_instant_one_writes(action, said):
    barrier = threading.Barrier(6)

    def close(_):
        mine = stored(action)
        try:
            barrier.wait()
            mine.close(said)
            return "closed"
        except Overtaken:
            return "overtaken"
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        answers = sorted(pool.map(close, range(6)))
    assert answers == ["closed", *["overtaken"] * 5]
    assert action.updates.count() == 1


# --- Corrections of the minutes ---


@pytest.fixture
def registered(group, secretary, reviewer):
    """Publish a text as the meeting's next version, and give back its first action."""
    meeting = make_meeting(group, secretary)

    def register(document):
        type(meeting).objects.filter(pk=meeting.pk).update(
            state="draft", document=document, version=meeting.version
        )
        publish(meeting, reviewer)
        return ActionItem.objects.filter(agenda_point__meeting=meeting).first()

    return register


def test_a_correction_keeps_status_news_and_a_deadline_put_off(registered, said):
    document, [uid] = with_actions(make_document(), {"text": "Former", "deadline": "2022"})
    action = registered(document)
    reschedule(action, said, "T1 2024")
    action.report(said, "waiting")
    again = registered(document | {f"actions/{uid}/text": "Former et équiper"})
    assert (again.pk, again.text, again.status) == (action.pk, "Former et équiper", "waiting")
    assert (again.deadline_wording, again.due_on) == ("T1 2024", date(2024, 3, 31))
    assert again.updates.count() == 2


def test_a_correction_of_the_deadline_itself_wins_over_one_put_off(registered, said):
    document, [uid] = with_actions(make_document(), {"text": "Former", "deadline": "2022"})
    reschedule(registered(document), said, "T1 2024")
    again = registered(document | {f"actions/{uid}/deadline": "fin 2025"})
    assert (again.deadline_wording, again.due_on) == ("fin 2025", date(2025, 12, 31))


def left_out(document):
    return document | {f"points/{document['points'][0]}/actions": []}


def test_an_action_withdrawn_and_put_back_has_the_status_it_had(registered, said):
    document, _ = with_actions(make_document(), {"text": "Former", "deadline": "2022"})
    registered(document).declare_done(said)
    withdrawn = registered(left_out(document))
    assert withdrawn.status == "cancelled"
    again = registered(document)
    assert (again.status, again.closed_on) == ("declared", None)
    kinds = list(withdrawn.updates.values_list("kind", flat=True))
    assert kinds == ["restored", "withdrawn", "declared"]


def test_a_closed_action_withdrawn_and_put_back_keeps_the_day_of_its_closing(registered, said):
    document, _ = with_actions(make_document(), {"text": "Former", "deadline": "2022"})
    registered(document).close(said)
    found = [registered(text) for text in (left_out(document), document)]
    told = [(each.status, each.closed_on) for each in found]
    assert told == [("cancelled", AT.date()), ("done", AT.date())]


def test_each_time_it_is_put_back_an_action_is_as_it_was_last(registered, said):
    """Whatever was noted meanwhile, by somebody who had read it before it was withdrawn too."""
    document, _ = with_actions(make_document(), {"text": "Former", "deadline": "2022"})
    seen_before = registered(document)
    registered(left_out(document)).classify(said, make_axis())
    seen_before.note_chase(said)
    again = registered(document)
    assert again.status == "todo"
    again.report(said, "doing")
    found = [registered(text).status for text in (document, left_out(document), document)]
    assert found == ["doing", "cancelled", "doing"]


def test_one_cancelled_by_a_person_stays_so_in_a_correction(registered, said):
    document, _ = with_actions(make_document(), {"text": "Former", "deadline": "2022"})
    registered(document).cancel(said)
    registered(left_out(document))
    action = registered(document)
    assert (action.status, [each.kind for each in action.updates.all()]) == (
        "cancelled",
        ["cancelled"],
    )


# --- Whose they are ---


def test_common_actions_are_led_by_a_collective_and_designated_to_nobody(
    group, secretary, said, agency
):
    partners = make_agency("Partenaires", is_collective=True)
    led = make_action(group, secretary, partners, agency)
    beside = make_action(group, secretary, agency, partners)
    assert list(ActionItem.objects.common()) == [led]
    assert set(ActionItem.objects.concerning([agency.pk])) == {led, beside}
    pam = make_agency("PAM")
    antenne = make_agency("PAM", parent=pam, territory=group.territory)
    led.designate(said, antenne)
    assert list(ActionItem.objects.common()) == []
    assert list(ActionItem.objects.concerning([pam.pk])) == [led]


def test_the_first_designated_leads_and_else_the_first_named(group, secretary, said, agency):
    pam, hcr = make_agency("PAM"), make_agency("HCR")
    make_action(group, secretary).designate(said, make_agency("FAO"))
    action = make_action(group, secretary, agency, pam)
    leads = [action.lead]
    for verb, structure in (("designate", hcr), ("designate", pam), ("release", hcr)):
        getattr(action, verb)(said, structure)
        leads.append(action.lead)
    action.release(said, pam)
    assert [*leads, action.lead] == [agency, hcr, hcr, pam, agency]
