"""What earlier meetings left open: shown when the text is, frozen when it is published."""

from datetime import date

import pytest
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.models import ActionItem
from meetings.models import Meeting, Publication
from meetings.printing.minutes import printed
from meetings.text import checklist
from meetings.text import document as doc
from meetings.writing import carryover, names
from tests.factories import (
    make_agency,
    make_document,
    make_meeting,
    publish,
    with_actions,
    with_rows,
)
from tests.meetings.carrying import held, shown
from tests.meetings.following import say

pytestmark = pytest.mark.django_db
NOVEMBER, JANUARY, MARCH = date(2021, 11, 30), date(2022, 1, 20), date(2022, 3, 15)


def test_what_is_open_is_shown_late_first(group, secretary, reviewer):
    actions = [
        {"text": "plus tard", "deadline": "2022"},
        {"text": "en retard", "deadline": "31/12/2021"},
        {"text": "sans jour", "deadline": "immédiat"},
    ]
    held(group, secretary, *actions, by=reviewer)
    later = make_meeting(group, secretary, on=JANUARY)
    assert shown(later) == {
        "en retard": ("31/12/2021", "1.2", "20", ""),
        "plus tard": ("2022", "1.1", "", ""),
        "sans jour": ("immédiat", "1.3", "", ""),
    }
    assert list(shown(later)) == ["en retard", "plus tard", "sans jour"]


def test_minutes_not_published_are_read_from_their_text_and_marked(group, secretary):
    held(group, secretary, {"text": "déjà", "deadline": "31/12/2021"})
    later = make_meeting(group, secretary, on=JANUARY)
    assert shown(later) == {"déjà": ("31/12/2021", "1.1", "", "1")}


def test_nothing_is_copied_when_a_meeting_is_prepared_in_advance(group, secretary, reviewer):
    planned = make_meeting(group, secretary, state="planned", on=MARCH)
    held(group, secretary, {"text": "décidé ensuite"}, by=reviewer)
    assert list(shown(planned)) == ["décidé ensuite"]
    assert "followups" not in Meeting.objects.get(pk=planned.pk).document


def test_only_meetings_held_before_in_the_same_group_count(
    group, other_group, secretary, other_secretary, reviewer
):
    held(other_group, other_secretary, {"text": "ailleurs"}, by=reviewer)
    for state, on in (("planned", NOVEMBER), ("cancelled", NOVEMBER), ("draft", MARCH)):
        document, _ = with_actions(make_document(date=f"{on:%d/%m/%Y}"), {"text": state})
        reason = "pluie" if state == "cancelled" else ""
        make_meeting(
            group, secretary, state=state, on=on, document=document, not_held_reason=reason
        )
    assert shown(make_meeting(group, secretary, on=JANUARY)) == {}


def test_of_two_meetings_on_a_day_the_second_shows_the_first(group, secretary):
    first, _ = held(group, secretary, {"text": "du matin"})
    second, _ = held(group, secretary, {"text": "du soir"})
    assert (list(shown(first)), list(shown(second))) == ([], ["du matin"])


def test_a_meeting_moved_to_another_day_shows_what_is_before_that_day(group, secretary, reviewer):
    held(group, secretary, {"text": "décidé"}, by=reviewer)
    later = make_meeting(group, secretary, on=JANUARY)
    Meeting.objects.filter(pk=later.pk).update(date=date(2021, 10, 1))
    assert shown(Meeting.objects.get(pk=later.pk)) == {}


def test_a_relocated_meeting_shows_the_same(group, secretary, reviewer):
    held(group, secretary, {"text": "décidé"}, by=reviewer)
    later = make_meeting(group, secretary, on=JANUARY, kind="relocated", territory=group.territory)
    assert list(shown(later)) == ["décidé"]


