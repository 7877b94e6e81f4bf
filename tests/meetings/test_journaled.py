"""Publications and corrections stand in the journal of the country, with their version."""

import pytest
from django.urls import reverse

from gtm.models import JournalEntry
from tests.factories import hand_in, make_document, make_meeting, publish

pytestmark = pytest.mark.django_db


def told():
    entries = JournalEntry.objects.filter(kind="minutes").order_by("pk").select_related("actor")
    return [(entry.actor.name, entry.object_label, entry.action) for entry in entries]


def test_a_version_its_correction_and_the_next_are_told(client_of, group, secretary, reviewer):
    meeting = make_meeting(group, secretary, document=make_document())
    publish(meeting, reviewer)
    label = "GTM/Zinder, 30\u00a0novembre\u00a02021"
    first = ("Rakia", label, "publié, version 1")
    opened = ("Rakia", label, "correction ouverte, version 1")
    assert told() == [first]
    client = client_of(reviewer)
    client.post(reverse("meetings:correction_open", args=[meeting.pk]), {"changes": "Un nom"})
    assert told() == [first, opened]
    publish(meeting, reviewer)
    assert told() == [first, opened, ("Rakia", label, "publié, version 2")]


def test_what_is_not_yet_out_is_not_told(group, secretary):
    hand_in(make_meeting(group, secretary, document=make_document()))
    assert told() == []
