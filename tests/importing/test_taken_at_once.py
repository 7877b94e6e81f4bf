"""Two at once: files taken into one meeting, a file taken twice, a save at the same instant."""

from threading import Event

import pytest
from django.db import connection, transaction

from meetings.imports import taking
from meetings.models import Meeting, Original, Revision
from meetings.writing import store
from tests.at_once import at_once, needs_server, tried
from tests.importing.taking import announced, empty, kept, take
from tests.importing.test_originals import PASTED

pytestmark = [*needs_server, pytest.mark.usefixtures("read_here")]


def test_two_files_taken_into_one_meeting_at_once_leave_one(group, secretary):
    meeting = announced(group, secretary)
    both = [kept(group, secretary, PASTED + end) for end in ("Un\n", "Deux\n")]
    done = at_once(
        *[lambda each=each: tried(lambda: take(each, meeting, secretary)) for each in both]
    )
    assert sorted(done) == [False, True]
    taken = {each.meeting_id for each in Original.objects.all()}
    assert (taken, Meeting.objects.get().version) == ({meeting.pk, None}, 2)


def test_one_file_taken_in_twice_at_once_is_taken_once(group, secretary):
    meetings = [announced(group, secretary), empty(group, secretary)]
    original = kept(group, secretary)
    done = at_once(
        *[
            lambda each=each: tried(lambda: taking.take(original, each, secretary, "11 mars 2021"))
            for each in meetings
        ]
    )
    versions = sorted(Meeting.objects.values_list("version", flat=True))
    assert (sorted(done), versions) == ([False, True], [1, 2])


@pytest.mark.parametrize("begin", [announced, empty])
def test_a_save_that_comes_in_between_stays_and_nothing_is_taken(group, secretary, begin):
    meeting, saved = begin(group, secretary), Event()
    original = kept(group, secretary)
    typed = meeting.document | {"place": "Mairie"}

    def save():
        with transaction.atomic():
            done = store.save(meeting, secretary, typed, 1, store.new_op_id())
            saved.set()
            until_somebody_waits()
        return done.is_current

    def take_then():
        saved.wait()
        return tried(lambda: take(original, meeting, secretary))

    assert at_once(save, take_then) == [True, False]
    now = Meeting.objects.get()
    assert (now.document, now.state, now.is_from_original) == (typed, meeting.state, False)
    assert (Revision.objects.count(), Original.objects.get().meeting) == (2, None)


def until_somebody_waits():
    """The other has read what stood before, and waits for this transaction to end."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return
