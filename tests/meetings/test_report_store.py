"""The text of a report is saved, merged and set aside as minutes are."""

import uuid
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.models import Report
from meetings.report import store
from meetings.text import report as text
from tests.at_once import at_once, needs_server
from tests.factories import make_membership, make_report, make_user


@pytest.fixture
def report(reviewer):
    return make_report(reviewer)


def save(report, by, base, **typed):
    document = Report.objects.get(pk=report.pk).revisions.get(version=base).document | typed
    return store.save(report, by, document, base, uuid.uuid4())


def current(report):
    return Report.objects.get(pk=report.pk)


@pytest.mark.django_db
def test_each_save_is_the_next_version_and_stays(report, reviewer):
    numbers = [save(report, reviewer, at, context=f"Texte {at}").version for at in (1, 2)]
    kept = report.revisions.order_by("version").values_list("version", flat=True)
    assert (numbers, list(kept), current(report).document["context"]) == (
        [2, 3],
        [1, 2, 3],
        "Texte 2",
    )


@pytest.mark.django_db
def test_a_save_that_comes_late_is_merged_with_what_another_typed_elsewhere(report, reviewer):
    other = make_membership(make_user("Issa"), "reviewer").user
    save(report, other, 1, outlook="D’Issa")
    saved = save(report, reviewer, 1, context="De Rakia")
    assert (saved.version, saved.is_merged, saved.told) == (
        3,
        True,
        ("Issa a modifié «\u00a0Perspectives\u00a0»",),
    )
    assert [current(report).document[key] for key in ("context", "outlook")] == [
        "De Rakia",
        "D’Issa",
    ]


@pytest.mark.django_db
def test_the_same_field_typed_twice_is_set_aside_and_kept(report, reviewer):
    save(report, reviewer, 1, context="A")
    saved = save(report, reviewer, 1, context="B")
    assert (saved.is_current, current(report).document["context"]) == (False, "A")
    assert report.revisions.get(pk=saved.parked).document["context"] == "B"


@pytest.mark.django_db
def test_a_save_that_arrives_twice_counts_once(report, reviewer):
    op_id, typed = uuid.uuid4(), report.document | {"context": "Une fois"}
    answers = [store.save(report, reviewer, typed, 1, op_id) for _ in range(2)]
    assert (answers[0], current(report).version) == (answers[1], 2)
    with pytest.raises(store.OperationReused):
        store.save(report, reviewer, typed | {"context": "Autre"}, 2, op_id)


@pytest.mark.django_db
def test_a_text_that_comes_after_the_signature_is_kept_aside(report, reviewer):
    Report.objects.update(is_open=False, signed_version=1)
    saved = save(report, reviewer, 1, context="Trop tard")
    assert (saved.is_current, report.revisions.waiting().count()) == (False, 1)


@pytest.mark.django_db
def test_a_report_created_twice_is_one(report, reviewer):
    again = Report(pk=report.pk, span="year", first_on=date(2020, 1, 1))
    assert store.create(again, reviewer, report.saved_at).span == "quarter"
    assert (Report.objects.count(), report.revisions.count()) == (1, 1)


@needs_server[0]
@needs_server[1]
def test_of_two_at_once_both_texts_are_in_the_next_version(report, reviewer):
    other = make_membership(make_user("Issa"), "reviewer").user
    acts = [
        lambda: save(report, reviewer, 1, context="De Rakia"),
        lambda: save(report, other, 1, outlook="D’Issa"),
    ]
    answers = at_once(*acts)
    document = current(report).document
    assert sorted(answer.version for answer in answers) == [2, 3]
    assert (document["context"], document["outlook"]) == ("De Rakia", "D’Issa")


WORDS = st.sampled_from(["", "un", "deux", "trois"])
DOCUMENTS = st.dictionaries(st.sampled_from(["context", "title", "outlook"]), WORDS).map(
    lambda typed: {key: value for key, value in typed.items() if value}
)


@given(DOCUMENTS, DOCUMENTS, DOCUMENTS)
def test_a_merge_loses_no_word_that_nobody_took_out(base, mine, theirs):
    merged = text.merge(base, mine, theirs)
    asked = {conflict.key for conflict in merged.conflicts}
    for key in ("context", "title", "outlook"):
        before, one, other = (each.get(key, "") for each in (base, mine, theirs))
        wanted = other if one in (before, other) else one if other == before else None
        assert (key in asked) == (wanted is None)
        assert merged.document.get(key, "") == (other if wanted is None else wanted)
    both = text.merge(base, mine, theirs, dict.fromkeys(asked, "both"))
    assert both.conflicts == []
    for key in asked:
        assert {mine.get(key, ""), theirs.get(key, "")} - {""} <= {
            *both.document[key].replace(" / ", "\n").split("\n")
        }


def test_fields_that_a_form_does_not_know_are_left_out():
    typed = [("title", ["A", "B"]), ("figures", ["9"]), ("context", [" "])]
    assert text.clean(typed) == {"title": "B"}
