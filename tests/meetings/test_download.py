"""A PDF whose download was cut goes on from where it stopped."""

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from meetings.life.publishing import path_of
from tests.factories import make_meeting, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def version(group, secretary, reviewer):
    return publish(make_meeting(group, secretary), reviewer)


@pytest.fixture
def ask(version, client_of, partner):
    address = reverse("meetings:publication_pdf", args=[version.meeting_id])
    client = client_of(partner)

    def ask(asked, **more):
        return client.get(address, headers={"range": asked, "accept-encoding": "gzip"} | more)

    return ask


@pytest.fixture
def stored(version):
    with default_storage.open(path_of(version.sha256)) as file:
        return file.read()


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        ("bytes=0-99", slice(0, 100)),
        ("bytes=100-", slice(100, None)),
        ("bytes=-50", slice(-50, None)),
        ("bytes=100-99999999", slice(100, None)),
        ("bytes=-99999999", slice(None)),
    ],
)
def test_the_bytes_asked_for_are_sent(ask, stored, version, asked, part):
    answer = ask(asked)
    first, last, _ = part.indices(len(stored))
    told = {name: answer[name] for name in ("Content-Range", "ETag", "Content-Type")}
    assert (answer.status_code, answer.content) == (206, stored[part])
    assert told == {
        "Content-Range": f"bytes {first}-{last - 1}/{len(stored)}",
        "ETag": f'"{version.sha256}"',
        "Content-Type": "application/pdf",
    }
    assert set(answer["Cache-Control"].split(", ")) == {"private", "no-cache"}


@pytest.mark.parametrize(
    "asked", ["", "bytes=", "bytes=-", "bytes=0-1,5-6", "octets=0-1", "bytes=²-"]
)
def test_another_demand_gets_the_whole(ask, stored, asked):
    answer = ask(asked)
    assert (answer.status_code, b"".join(answer.streaming_content)) == (200, stored)
    assert (answer["Accept-Ranges"], int(answer["Content-Length"])) == ("bytes", len(stored))
    assert not answer.has_header("Content-Encoding")


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=5-2", "bytes=-0"])
def test_bytes_that_do_not_exist_are_refused(ask, stored, asked):
    answer = ask(asked)
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{len(stored)}")


def test_a_part_of_another_version_is_not_mixed_in(ask, version):
    assert ask("bytes=0-9", **{"if-range": '"autre"'}).status_code == 200
    assert ask("bytes=0-9", **{"if-range": f'"{version.sha256}"'}).status_code == 206


def test_a_stranger_gets_no_part(version, client_of, outsider):
    address = reverse("meetings:publication_pdf", args=[version.meeting_id])
    told = [
        each.get(address, headers={"range": "bytes=0-9"}).status_code
        for each in (Client(), client_of(outsider))
    ]
    assert told == [302, 404]


def test_a_pdf_that_is_gone_is_told_and_logged(version, client_of, partner, caplog):
    default_storage.delete(path_of(version.sha256))
    client = client_of(partner)
    client.raise_request_exception = False
    answer = client.get(reverse("meetings:publication_pdf", args=[version.meeting_id]))
    assert (answer.status_code, "Ce fichier manque" in answer.content.decode()) == (404, True)
    logged = [r.levelname for r in caplog.records if path_of(version.sha256) in r.getMessage()]
    assert logged == ["ERROR"]
