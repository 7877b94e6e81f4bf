"""Minutes that are not in the system are adopted by their day, and printed like the others."""

from datetime import date

import pytest

from meetings.models import Adoption, Meeting
from meetings.printing.followup import followup
from meetings.text import checklist, diff
from meetings.text import document as doc
from meetings.writing import carryover
from tests.factories import make_document, make_meeting, publish, with_rows
from tests.meetings.living import again
from tests.meetings.saving import form

TODAY = date(2022, 3, 1)


def with_former(*rows, amendments=(), **fields):
    """(text, keys of the rows); the amendments are to the first."""
    document, uids = with_rows(make_document(**fields), "former_adoptions", *rows)
    if amendments:
        key = doc.key_of("former_adoptions", uids[0], "amendments")
        document, _ = with_rows(document, key, *amendments)
    return document, [f"former_adoptions/{uid}" for uid in uids]


def said(document):
    return followup(doc.tree(document)).adoptions


def blocking(document):
    found = checklist.problems(document, {}, TODAY)
    return [(each.key, each.message) for each in found if each.blocks]


def test_it_is_printed_with_its_amendments():
    document, _ = with_former(
        {"meeting_date": "30/10/2021", "decision": "amended"},
        {"meeting_date": "31/10/2021", "decision": "reserved"},
        amendments=[
            {"text": "remplacer « six » par « sept »", "point": "point 2", "author": "OIM"}
        ],
    )
    told = [(each.sentence.replace("\u00a0", " "), each.amendments) for each in said(document)]
    assert told == [
        (
            "Le compte rendu de la réunion du 30 octobre 2021 a été adopté avec amendements :",
            ["OIM, point 2 : remplacer « six » par « sept »"],
        ),
        ("Le compte rendu de la réunion du 31 octobre 2021 a été adopté sous réserve.", []),
    ]


@pytest.mark.parametrize(
    ("typed", "name", "message"),
    [
        ({"decision": "adopted"}, "meeting_date", "écrivez par exemple 30/11/2021."),
        ({"meeting_date": "2021", "decision": "adopted"}, "meeting_date", "30/11/2021."),
        ({"meeting_date": "30/11/2021", "decision": "adopted"}, "meeting_date", "n’est pas avant"),
        ({"meeting_date": "30/10/2021"}, "decision", "dites ce qui a été décidé."),
    ],
)
def test_its_day_and_what_was_decided_must_be_said(typed, name, message):
    document, [key] = with_former(typed)
    [(where, told)] = blocking(document)
    assert (where, message in told) == (f"{key}/{name}", True)


def test_an_amendment_says_what_changes():
    document, _ = with_former(
        {"meeting_date": "30/10/2021", "decision": "amended"}, amendments=[{"author": "OIM"}]
    )
    assert [message for _, message in blocking(document)] == ["Amendement : dites ce qui change."]


def test_an_empty_row_means_nothing():
    document, _ = with_former({})
    assert (blocking(document), followup(doc.tree(document))) == ([], None)


def test_a_change_in_it_is_told_by_its_name():
    before, [key] = with_former({"meeting_date": "30/10/2021"})
    [change] = diff.changes(before, before | {f"{key}/decision": "adopted"})
    assert (change.label, change.after) == (
        "Compte rendu plus ancien à adopter 1 › Adoption",
        "adopté",
    )


@pytest.mark.django_db
def test_it_is_typed_without_javascript_saved_and_published(client, meeting, reviewer):
    address = f"/reunions/{meeting.pk}/modifier/"
    client.post(address, form(meeting.document, do="add:former_adoptions"))
    [uid] = again(meeting).document["former_adoptions"]
    key = f"former_adoptions/{uid}"
    typed = {f"{key}/meeting_date": "30/10/2021", f"{key}/decision": "amended"}
    text = again(meeting).document | typed
    client.post(address, form(text, base=2, do=f"add:{key}/amendments"))
    [amendment] = again(meeting).document[f"{key}/amendments"]
    text = again(meeting).document | {f"amendments/{amendment}/text": "au lieu de six, sept"}
    client.post(address, form(text, base=3))
    publish(meeting, reviewer)
    page = client.get(meeting.get_absolute_url()).content.decode()
    assert "réunion du 30\u00a0octobre\u00a02021 a été adopté avec amendements" in page
    assert "au lieu de six, sept" in page
    assert Adoption.objects.count() == 0


@pytest.mark.django_db
def test_the_minutes_in_the_system_are_asked_about_as_ever(group, secretary):
    former = make_meeting(group, secretary, on=date(2021, 9, 1))
    document, _ = with_former({"meeting_date": "30/10/2021", "decision": "adopted"})
    meeting = make_meeting(group, secretary, document=document)
    text = carryover.completed_text(Meeting.objects.get(pk=meeting.pk))
    assert text["adoptions"] == [str(former.pk)]
    told = [each.message for each in checklist.problems(text, {}, TODAY)]
    assert "L’adoption du compte rendu précédent n’est pas notée." in told
