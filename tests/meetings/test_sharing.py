"""« Partager »: the text that goes to WhatsApp, there to be copied without JavaScript too."""

import re

import pytest

from tests.factories import make_meeting, publish
from tests.meetings.living import again

pytestmark = pytest.mark.django_db
SHARED = re.compile(r'<textarea[^>]* id="partage"[^>]*>(.*?)</textarea>', re.DOTALL)


def shared_on(client, meeting):
    page = client.get(meeting.get_absolute_url()).content.decode()
    return [text.replace("\u00a0", " ") for text in SHARED.findall(page)]


def test_published_minutes_are_shared_with_their_addresses(
    settings, group, secretary, partner, reviewer, client_of
):
    settings.SITE_URL = "https://gtm.example.ne"
    meeting = make_meeting(group, secretary)
    publish(meeting, reviewer)
    address = f"https://gtm.example.ne/reunions/{meeting.pk}/"
    text = (
        "Compte rendu de la réunion ordinaire du GTM/Zinder, 30 novembre 2021 (version 1) : "
        f"{address}\nPDF : {address}compte-rendu.pdf"
    )
    for user in (secretary, partner, reviewer):
        assert shared_on(client_of(user), meeting) == [text]


def test_what_is_not_published_is_not_shared(group, secretary, client_of):
    meeting = make_meeting(group, secretary)
    assert shared_on(client_of(secretary), again(meeting)) == []
