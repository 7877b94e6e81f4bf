"""Each part of a text is commented under a name of its own, and read where it is corrected."""

import re

import pytest

from meetings.life import verbs
from meetings.models import Comment
from tests.factories import hand_in, make_document, make_meeting, make_reader
from tests.meetings.living import address, again

pytestmark = pytest.mark.django_db
SUMMARY = re.compile(r"<summary>(.*?)</summary>")
SAID = {"head": "Le lieu est faux", "followup": "Dites ce qui est fait", "closing": "Bien"}
BOX = re.compile(r'<section[^>]* id="(\w+)".*?</section>', re.DOTALL)


def names_on(page):
    found = SUMMARY.findall(page.content.decode().replace("\u00a0", " "))
    return [name for name in found if name.startswith(("Commenter", "Écrire", "Observation"))]


def test_every_part_is_commented_under_a_name_of_its_own(group, secretary, reviewer, client_of):
    meeting = make_meeting(group, secretary, document=make_document())
    hand_in(meeting)
    page = client_of(reviewer).get(address(meeting, "meeting_return"))
    assert names_on(page) == [
        "Commenter l’en-tête",
        "Commenter Présence",
        "Commenter le suivi",
        "Commenter 1- Divers",
        "Commenter Clôture et prochaine réunion",
    ]


def test_so_is_every_part_observed_by_a_reader(group, secretary, client):
    meeting = make_meeting(group, secretary)
    make_reader(hand_in(meeting))
    assert names_on(client.get("/relecture/jeton/")) == [
        "Écrire une observation : l’en-tête",
        "Écrire une observation : Présence",
        "Écrire une observation : le suivi",
        "Écrire une observation : 1- Divers",
        "Écrire une observation : Clôture et prochaine réunion",
        "Observation sur l’ensemble du texte",
    ]


def test_what_is_said_of_head_and_follow_up_stands_there_in_the_editor(
    group, secretary, reviewer, client_of
):
    meeting = make_meeting(group, secretary)
    hand_in(meeting)
    sent = SAID | {"reason": "À revoir"}
    client_of(reviewer).post(address(meeting, "meeting_return"), sent)
    assert dict(Comment.objects.values_list("key", "text")) == SAID
    page = client_of(secretary).get(address(meeting, "meeting_edit")).content.decode()
    sections = {box[1]: box[0] for box in BOX.finditer(page)}
    places = {"head": "entete", "followup": "suivi", "closing": "cloture"}
    told = {
        key: [name for name, box in sections.items() if text in box] for key, text in SAID.items()
    }
    assert told == {key: [place] for key, place in places.items()}


def test_what_was_typed_on_a_link_that_is_over_is_given_back_of_every_part(
    group, secretary, client
):
    meeting = make_meeting(group, secretary)
    make_reader(hand_in(meeting))
    verbs.withdraw(again(meeting), secretary)
    page = client.post("/relecture/jeton/", SAID | {"csrfmiddlewaretoken": "jetonsecret"})
    text = page.content.decode()
    given_back = [words for words in SAID.values() if words in text]
    assert (page.status_code, given_back, "jetonsecret" in text) == (410, [*SAID.values()], False)