def test_what_was_closed_is_told_once_at_the_next_meeting_and_printed(group, secretary, reviewer):
    names = ("ouvert", "entre les deux", "ensuite")
    actions = [{"text": name, "deadline": "31/12/2021"} for name in names]
    held(group, secretary, *actions, by=reviewer)
    closed = {"entre les deux": date(2021, 12, 20), "ensuite": date(2022, 2, 1)}
    for name, day in closed.items():
        ActionItem.objects.filter(text=name).update(status="done", closed_on=day)
    told = {}
    for on in (JANUARY, MARCH):
        text = carryover.completed_text(make_meeting(group, secretary, on=on))
        told[on] = [(row.text, row.status) for row in printed(text, group=group).followup.rows]
    assert told == {
        JANUARY: [
            ("ouvert", ""),
            ("ensuite", ""),
            ("entre les deux", "Réalisé le 20\xa0décembre\xa02021"),
        ],
        MARCH: [("ouvert", ""), ("ensuite", "Réalisé le 1er\xa0février\xa02022")],
    }


def test_the_editor_asks_of_a_closed_action_a_sentence_and_keeps_what_was_typed_before(
    group, secretary, reviewer, client_of
):
    _, uids = held(group, secretary, {"text": "clos"}, {"text": "clos entre-temps"}, by=reviewer)
    later = say(make_meeting(group, secretary, on=JANUARY), uids[1], status="doing")
    ActionItem.objects.update(status="done", closed_on=date(2021, 12, 20))
    page = client_of(secretary).get(reverse("meetings:meeting_edit", args=[later.pk]))
    fields = [
        [doc.key_of("followups", uid, name) in page.content.decode() for name in ("status", "said")]
        for uid in uids
    ]
    assert fields == [[False, True], [True, True]]


def test_what_is_typed_about_an_action_that_has_gone_stays(group, secretary):
    former, (uid,) = held(group, secretary, {"text": "retiré"})
    later = say(make_meeting(group, secretary, on=JANUARY), uid, said="il en fut question")
    Meeting.objects.filter(pk=former.pk).update(document=make_document())
    rows = doc.tree(carryover.completed_text(later))["followups"]
    assert [(row["text"], row["said"]) for row in rows] == [("", "il en fut question")]
    row = printed(carryover.completed_text(later), group=group).followup.rows[0]
    assert row.text == "(point d’action retiré depuis de son compte rendu)"


def test_the_next_meeting_dates_what_waits_for_it(group, secretary, reviewer):
    held(group, secretary, {"text": "attend", "deadline": "prochaine réunion"}, by=reviewer)
    later = make_meeting(group, secretary, on=JANUARY)
    assert shown(later) == {"attend": ("prochaine réunion (20/01/2022)", "1.1", "", "")}
    last = make_meeting(group, secretary, on=MARCH)
    assert shown(last)["attend"][2] == "54"


def test_lines_of_older_meetings_are_carried_over_as_the_others(group, secretary, reviewer):
    typed = {"text": "ancien", "meeting_date": "15/06/2019", "deadline": "2019"}
    document, (uid,) = with_rows(make_document(), "former_actions", typed)
    meeting = make_meeting(group, secretary, document=document)
    later = make_meeting(group, secretary, on=JANUARY)
    assert shown(later) == {"ancien": ("2019", "", "", "1")}
    publish(meeting, reviewer)
    assert shown(later) == {"ancien": ("2019", "", "751", "")}
    action = ActionItem.objects.get()
    assert (str(action.uid), action.decided_on, action.due_on) == (
        uid, date(2019, 6, 15), date(2019, 12, 31),
    )  # fmt: skip


def test_a_publication_keeps_what_was_shown_and_prints_it_for_ever(group, secretary, reviewer):
    held(group, secretary, {"text": "décidé", "deadline": "31/12/2021"}, by=reviewer)
    later = make_meeting(group, secretary, on=JANUARY)
    before = printed(carryover.completed_text(later), group=group)
    publish(later, reviewer)
    ActionItem.objects.update(text="changé", status="done", closed_on=JANUARY)
    kept = Publication.objects.get(meeting=later).document
    assert printed(kept, group=group) == before
    assert Meeting.objects.get(pk=later.pk).document == later.document


