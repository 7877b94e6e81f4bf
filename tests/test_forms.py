"""Every form of every page, taken from the page and sent as a browser sends it, unfilled.

With CSRF enforced: a form without its token or its button, one whose address leads nowhere, and a
button of no form are dead, and nobody but the one who presses it would see it. The same button is
pressed once by each person, on the first of the pages that show it.
"""

import re
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.test import Client
from django.urls import Resolver404, resolve

from tests.access import addresses, table, world
from tests.forms import Page

pytestmark = pytest.mark.django_db
# Nobody's browser sends its forms: a script fills them with what the device has kept.
SCRIPTED = {"meetings:offline_door", "meetings:offline_editor", "meetings:offline_report"}
PERSONS = (
    "anonymous", "outsider", "partner", "secretary", "deputy", "reviewer", "administrator", "both",
)  # fmt: skip
ALIVE = {200, 302, 303, 409, 422}
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|\d+")


class Presser:
    """Opens the pages of one state as each person, and presses each button once for each."""

    def __init__(self, state):
        self.world = world.build(state)
        self.state = state
        self.pressed, self.faults = {}, []
        self.others = set()  # addresses that are no pages: a PDF for all is made once

    def press_everything(self):
        rows = [
            row
            for row in table.rows()
            if (row.method, row.state, row.script) == ("GET", self.state, False)
            and row.asked not in SCRIPTED
        ]
        for person in PERSONS:
            asked = [
                row.asked
                for row in rows
                if row.answers[person] == "200" and row.asked not in self.others
            ]
            client = _browser(self.world.persons[person])
            for each in asked:
                with transaction.atomic():
                    self._open(client, person, each)
                    transaction.set_rollback(True)

    def _open(self, client, person, asked):
        cookies, path = dict(client.cookies), addresses.address(asked, self.world)
        answer = client.get(path)
        if answer.get("Content-Type", "").startswith("text/html"):
            self._press(client, person, path, answer)
        else:
            self.others.add(asked)
        client.cookies.clear()
        client.cookies.update(cookies)

    def _press(self, client, person, path, answer):
        page = Page(path, answer.content.decode())
        self.faults += [f"{person} {path}: {each}" for each in page.dead]
        for sending in page.sendings:
            key = (person, _kind(sending.path), ID.sub("", sending.key))
            if key in self.pressed:
                continue
            self.pressed[key] = _resolves(sending.path) and self._send(client, sending, path)
            if self.pressed[key] not in ALIVE:
                where = f"{self.state} {person} {path} « {sending.button} »"
                self.faults.append(f"{where}: {sending.path} answers {self.pressed[key]}")

    def _send(self, client, sending, path):
        with transaction.atomic():
            answer = client.post(sending.path, sending.data, headers={"referer": path})
            transaction.set_rollback(True)
        return answer.status_code


def _browser(user):
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    if user:
        client.force_login(user)
    return client


def _resolves(path):
    try:
        return bool(resolve(urlsplit(path).path))
    except Resolver404:
        return False


def _kind(path):
    return resolve(urlsplit(path).path).view_name if _resolves(path) else path


@pytest.mark.parametrize("state", ["-", *world.STATES])
def test_every_button_of_every_page_is_answered(settings, state):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.CACHES = settings.CACHES | {
        "default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}
    }
    presser = Presser(state)
    presser.press_everything()
    assert presser.faults == []
