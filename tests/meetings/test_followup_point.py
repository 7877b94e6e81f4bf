"""A point called « Suivi des décisions » is offered the box that prints the follow-up there."""

from datetime import date

import pytest

from meetings.text import checklist
from meetings.text import document as doc
from tests.factories import make_document, make_meeting, with_rows
from tests.meetings.carrying import held
from tests.meetings.saving import JSON, form

TODAY = date(2022, 3, 1)
NOVEMBER = date(2021, 10, 30)
TITLES = (
    "Suivi des recommandations",
    "2- SUIVI DES POINTS D'ACTION de la réunion précédente",
    "Suivi des points d’actions",
    "Suivi des décisions",
    "État de mise en œuvre des recommandations",
    "Etat d’avancement des résolutions",
)


def titled(*titles, **cells):
    document = make_document()
    rows = [{"title": title} | cells for title in titles]
    document, uids = with_rows(document, "points", *rows)
    former = {"text": "Recenser", "meeting_date": "30/10/2021"}
    return with_rows(document, "former_actions", former)[0], uids


def offered(document):
    found = checklist.problems(document, {}, TODAY)
    return [(each.key, each.blocks) for each in found if each.key.endswith("/followup")]


@pytest.mark.parametrize("title", TITLES)
def test_it_is_offered_by_its_title(title):
    document, [uid] = titled(title)
    assert offered(document) == [(f"points/{uid}/followup", False)]


@pytest.mark.parametrize(
    "title",
    ["Divers", "Suivi", "Recommandations", "Poursuivi par des décisions", "Suivie d’actions"],
)
def test_other_titles_are_left_alone(title):
    assert offered(titled(title)[0]) == []


def test_it_is_offered_once_and_not_where_a_point_has_it():
    document, uids = titled("Suivi des décisions", "Suivi des recommandations")
    assert offered(document) == [(f"points/{uids[0]}/followup", False)]
    for uid in (uids[0], document["points"][0]):
        assert offered(document | {doc.key_of("points", uid, "followup"): "1"}) == []


def test_it_is_not_where_there_is_nothing_to_follow_up():
    document, _ = titled("Suivi des décisions")
    assert offered({key: value for key, value in document.items() if key != "former_actions"}) == []


@pytest.mark.django_db
def test_one_tick_takes_it_with_and_without_javascript(client, group, secretary):
    held(group, secretary, {"text": "Recenser"}, on=NOVEMBER)
    document, [uid] = with_rows(make_document(), "points", {"title": "Suivi des décisions"})
    meeting = make_meeting(group, secretary, document=document)
    address, key = f"/reunions/{meeting.pk}/modifier/", f"points/{uid}/followup"
    page = client.get(address).content.decode()
    assert page.count(f'id="{key}"') == 1
    box = page.index(f'id="{key}"')
    fold = page.rindex("</details>", 0, box)  # the box stands behind the fold of its point
    assert page.rindex('<details class="point-more"', 0, box) < fold
    assert f'id="{key}--problem"' in page
    ticked = document | {key: "1"}
    answer = client.post(address, form(ticked), **JSON).json()
    assert [each for each in answer["problems"] if each["key"] == key] == []
    assert f'id="{key}--problem"' not in client.get(address).content.decode()
