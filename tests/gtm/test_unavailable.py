"""A database that does not answer: « try again », with what was typed; never a fault of ours."""

import sqlite3
from contextlib import closing, contextmanager

import psycopg2
import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.urls import reverse

from meetings.models import Presence, Revision
from meetings.writing import store
from tests.factories import make_action, make_document, make_meeting

pytestmark = pytest.mark.django_db(transaction=True)
SENTENCE = "Vu à Mirriah.\n<b>« Deux »</b> lignes"


@contextmanager
def locked():
    """Another connection holds what every writer needs; nobody waits for it for long."""
    if connection.vendor == "sqlite":
        other = sqlite3.connect(connection.settings_dict["NAME"], uri=True, isolation_level=None)
        with closing(other):
            other.execute("BEGIN IMMEDIATE")
            yield
        return
    connection.ensure_connection()
    connection.cursor().execute("SET lock_timeout = '200ms'")
    with closing(psycopg2.connect(**connection.get_connection_params())) as other:
        tables = "actions_actionitem, meetings_meeting, meetings_operation, meetings_presence"
        other.cursor().execute(f"LOCK TABLE {tables} IN EXCLUSIVE MODE")
        yield
    connection.cursor().execute("SET lock_timeout = '20s'")


@pytest.fixture
def action(group, secretary):
    return make_action(group, secretary)


def browser_of(user, **options):
    client = Client(raise_request_exception=False, **options)
    client.force_login(user)
    return client


def report_form(action):
    return {"version": action.version, "sentence": SENTENCE, "status": ""}


def test_what_was_typed_comes_back_in_a_form_that_sends_it_again(secretary, action):
    browser = browser_of(secretary)
    address = f"{action.get_absolute_url()}suivi/"
    with locked():
        answer = browser.post(address, report_form(action))
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Réessayer" in answer.content.decode()
    assert action.updates.count() == 0
    kept = answer.context["kept"]
    browser.post(kept["path"], dict(kept["fields"]))
    assert list(action.updates.values_list("sentence", flat=True)) == [SENTENCE]


def test_a_script_is_told_in_json_to_try_again(secretary, group):
    meeting = make_meeting(group, secretary, document=make_document())
    form = meeting.document | {"base_version": 1, "op_id": str(store.new_op_id())}
    address = reverse("meetings:meeting_edit", args=[meeting.pk])
    before, browser = Revision.objects.count(), browser_of(secretary)
    with locked():
        answer = browser.post(address, form, HTTP_ACCEPT="application/json")
    assert (answer.status_code, answer.json(), answer["Retry-After"]) == (503, {"app": "gtm"}, "5")
    assert Revision.objects.count() == before


def test_a_page_is_still_read_and_the_editor_opens(secretary, group):
    meeting = make_meeting(group, secretary, document=make_document())
    browser = browser_of(secretary)
    with locked():
        answer = browser.get(reverse("meetings:meeting_edit", args=[meeting.pk]))
    assert (answer.status_code, Presence.objects.count()) == (200, 0)


def test_a_password_is_never_shown_again(secretary, settings):
    form = {"login": secretary.email, "password": "faux mot de passe"}
    with locked():
        answer = Client(raise_request_exception=False).post("/connexion/", form)
    assert "faux mot" not in answer.content.decode()


def gone(execute, sql, params, many, context):
    raise OperationalError("server closed the connection unexpectedly")


@pytest.mark.parametrize("is_ours", [True, False])
def test_a_database_that_is_gone_gives_back_only_what_our_pages_sent(secretary, action, is_ours):
    """The session itself cannot be read, so nobody has looked at the token yet."""
    browser = browser_of(secretary, enforce_csrf_checks=True)
    browser.get("/hors-ligne/")  # brings the token
    form = report_form(action)
    if is_ours:
        form["csrfmiddlewaretoken"] = browser.cookies["csrf"].value
    with connection.execute_wrapper(gone):
        answer = browser.post(f"{action.get_absolute_url()}suivi/", form)
    assert (answer.status_code, "Mirriah" in answer.content.decode()) == (503, is_ours)


def test_a_page_that_cannot_be_read_offers_its_own_address(secretary):
    browser = browser_of(secretary)
    with connection.execute_wrapper(gone):
        answer = browser.get("/reunions/?page=2")
    assert (answer.status_code, 'href="/reunions/?page=2"' in answer.content.decode()) == (
        503,
        True,
    )


def read_only(execute, sql, params, many, context):
    if sql.startswith("SELECT"):
        return execute(sql, params, many, context)
    raise OperationalError("attempt to write a readonly database")


def test_a_disk_that_is_full_is_not_told_as_too_many_attempts(secretary):
    """The limit counts no longer and bars nobody: a wrong password is told as such."""
    form = {"login": secretary.email, "password": "un mot de passe"}
    with connection.execute_wrapper(read_only):
        answer = Client(raise_request_exception=False).post("/connexion/", form)
    told = answer.content.decode()
    assert (answer.status_code, "Trop d’essais" in told, "mot de passe" in told) == (
        200,
        False,
        True,
    )


def test_a_query_that_cannot_be_understood_is_a_fault_of_ours(secretary):
    def wrong(execute, sql, params, many, context):
        return execute("SELECT nothing FROM nowhere", (), many, context)

    browser = browser_of(secretary)
    with connection.execute_wrapper(wrong):
        assert browser.get("/reunions/").status_code == 500
