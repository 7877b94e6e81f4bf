import uuid
from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, connection

from actions.models import ActionItem
from meetings.models import Meeting, Operation, Revision
from meetings.writing import store
from tests.factories import make_action, make_document, make_meeting, make_territory, make_user

pytestmark = pytest.mark.django_db


def save(meeting, author, text, base=1, op_id=None):
    return store.save(meeting, author, {"place": text}, base, op_id or uuid.uuid4())


def current(meeting):
    return Meeting.objects.get(pk=meeting.pk)


def test_a_save_makes_the_next_version_and_a_revision_with_the_text(group, meeting, secretary):
    another = make_meeting(group, secretary)
    saved = save(meeting, secretary, "Niamey")
    assert current(another).document == another.document
    assert current(meeting).saved_at.isoformat() == saved.saved_at
    assert (saved.version, saved.is_current, current(meeting).version) == (2, True, 2)
    assert current(meeting).document == {"place": "Niamey"}
    revision = meeting.revisions.get(version=2)
    assert (revision.document, revision.author, revision.base_version) == (
        {"place": "Niamey"},
        secretary,
        1,
    )


def test_a_text_that_is_taken_back_names_the_one_it_was(meeting, secretary):
    save(meeting, secretary, "A")
    first = Revision.objects.get(version=1)
    store.save(meeting, secretary, first.document, 2, uuid.uuid4(), restored=first)
    kinds = Revision.objects.order_by("version").values_list("kind", "source")
    assert list(kinds) == [("saved", None), ("saved", None), ("restored", first.pk)]


def test_the_same_save_arriving_twice_counts_once_and_is_answered_alike(meeting, secretary):
    op_id = uuid.uuid4()
    assert save(meeting, secretary, "A", op_id=op_id) == save(meeting, secretary, "A", op_id=op_id)
    assert (current(meeting).version, Revision.objects.count()) == (2, 2)


def test_a_save_arriving_again_in_another_order_of_its_fields_is_the_same(meeting, secretary):
    op_id, text = uuid.uuid4(), {"place": "A", "end": "12h"}
    orders = (text, dict(reversed(text.items())))
    one, two = (store.save(meeting, secretary, each, 1, op_id) for each in orders)
    assert (one, Revision.objects.count()) == (two, 2)


def test_an_error_that_is_no_second_arrival_is_told(meeting, secretary):
    Revision.objects.create(meeting=meeting, author=secretary, version=2, packed=b"")
    with pytest.raises(IntegrityError):
        save(meeting, secretary, "A")


def test_an_op_id_used_for_another_text_is_refused_and_changes_nothing(meeting, secretary):
    op_id = uuid.uuid4()
    save(meeting, secretary, "A", op_id=op_id)
    with pytest.raises(store.OperationReused):
        save(meeting, secretary, "B", base=2, op_id=op_id)
    assert current(meeting).document == {"place": "A"}


def test_an_op_id_of_somebody_else_is_refused(meeting, secretary):
    op_id = uuid.uuid4()
    save(meeting, secretary, "A", op_id=op_id)
    with pytest.raises(store.OperationReused):
        save(meeting, make_user("Bachir"), "A", op_id=op_id)


def test_a_save_from_an_old_version_is_parked_and_the_current_text_stays(meeting, secretary):
    save(meeting, secretary, "A")
    saved = save(meeting, secretary, "B", base=1)
    parked = Revision.objects.get(pk=saved.parked)
    assert (saved.is_current, saved.version, current(meeting).document) == (
        False,
        2,
        {"place": "A"},
    )
    assert (parked.is_parked, parked.base_version, parked.document) == (True, 1, {"place": "B"})


@pytest.mark.parametrize("state", ["submitted", "cancelled"])
def test_a_save_after_the_hand_in_is_parked(meeting, secretary, state):
    Meeting.objects.update(state=state, not_held_reason="pluie")
    saved = save(meeting, secretary, "trop tard")
    assert Revision.objects.get(pk=saved.parked).document == {"place": "trop tard"}
    assert current(meeting).document == meeting.document
    same = store.save(meeting, secretary, meeting.document, 1, uuid.uuid4())
    assert Revision.objects.get(pk=same.parked).document == meeting.document


def test_saving_what_is_there_already_makes_no_revision(meeting, secretary):
    saved = store.save(meeting, secretary, meeting.document, 1, uuid.uuid4())
    assert (saved.version, Revision.objects.count(), Operation.objects.count()) == (1, 1, 1)


def test_columns_follow_what_can_be_read_and_stay_where_it_cannot(meeting, secretary):
    text = make_document(date="1er mars 22", place="Agadez", kind="extraordinary")
    store.save(meeting, secretary, text, 1, uuid.uuid4())
    store.save(meeting, secretary, text | {"date": "demain", "kind": "x"}, 2, uuid.uuid4())
    stored = current(meeting)
    assert (stored.date, stored.place, stored.kind) == (
        date(2022, 3, 1),
        "Agadez",
        "extraordinary",
    )