def test_a_correction_starts_from_the_rows_of_the_version_that_it_replaces(
    group, secretary, reviewer
):
    held(group, secretary, {"text": "décidé"}, by=reviewer)
    later = make_meeting(group, secretary, on=JANUARY)
    publish(later, reviewer)
    ActionItem.objects.update(text="changé", status="done", closed_on=date(2021, 12, 1))
    held(group, secretary, {"text": "entré ensuite"})
    assert list(shown(Meeting.objects.get(pk=later.pk))) == ["décidé"]


def test_a_computed_cell_that_a_text_holds_gives_way_to_an_empty_one():
    late = doc.key_of("followups", "1", "days_late")
    found = carryover.Before(actions={"1": {"text": "décidé", "days_late": ""}})
    full = carryover.completed({"followups": ["1"], late: "20"}, found)
    assert full == {"followups": ["1"], doc.key_of("followups", "1", "text"): "décidé"}


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), max_size=12)


@settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    rows=st.lists(
        st.tuples(TEXTS, TEXTS, st.sampled_from(["", "2022", "31/12/2021"])), max_size=5
    ),
    words=st.lists(
        st.tuples(st.sampled_from([value for value, _ in doc.ROWS["followups"]["status"].choices]),
                  TEXTS, TEXTS, TEXTS), min_size=5, max_size=5
    ),
)  # fmt: skip
def test_the_frozen_map_prints_the_same_and_comes_back_from_the_form(group, secretary, rows, words):
    """Freezing twice changes nothing; a form made of the frozen map gives what was typed."""
    Meeting.objects.all().delete()
    actions = [
        {"text": text, "responsible": responsible, "deadline": deadline}
        for text, responsible, deadline in rows
    ]
    _, uids = held(group, secretary, *actions)
    later = make_meeting(group, secretary, on=JANUARY)
    for uid, (status, said, reason, new_deadline) in zip(uids, words, strict=False):
        typed = {"status": status, "said": said, "reason": reason, "new_deadline": new_deadline}
        later = say(later, uid, **{name: text for name, text in typed.items() if text.strip()})
    typed = clean_again(later.document)
    found = carryover.before(later, typed)
    frozen = carryover.completed(typed, found)
    assert carryover.completed(frozen, carryover._frozen(frozen)) == frozen
    assert printed(frozen, group=group) == printed(carryover.completed(frozen, found), group=group)
    assert clean_again(frozen) == {
        **typed, **({"followups": [u for u in frozen["followups"] if u in typed["followups"]]}
                    if "followups" in typed else {}),
    }  # fmt: skip


def clean_again(document):
    return doc.clean(
        [(key, value if isinstance(value, list) else [value]) for key, value in document.items()]
    )


@pytest.mark.parametrize("count", [1, 3])
def test_the_editor_takes_the_same_queries_for_one_and_three_of_everything(
    group, secretary, reviewer, client_of, count, django_assert_num_queries
):
    make_agency("OIM")
    for number in range(count):
        actions = [{"text": f"x{rank}", "responsible": "OIM"} for rank in range(count)]
        held(group, secretary, *actions, on=date(2021, 10 - number, 1), by=reviewer)
        held(group, secretary, *actions, on=date(2021, 10 - number, 2))
    meeting = make_meeting(group, secretary, on=JANUARY)
    address = reverse("meetings:meeting_edit", args=[meeting.pk])
    client = client_of(secretary)
    client.get(address)
    with django_assert_num_queries(18):
        page = client.get(address).content.decode()
    assert page.count('name="followups"') == 2 * count * count


