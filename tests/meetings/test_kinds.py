"""A kind of meeting is called by its own name everywhere, were it no « réunion »."""

from datetime import date

import pytest

from meetings import choices
from meetings.board import feed
from meetings.models import Meeting
from meetings.printing import edition
from tests.factories import make_meeting

pytestmark = pytest.mark.django_db
NAMES = {
    "relocated": ("de la réunion délocalisée", "réunion délocalisée", "Réunion délocalisée"),
    "extraordinary": ("de l’atelier", "atelier", "Atelier"),
}


@pytest.mark.parametrize("kind", NAMES)
def test_a_kind_is_called_the_same_on_paper_in_lists_and_in_calendars(
    monkeypatch, group, secretary, client_of, kind
):
    monkeypatch.setattr(choices.MeetingKind.EXTRAORDINARY, "_label_", "atelier")
    monkeypatch.setattr(choices, "NOUNS", {"extraordinary": "de l’"}, raising=False)
    of_it, called, titled = NAMES[kind]
    meeting = make_meeting(group, secretary, kind=kind)
    minutes = edition.minutes_of(meeting, {"kind": kind})
    assert minutes.title == f"Compte rendu {of_it} du GTM/Zinder"
    ranked = edition.minutes_of(meeting, {"kind": kind, "number": "3e"}).title.replace(
        "\u00a0", " "
    )
    article = {"de l’atelier": "du "}.get(of_it, "de la ")
    assert ranked == f"Compte rendu {article}3e {called} du GTM/Zinder"
    calendar = feed.calendar_of(secretary, date(2022, 1, 1)).decode()
    assert f"SUMMARY:GTM/Zinder : {called}\r\n" in calendar
    page = client_of(secretary).get("/reunions/").content.decode()
    assert f"{titled}, PAM Zinder" in page
    assert Meeting.objects.count() == 1
