"""Files of people: on the disk before anything says so, and never half of one."""

import os
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection

from meetings.life import publishing
from meetings.models import Publication
from tests.factories import make_meeting, publish


def stored():
    root = Path(default_storage.location)
    return sorted(path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file())


@pytest.fixture
def synced(monkeypatch):
    """What was brought to the disk, in order: files by their size, folders by their name."""
    done, fsync = [], os.fsync

    def note(opened):
        path = Path(f"/proc/self/fd/{opened}").readlink()
        done.append(path.name if path.is_dir() else path.stat().st_size)
        fsync(opened)

    monkeypatch.setattr(os, "fsync", note)
    return done


def test_a_file_is_on_the_disk_with_its_folders_once_it_is_saved(synced):
    assert default_storage.save("suivi/2022/lettre.pdf", ContentFile(b"12345")) == (
        "suivi/2022/lettre.pdf"
    )
    assert (synced, stored()) == ([5, "2022", "suivi", "files"], ["suivi/2022/lettre.pdf"])


class FullDisk(ContentFile):
    def chunks(self, chunk_size=None):
        yield b"123"
        raise OSError(28, "No space left on device")


def test_a_disk_that_fills_leaves_no_half_of_a_file():
    with pytest.raises(OSError, match="No space left"):
        default_storage.save("photos/2022/a.jpg", FullDisk(b"12345"))
    assert stored() == []


@pytest.mark.django_db
def test_what_is_published_is_on_the_disk_before_its_row_is_written(
    group, secretary, reviewer, synced
):
    meeting, rows = make_meeting(group, secretary), []

    def note(execute, sql, params, many, context):
        if sql.startswith("INSERT") and Publication._meta.db_table in sql:
            rows.append(list(synced))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        version = publish(meeting, reviewer)
    folder = version.sha256[:2]
    assert rows == [[version.size, folder, "publications", "files"]]
    assert stored() == [publishing.path_of(version.sha256)]
