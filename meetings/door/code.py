"""The code of a door: made, changed, closed, and which door it opens."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from gtm import journal, locks
from gtm.models import JournalEntry
from gtm.refusals import NotNow
from meetings.models import Door, Meeting
from meetings.models.door import CODE_LENGTH, LETTERS, new_code

OPEN_AFTER = timedelta(days=1)  # after the meeting's day, until the end of which it is open
TRIES = 5  # of codes that another door has: one in a hundred million
SHUT = (Meeting.State.CANCELLED,)


def open_door(meeting, by, now):
    """The door of a meeting with a code that opens; one that is open stays as it is."""
    return _made(meeting, by, now, keeps=True)


def change_code(meeting, by, now):
    """A new code; the former one opens nothing any more."""
    return _made(meeting, by, now, keeps=False)


def _made(meeting, by, now, keeps):
    if meeting.state in SHUT:
        raise NotNow("Cette réunion ne se tient pas : elle n’a pas de porte.")
    for _ in range(TRIES):
        try:
            with transaction.atomic():
                locks.hold(meeting.group_id)
                return _stored(meeting, by, now, keeps)
        except IntegrityError:  # another door has this code
            continue
    raise NotNow("Aucun code n’a pu être fait. Réessayez.")


def _stored(meeting, by, now, keeps):
    door = Door.objects.filter(meeting=meeting).first()
    if door and keeps and door.closed_at is None:
        return door
    fresh = {"code": new_code(), "made_by": by, "made_at": now, "closed_at": None}
    door, _ = Door.objects.update_or_create(meeting=meeting, defaults=fresh)
    _tell(door, meeting, by, now, "code à la porte")
    return door


def close(meeting, by, now):
    """Nobody signs in any more; said so once."""
    with transaction.atomic():
        if Door.objects.filter(meeting=meeting, closed_at=None).update(closed_at=now):
            _tell(meeting.door, meeting, by, now, "code à la porte fermé")


def remember(meeting, by, put):
    """Keep what was put into the minutes; where no code was made, in a door that none opens."""
    if not Door.objects.filter(meeting=meeting).update(put=put):
        shut = {"code": new_code(), "made_by": by, "made_at": Now(), "closed_at": Now(), "put": put}
        Door.objects.get_or_create(meeting=meeting, defaults=shut)


def _tell(door, meeting, by, now, what):
    """The code itself stands nowhere else."""
    journal.tell(by, now, what, JournalEntry.Kind.LINK, door.pk, str(meeting))


def read(typed):
    """A code as it was meant, « k7f 2qm » or « K7F-2QM »; "" for what is none."""
    code = "".join(sign for sign in typed[:40].upper() if sign not in " -\u00a0\u202f.")
    return code if len(code) == CODE_LENGTH and set(code) <= set(LETTERS) else ""


def opened(typed, today):
    """The `Door` that a code opens on a day, with its meeting; or None."""
    code = read(typed)
    doors = Door.objects.filter(code=code, closed_at=None).select_related("meeting__group")
    door = doors.first() if code else None
    return door if door and is_open(door, today) else None


def is_open(door, today):
    """From the meeting's day until the end of the next, unless it was closed."""
    return is_open_for(door, door.meeting, today)


def is_open_for(door, meeting, today):
    """The same of a meeting that is at hand."""
    takes_place = meeting.removed_at is None and meeting.state not in SHUT
    is_day = meeting.date <= today <= meeting.date + OPEN_AFTER
    return door.closed_at is None and takes_place and is_day
