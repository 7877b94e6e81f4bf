"""nginx sends stored files in the application's place: same headers, bytes and counts."""

import hashlib
import os
import re
import sqlite3
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import pytest

from tests.serving import Server
from tests.strangers import NGINX, Nginx

pytestmark = pytest.mark.xdist_group("strangers")
# What each of the two says in its own words.
OWN = {"server", "date", "connection", "etag", "last-modified", "set-cookie"}
OWN |= {"x-request-id"}  # another at each request


class Person:
    """Signed in to the demonstration, by what a browser sends."""

    def __init__(self, address):
        self.address = address
        self.opener = build_opener(HTTPCookieProcessor(CookieJar()))
        token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', self.ask("/connexion/")[2])
        typed = {"login": "oim@demo.example", "password": "gtm-demo-2021"}
        data = urlencode(typed | {"csrfmiddlewaretoken": token[1].decode()}).encode()
        self.opener.open(Request(f"{address}/connexion/", data, {"Referer": address}))  # noqa: S310

    def ask(self, path, method="GET", **headers):
        """(status, headers by their name in small letters, body)"""
        asked = Request(self.address + path, None, headers, method=method)  # noqa: S310 - ours
        try:
            with self.opener.open(asked) as answer:
                return answer.status, _named(answer.headers), answer.read()
        except HTTPError as refusal:
            return refusal.code, _named(refusal.headers), refusal.read()


def _named(headers):
    return {name.lower(): value for name, value in headers.items()}


def _unordered(value):
    """A policy's directives come in any order."""
    return sorted(value.split("; "))


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """(a person before the application alone, the same before nginx, the path of a PDF)"""
    if NGINX is None:
        message = "nginx est absent (script/setup --test l’installe)"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(message)
    folder = tmp_path_factory.mktemp("files")
    alone = Server(folder)
    alone.environment |= {"DEMO": "1"}
    alone.prepare()
    alone.manage("load_demo")
    before = Server(folder)
    before.environment |= {"DEMO": "1", "FILES_BY_PROXY": "1"}
    alone.start()
    before.start()
    with Nginx(tmp_path_factory.mktemp("nginx"), before.port, folder / "files") as nginx:
        here, there = Person(alone.address), Person(nginx.address)
        listed = here.ask("/reunions/")[2].decode()
        page = here.ask(re.search(r'href="(/reunions/[0-9a-f-]{36}/)"', listed)[1])[2].decode()
        yield here, there, re.search(r'href="(/reunions/[^"?]+\.pdf)', page)[1]
    alone.stop()
    before.stop()


def test_a_file_has_the_same_headers_and_bytes_by_the_proxy(places):
    here, there, pdf = places
    ours, theirs = here.ask(pdf), there.ask(pdf)
    first, second = (
        {name: _unordered(value) for name, value in answer[1].items() if name not in OWN}
        for answer in (ours, theirs)
    )
    assert first == second
    assert (ours[0], ours[2]) == (theirs[0], theirs[2])
    assert ours[1]["etag"] == f'"{hashlib.sha256(theirs[2]).hexdigest()}"'


def test_a_download_goes_on_where_it_was_cut_and_an_unchanged_file_is_not_sent_again(places):
    _, there, pdf = places
    whole = there.ask(pdf)
    etag = whole[1]["etag"]
    part = there.ask(pdf, Range="bytes=1000-1099", **{"If-Range": etag})
    assert (part[0], part[2]) == (206, whole[2][1000:1100])
    assert part[1]["content-range"] == f"bytes 1000-1099/{len(whole[2])}"
    assert there.ask(pdf, Range="bytes=99999999-")[0] == 416
    assert there.ask(pdf, "HEAD")[2] == b""
    again = there.ask(pdf, **{"If-None-Match": etag})
    assert (again[0], again[2]) == (304, b"")


def test_nobody_reaches_a_stored_file_past_the_application(places):
    here, there, pdf = places
    digest = hashlib.sha256(here.ask(pdf)[2]).hexdigest()
    stored = f"/_files/publications/{digest[:2]}/{digest}.pdf"
    assert there.ask(stored)[0] == 404
    stranger = Person.__new__(Person)
    stranger.address, stranger.opener = there.address, build_opener()
    assert b"%PDF" not in stranger.ask(pdf)[2]
    assert stranger.ask(stored)[0] == 404


def test_the_rest_of_a_download_is_not_counted(places, request):
    _, there, pdf = places
    base = request.getfixturevalue("tmp_path_factory").getbasetemp()

    def counted():
        with sqlite3.connect(next(base.glob("files*/db.sqlite3"))) as connection:
            return connection.execute("SELECT sum(count) FROM meetings_download").fetchone()[0]

    there.ask(pdf)
    before = counted()
    there.ask(pdf, Range="bytes=1000-1099")
    there.ask(pdf, "HEAD")
    assert counted() == before
    there.ask(pdf, Range="bytes=0-")
    assert counted() == before + 1