def test_where_a_meeting_was_moved_to_is_known_as_long_as_its_text_says_so(meeting, secretary):
    tahoua = make_territory("Tahoua")
    typed = (str(tahoua.pk), "Tahoua", str(tahoua.pk), "9" * 5_000, str(tahoua.pk), "")
    found = []
    for version, territory in enumerate(typed, 1):
        text = make_document(territory=territory)
        store.save(meeting, secretary, text, version, uuid.uuid4())
        found.append(current(meeting).territory)
    assert found == [tahoua, None] * 3


def test_what_is_searched_and_what_is_closed_follows_each_save(group, meeting, secretary):
    uid = str(make_action(group, secretary, on=date(2021, 1, 12)).uid)
    text = make_document(place="Arlit") | {"followups": [uid], f"followups/{uid}/status": "done"}
    store.save(meeting, secretary, text, 1, uuid.uuid4())
    assert ("arlit" in current(meeting).words, current(meeting).ended) == (True, [uid])


def test_creating_twice_with_the_same_id_creates_one(group, secretary):
    pk = uuid.uuid4()
    for _ in range(2):
        store.create(
            Meeting(pk=pk, group=group, date=date(2022, 1, 1)), secretary, {"date": "1/1/2022"}
        )
    assert (Meeting.objects.count(), Revision.objects.count()) == (1, 1)


def test_next_meeting_deadlines_follow_the_planned_moved_and_cancelled_meeting(group, secretary):
    make_action(group, secretary, deadline_precision="next_meeting", due_on=None)

    def due():
        return ActionItem.objects.get().due_on

    planned = make_meeting(group, secretary, state="planned", on=date(2022, 1, 10))
    assert due() == date(2022, 1, 10)
    store.save(planned, secretary, make_document(date="17/01/2022"), 1, uuid.uuid4())
    assert due() == date(2022, 1, 17)
    Meeting.objects.filter(pk=planned.pk).update(state="cancelled", not_held_reason="pluie")
    store.replan(group)
    assert due() is None


def test_what_others_saved_meanwhile_is_merged_and_told(meeting, secretary):
    other = make_user("Issa")
    text = meeting.document
    store.save(meeting, other, text | {"place": "Magaria"}, 1, uuid.uuid4())
    saved = store.save(meeting, secretary, text | {"end": "12h"}, 1, uuid.uuid4())
    assert (saved.version, saved.is_merged, saved.told) == (3, True, ("Issa a modifié « Lieu »",))
    assert current(meeting).document == text | {"place": "Magaria", "end": "12h"}
    sent, merged = Revision.objects.order_by("pk")[2:]
    assert (sent.kind, sent.version, sent.document) == ("sent", None, text | {"end": "12h"})
    assert (merged.kind, merged.version, merged.base_version) == ("merged", 3, 2)
    assert (merged.source, merged.author, sent.waits) == (sent, secretary, False)


def test_what_is_told_names_those_who_saved_since_in_their_order_and_nobody_after(
    meeting, secretary
):
    before, first, second, after = map(make_user, ("Zeinabou", "Issa", "Hadiza", "Moussa"))
    texts = [meeting.document | {"opening": "Lu"}]
    for author, base, typed in (
        (before, 1, {}),
        (first, 2, {"place": "Magaria"}),
        (second, 3, {"start": "9h"}),
    ):
        texts.append(texts[-1] | typed)
        store.save(meeting, author, texts[-1], base, uuid.uuid4())
    op_id, mine = uuid.uuid4(), texts[0] | {"end": "12h"}
    saved = store.save(meeting, secretary, mine, 2, op_id)
    store.save(meeting, after, current(meeting).document | {"closing": "Fin"}, 5, uuid.uuid4())
    told = ("Issa et Hadiza ont modifié « Lieu »", "Issa et Hadiza ont modifié « Heure de début »")
    assert (saved.version, saved.told) == (5, told)
    assert store.save(meeting, secretary, mine, 2, op_id) == saved


def test_a_text_that_holds_what_others_saved_is_kept_as_it_was_sent(meeting, secretary):
    store.save(meeting, make_user("Issa"), meeting.document | {"place": "A"}, 1, uuid.uuid4())
    text = meeting.document | {"place": "A", "end": "12h"}
    saved = store.save(meeting, secretary, text, 1, uuid.uuid4())
    kinds = Revision.objects.order_by("version").values_list("kind", flat=True)
    assert (saved.is_merged, saved.told, list(kinds)) == (False, (), ["saved"] * 3)


