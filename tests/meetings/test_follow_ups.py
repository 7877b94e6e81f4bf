"""What is said of earlier actions becomes updates, once, whichever minutes come out first."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.models import ActionItem
from meetings.models import Meeting
from meetings.writing import names
from tests.factories import (
    charged,
    make_agency,
    make_document,
    make_meeting,
    publish,
    with_actions,
    with_rows,
)
from tests.meetings.following import correct, say, told

pytestmark = pytest.mark.django_db
NOVEMBER, JANUARY, MARCH = date(2021, 11, 30), date(2022, 1, 20), date(2022, 3, 15)


@pytest.fixture
def meetings(group, secretary):
    """A meeting that decided one action, and a later one."""
    action = {"text": "Former", "deadline": "31/12/2021"}
    document, uids = with_actions(make_document(), action)
    first = make_meeting(group, secretary, document=document)
    return first, make_meeting(group, secretary, on=JANUARY), uids[0]


@pytest.mark.parametrize(
    ("words", "update", "status"),
    [
        ({"said": "vu"}, ("report", "todo", "vu", "", "", JANUARY), "todo"),
        ({"status": "doing"}, ("report", "doing", "", "", "", JANUARY), "doing"),
        (
            {"status": "waiting", "reason": "fonds"},
            ("report", "waiting", "", "fonds", "", JANUARY),
            "waiting",
        ),
        ({"status": "permanent"}, ("report", "permanent", "", "", "", JANUARY), "permanent"),
        ({"status": "done", "said": "ok"}, ("closed", "done", "ok", "", "", JANUARY), "done"),
        (
            {"status": "not_done", "reason": "pluie"},
            ("closed", "not_done", "", "pluie", "", JANUARY),
            "not_done",
        ),
        (
            {"status": "cancelled", "reason": "sans objet"},
            ("cancelled", "cancelled", "", "sans objet", "", JANUARY),
            "cancelled",
        ),
        (
            {"status": "rescheduled", "new_deadline": "2022"},
            ("rescheduled", "todo", "", "", "2022", JANUARY),
            "todo",
        ),
        ({"status": "rescheduled"}, ("report", "todo", "", "", "", JANUARY), "todo"),
    ],
)
def test_each_status_becomes_its_update(meetings, reviewer, words, update, status):
    first, later, uid = meetings
    publish(first, reviewer)
    say(later, uid, **words)
    publish(later, reviewer)
    action = ActionItem.objects.get()
    assert (told(), action.status) == ([update], status)


def test_the_writer_of_the_minutes_says_it_on_the_day_of_the_meeting(meetings, secretary, reviewer):
    first, later, uid = meetings
    publish(first, reviewer)
    say(later, uid, status="done")
    publish(later, reviewer)
    action = ActionItem.objects.get()
    assert (action.updates.get().by, action.closed_on) == (secretary, JANUARY)


def test_a_line_without_a_word_makes_no_update(meetings, reviewer):
    first, later, _ = meetings
    publish(first, reviewer)
    publish(later, reviewer)
    assert told() == []


@pytest.mark.parametrize("first_out", [0, 1])
def test_it_is_written_once_whichever_minutes_come_out_first(meetings, reviewer, first_out):
    _, later, uid = meetings
    say(later, uid, status="done", said="fini")
    publish(meetings[first_out], reviewer)
    publish(meetings[1 - first_out], reviewer)
    assert told() == [("closed", "done", "fini", "", "", JANUARY)]


def test_a_correction_of_something_else_writes_nothing_again(meetings, reviewer):
    first, later, uid = meetings
    publish(first, reviewer)
    say(later, uid, status="done", said="fini")
    publish(later, reviewer)
    correct(later, reviewer)
    correct(first, reviewer)
    assert told() == [("closed", "done", "fini", "", "", JANUARY)]


def test_a_correction_of_the_line_is_a_further_update(meetings, reviewer):
    first, later, uid = meetings
    publish(first, reviewer)
    say(later, uid, status="doing", said="presque")
    publish(later, reviewer)
    say(later, uid, status="done", said="fini")
    correct(later, reviewer)
    assert told() == [
        ("report", "doing", "presque", "", "", JANUARY),
        ("closed", "done", "fini", "", "", JANUARY),
    ]


def test_a_closure_noted_by_mistake_is_taken_back_by_the_correction(meetings, reviewer):
    first, later, uid = meetings
    publish(first, reviewer)
    say(later, uid, status="done", said="fini")
    publish(later, reviewer)
    say(later, uid)
    correct(later, reviewer)
    assert ActionItem.objects.get().status == "todo"
    assert [(kind, status) for kind, status, *_ in told()] == [
        ("closed", "done"),
        ("reopened", "doing"),
        ("report", "todo"),
    ]


def test_what_is_known_since_the_meeting_stays(meetings, reviewer):
    first, later, uid = meetings
    publish(first, reviewer)
    say(later, uid, status="waiting", reason="fonds", said="en attente")
    ActionItem.objects.update(status="doing", last_news_at="2022-02-01T10:00Z")
    publish(later, reviewer)
    assert told() == [("report", "doing", "en attente", "fonds", "", JANUARY)]


def test_what_was_closed_since_stays_closed_and_the_minutes_keep_what_was_said(meetings, reviewer):
    first, later, uid = meetings
    publish(first, reviewer)
    say(later, uid, status="doing", said="presque")
    ActionItem.objects.update(status="done", closed_on=date(2022, 2, 1))
    publish(later, reviewer)
    assert (told(), ActionItem.objects.get().status) == ([], "done")
    kept = later.publications.get().document
    assert kept[f"followups/{uid}/said"] == "presque"


def test_what_was_declared_done_and_is_not_goes_on(meetings, reviewer):
    first, later, uid = meetings
    publish(first, reviewer)
    ActionItem.objects.update(status="declared", declared_on=date(2021, 12, 20))
    say(later, uid, status="doing", reason="à revoir")
    publish(later, reviewer)
    action = ActionItem.objects.get()
    assert (action.status, action.declared_on) == ("doing", None)


def test_a_rescheduled_action_is_shown_with_its_new_deadline_next_time(
    group, secretary, meetings, reviewer
):
    first, later, uid = meetings
    publish(first, reviewer)
    say(later, uid, status="rescheduled", new_deadline="28/02/2022")
    publish(later, reviewer)
    action = ActionItem.objects.get()
    assert (action.due_on, action.rescheduled_count) == (date(2022, 2, 28), 1)
    last = make_meeting(group, secretary, on=MARCH)
    publish(last, reviewer)
    kept = last.publications.get().document
    assert kept[f"followups/{uid}/days_late"] == "15"


def test_actions_of_another_group_are_out_of_reach(
    meetings, other_group, other_secretary, reviewer
):
    first, _, uid = meetings
    publish(first, reviewer)
    theirs = make_meeting(other_group, other_secretary, on=JANUARY)
    say(theirs, uid, status="done")
    publish(theirs, reviewer)
    assert (told(), ActionItem.objects.get().status) == ([], "todo")


def test_actions_of_a_later_meeting_are_out_of_reach(meetings, reviewer):
    first, later, _ = meetings
    document, (born_later,) = with_actions(later.document, {"text": "ensuite"})
    Meeting.objects.filter(pk=later.pk).update(document=document)
    publish(later, reviewer)
    say(first, born_later, status="done")
    publish(first, reviewer)
    action = ActionItem.objects.get(text="ensuite")
    assert (action.status, action.updates.count()) == ("todo", 0)


def test_a_line_of_an_older_meeting_is_registered_and_followed(group, secretary, reviewer):
    typed = {"text": "ancien", "meeting_date": "15/06/2019", "responsible": "OIM"}
    typed |= {"deadline": "2019", "status": "waiting", "reason": "fonds"}
    oim = make_agency("OIM")
    document, _ = with_rows(make_document(), "former_actions", typed)
    meeting = make_meeting(group, secretary, document=document)
    publish(meeting, reviewer)
    correct(meeting, reviewer)
    action = ActionItem.objects.get()
    assert (action.status, action.decided_on) == ("waiting", date(2019, 6, 15))
    assert action.responsibles.get().agency == oim
    assert told() == [("report", "waiting", "", "fonds", "", NOVEMBER)]
    assert (action.agenda_point.title, action.agenda_point.is_withdrawn) == (
        "Suivi des points d’action",
        False,
    )


def test_a_line_of_an_older_meeting_that_a_correction_drops_is_cancelled(
    group, secretary, reviewer
):
    typed = {"text": "ancien", "meeting_date": "15/06/2019"}
    document, _ = with_rows(make_document(), "former_actions", typed)
    meeting = make_meeting(group, secretary, document=document)
    publish(meeting, reviewer)
    without = {**meeting.document, "former_actions": []}
    Meeting.objects.filter(pk=meeting.pk).update(document=without)
    correct(meeting, reviewer)
    assert ActionItem.objects.get().status == "cancelled"


def test_structures_charged_with_the_follow_up_are_designated_and_released(
    group, secretary, reviewer
):
    make_agency("Partenaires", is_collective=True)
    oim, pam = make_agency("OIM"), make_agency("PAM")
    action = {"text": "Vulgariser", "responsible": "Partenaires", "followup_agencies": "OIM, PAM"}
    document, (uid,) = with_actions(make_document(), action)
    meeting = make_meeting(group, secretary, document=document)
    publish(meeting, reviewer)
    action = ActionItem.objects.get()
    assert action.responsible_wording == "Partenaires"
    assert charged(action) == {oim, pam}
    text = {**meeting.document, f"actions/{uid}/followup_agencies": "PAM"}
    Meeting.objects.filter(pk=meeting.pk).update(document=text)
    correct(meeting, reviewer)
    assert charged(ActionItem.objects.get()) == {pam}


def test_only_structures_of_the_directory_can_be_charged(group, secretary):
    make_agency("OIM")
    make_agency("Partenaires", is_collective=True)
    action = {"text": "x", "responsible": "OIM", "deadline": "2022"}
    action["followup_agencies"] = "OIM, Partenaires, INCONNU"
    document, (uid,) = with_actions(make_document(), action)
    meeting = make_meeting(group, secretary, document=document)
    found = names.problems_of(meeting, MARCH)
    assert [(each.key, each.message) for each in found] == [
        (f"actions/{uid}/followup_agencies",
         f"« {name} » n’est pas une structure de l’annuaire : pas désignée.")
        for name in ("Partenaires", "INCONNU")
    ]  # fmt: skip


LINES = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["", "doing", "waiting", "done", "cancelled", "rescheduled"]),
        "said": st.sampled_from(["", "a", "b"]),
        "new_deadline": st.sampled_from(["", "2022"]),
    }
)


@settings(
    deadline=None, max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(versions=st.lists(LINES, min_size=1, max_size=3))
def test_each_change_of_a_line_is_written_once(group, secretary, reviewer, versions):
    """Whatever versions say, publishing the last one again writes nothing, and it is what holds."""
    document, (uid,) = with_actions(make_document(), {"text": "x", "deadline": "2021"})
    first = make_meeting(group, secretary, document=document)
    publish(first, reviewer)
    later = make_meeting(group, secretary, on=JANUARY)
    for number, line in enumerate(versions):
        say(later, uid, **{name: text for name, text in line.items() if text})
        correct(later, reviewer) if number else publish(later, reviewer)
    action = ActionItem.objects.get(uid=uid)
    before = (action.updates.count(), action.status, action.due_on)
    correct(later, reviewer)
    action.refresh_from_db()
    assert (action.updates.count(), action.status, action.due_on) == before
    wanted = versions[-1]["status"]
    if wanted not in ("", "rescheduled"):
        assert action.status == wanted
    Meeting.objects.update(state="cancelled", not_held_reason="x")  # out of the next one's way
