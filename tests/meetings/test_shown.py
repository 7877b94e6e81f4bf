"""A published version is made once for everybody: what differs by reader stays outside."""

import uuid
from datetime import date

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gtm.models import WorkingGroup
from meetings.life import verbs
from meetings.models import Meeting, Photo
from tests.factories import make_document, make_meeting, publish

pytestmark = pytest.mark.django_db
LINE = str(uuid.uuid4())
CONTACTS = ("90 12 34 56", "rahina@example.org")
ATTENDED = {
    "attendance": [LINE],
    f"attendance/{LINE}/wording": "Rahina, DRSP",
    f"attendance/{LINE}/phone": CONTACTS[0],
    f"attendance/{LINE}/email": CONTACTS[1],
}


def read(client, meeting):
    return client.get(meeting.get_absolute_url()).content.decode()


@pytest.fixture
def meeting(group, secretary, reviewer):
    drafted = make_meeting(group, secretary, document=make_document(**ATTENDED))
    return publish(drafted, reviewer).meeting


def test_no_reader_sees_what_was_made_for_another(meeting, client_of, secretary, partner, reviewer):
    """Whoever opens it first: the page of the rapporteur has more around the same text."""
    for order in ((secretary, reviewer, partner), (partner, secretary, reviewer)):
        caches["pages"].clear()
        pages = {who: read(client_of(who), meeting) for who in order}
        assert ["Rahina, DRSP" in pages[who] for who in order] == [True] * 3
        assert [each for each in (*CONTACTS, "Historique") if each in pages[partner]] == []
        assert ["Historique" in pages[who] for who in (secretary, reviewer)] == [True, True]


def test_a_correction_shows_to_nobody_who_read_before_it(
    meeting, client_of, secretary, partner, reviewer
):
    read(client_of(partner), meeting)
    verbs.correct(meeting, reviewer, "Le lieu était faux.")
    Meeting.objects.filter(pk=meeting.pk).update(
        document=meeting.document | {"place": "Salle secrète"}
    )
    pages = [read(client_of(who), meeting) for who in (secretary, reviewer, partner)]
    assert ["Salle secrète" in page for page in pages] == [False, False, False]


def test_the_second_reader_asks_less_and_reads_the_same(meeting, client_of, partner):
    client = client_of(partner)
    read(client, meeting)  # the first visit also writes the session
    caches["pages"].clear()
    papers, counts = [], []
    for _ in range(3):
        with CaptureQueriesContext(connection) as asked:
            papers.append(read(client, meeting).partition('<article class="paper">')[2])
        counts.append(len(asked))
    same = {paper.partition("</article>")[0] for paper in papers}
    assert (len(same), counts[0] - counts[1], counts[1] - counts[2]) == (1, 2, 0)


def test_what_is_set_of_the_group_shows_at_once(meeting, client_of, partner):
    client = client_of(partner)
    before = read(client, meeting)
    WorkingGroup.objects.update(name="GTM/Damagaram")
    assert ["GTM/Damagaram" in page for page in (before, read(client, meeting))] == [False, True]


def test_a_photo_that_arrives_late_shows_at_once(group, secretary, reviewer, client_of, partner):
    uid = str(uuid.uuid4())
    cells = {f"photos/{uid}/caption": "La salle", f"photos/{uid}/consent": "1"}
    text = make_document(photos=[uid], **cells)
    meeting = make_meeting(group, secretary, document=text)
    publish(meeting, reviewer)
    before = read(client_of(partner), meeting)
    Photo.objects.create(
        pk=uid, meeting=meeting, name="a.jpg", size=1, width=9, height=9, uploaded_by=secretary
    )
    after = read(client_of(partner), meeting)
    assert ["La salle" in page for page in (before, after)] == [False, True]


def test_the_same_text_of_two_meetings_is_two_pages(group, secretary, reviewer, client_of, partner):
    both = [
        publish(make_meeting(group, secretary, on=date(2021, 11, day)), reviewer).meeting
        for day in (1, 2)
    ]
    places = []
    for number, meeting in enumerate(both):
        meeting.publications.update(document=make_document(place=f"Salle {number}"))
        page = read(client_of(partner), meeting)
        places.append([f"Salle {each}" in page for each in (0, 1)])
    assert places == [[True, False], [False, True]]
