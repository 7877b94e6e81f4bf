"""What the tests of the life of minutes share: an address, a save, what a person may do."""

from datetime import date

from django.urls import reverse

from meetings.models import Meeting
from meetings.writing import store

TODAY = date(2022, 1, 12)


def address(meeting, name="meeting_detail", *args):
    return reverse(f"meetings:{name}", args=[meeting.pk, *args])


def again(meeting):
    return Meeting.objects.get(pk=meeting.pk)


def type_in(meeting, author, **fields):
    """A save of the editor; returns the meeting as it is then."""
    meeting = again(meeting)
    document = meeting.document | fields
    saved = store.save(meeting, author, document, meeting.version, store.new_op_id())
    assert saved.is_current
    return again(meeting)


def moves(meeting, user):
    return again(meeting).moves_for(user)
