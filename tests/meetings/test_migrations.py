"""What migrations make of the rows of before."""

from datetime import date

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from actions.models import ActionItem
from meetings.life import verbs
from meetings.models import Meeting
from meetings.text import document as doc
from tests.factories import make_action, make_meeting, publish
from tests.meetings.carrying import held
from tests.meetings.following import say
from tests.meetings.living import again, type_in

JANUARY, MARCH = date(2022, 1, 20), date(2022, 3, 15)


@pytest.mark.django_db(transaction=True)
def test_the_migration_notes_what_the_texts_of_before_say_closed(group, secretary, reviewer):
    _, (one, two) = held(group, secretary, {"text": "un"}, {"text": "deux"})
    out = make_meeting(group, secretary, on=JANUARY)
    said = {"followups": [one], doc.key_of("followups", one, "status"): "done"}
    publish(type_in(out, secretary, **said), reviewer)
    verbs.correct(again(out), reviewer, "Oubli")
    type_in(out, secretary, **{doc.key_of("followups", one, "status"): "doing"})
    draft = say(make_meeting(group, secretary, on=MARCH), two, status="cancelled")
    try:
        MigrationExecutor(connection).migrate([("meetings", "0006_reader_submission")])
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    assert [again(each).ended for each in (out, draft)] == [[one], [two]]


@pytest.mark.django_db(transaction=True)
def test_the_migrations_refold_the_words_that_are_searched(group, secretary, reviewer, agency):
    action = make_action(group, secretary, agency)
    meeting = make_meeting(group, secretary, on=MARCH)
    ActionItem.objects.filter(pk=action.pk).update(words="l’education du sous‑prefet, ƙungiya")
    Meeting.objects.filter(pk=meeting.pk).update(words="main-d’oeuvre a arlit")
    before = [("actions", "0007_structures_by_follow_ups"), ("meetings", "0007_ended")]
    try:
        MigrationExecutor(connection).migrate(before)
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    action.refresh_from_db()
    assert (action.words, again(meeting).words) == (
        "leducation du sousprefet, kungiya",
        "maindoeuvre a arlit",
    )


@pytest.mark.django_db(transaction=True)
def test_the_migration_notes_that_what_was_imported_is_from_its_original(group, secretary):
    imported = make_meeting(group, secretary, is_imported=True)
    typed = make_meeting(group, secretary, on=MARCH)
    try:
        MigrationExecutor(connection).migrate([("meetings", "0036_public_downloads")])
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    assert [again(each).is_from_original for each in (imported, typed)] == [True, False]
