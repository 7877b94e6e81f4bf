"""What the editor says of a text in which nothing is typed yet, and of a meeting to come."""

from datetime import date

import pytest
from django.urls import reverse

from meetings.models import Meeting
from tests.factories import make_document, make_meeting
from tests.meetings.saving import JSON, form

pytestmark = pytest.mark.django_db
TO_COME = date(2091, 11, 30)
NEW = {"group": "", "kind": "ordinary", "date": "30/11/2021", "modality": "on_site", "place": ""}


def address(meeting):
    return reverse("meetings:meeting_edit", args=[meeting.pk])


def remarks_of(client, meeting):
    return [each.message for each in client.get(address(meeting)).context["checklist"]]


def test_a_new_text_is_not_said_to_be_wrong_before_anything_is_typed(client, group):
    client.post(reverse("meetings:meeting_create"), NEW | {"group": group.pk})
    meeting = Meeting.objects.get()
    page = client.get(address(meeting)).content.decode()
    assert ("à corriger" in page, "aria-invalid" in page) == (False, False)
    typed = meeting.document | {"end": "11h"}
    answer = client.post(address(meeting), form(typed), **JSON).json()
    assert [each["key"] for each in answer["problems"] if each["blocks"]] == ["place", "points"]
    assert "à corriger" in client.get(address(meeting)).content.decode()


def test_what_a_new_text_lacks_still_keeps_it_from_being_submitted(client, group):
    client.post(reverse("meetings:meeting_create"), NEW | {"group": group.pk})
    meeting = Meeting.objects.get()
    client.post(reverse("meetings:meeting_submit", args=[meeting.pk]))
    assert Meeting.objects.get().state == "draft"


def test_that_a_planned_meeting_lies_ahead_is_not_to_be_corrected(client, group, secretary):
    planned = make_meeting(group, secretary, state="planned", on=TO_COME)
    assert remarks_of(client, planned) == []
    moved = planned.document | {"date": "30/11/2092"}
    answer = client.post(address(planned), form(moved), **JSON).json()
    assert answer["problems"] == []


def test_minutes_of_a_day_to_come_are(client, group, secretary):
    draft = make_meeting(group, secretary, on=TO_COME, document=make_document(date="30/11/2091"))
    assert remarks_of(client, draft) == ["La réunion n’a pas encore eu lieu."]
