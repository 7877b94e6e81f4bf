"""What minutes say of earlier actions, in one version and the next, and what is written of it."""

from datetime import date

from actions.models import ActionItem
from meetings.life import publishing
from meetings.models import Meeting
from meetings.text import document as doc

MARCH = date(2022, 3, 15)


def with_line(document, uid, **words):
    """A copy that says this of an action, and nothing else of it."""
    others = [each for each in document.get("followups", ()) if each != uid]
    kept = {key: value for key, value in document.items() if f"followups/{uid}/" not in key}
    said = {doc.key_of("followups", uid, name): text for name, text in words.items()}
    return kept | {"followups": [*others, uid]} | said


def say(meeting, uid, **words):
    """Type about an action in the text of a meeting; returns the meeting as it is then."""
    document = with_line(Meeting.objects.get(pk=meeting.pk).document, uid, **words)
    ended = doc.ended(document, "followups")
    Meeting.objects.filter(pk=meeting.pk).update(document=document, ended=ended)
    return Meeting.objects.get(pk=meeting.pk)


def correct(meeting, by):
    """Publish the text of a published meeting again, as a correction does."""
    Meeting.objects.filter(pk=meeting.pk).update(state="submitted")
    publishing.publish(Meeting.objects.get(pk=meeting.pk), by, MARCH)


def told():
    """(kind, status, sentence, reason, new deadline, day of the meeting), the oldest first."""
    action = ActionItem.objects.get()
    return [
        (
            each.kind,
            each.status,
            each.sentence,
            each.reason,
            each.new_wording,
            each.meeting and each.meeting.date,
        )
        for each in action.updates.order_by("pk")
    ]
