"""A second meeting of a group on one day is asked about, never refused."""

import uuid
from datetime import date

import pytest

from meetings.life import removal
from meetings.models import Meeting
from tests.factories import make_meeting
from tests.meetings.saving import JSON
from tests.meetings.test_correction_requests import NOW
from tests.meetings.test_planning import CREATE, typed

pytestmark = pytest.mark.django_db
QUESTION = "Une réunion du GTM/Zinder existe déjà ce jour-là"


def test_it_is_asked_with_what_was_typed_and_made_when_it_is_wanted(client, group, meeting):
    form = typed(group, place="Magaria")
    page = client.post(CREATE, form)
    text = page.content.decode()
    assert (page.status_code, QUESTION in text, Meeting.objects.count()) == (200, True, 1)
    assert (meeting.get_absolute_url() in text, 'value="Magaria"' in text) == (True, True)
    assert f'value="{form["id"]}"' in text
    assert client.post(CREATE, form | {"another": "1"}).status_code == 302
    assert Meeting.objects.filter(pk=form["id"]).count() == 1


def test_pressed_twice_it_is_not_taken_for_another(client, group):
    form = typed(group)
    assert {client.post(CREATE, form).status_code for _ in range(2)} == {302}
    assert Meeting.objects.count() == 1


@pytest.mark.parametrize("other", ["another day", "another group", "removed"])
def test_nothing_is_asked_where_there_is_no_other(
    client, group, other_group, secretary, other_secretary, other
):
    if other == "another group":
        make_meeting(other_group, other_secretary)
    elif other == "another day":
        make_meeting(group, secretary, on=date(2021, 12, 1))
    else:
        removal.remove(make_meeting(group, secretary), secretary, "Erreur", NOW)
    assert client.post(CREATE, typed(group)).status_code == 302


def test_one_that_was_not_held_is_asked_about_too(client, group, secretary):
    make_meeting(group, secretary, "cancelled", not_held_reason="Pluie")
    assert QUESTION in client.post(CREATE, typed(group)).content.decode()


def test_a_meeting_made_without_network_is_created_and_its_maker_told(client, group, meeting):
    form = typed(group, id=str(uuid.uuid4()))
    assert client.post(CREATE, form, **JSON).status_code == 201
    assert client.post(CREATE, form, **JSON).status_code == 200  # sent again: told once
    page = client.get("/").content.decode()
    assert page.count("existe déjà ce jour-là") == 1
    assert Meeting.objects.count() == 2


def test_nothing_is_told_where_it_is_alone(client, group):
    client.post(CREATE, typed(group), **JSON)
    assert "existe déjà" not in client.get("/").content.decode()
