"""What a carried row says, and where it stands among the others."""

from datetime import date

import pytest

from actions.models import ActionItem
from meetings.text import document as doc
from meetings.writing import carryover
from tests.factories import make_document, make_meeting, publish, with_rows
from tests.meetings.carrying import NOVEMBER, held, shown
from tests.meetings.following import say

pytestmark = pytest.mark.django_db
JANUARY, MARCH = date(2022, 1, 20), date(2022, 3, 15)
TYPED = {"text": " Rédiger la note ", "responsible": " OIM ", "deadline": " 28/02/2022 "}


def cells_of(meeting):
    """The computed cells of each row, in order."""
    return [*carryover.before(meeting, meeting.document).actions.values()]


@pytest.mark.parametrize("is_out", [True, False])
def test_a_row_says_what_was_decided_whether_it_is_published_or_not(
    group, secretary, reviewer, is_out
):
    held(group, secretary, TYPED, by=reviewer if is_out else None)
    assert cells_of(make_meeting(group, secretary, on=MARCH)) == [
        {
            "text": "Rédiger la note",
            "responsible": "OIM",
            "deadline": "28/02/2022",
            "meeting_date": "30/11/2021",
            "number": "1.1",
            "days_late": "15" if is_out else "",
            "unpublished": "" if is_out else "1",
            "closed": "",
        }
    ]


def test_a_line_typed_for_an_older_meeting_bears_its_day_and_its_new_deadline(group, secretary):
    lines = [
        TYPED | {"meeting_date": "15/06/2019", "new_deadline": " 31/03/2022 "},
        TYPED | {"text": "Sans jour", "meeting_date": "l’an dernier"},
        TYPED | {"text": "Finie", "status": "done"},
        TYPED | {"text": " "},
    ]
    document, _ = with_rows(make_document(), "former_actions", *lines)
    make_meeting(group, secretary, document=document)
    found = cells_of(make_meeting(group, secretary, on=MARCH))
    assert [(row["text"], row["meeting_date"], row["deadline"]) for row in found] == [
        ("Sans jour", "30/11/2021", "28/02/2022"),
        ("Rédiger la note", "15/06/2019", "31/03/2022"),
    ]


def test_such_a_line_is_no_longer_shown_once_a_later_text_says_it_closed(group, secretary):
    document, (uid,) = with_rows(make_document(), "former_actions", {"text": "ancien"})
    make_meeting(group, secretary, document=document)
    say(make_meeting(group, secretary, on=JANUARY), uid, status="done")
    assert shown(make_meeting(group, secretary, on=MARCH)) == {}


def test_those_with_a_day_stand_by_it_and_those_of_one_text_as_they_are_typed(group, secretary):
    names = ("neuf", "huit", "sept")
    held(group, secretary, {"text": "tard", "deadline": "2023"}, *({"text": n} for n in names))
    held(group, secretary, {"text": "tôt", "deadline": "2022"}, on=date(2021, 12, 15))
    found = list(shown(make_meeting(group, secretary, on=JANUARY)))
    assert found == ["tôt", "tard", "neuf", "huit", "sept"]


def test_what_was_closed_at_the_last_meeting_was_heard_there_and_on_this_day_is_told(
    group, secretary, reviewer
):
    held(group, secretary, {"text": "à la dernière"}, {"text": "ce jour"}, by=reviewer)
    held(group, secretary, on=JANUARY, by=reviewer)
    for text, day in (("à la dernière", JANUARY), ("ce jour", MARCH)):
        ActionItem.objects.filter(text=text).update(status="done", closed_on=day)
    [row] = cells_of(make_meeting(group, secretary, on=MARCH))
    assert (row["text"], row["closed"]) == ("ce jour", "Réalisé le 15\xa0mars\xa02022")


def test_a_next_meeting_that_has_no_day_shows_its_words_alone(group, secretary, reviewer):
    held(group, secretary, {"text": "x", "deadline": "Prochaine réunion"}, by=reviewer)
    meeting = make_meeting(group, secretary, on=JANUARY)  # which gave it a day
    ActionItem.objects.update(due_on=None)
    assert cells_of(meeting)[0]["deadline"] == "Prochaine réunion"


def test_the_first_of_the_lines_typed_for_an_older_meeting_has_no_number(
    group, secretary, reviewer
):
    older = {"text": "ancien", "meeting_date": "15/06/2019"}
    document, _ = with_rows(make_document(), "former_actions", older)
    document[doc.key_of("points", document["points"][0], "followup")] = "1"
    publish(make_meeting(group, secretary, document=document), reviewer)
    assert ActionItem.objects.get().position == doc.ROWS_LIMIT
    assert cells_of(make_meeting(group, secretary, on=JANUARY))[0]["number"] == ""


def test_of_the_last_text_those_minutes_come_back_that_it_left_unread(group, secretary):
    read, unread = (make_meeting(group, secretary, on=date(2021, 9, day)) for day in (1, 2))
    last = {"adoptions": [str(read.pk), str(unread.pk)]}
    last[doc.key_of("adoptions", str(read.pk), "decision")] = "adopted"
    make_meeting(group, secretary, on=NOVEMBER, document=make_document() | last)
    meeting = make_meeting(group, secretary, on=JANUARY)
    dates = [row["meeting_date"] for row in carryover.before(meeting, {}).minutes.values()]
    assert dates == ["02/09/2021", "30/11/2021"]
