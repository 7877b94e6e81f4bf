"""Strengths and weaknesses under items of frameworks, from one version to the next."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import ProtectedError

from actions.frameworks import Framework, FrameworkItem, How
from gtm.models import JournalEntry
from meetings.life import verbs
from meetings.models import Finding
from meetings.text import document as doc
from tests.factories import (
    make_axis,
    make_document,
    make_finding,
    make_framework,
    make_item,
    make_meeting,
    publish,
    with_rows,
)
from tests.meetings.living import again, type_in

pytestmark = pytest.mark.django_db
AT = datetime(2023, 2, 1, 9, tzinfo=UTC)
ON = date(2022, 5, 10)


@pytest.fixture
def noted(group, secretary, reviewer):
    """A meeting out with a strength and a weakness, the key of their lists and their uids."""
    document = make_document(date="10/05/2022")
    point, uids = document["points"][0], {}
    for section in ("strengths", "weaknesses"):
        key = doc.key_of("points", point, section)
        document, uids[key] = with_rows(document, key, {"text": f"Dit : {section}"})
    meeting = make_meeting(group, secretary, document=document, on=ON)
    publish(meeting, reviewer)
    return meeting, uids


def correct(meeting, secretary, reviewer, **fields):
    verbs.correct(again(meeting), reviewer, "Oubli")
    publish(type_in(meeting, secretary, **fields), reviewer)


def told():
    """{text: the codes under which what stands is put}"""
    findings = Finding.objects.standing().order_by("-kind", "pk")
    return {each.text: [item.code for item in each.items.all()] for each in findings}


def test_what_was_classified_stays_so_through_corrections(noted, secretary, reviewer):
    meeting, uids = noted
    axis = make_axis(1)
    Finding.objects.all().classify(reviewer, AT, axis)
    rows = set(Finding.objects.values_list("pk", "uid"))
    (strengths, (strength,)), (weaknesses, (weakness,)) = uids.items()
    # A word changed, and what was a weakness is a strength.
    moved = {strengths: [weakness, strength], weaknesses: []}
    changed = {doc.key_of("weaknesses", weakness, "text"): "Mieux"}
    moved |= {doc.key_of("strengths", weakness, "text"): "Mieux"} | changed
    correct(meeting, secretary, reviewer, **moved)
    assert told() == {"Mieux": ["1"], "Dit : strengths": ["1"]}
    assert set(Finding.objects.values_list("pk", "uid")) == rows


def test_what_a_correction_leaves_out_is_gone_and_taken_up_again_stands_where_it_did(
    noted, secretary, reviewer
):
    meeting, uids = noted
    axis = make_axis(1)
    Finding.objects.all().classify(reviewer, AT, axis)
    strengths, own = next(iter(uids.items()))
    correct(meeting, secretary, reviewer, **{strengths: []})
    assert told() == {"Dit : weaknesses": ["1"]}
    with pytest.raises(ProtectedError):  # it may come back
        axis.delete()
    correct(
        meeting,
        secretary,
        reviewer,
        **{strengths: own, doc.key_of("strengths", own[0], "text"): "Dit : strengths"},
    )
    assert told() == {"Dit : strengths": ["1"], "Dit : weaknesses": ["1"]}


def test_the_findings_of_a_point_that_is_left_out_are_gone_and_come_back_with_it(
    noted, secretary, reviewer
):
    meeting, _ = noted
    Finding.objects.all().classify(reviewer, AT, make_axis(1))
    text = again(meeting).document
    other, _ = with_rows({"points": []}, "points", {"title": "Bilan"})
    correct(meeting, secretary, reviewer, **other)
    assert told() == {}
    correct(meeting, secretary, reviewer, **text)
    assert told() == {"Dit : strengths": ["1"], "Dit : weaknesses": ["1"]}


def test_an_item_under_which_a_finding_stands_is_in_use(noted, reviewer):
    axis = make_axis(1)
    assert axis.uses == ""
    Finding.objects.all().classify(reviewer, AT, axis)
    assert axis.uses == "2 constats"
    for each in (axis, axis.framework):
        with pytest.raises(ProtectedError):
            each.delete()


def codes(finding):
    return sorted(finding.items.values_list("framework__word", "code"))


@pytest.mark.parametrize("how", How.values)
def test_nothing_is_taken_away_unless_it_is_asked_for(group, secretary, reviewer, how):
    plan, pact = make_framework(), make_framework("Pacte mondial", "objectif")
    first, second, seventh = make_item(plan, "1"), make_item(plan, "2"), make_item(pact, "7")
    held = ([], [first], [second], [first, second], [seventh], [first, seventh])
    findings = [make_finding(group, secretary, items=items) for items in held]
    changed = Finding.objects.all().classify(reviewer, AT, first, how)
    axes, beside = [("axe", "1"), ("axe", "2")], ("objectif", "7")
    wanted = {
        "add": [[axes[0]], [axes[0]], axes, axes, [axes[0], beside], [axes[0], beside]],
        "replace": [[axes[0]]] * 4 + [[axes[0], beside]] * 2,
        "remove": [[], [], [axes[1]], [axes[1]], [beside], [beside]],
    }[how]
    assert [codes(finding) for finding in findings] == wanted
    assert changed == {"add": 3, "replace": 4, "remove": 3}[how]


@pytest.mark.parametrize("ends", ["item", "set"])
def test_what_is_over_is_given_to_nothing_noted_after(group, secretary, reviewer, ends):
    make_axis()
    day = date(2022, 6, 30)
    Framework.objects.update(until=day if ends == "set" else date(2026, 12, 31))
    FrameworkItem.objects.update(until=day if ends == "item" else None)
    item = FrameworkItem.objects.get()
    before, after = (
        make_finding(group, secretary, on=day + timedelta(days=shift)) for shift in (0, 1)
    )
    assert Finding.objects.all().classify(reviewer, AT, item) == 1
    assert (list(before.items.all()), list(after.items.all())) == ([item], [])


def test_the_journal_tells_what_was_put_where_and_nothing_of_what_changed_nothing(
    group, other_group, secretary, reviewer
):
    axis = make_axis(1)
    for where in (group, group, other_group):
        make_finding(where, secretary, on=ON)
    for _ in range(2):
        Finding.objects.all().classify(reviewer, AT, axis)
    entry = JournalEntry.objects.get()
    assert (entry.actor, entry.at, entry.object_label) == (reviewer, AT, str(axis))
    assert entry.action == "ajouté à 3 constats"
    assert sorted(entry.changes) == [
        ["GTM/Agadez, 10 mai 2022 (1 constat)", "", "axe 1"],
        ["GTM/Zinder, 10 mai 2022 (2 constats)", "", "axe 1"],
    ]


def test_as_many_queries_for_many_as_for_one(group, secretary, reviewer, django_assert_num_queries):
    axis = make_axis(1)
    for count in (1, 3):
        for _ in range(count):
            make_finding(group, secretary)
        with django_assert_num_queries(13):
            Finding.objects.all().classify(reviewer, AT, axis)


@pytest.mark.django_db(transaction=True)
def test_the_migration_withdraws_what_stood_in_points_that_are(group, secretary):
    kept, gone = (make_finding(group, secretary) for _ in range(2))
    gone.point.is_withdrawn = True
    gone.point.save()
    try:
        MigrationExecutor(connection).migrate([("meetings", "0014_report_removed")])
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    assert list(Finding.objects.standing()) == [kept]
