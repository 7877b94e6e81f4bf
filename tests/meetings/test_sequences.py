"""One verb after another, as a year of meetings brings them: N then N+1, late, then again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions import deadlines
from actions.follow_up import Said
from actions.lateness import on_time
from actions.models import ActionItem
from gtm.refusals import NotNow
from meetings.life import publishing, readers, verbs
from meetings.models import Meeting, Publication, Reader
from meetings.text import document as doc
from meetings.writing import remarks, store
from tests.factories import (
    hand_in,
    make_action,
    make_agency,
    make_document,
    make_meeting,
    make_membership,
    make_user,
    publish,
    with_actions,
    with_rows,
)
from tests.meetings.living import TODAY, again, moves, type_in

pytestmark = pytest.mark.django_db
FEBRUARY, MARCH, APRIL = date(2022, 2, 1), date(2022, 3, 1), date(2022, 4, 1)
NOW = datetime(2022, 3, 10, 9, tzinfo=UTC)


def at(day):
    return datetime(day.year, day.month, day.day, 9, tzinfo=UTC)


# --- N, then N + 1 ---


def test_who_publishes_minutes_publishes_the_next_ones_that_they_announced(
    group, secretary, reviewer
):
    publish(
        make_meeting(group, secretary, document=make_document(next_date="01/02/2022")), reviewer
    )
    following = Meeting.objects.get(state="planned")
    verbs.start(following, secretary)
    type_in(following, secretary, place="Gouvernorat", start="9h")
    document, point = doc.with_row_added(again(following).document, "points")
    type_in(following, secretary, **document | {doc.key_of("points", point, "title"): "Suivi"})
    document, line = doc.with_row_added(again(following).document, "attendance")
    document[doc.key_of("attendance", line, "wording")] = "OIM"
    type_in(following, secretary, **document)
    hand_in(following)
    assert moves(following, reviewer) == {"publish", "return"}
    assert publishing.publish(again(following), reviewer, MARCH).version == 1


def test_the_next_meeting_that_minutes_announce_is_of_who_wrote_them(group, secretary, reviewer):
    writer = make_membership(make_user("Issa"), "secretary", group=group).user
    meeting = make_meeting(group, secretary)
    document = type_in(meeting, writer, next_date="01/02/2022").document
    parked = store.save(meeting, secretary, document | {"place": "x"}, 0, store.new_op_id())
    assert not parked.is_current
    publish(meeting, reviewer)
    assert Meeting.objects.get(state="planned").created_by == writer


def test_a_next_date_before_the_meeting_plans_none(group, secretary, reviewer):
    document = make_document(next_date="29/11/2021")
    publish(make_meeting(group, secretary, document=document), reviewer)
    assert Meeting.objects.filter(state="planned").count() == 0


# --- Old minutes published late, and what is known since ---


@pytest.fixture
def carried(group, secretary):
    """An action decided on 30 November; the meetings of February and March speak of it."""
    action = make_action(group, secretary)
    february = make_meeting(group, secretary, on=FEBRUARY)
    march = make_meeting(group, secretary, on=MARCH)
    return action, february, march


def say_of(action, meeting, **words):
    uid = str(action.uid)
    text = again(meeting).document | {"followups": [uid]}
    text |= {doc.key_of("followups", uid, name): said for name, said in words.items()}
    Meeting.objects.filter(pk=meeting.pk).update(document=text)


def test_old_minutes_published_late_do_not_turn_the_last_news_back(carried, reviewer, partner):
    action, february, march = carried
    ActionItem.objects.get().report(Said(partner, NOW, sentence="En route"), "doing")
    say_of(action, february, said="Rien de neuf")
    publish(february, reviewer)
    assert ActionItem.objects.get().last_news_at == NOW
    say_of(action, march, status="not_done", reason="Pas de fonds")
    publish(march, reviewer)
    stored = ActionItem.objects.get()
    assert (stored.status, stored.last_news_at) == ("doing", NOW)
    said = stored.updates.order_by("pk").values_list("kind", "status", "sentence", "reason")
    assert list(said) == [
        ("report", "doing", "En route", ""),
        ("report", "doing", "Rien de neuf", ""),
        ("report", "doing", "", "Pas de fonds"),
    ]


def test_only_the_last_version_of_later_minutes_speaks_of_actions_published_after_it(
    group, secretary, reviewer
):
    document, (uid,) = with_actions(make_document(), {"text": "Former", "deadline": "2022"})
    first = make_meeting(group, secretary, document=document)
    later = make_meeting(group, secretary, on=FEBRUARY)
    text = again(later).document | {"followups": [uid]}
    closed = text | {doc.key_of("followups", uid, "status"): "done"}
    Meeting.objects.filter(pk=later.pk).update(document=closed)
    publish(later, reviewer)
    doing = text | {doc.key_of("followups", uid, "status"): "doing"}
    Meeting.objects.filter(pk=later.pk).update(document=doing, state="submitted")
    publishing.publish(again(later), reviewer, MARCH)
    publish(first, reviewer)
    action = ActionItem.objects.get()
    assert (action.status, [each.status for each in action.updates.all()]) == ("doing", ["doing"])


# --- « Prochaine réunion » ---


def next_meeting_action(group, secretary, **fields):
    return make_action(
        group,
        secretary,
        deadline_wording="prochaine réunion",
        deadline_precision="next_meeting",
        due_on=None,
        **fields,
    )


def test_what_was_closed_keeps_its_day_when_meetings_move(group, secretary):
    action = next_meeting_action(group, secretary)
    meeting = make_meeting(group, secretary, on=FEBRUARY, state="planned")
    action = ActionItem.objects.get()
    action.close(Said(secretary, at(date(2022, 1, 25))))
    verbs.cancel(again(meeting), secretary, "Routes coupées")
    assert ActionItem.objects.get().due_on == FEBRUARY
    assert ActionItem.objects.filter(on_time()).count() == 1


def test_an_action_put_off_to_the_next_meeting_waits_for_one_that_takes_place(group, secretary):
    action = make_action(group, secretary)
    gone = make_meeting(group, secretary, on=FEBRUARY, state="planned")
    make_meeting(group, secretary, on=MARCH, state="planned")
    verbs.cancel(again(gone), secretary, "Routes coupées")
    deadline = deadlines.parse("prochaine réunion", date(2022, 1, 10))
    action.reschedule(Said(secretary, at(date(2022, 1, 10))), deadline)
    assert ActionItem.objects.get(pk=action.pk).due_on == MARCH


def test_what_waits_for_the_next_meeting_follows_one_not_held_and_taken_up_again(group, secretary):
    next_meeting_action(group, secretary)
    for day in (MARCH, FEBRUARY):
        meeting = make_meeting(group, secretary, on=day, state="planned")
    due = [ActionItem.objects.get().due_on]
    verbs.cancel(again(meeting), secretary, "Routes coupées")
    due.append(ActionItem.objects.get().due_on)
    verbs.start(again(meeting), secretary)
    assert [*due, ActionItem.objects.get().due_on] == [FEBRUARY, MARCH, FEBRUARY]


@pytest.mark.parametrize("past", [1, 3])
def test_planning_a_meeting_costs_the_same_whatever_the_past(past, group, secretary):
    for number in range(past):
        next_meeting_action(group, secretary, on=date(2021, 1, 1) + timedelta(days=30 * number))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        store.replan(group)
    assert len(queries) == 9


# --- A correction given up ---


def test_a_correction_given_up_brings_back_what_was_typed_and_nothing_computed(
    carried, reviewer, secretary
):
    action, february, _ = carried
    uid = str(action.uid)
    said = {"followups": [uid], doc.key_of("followups", uid, "said"): "Rien de neuf"}
    type_in(february, secretary, **said)
    publish(february, reviewer)
    typed = again(february).document
    verbs.correct(again(february), reviewer, "Le lieu")
    type_in(february, secretary, place="Magaria")
    verbs.abandon(again(february), secretary)
    assert again(february).document == typed
    verbs.correct(again(february), reviewer, "Le lieu")
    saved = store.save(
        again(february), secretary, typed, again(february).version, store.new_op_id()
    )
    assert saved.version == again(february).version


# --- A step that others have taken and taken back meanwhile ---


def test_a_publication_overtaken_by_another_whole_round_is_refused(
    group, secretary, reviewer, deputy, monkeypatch
):
    meeting = make_meeting(group, secretary)
    hand_in(meeting)
    rendered, slow = publishing.rendered, [True]

    def meanwhile(*args, **kwargs):
        if slow and slow.pop():
            publishing.publish(again(meeting), deputy, TODAY)
            verbs.correct(again(meeting), reviewer, "Le lieu")
            hand_in(meeting, "Le lieu")
        return rendered(*args, **kwargs)

    monkeypatch.setattr(publishing, "rendered", meanwhile)
    with pytest.raises(NotNow):
        publishing.publish(again(meeting), reviewer, TODAY)
    assert [each.version for each in Publication.objects.all()] == [1]


def test_a_publication_whose_told_change_was_replaced_meanwhile_is_refused(
    group, secretary, reviewer, monkeypatch
):
    meeting = make_meeting(group, secretary)
    publish(meeting, reviewer)
    verbs.correct(again(meeting), reviewer, "x")
    hand_in(meeting, "Ce qui était dit")
    rendered, slow = publishing.rendered, [True]

    def meanwhile(*args, **kwargs):
        if slow and slow.pop():
            verbs.withdraw(again(meeting), secretary)
            hand_in(meeting, "Autre chose")
        return rendered(*args, **kwargs)

    monkeypatch.setattr(publishing, "rendered", meanwhile)
    with pytest.raises(NotNow):
        publishing.publish(again(meeting), reviewer, TODAY)
    assert publishing.publish(again(meeting), reviewer, TODAY).changes == "Autre chose"


# --- Readers of a text that was taken back ---


def test_a_reader_chosen_while_the_text_is_taken_back_is_none(group, secretary):
    meeting = hand_in(make_meeting(group, secretary))
    seen_as_submitted = again(meeting)
    verbs.withdraw(meeting, secretary)
    with pytest.raises(NotNow):
        readers.choose(seen_as_submitted, secretary, {"lectrice@example.org": "Mariama"}, NOW)
    hand_in(meeting)
    assert Reader.objects.current(NOW).count() == 0


def test_who_was_taken_off_the_readers_before_the_others_keeps_that_hour(group, secretary):
    meeting = hand_in(make_meeting(group, secretary))
    chosen = {"lectrice@example.org": "Mariama", "lecteur@example.org": "Issa"}
    first, second = readers.choose(meeting, secretary, chosen, NOW)
    Reader.objects.filter(pk=first.pk).update(ended_at=NOW)
    verbs.withdraw(meeting, secretary)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.ended_at, second.ended_at > NOW) == (NOW, True)


def test_a_link_renewed_while_the_text_is_taken_back_opens_nothing(group, secretary):
    meeting = hand_in(make_meeting(group, secretary))
    (reader,) = readers.choose(meeting, secretary, {"lectrice@example.org": "Mariama"}, NOW)
    verbs.withdraw(again(meeting), secretary)
    with pytest.raises(NotNow):
        readers.renew(reader, secretary, NOW)
    hand_in(meeting)
    assert Reader.objects.current(NOW).count() == 0


def test_observations_are_shown_though_the_clock_went_back(group, secretary, reviewer):
    meeting = make_meeting(group, secretary)
    publish(meeting, reviewer)
    verbs.correct(again(meeting), reviewer, "Le lieu")
    meeting.steps.update(at=datetime(2100, 1, 1, tzinfo=UTC))
    hand_in(meeting, "Le lieu")
    (reader,) = readers.choose(again(meeting), secretary, {"a@example.org": "Mariama"}, NOW)
    readers.observe(reader, [("general", "En général", "OBSERVATION UNE")], NOW)
    assert [each.text for each in remarks.observations_of(again(meeting))] == ["OBSERVATION UNE"]


# --- Files ---


def test_a_pdf_that_a_killed_process_left_half_written_is_written_again(
    group, secretary, reviewer, monkeypatch
):
    monkeypatch.setattr(publishing, "rendered", lambda *args, **kwargs: b"%PDF-" + b"x" * 5_000)
    digest = publishing.keep(b"%PDF-" + b"x" * 5_000)
    default_storage.delete(publishing.path_of(digest))
    default_storage.save(publishing.path_of(digest), ContentFile(b"%PDF-" + b"x" * 1_000))
    version = publish(make_meeting(group, secretary), reviewer)
    with default_storage.open(publishing.path_of(version.sha256)) as file:
        assert len(file.read()) == 5_005


# --- Cost ---


def full_document(count):
    document = make_document()
    document, _ = with_rows(
        document, "attendance", *({"wording": f"Structure {n}"} for n in range(count))
    )
    actions = ({"text": f"Action {n}", "responsible": "OIM"} for n in range(count))
    return with_actions(document, *actions)[0]


@pytest.mark.parametrize("count", [1, 3])
def test_publishing_costs_the_same_for_one_line_and_for_three(
    count, group, secretary, reviewer, django_assert_num_queries
):
    make_agency("OIM")
    meeting = hand_in(make_meeting(group, secretary, document=full_document(count)))
    with django_assert_num_queries(PUBLISHING):
        publishing.publish(meeting, reviewer, TODAY)


PUBLISHING = 77
