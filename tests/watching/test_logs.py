"""One line a request, with a reference that pages of error show; and nobody's name in any."""

import json
import logging
import re
from uuid import UUID

import pytest
from django.db import IntegrityError, connection
from django.test import Client, RequestFactory
from django.urls import path

from gtm.models import User
from gtm.tokens import new_token
from gtm.views import failure
from gtm.watching.logs import formatter
from tests.factories import make_user
from tests.gtm.reading import text_of

pytestmark = pytest.mark.django_db
REFERENCE = re.compile(r"Référence : (\w{10})\b")


@pytest.fixture
def lines():
    """What the log says meanwhile, each line read back from JSON."""
    found = []

    class Handler(logging.Handler):
        def emit(self, record):
            found.append(json.loads(self.format(record)))

    handler = Handler()
    handler.setFormatter(formatter("json"))
    logging.getLogger().addHandler(handler)
    yield found
    logging.getLogger().removeHandler(handler)


def raises(request):
    make_user("Amina", email="amina@example.org")
    User.objects.bulk_create([User(email="amina@example.org", name="Amina")])


def quotes(request):
    raise ValueError("invalid name: Amina")


def odd(request, number):
    raise OSError(28, "No space left on device", f"/files/{number}")


urlpatterns = [path("raises/", raises), path("quotes/", quotes), path("odd/<str:number>/", odd)]
handler500 = failure


def broken(url, settings):
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = ["gtm.watching.requests.noted"]
    return Client(raise_request_exception=False).get(url)


def test_a_request_is_one_line_without_its_address(lines, client_of, secretary, group):
    answer = client_of(secretary).get("/reunions/?mots=Amina")
    [line] = lines
    assert line.pop("timestamp")
    assert line.pop("queries") > 0
    assert line.pop("ms") >= 0
    assert line == {
        **{"level": "info", "logger": "gtm.requests", "event": "request", "method": "GET"},
        **{"view": "meetings:meeting_list", "status": 200, "reference": answer["X-Request-ID"]},
    }


def test_monitors_and_static_files_that_are_answered_leave_no_line(lines):
    Client().get("/sante/vivant")
    Client().get("/static/img/favicon.svg")
    assert [line for line in lines if line.get("status", 0) < 400] == []


def test_a_reference_is_taken_from_our_proxy_alone_and_only_in_a_safe_form(settings):
    given = []
    for proxies in (0, 1):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
        for asked in ("0123-abcd", "short", "x" * 37, 'a"b\\c<d>efgh', "été-été-été"):
            answer = Client().get("/sante/vivant", headers={"x-request-id": asked})
            given.append(answer["X-Request-ID"] == asked)
    assert given == [False] * 5 + [True] + [False] * 4


@pytest.mark.parametrize(("url", "status"), [(f"/reunions/{UUID(int=0)}/", 404), ("/etat/", 403)])
def test_a_page_of_error_shows_the_reference_of_its_line(lines, client_of, secretary, url, status):
    answer = client_of(secretary).get(url)
    shown = REFERENCE.findall(text_of(answer))
    assert (answer.status_code, shown) == (status, [answer["X-Request-ID"]])
    assert [line["reference"] for line in lines] == shown


def test_a_form_whose_token_is_wrong_shows_its_reference():
    answer = Client(enforce_csrf_checks=True).post("/connexion/", {})
    assert (answer.status_code, REFERENCE.findall(text_of(answer))) == (
        403,
        [answer["X-Request-ID"]],
    )


@pytest.mark.parametrize("told", ["raises", "quotes"])
def test_a_fault_shows_its_reference_and_its_places_without_what_was_typed(lines, settings, told):
    answer = broken(f"/{told}/", settings)
    shown = REFERENCE.findall(text_of(answer))
    assert (answer.status_code, shown) == (500, [answer["X-Request-ID"]])
    fault = next(line for line in lines if line["level"] == "error")
    assert (fault["event"], fault["reference"]) == ("Internal Server Error", shown[0])
    assert any(f" {told}" in each for each in fault["trace"])
    assert "amina" not in json.dumps(lines).lower()


def test_an_error_of_the_base_keeps_its_first_line_alone(lines, settings):
    broken("/raises/", settings)
    fault = next(line for line in lines if line["level"] == "error")
    first = "UNIQUE constraint failed: gtm_user.email"
    if connection.vendor == "postgresql":
        first = 'duplicate key value violates unique constraint "gtm_user_email_key"'
    assert fault["error"] == f"IntegrityError: {first}"


def test_a_fault_of_a_full_disk_names_no_file(lines, settings):
    broken("/odd/secret/", settings)
    fault = next(line for line in lines if line["level"] == "error")
    assert fault["error"] == "OSError: No space left on device"


@pytest.mark.parametrize("style", ["json", "texte"])
def test_no_key_and_no_address_stands_in_a_line(style):
    token, digest = new_token(), "0" * 64
    words = ("%s: /r/%s/ %s for amina@example.org\r\nforged", "No", token, digest)
    record = logging.LogRecord("x", 30, "", 0, words[0], words[1:], None)
    line = formatter(style).format(record)
    assert f"No: /r/…/ {digest} for … forged" in line
    assert len(line.splitlines()) == 1


def test_the_console_writes_these_lines(settings):
    assert settings.LOGGING["handlers"]["console"]["formatter"] == "safe"
    assert settings.LOGGING["formatters"]["safe"]["()"] == "gtm.watching.logs.formatter"


def test_a_fault_outside_any_middleware_is_still_a_page():
    request = RequestFactory().get("/")
    try:
        raise IntegrityError
    except IntegrityError:
        answer = failure(request)
    assert (answer.status_code, REFERENCE.findall(text_of(answer))) == (500, [])
