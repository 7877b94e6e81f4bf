"""The page of a coming meeting leads its secretary to what is to be done next."""

from datetime import timedelta

import pytest
from django.urls import reverse

from meetings.models import Convened
from tests.meetings.convoking import DAY, NOW, convene, member, planned, type_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def step(client_of, freeze):
    """The main action that a person is shown, at a time."""

    def shown(meeting, person, at=NOW):
        freeze(at)
        return client_of(person).get(meeting.get_absolute_url()).context["step"]

    return shown


def test_from_an_empty_agenda_to_the_door(group, secretary, step):
    meeting = planned(group, secretary, points=[])
    member(group, "OIM")
    steps = [step(meeting, secretary)]
    meeting = type_in(meeting, secretary, points=["11111111-1111-4111-8111-111111111111"])
    steps.append(step(meeting, secretary))
    convene(meeting, secretary)
    steps.append(step(meeting, secretary))
    member(group, "PAM")
    steps.append(step(meeting, secretary))
    convene(meeting, secretary)
    meeting = type_in(meeting, secretary, place="Préfecture")
    steps.append(step(meeting, secretary))
    on_the_day = NOW.replace(day=DAY.day)
    steps.append(step(meeting, secretary, on_the_day))
    steps.append(step(meeting, secretary, on_the_day + timedelta(days=1)))
    assert steps == ["agenda", "convene", "answers", "convene", "tell", "door", "start"]


def test_who_only_reads_is_led_nowhere(group, secretary, reviewer, partner, step):
    meeting = planned(group, secretary)
    assert [step(meeting, each) for each in (reviewer, partner)] == ["", ""]


def test_who_only_reads_is_not_told_to_convene(group, secretary, reviewer, client_of, freeze):
    freeze(NOW)
    meeting = planned(group, secretary)
    member(group, "OIM")
    convene(meeting, secretary)
    type_in(meeting, secretary, place="Préfecture")
    address, told = reverse("meetings:meeting_convene", args=[meeting.pk]), {}
    for person in (secretary, reviewer):
        page = client_of(person).get(meeting.get_absolute_url()).content.decode()
        words = ("Convoquer d’autres", "Préparer l’ordre du jour")
        told[person.name] = [f"{address}#change" in page, *(each in page for each in words)]
    assert told == {secretary.name: [True] * 3, reviewer.name: [False] * 3}
    assert Convened.objects.count() == 1
