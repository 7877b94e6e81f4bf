"""Meetings held, and what a later one carries over of them."""

from datetime import date

from meetings.models import Meeting
from meetings.text import document as doc
from meetings.writing import carryover
from tests.factories import make_document, make_meeting, publish, with_actions

NOVEMBER = date(2021, 11, 30)


def held(group, author, *actions, on=NOVEMBER, by=None, **fields):
    """A meeting held on a day that decided these actions, published by `by` if anybody."""
    document, uids = with_actions(make_document(date=f"{on:%d/%m/%Y}", **fields), *actions)
    meeting = make_meeting(group, author, on=on, document=document)
    if by:
        publish(meeting, by)
    return Meeting.objects.get(pk=meeting.pk), uids


def shown(meeting):
    """{text: (deadline, number, days late, not published)} of what it carries over, in order."""
    rows = doc.tree(carryover.completed_text(meeting))["followups"]
    names = ("deadline", "number", "days_late", "unpublished")
    return {row["text"]: tuple(row[name] for name in names) for row in rows}
