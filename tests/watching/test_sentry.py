"""What leaves for Sentry: the places of an error, and nothing that somebody typed."""

import json

import pytest
import sentry_sdk
from django.test import Client
from django.urls import path
from sentry_sdk.transport import Transport

from gtm.variables import dsn
from gtm.watching import sentry


class Kept(Transport):
    def __init__(self, options=None):
        super().__init__(options)
        self.events = []

    def capture_envelope(self, envelope):
        self.events.append(envelope.get_event())


def fault(request):
    mark = "Amina"
    raise ValueError(f"cannot read {mark}")


urlpatterns = [path("amina/", fault, name="fault")]
handler500 = "gtm.views.failure"


@pytest.fixture
def transport():
    kept = Kept()
    sentry.begin("https://key@sentry.example.ne/1", transport=kept)
    yield kept
    sentry_sdk.get_client().close()
    sentry_sdk.init()


def test_a_fault_leaves_without_request_person_or_value(transport, settings):
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = ["gtm.watching.requests.noted"]
    client = Client(raise_request_exception=False)
    client.cookies["session"] = "Amina"
    answer = client.post("/amina/?q=Amina", {"name": "Amina"}, headers={"user-agent": "Amina"})
    [event] = transport.events
    assert answer.status_code == 500
    [error] = event["exception"]["values"]
    assert (error["type"], error["value"]) == ("ValueError", "ValueError")
    assert error["stacktrace"]["frames"][-1]["function"] == "fault"
    assert event["tags"] == {"reference": answer["X-Request-ID"]}
    assert event["transaction"].endswith("fault")
    assert "amina" not in json.dumps(event, default=str).lower()


@pytest.mark.parametrize("typed", ["sentry.example.ne", "https://sentry.example.ne/1", "x:y"])
def test_an_address_that_is_no_project_is_refused(typed):
    with pytest.raises(ValueError, match="attend une adresse"):
        dsn(typed)
