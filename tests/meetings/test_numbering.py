"""A point has one number: on paper, where it is commented, in the register, in later meetings."""

from datetime import date

import pytest

from meetings.models import Meeting
from meetings.printing import edition
from meetings.writing import carryover, remarks
from tests.factories import make_document, make_meeting, publish, with_actions, with_rows
from tests.meetings.living import address, again

pytestmark = pytest.mark.django_db


def with_an_empty_point(*actions):
    """« Ouverture », an empty point, one without a number, « Divers » with actions."""
    document = make_document()
    titles = ({"title": "Ouverture"}, {"title": ""}, {"title": "Mot", "unnumbered": "1"})
    document, uids = with_rows(document, "points", *titles)
    document, _ = with_actions(document, *actions)
    return document | {"points": [*uids, document["points"][0]]}


def headings(document, meeting):
    return [point.heading for point in edition.minutes_of(meeting, document).points]


def test_the_reviewer_comments_the_points_of_the_sheet(group, secretary, reviewer, client_of):
    meeting = make_meeting(group, secretary, "submitted", document=with_an_empty_point())
    form = client_of(reviewer).get(address(meeting, "meeting_return")).context["form"]
    labels = [label for key, label in form.labels.items() if key.startswith("points/")]
    assert labels == headings(meeting.document, meeting) == ["1- Ouverture", "Mot", "2- Divers"]


def test_what_was_said_of_a_point_that_was_emptied_stays(group, secretary):
    document = with_an_empty_point()
    said = type("Remark", (), {"key": f"points/{document['points'][1]}"})
    assert remarks.beside(document, comments=[said])["general"]["comments"] == [said]


def test_the_register_and_later_meetings_number_as_the_sheet(group, secretary, reviewer):
    rows = ({"text": "Un"}, {"text": ""}, {"text": "Deux"})
    document = with_an_empty_point(*rows)
    meeting = make_meeting(group, secretary, document=document)
    later = make_meeting(group, secretary, on=date(2022, 1, 12))
    typed = numbers_carried(later)
    publish(meeting, reviewer)
    numbers = list(meeting.points.exclude(title="").values_list("number", flat=True))
    assert numbers == [1, None, 2]
    printed = edition.minutes_of(again(meeting), document).points[-1].actions.rows
    assert [f"2.{row.number}" for row in printed] == typed == numbers_carried(later)
    assert typed == ["2.1", "2.2"]


def test_a_row_without_words_counts_before_and_after_publication(group, secretary):
    """The checklist refuses it, but an unpublished text is carried over as it stands."""
    rows = ({"responsible": "OIM"}, {"text": "Deux"})
    meeting = make_meeting(group, secretary, document=with_an_empty_point(*rows))
    later = make_meeting(group, secretary, on=date(2022, 1, 12))
    *_, second = edition.minutes_of(meeting, meeting.document).points[-1].actions.rows
    assert (second.number, second.text) == (2, "Deux.")
    assert numbers_carried(later) == ["2.2"]


def numbers_carried(meeting):
    text = carryover.completed_text(Meeting.objects.get(pk=meeting.pk))
    return [text[f"followups/{uid}/number"] for uid in text["followups"]]
