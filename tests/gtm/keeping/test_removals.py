"""The ledger of what was removed for good: kept beside the backups, played again once."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from gtm.keeping import making, removals, sealing, targets
from gtm.models import ListEntry, Removal
from meetings.life import removal
from meetings.models import Meeting
from tests.factories import make_meeting, make_user
from tests.gtm.keeping.keep import NOW, standing, store

pytestmark = pytest.mark.django_db(transaction=True)


def noted():
    return list(Removal.objects.values_list("model", "key", "fields"))


def fetched(settings, tmp_path):
    with targets.opened(settings.BACKUP_TARGET) as target:
        return removals.fetched(target, sealing.to_read(target, tmp_path), tmp_path)


def test_a_meeting_that_is_forgotten_is_noted_with_its_files(group, secretary):
    meeting = make_meeting(group, secretary)
    path = store("photos/2026/a.jpg", b"1")
    meeting.joined_files.create(name="a", size=1, uploaded_by=secretary, file=path)
    removal.remove(meeting, secretary, "Erreur", NOW)
    removal.purge(NOW + timedelta(days=3000))
    assert noted() == [("meetings.meeting", str(meeting.pk), []), ("", path, [])]


def test_an_address_that_leaves_a_list_is_noted(client, group, secretary):
    entry = ListEntry.objects.create(group=group, email="a@example.org")
    client.force_login(secretary)
    client.post(reverse("gtm:list_entry_remove", args=[group.pk, entry.pk]))
    assert noted() == [("gtm.listentry", str(entry.pk), [])]


def test_the_ledger_grows_beside_the_backups_and_says_each_thing_once(settings, tmp_path):
    making.tell_removals(NOW)
    assert standing() == {}
    Removal.note(NOW, "a.jpg")
    for _ in range(2):
        making.tell_removals(NOW)
    assert len(standing("removals")) == 1
    Removal.note(NOW + timedelta(hours=1), "b.jpg")
    making.tell_removals(NOW + timedelta(days=6))
    assert len(standing("removals")) == 2
    assert [line["key"] for line in fetched(settings, tmp_path)] == ["a.jpg", "b.jpg"]


def test_the_end_of_a_month_is_told_in_the_next_one(settings, tmp_path):
    Removal.note(NOW - timedelta(days=1), "a.jpg")
    making.tell_removals(NOW)
    assert [line["key"] for line in fetched(settings, tmp_path)] == ["a.jpg"]


def line(model, key, fields=()):
    return {"at": "2026-03-01T02:00:00Z", "model": model, "key": str(key), "fields": list(fields)}


def test_what_was_removed_is_removed_again_and_noted_once(group, secretary):
    meeting, person = make_meeting(group, secretary), make_user("Amina Souley")
    path = store("photos/2026/a.jpg", b"1")
    lines = [
        line("meetings.meeting", meeting.pk),
        line("", path),
        line("gtm.user", person.pk, ["name"]),
    ]
    assert removals.replay(lines) == (3, 0)
    person.refresh_from_db()
    assert (Meeting.everywhere.count(), person.name, default_storage.exists(path)) == (0, "", False)
    assert removals.replay(lines) == (0, 0)
    assert len(noted()) == 3


def test_what_other_rows_hold_to_is_left_and_counted(group, secretary):
    make_meeting(group, secretary)
    assert removals.replay([line("gtm.user", secretary.pk)]) == (0, 1)
    assert noted() == []


def test_tidying_tells_it_at_once(group, settings):
    Removal.note(timezone.now(), "a.jpg")
    call_command("tidy")
    assert len(standing("removals")) == 1
