from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from gtm.models import User
from meetings.models import Presence
from meetings.writing import presence
from tests.meetings.saving import JSON, form

pytestmark = pytest.mark.django_db


def address(meeting, name):
    return reverse(f"meetings:{name}", args=[meeting.pk])


def others(answer):
    return answer.json()["others"].removesuffix(" modifie aussi ce compte rendu.")


def test_who_opens_the_editor_is_seen_by_the_others(client_of, meeting, secretary, other):
    first = client_of(secretary).get(address(meeting, "meeting_edit")).content.decode()
    second = client_of(other).get(address(meeting, "meeting_edit")).content.decode()
    assert ("data-others hidden" in first, "data-others hidden" in second) == (True, False)
    assert "Amina modifie aussi ce compte rendu" in " ".join(second.split())


def test_a_save_and_an_idle_editor_tell_who_else_is_there(client_of, meeting, secretary, other):
    posted = form(meeting.document)
    saved = client_of(secretary).post(address(meeting, "meeting_edit"), posted, **JSON)
    idle = client_of(other).post(address(meeting, "meeting_presence"))
    assert (others(saved), others(idle), idle.json()["version"]) == ("", "Amina", 1)
    assert others(client_of(secretary).post(address(meeting, "meeting_presence"))) == "Issa"


def test_after_two_minutes_nobody_is_there(meeting, secretary, other):
    now = timezone.now()
    presence.note(meeting, secretary, now)
    assert [each.user for each in presence.note(meeting, other, now)] == [secretary]
    assert presence.note(meeting, other, now + timedelta(minutes=2)) == []


def test_one_who_stays_is_written_down_every_30_seconds_only(meeting, secretary):
    now = timezone.now()
    for seconds in (0, 10, 20):
        presence.note(meeting, secretary, now + timedelta(seconds=seconds))
    assert Presence.objects.get().seen_at == now
    later = now + timedelta(seconds=40)
    presence.note(meeting, secretary, later)
    assert Presence.objects.get().seen_at == later


def test_another_group_s_secretary_is_not_told(client_of, meeting, other_secretary):
    answer = client_of(other_secretary).post(address(meeting, "meeting_presence"), **JSON)
    assert (answer.status_code, answer.json()) == (404, {"app": "gtm"})
    assert Presence.objects.count() == 0


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ((), ""),
        (("Ali",), "Ali modifie aussi ce compte rendu."),
        (("Ali", "Omar"), "Ali et Omar modifient aussi ce compte rendu."),
        (("Ali", "Omar", "Rakia"), "Ali, Omar et Rakia modifient aussi ce compte rendu."),
    ],
)
def test_the_others_are_named_in_a_sentence(names, told):
    assert presence.sentence([Presence(user=User(name=name)) for name in names]) == told
