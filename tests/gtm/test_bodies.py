"""How much a request may bring, and that a refusal is an answer like any other."""

import gzip
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gtm import bodies

pytestmark = pytest.mark.django_db
MB = 1024 * 1024
PLAIN, FILES = "application/x-www-form-urlencoded", "multipart/form-data; boundary=B"


@pytest.mark.parametrize(
    ("path", "account", "kind", "megabytes"),
    [
        ("/connexion/", None, PLAIN, 1),
        ("/connexion/", None, FILES, 1),
        ("/verifier/", None, PLAIN, 1),
        ("/verifier/", None, FILES, 20),
        ("/actions/repondre/jeton/", None, PLAIN, 1),
        ("/actions/repondre/jeton/", None, FILES, 21),
        ("/reunions/nouvelle/", "1", PLAIN, 8),
        ("/reunions/nouvelle/", "1", FILES, 32),
    ],
)
def test_how_much_is_taken_from_whom(path, account, kind, megabytes):
    assert bodies.most(path, account, kind) // MB == megabytes


def packed(client, text, path="/connexion/"):
    body = gzip.compress(urlencode({"login": text}).encode())
    return client.generic("POST", path, body, PLAIN, HTTP_CONTENT_ENCODING="gzip")


def test_a_stranger_unpacks_no_more_than_he_may_send(secretary, client_of):
    """Eight megabytes from twelve kilobytes took the processor for seconds."""
    answers = [packed(Client(), "x" * size) for size in (MB // 2, 2 * MB)]
    assert [answer.status_code for answer in answers] == [200, 413]
    known = client_of(secretary)
    assert packed(known, "x" * 2 * MB, "/compte/nom/").status_code == 200
    assert packed(known, "x" * 9 * MB, "/compte/nom/").status_code == 413


def too_large(client):
    return client.post("/connexion/", {"file": SimpleUploadedFile("a.pdf", b"x" * 33 * MB)})


def no_gzip(client):
    return client.generic("POST", "/connexion/", b"x", PLAIN, HTTP_CONTENT_ENCODING="gzip")


@pytest.mark.parametrize(("send", "status"), [(too_large, 413), (no_gzip, 400)])
def test_a_refusal_has_the_headers_of_every_answer(send, status, secretary, client_of):
    for client in (Client(), client_of(secretary)):
        answer = send(client)
        told = [answer.status_code, answer["X-Frame-Options"], "Content-Security-Policy" in answer]
        assert told == [status, "DENY", True]
    assert "no-store" in answer["Cache-Control"]  # signed in


def test_who_was_signed_in_here_may_send_what_the_session_did_not_outlive(secretary, client_of):
    """Kept through the sign-in (gtm/kept.py), whatever its size; a forged cookie opens nothing."""
    client = client_of(secretary)
    client.get("/")
    del client.cookies["session"]
    form = {"name": "x" * 2 * MB, "file": SimpleUploadedFile("a.pdf", b"x" * MB)}
    assert client.post("/compte/nom/", form).status_code == 302
    client.cookies["account"] = f"{secretary.pk}:forged:forged"
    assert client.post("/compte/nom/", form).status_code == 413


@pytest.mark.parametrize("length", ["", "x", "-1", "²"])
def test_a_length_that_is_none_is_no_fault_of_ours(length):
    answer = Client().post("/connexion/", {"login": "x"}, CONTENT_LENGTH=length)
    assert answer.status_code in (200, 400, 403)
