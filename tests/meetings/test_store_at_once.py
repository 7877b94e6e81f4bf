"""Saves that arrive at the same instant, on a database server."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from django.db import connection

from meetings.models import Meeting, Photo, Revision
from meetings.writing import store
from tests.factories import make_meeting
from tests.meetings.sending import Sending, jpeg

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="the tests' SQLite lives in memory, with one writer"
    ),
]
WRITERS = 6


def at_once(save, writers=WRITERS):
    """Call `save(n)` in several threads at the same instant; returns their answers."""
    barrier = Barrier(writers)

    def run(number):
        try:
            barrier.wait()
            return save(number)
        finally:
            connection.close()

    with ThreadPoolExecutor(writers) as pool:
        return list(pool.map(run, range(writers)))


def test_of_writers_from_one_version_one_becomes_current_and_the_others_are_parked(
    group, secretary
):
    meeting = make_meeting(group, secretary)

    def save(number):
        return store.save(meeting, secretary, {"place": str(number)}, 1, uuid.uuid4())

    answers = at_once(save)
    assert sorted(answer.is_current for answer in answers) == [False] * 5 + [True]
    texts = {revision.document["place"] for revision in Revision.objects.exclude(version=1)}
    assert texts == {str(number) for number in range(WRITERS)}
    assert Meeting.objects.get().version == 2


def test_of_writers_of_different_fields_all_are_merged(group, secretary):
    meeting = make_meeting(group, secretary)
    fields = ("place", "start", "end", "opening", "closing", "platform")

    def save(number):
        text = meeting.document | {fields[number]: f"texte {number}"}
        return store.save(meeting, secretary, text, 1, uuid.uuid4())

    answers = at_once(save)
    assert sorted(answer.version for answer in answers) == [2, 3, 4, 5, 6, 7]
    typed = {name: f"texte {number}" for number, name in enumerate(fields)}
    assert Meeting.objects.get().document == meeting.document | typed
    sent = [revision.document for revision in Revision.objects.filter(kind="sent")]
    assert len(sent) == WRITERS - 1


def test_one_save_sent_many_times_at_once_counts_once(group, secretary):
    meeting, op_id = make_meeting(group, secretary), uuid.uuid4()
    answers = at_once(lambda _: store.save(meeting, secretary, {"place": "A"}, 1, op_id))
    assert (len(set(answers)), Revision.objects.count()) == (1, 2)


def test_a_photo_whose_last_piece_is_repeated_at_once_is_stored_once(client_of, group, secretary):
    meeting, whole, uid = make_meeting(group, secretary), jpeg(), uuid.uuid4()
    clients = [client_of(secretary) for _ in range(WRITERS)]

    def send(number):
        return Sending(clients[number], meeting, whole, uid=uid).all().json()["row"]["uid"]

    assert (set(at_once(send)), Photo.objects.count()) == ({str(uid)}, 1)


def test_while_a_long_text_is_merged_others_save(group, secretary, monkeypatch):
    meeting, other = make_meeting(group, secretary), make_meeting(group, secretary)
    store.save(meeting, secretary, meeting.document | {"place": "A"}, 1, uuid.uuid4())
    merge, answers = store.merge, []

    def slow(*texts):
        """In the middle of it somebody saves the same minutes, and somebody others."""
        if not answers:
            answers.append(None)
            answers[:] = at_once(save_one, 2)
        return merge(*texts)

    def save_one(number):
        here, base = ((meeting, 2), (other, 1))[number]
        text = meeting.document | {"place": "A", "start": "9h"}
        return store.save(here, secretary, text, base, uuid.uuid4()).version

    monkeypatch.setattr(store, "MINUTES", replace(store.MINUTES, merge=slow))
    saved = store.save(meeting, secretary, meeting.document | {"end": "12h"}, 1, uuid.uuid4())
    assert (answers, saved.version) == ([3, 2], 4)
    typed = {"place": "A", "start": "9h", "end": "12h"}
    assert Meeting.objects.get(pk=meeting.pk).document == meeting.document | typed
