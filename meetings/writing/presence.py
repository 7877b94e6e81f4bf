"""Who else has a text open: told by the editor's own requests, forgotten after two minutes."""

from contextlib import suppress
from datetime import timedelta

from django.db import OperationalError

from meetings.models import Presence

WINDOW = timedelta(minutes=2)
STEP = timedelta(seconds=30)  # a save every three seconds need not be written every time


def note(meeting, user, now):
    """Note that `user` has the text open; returns the others' `Presence`, first names first."""
    recent = meeting.presences.filter(seen_at__gt=now - WINDOW).select_related("user")
    seen = {each.user_id: each for each in recent.order_by("user__name", "pk")}
    own = seen.pop(user.pk, None)
    if own is None or own.seen_at < now - STEP:
        # Reading a text needs no write: it opens on a disk that is full or read-only.
        with suppress(OperationalError):
            Presence.objects.update_or_create(meeting=meeting, user=user, defaults={"seen_at": now})
    return list(seen.values())


def sentence(others):
    """« Ali, Omar et Rakia modifient aussi ce compte rendu. »; empty when nobody does."""
    names = [each.user.name for each in others]
    who = " et ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))
    verb = "modifient" if len(names) > 1 else "modifie"
    return f"{who} {verb} aussi ce compte rendu." if who else ""