def test_what_happens_while_a_text_is_merged_is_seen(meeting, secretary, monkeypatch):
    """Somebody saves meanwhile, then hands in: nothing is lost, nothing is changed unseen."""
    text, merge = meeting.document, store.merge
    store.save(meeting, make_user("Issa"), text | {"place": "A"}, 1, uuid.uuid4())
    meanwhile = [
        lambda: Meeting.objects.update(state="submitted"),
        lambda: store.save(meeting, secretary, text | {"place": "A", "start": "9h"}, 2, op_id),
    ]

    def slow(*texts):
        if meanwhile:
            meanwhile.pop()()
        return merge(*texts)

    monkeypatch.setattr(store, "MINUTES", replace(store.MINUTES, merge=slow))
    op_id = uuid.uuid4()
    saved = store.save(meeting, secretary, text | {"end": "12h"}, 1, uuid.uuid4())
    assert (saved.is_current, current(meeting).version) == (False, 3)
    assert current(meeting).document == text | {"place": "A", "start": "9h"}


def test_a_merged_save_arriving_twice_is_answered_alike(meeting, secretary):
    save(meeting, make_user("Issa"), "A")
    op_id, text = uuid.uuid4(), {"place": "PAM Zinder", "end": "12h"}
    store.save(meeting, secretary, {"place": "PAM Zinder"}, 2, uuid.uuid4())
    store.save(meeting, secretary, {"place": "Goudel"}, 3, uuid.uuid4())
    answers = [store.save(meeting, secretary, text, 3, op_id) for _ in range(2)]
    assert answers[0] == answers[1]
    assert (answers[0].is_merged, answers[0].told) == (
        True,
        ("Vous-même, dans une autre fenêtre, avez modifié « Lieu »",),
    )


def test_a_stale_save_that_brings_nothing_makes_no_version(meeting, secretary):
    theirs = meeting.document | {"place": "Magaria"}
    store.save(meeting, make_user("Issa"), theirs, 1, uuid.uuid4())
    saved = store.save(meeting, secretary, meeting.document, 1, uuid.uuid4())
    assert (saved.version, saved.is_merged, Revision.objects.count()) == (2, True, 2)
    assert saved.told == ("Issa a modifié « Lieu »",)


def test_a_save_from_a_version_that_is_no_more_is_parked(meeting, secretary):
    save(meeting, secretary, "A")
    Revision.objects.filter(version=1).delete()
    saved = store.save(meeting, secretary, meeting.document | {"end": "9h"}, 1, uuid.uuid4())
    assert Revision.objects.get(pk=saved.parked).waits is True


def test_a_text_saved_by_the_timer_is_marked(meeting, secretary):
    store.save(meeting, secretary, {"place": "A"}, 1, uuid.uuid4(), by_timer=True)
    assert [each.by_timer for each in Revision.objects.order_by("version")] == [False, True]


def test_an_id_of_somebody_else_or_of_another_group_creates_nothing(
    group, other_group, secretary, meeting
):
    for author, where in ((make_user("Issa"), group), (secretary, other_group)):
        again = Meeting(pk=meeting.pk, group=where, date=date(2022, 1, 1))
        with pytest.raises(store.IdTaken):
            store.create(again, author, {})
    assert current(meeting).document == meeting.document


def test_a_crash_after_the_transaction_loses_neither_the_text_nor_what_is_told(
    meeting, secretary, monkeypatch
):
    rows = [str(uuid.UUID(int=number)) for number in (1, 2, 3)]
    lines = {"attendance": rows} | {f"attendance/{uid}/wording": uid for uid in rows}
    started = store.save(meeting, secretary, lines, 1, uuid.uuid4()).version
    other = {"attendance": [rows[2], rows[0], rows[1]]}
    store.save(meeting, make_user("Issa"), lines | other, started, uuid.uuid4())
    mine, op_id = lines | {"attendance": rows[::-1], "end": "12h"}, uuid.uuid4()
    with monkeypatch.context() as broken:
        broken.setattr(store, "MINUTES", replace(store.MINUTES, told=None))
        with pytest.raises(TypeError):
            store.save(meeting, secretary, mine, started, op_id)
    assert current(meeting).document == mine | other
    answers = [store.save(meeting, secretary, mine, started, op_id) for _ in range(2)]
    assert (answers[0], answers[0].version) == (answers[1], started + 2)
    assert answers[0].told == (
        "L’ordre a été changé des deux côtés, un seul est retenu : « Liste de présence »",
    )


@pytest.mark.django_db(transaction=True)
def test_texts_are_compared_outside_the_transaction(group, secretary, monkeypatch):
    meeting, held = make_meeting(group, secretary), []
    for name in ("merge", "told"):
        real = getattr(store.MINUTES, name)

        def watched(*texts, real=real, name=name):
            held.append((name, connection.in_atomic_block))
            return real(*texts)

        monkeypatch.setattr(store, "MINUTES", replace(store.MINUTES, **{name: watched}))
    store.save(meeting, secretary, meeting.document | {"place": "A"}, 1, uuid.uuid4())
    store.save(meeting, secretary, meeting.document | {"end": "12h"}, 1, uuid.uuid4())
    assert held == [("merge", False), ("told", False)]