def test_the_editor_stores_what_is_typed_and_nothing_else(group, secretary, reviewer, client_of):
    _, (one, two) = held(group, secretary, {"text": "un"}, {"text": "deux"}, by=reviewer)
    meeting = make_meeting(group, secretary, on=JANUARY)
    address = reverse("meetings:meeting_edit", args=[meeting.pk])
    form = {"base_version": 1, "followups": [one, two], f"followups/{two}/said": "c’est fait"}
    form |= {f"followups/{two}/status": "done", f"followups/{two}/text": "volé", "start": "9h"}
    client_of(secretary).post(address, form)
    assert Meeting.objects.get(pk=meeting.pk).document == {
        "start": "9h",
        "followups": [two],
        f"followups/{two}/said": "c’est fait",
        f"followups/{two}/status": "done",
    }


def test_a_row_of_an_earlier_meeting_has_no_button_that_removes_it(
    group, secretary, reviewer, client_of
):
    _, (uid,) = held(group, secretary, {"text": "un"}, by=reviewer)
    meeting = make_meeting(group, secretary, on=JANUARY)
    address = reverse("meetings:meeting_edit", args=[meeting.pk])
    page = client_of(secretary).get(address).content.decode()
    assert (page.count(f'value="{uid}"'), page.count(f"remove:{uid}")) == (1, 0)


def found(meeting):
    known = names.names_known_in(meeting)
    text = carryover.completed_text(meeting)
    return {
        (each.key.rpartition("/")[2], each.message)
        for each in checklist.problems(text, known, MARCH)
    }


def test_the_checklist_asks_for_reasons_new_deadlines_and_the_adoption(group, secretary, reviewer):
    _, uids = held(group, secretary, *[{"text": name} for name in "abcd"], by=reviewer)
    meeting = make_meeting(group, secretary, on=JANUARY)
    for uid, status in zip(uids, ("waiting", "not_done", "cancelled", "rescheduled"), strict=True):
        meeting = say(meeting, uid, status=status)
    assert found(meeting) == {
        ("decision", "L’adoption du compte rendu précédent n’est pas notée."),
        ("reason", "Suivi « en attente » : dites pourquoi."),
        ("reason", "Suivi « non réalisé » : dites pourquoi."),
        ("reason", "Suivi « annulé » : dites pourquoi."),
        ("new_deadline", "Reconduite : dites la nouvelle échéance."),
    }


def test_it_is_printed_in_the_flagged_point_else_before_point_1_never_twice(group, secretary):
    _, _ = held(group, secretary, {"text": "décidé"})
    meeting = make_meeting(group, secretary, on=JANUARY)
    text = carryover.completed_text(meeting)
    first = printed(text, group=group)
    assert [row.text for row in first.followup.rows] == ["décidé"]
    assert [point.followup for point in first.points] == [None]
    text[doc.key_of("points", text["points"][0], "followup")] = "1"
    second = printed(text, group=group)
    assert (second.followup, second.points[0].followup) == (None, first.followup)


def test_nothing_is_printed_where_nothing_is_open(group, secretary):
    meeting = make_meeting(group, secretary)
    assert printed(carryover.completed_text(meeting), group=group).followup is None


def test_lines_about_which_nothing_was_said_may_be_left_out(group, secretary):
    _, (uid, _) = held(group, secretary, {"text": "dit"}, {"text": "tu"})
    meeting = say(make_meeting(group, secretary, on=JANUARY), uid, said="oui")
    text = carryover.completed_text(meeting)
    assert [row.text for row in printed(text, group=group).followup.rows] == ["dit", "tu"]
    text["followup_said_only"] = "1"
    assert [row.text for row in printed(text, group=group).followup.rows] == ["dit"]


def test_a_planned_meeting_tells_others_nothing_of_it(
    group, secretary, partner, reviewer, client_of
):
    held(group, secretary, {"text": "SECRET DU BROUILLON"})
    planned = make_meeting(group, secretary, state="planned", on=MARCH)
    for name in ("meeting_detail", "meeting_lecture"):
        page = client_of(partner).get(reverse(f"meetings:{name}", args=[planned.pk]))
        assert (page.status_code, "SECRET" in page.content.decode()) == (200, False)
