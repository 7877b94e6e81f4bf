"""Every address that takes a form gets any form, from whoever may post it: never an error of ours.

The list is that of urls.py: a new address is asked by itself, with the names of the fields of the
page that shows its form and those of `tests/access/forms.py`.
"""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.access import addresses, forms, table, world

pytestmark = pytest.mark.django_db
FIELD = re.compile(r"""<(?:input|select|textarea|button)\b[^>]*\sname="([^"]+)\"""")
text = st.one_of(
    st.text(st.characters(codec="utf-8"), max_size=40),
    st.sampled_from(
        ["", "0", "-1", "²", "9" * 400, "NaN", "1e999", "\0", "30/11/2021", "a\r\nb: c"]
    ),
    st.uuids().map(str),
)
# What browsers and others send as a file: a name, bytes, a type.
files = st.builds(
    SimpleUploadedFile,
    st.sampled_from(["x.jpg", "x.pdf", "é\u202e.png", "x" * 300 + ".docx", "a/b.jpg", ".jpg"]),
    st.one_of(st.binary(max_size=60), st.sampled_from([b"", b"\xff\xd8\xff", b"%PDF-", b"PK\3\4"])),
    st.sampled_from(["image/jpeg", "text/html", "", "x" * 200]),
)
fuzzed = settings(
    max_examples=6,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def posting_names():
    """Names of the addresses to which POST is no « 405 » for everybody in the table."""
    taken = {}
    for row in table.rows():
        if row.method == "POST":
            taken.setdefault(row.asked, set()).update(row.answers.values())
    return [name for name, answers in taken.items() if answers - {"in", "405"}]


class Poster:
    """Posts to one address as each person who may, in every state in which he may."""

    def __init__(self, name):
        self.name = name
        self.world = world.build("draft")
        self.path = addresses.address(name, self.world)
        self.right = forms.form(name, self.world)
        self.clients = [Client() for _ in range(2)]
        self.clients[0].force_login(self.world.persons["both"])
        self.clients[1].force_login(self.world.persons["administrator"])
        if name.startswith("account_"):
            self.clients.append(Client())
        self.fields = sorted({*self.right, *self._shown(), "do", "next", "op_id"})

    def _shown(self):
        pages = [client.get(self.path) for client in self.clients]
        return {
            field for page in pages if not page.streaming for field in FIELD.findall(_body(page))
        }

    def post(self, form, script):
        accept = "application/json" if script else "text/html"
        return [
            client.post(self.path, form, headers={"accept": accept}).status_code
            for client in self.clients
        ]


def _body(page):
    return page.content.decode("utf-8", "replace")


@pytest.fixture
def poster(settings, request):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.CACHES = settings.CACHES | {
        "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    }
    return Poster(request.param)


@pytest.mark.parametrize("poster", posting_names(), indirect=True, ids=str)
@fuzzed
@given(data=st.data())
def test_any_form_gets_an_answer(poster, data):
    names = st.one_of(st.sampled_from(poster.fields), text)
    values = st.one_of(text, files, st.lists(text, max_size=3))
    noise = data.draw(st.dictionaries(names, values, max_size=8))
    kept = data.draw(st.booleans())
    form = {key.replace("\0", ""): value for key, value in noise.items()}
    form = (poster.right if kept else {}) | form
    with transaction.atomic():
        statuses = poster.post(form, data.draw(st.booleans()))
        transaction.set_rollback(True)
    assert [status for status in statuses if status >= 500] == []


@fuzzed
@given(data=st.data())
def test_any_query_gets_an_answer(db, data):
    """Every page that opens is asked with a query of known and unknown names."""
    with transaction.atomic():
        made = world.build("draft")
        client = Client()
        client.force_login(made.persons["both"])
        for name in READABLE:
            query = data.draw(st.dictionaries(st.one_of(QUERY, text), text, max_size=3))
            answer = client.get(addresses.address(name, made), query)
            assert (name, answer.status_code < 500) == (name, True)
        transaction.set_rollback(True)


SLOW = {"meetings:meeting_preview"}  # a PDF of 0.3 s, which no query changes
READABLE = [name for name in addresses.every_name() if name not in SLOW]
QUERY = st.sampled_from(
    [
        *("mots", "groupe", "annee", "nature", "etat", "page", "q", "category", "region", "state"),
        *("depuis", "antenne_de", "version", "sans-photos", "texte", "reunion", "next"),
    ]
)
