"""An original is taken into a meeting that is known already, and in which nobody has written yet.

Such a meeting is no imported one: it was planned, convened and awaited here, and figures of then
keep counting it; only its text comes from the original, which stays the authority.
"""

from django.db import transaction

from gtm import locks, notices
from gtm.access import is_out
from gtm.refusals import NotNow
from meetings.convocation import attendance
from meetings.imports import keeping
from meetings.imports.announced import joined
from meetings.life import verbs
from meetings.models import Meeting
from meetings.writing import store

TOUCHED = (
    "Quelqu’un a écrit dans cette réunion entre-temps : son texte reste tel quel, et rien n’a été "
    "repris de ce fichier."
)


def open_to(original, day, user):
    """Meetings of that group and day that `user` writes, of which nothing is written yet."""
    found = Meeting.objects.editable_by(user).filter(~is_out(), group=original.group_id, date=day)
    found = found.filter(original=None).select_related("group", "territory").order_by("created_at")
    return [meeting for meeting in found if attendance.is_unwritten(meeting)]


@notices.silence()
def take(original, meeting, by, date):
    """Make what an original says the text of `meeting`, begun as any other. Raises `NotNow`."""
    with transaction.atomic():
        locks.hold(meeting.group_id)
        meeting = _still_open(original, meeting, by)
        if meeting.state == Meeting.State.PLANNED:
            verbs.start(meeting, by)
            meeting.refresh_from_db()
        said = keeping.text_of(original, date)
        document, marks, left = joined(meeting.document, said, original.marks, original.left)
        saved = store.save(meeting, by, document, meeting.version, store.new_op_id())
        if saved.is_merged or not saved.is_current:  # a save needs no lock: it came in between
            raise NotNow(TOUCHED)
        Meeting.objects.filter(pk=meeting.pk).update(is_from_original=True)
        keeping.give(original, meeting, document=document, marks=marks, left=left)
    return meeting


def _still_open(original, meeting, by):
    for each in open_to(original, meeting.date, by):
        if each.pk == meeting.pk:
            return each
    raise NotNow(TOUCHED)
