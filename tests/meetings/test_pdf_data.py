"""A published PDF carries its text as data: for programs, at no cost for who has it read aloud."""

import io
import json

import pikepdf
import pytest
from django.core.files.storage import default_storage

from meetings.life import publishing
from meetings.life.publishing import made_again, path_of
from meetings.printing.edition import rendered
from tests import pdfua
from tests.factories import make_document, make_meeting, publish
from tests.meetings.test_exported_data import faults
from tests.meetings.zinder import zinder_document

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(group, secretary, reviewer):
    return publish(make_meeting(group, secretary, document=zinder_document()), reviewer)


def stored(version):
    with default_storage.open(path_of(version.sha256)) as file:
        return file.read()


def carried(content):
    with pikepdf.open(io.BytesIO(content)) as pdf:
        return {name: each.get_file().read_bytes() for name, each in pdf.attachments.items()}


def test_it_carries_its_text_as_the_schema_says(version):
    [(name, data)] = carried(stored(version)).items()
    told = json.loads(data)
    assert (name, faults(told), told["status"]) == ("compte-rendu.json", [], None)
    assert [len(point["actions"]) for point in told["points"]] == [3, 1, 1, 4]
    assert told["version"]["text_sha256"] == version.document_sha256


def test_who_has_it_read_aloud_loses_nothing(version, group):
    edition = publishing.edition_of(version)
    plain = rendered(version.meeting, version.document, with_code=True, **edition)
    assert pdfua.problems(stored(version)) == []
    assert pdfua.read_aloud(stored(version)) == pdfua.read_aloud(plain)
    assert carried(plain) == {}


def test_contacts_are_not_in_it(group, secretary, reviewer):
    document = make_document()
    line = document["attendance"][0]
    document |= {f"attendance/{line}/{name}": "secret" for name in ("phone", "email")}
    version = publish(make_meeting(group, secretary, document=document), reviewer)
    assert b"secret" not in carried(stored(version))["compte-rendu.json"]


def test_it_is_made_again_byte_by_byte(version):
    assert set(made_again(version)) == {version.sha256, version.light_sha256}


def test_a_version_of_before_is_made_again_without_it(version):
    version.carries_data = False
    edition = publishing.edition_of(version)
    before = rendered(version.meeting, version.document, with_code=True, **edition)
    assert list(made_again(version).values()) == [before]


def test_a_draft_carries_nothing(group, secretary):
    meeting = make_meeting(group, secretary)
    assert carried(rendered(meeting, meeting.document, draft=True)) == {}


def test_it_weighs_little(version):
    edition = publishing.edition_of(version)
    plain = rendered(version.meeting, version.document, with_code=True, **edition)
    assert len(stored(version)) - len(plain) < 5_000
