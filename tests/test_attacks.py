"""Ways in without an account: where a sign-in leads, under which name one asks; and bombs."""

import struct
import subprocess
import sys
import zlib

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD

ELSEWHERE = (
    "https://evil.example/",
    "//evil.example/",
    "///evil.example/",
    "/\\evil.example/",
    "\\\\evil.example/",
    "http:evil.example",
    "https:/evil.example",
    " https://evil.example/",
    "/\t/evil.example/",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://testserver@evil.example/",
    "http://testserver.evil.example/",
    "/%0d%0aLocation:%20https://evil.example/../..//evil.example",
)
HOSTS = ("evil.example", "testserver.evil.example", "evil.example:80", "testserver@evil.example")


@pytest.fixture(autouse=True)
def _no_limits(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.CACHES = settings.CACHES | {
        "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    }


@pytest.mark.django_db
@pytest.mark.parametrize("place", ELSEWHERE)
def test_a_sign_in_leads_to_no_other_site(client, secretary, place):
    form = {"login": secretary.email, "password": PASSWORD, "next": place}
    for path in (reverse("account_login"), f"{reverse('account_logout')}"):
        leads = client.post(path, form).get("Location", "/")
        assert leads[:2] not in ("//", "/\\") and leads.startswith("/"), (path, leads)


@pytest.mark.django_db
@pytest.mark.parametrize("host", HOSTS)
def test_under_another_name_nothing_is_answered_nor_sent(mailoutbox, secretary, host):
    client = Client(raise_request_exception=False)
    path = reverse("account_reset_password")
    told = [
        client.get("/connexion/", headers={"host": host}).status_code,
        client.post(path, {"email": secretary.email}, headers={"host": host}).status_code,
    ]
    assert (told, mailoutbox) == ([400, 400], [])


def png(width, height):
    """A PNG of a few kB whose head says so many pixels, all black."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(bytes(1 + width * 3) * min(height, 64))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


READ = """
import io, resource, sys
sys.path.insert(0, ".")
from meetings.writing import photos
resource.setrlimit(resource.RLIMIT_AS, (CAP, CAP))
source = io.BytesIO(sys.stdin.buffer.read())
source.size = len(source.getvalue())
try:
    photos.reencoded(source)
    print("taken")
except photos.NotAPhoto as refusal:
    print(refusal)
"""


@pytest.mark.parametrize(("width", "height"), [(60_000, 60_000), (8_000, 5_001), (1, 40_000_001)])
def test_a_bomb_of_pixels_is_refused_before_it_is_unpacked(width, height):
    """Under a memory cap of 400 MB, which 3,600 million pixels would exceed 27 times."""
    script = READ.replace("CAP", str(400 * 1024 * 1024))
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, input=png(width, height), capture_output=True, check=True)  # noqa: S603
    assert done.stdout.decode().strip() == "plus de 40\u00a0millions de pixels. Réduisez la photo."
