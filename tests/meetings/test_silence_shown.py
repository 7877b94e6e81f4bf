"""How long nothing was heard of an action stands beside its lateness, where minutes show it."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse
from lxml import html

from actions.follow_up import Said
from actions.models import ActionItem
from meetings.models import Meeting
from tests.factories import make_action, make_meeting
from tests.meetings.carrying import held

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 3, 20, 9, tzinfo=UTC)
MARCH = date(2022, 3, 15)


@pytest.fixture(autouse=True)
def _clock(freeze):
    freeze(NOW)


def words(page, path):
    """Of each place of a page, its words."""
    found = html.fromstring(page.content).xpath(path)
    return [" ".join(each.text_content().split()) for each in found]


def test_the_page_of_a_meeting_tells_it_and_the_last_chase(group, secretary, reviewer, client_of):
    late = {"due_on": date(2022, 3, 1), "deadline_wording": "1er mars 2022"}
    action = make_action(group, secretary, "OIM", text="Former", **late)
    action.note_chase(Said(reviewer, datetime(2022, 3, 10, 9, tzinfo=UTC)))
    address = reverse("meetings:meeting_detail", args=[action.agenda_point.meeting_id])
    client = client_of(secretary)
    (told,) = words(client.get(address), "//li[span[contains(@class, 'state-late')]]")
    assert told == (
        "à faire en retard de 19 jours sans nouvelle depuis 110 jours relancé le 10/03/2022 Former"
    )
    action.refresh_from_db()
    action.close(Said(reviewer, NOW))
    assert words(client.get(address), "//*[contains(@class, 'silence')]") == []


def test_the_follow_up_of_the_editor_tells_it_on_the_day_of_the_meeting(
    group, secretary, reviewer, client_of
):
    action = {"text": "Former", "responsible": "OIM", "deadline": "1er mars 2022"}
    _, (uid,) = held(group, secretary, action, by=reviewer)
    held(group, secretary, {"text": "Lire"}, on=date(2022, 1, 4))  # not published: not registered
    ActionItem.objects.update(silent_since=date(2022, 2, 10))
    meeting = make_meeting(group, secretary, on=MARCH)
    page = client_of(secretary).get(reverse("meetings:meeting_edit", args=[meeting.pk]))
    assert words(page, "//*[contains(@class, 'silence')]") == ["sans nouvelle depuis 33 jours"]
    (facts,) = words(page, f"//*[@id='row-{uid}']//*[@class='followup-facts']")
    assert "en retard de 14 jours sans nouvelle depuis 33 jours" in facts
    assert not any("silen" in key for key in Meeting.objects.get(pk=meeting.pk).document)


def test_what_is_printed_of_earlier_actions_says_nothing_of_it(
    group, secretary, reviewer, client_of
):
    held(group, secretary, {"text": "Former", "responsible": "OIM"}, by=reviewer)
    meeting, _ = held(group, secretary, {"text": "Lire"}, on=MARCH, by=reviewer)
    page = client_of(secretary).get(reverse("meetings:meeting_detail", args=[meeting.pk]))
    assert words(page, "//article//*[contains(@class, 'silence')]") == []
