"""A meeting created by mistake, of which nothing was ever handed in: taken away, and given back.

For `KEPT` it is only hidden: everything of it stays, photos and files too. Then `purge` forgets it.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from gtm import journal, locks, typography
from gtm.models import Removal
from gtm.refusals import NotNow
from meetings.models import Meeting, Revision
from meetings.writing.store import replan

KEPT = timedelta(days=30)
TOO_LATE = "Cette réunion a été soumise, publiée ou déjà retirée : elle ne se retire plus."


def removed_for(user):
    """Those that a person may give back, the last removed first."""
    removed = Meeting.everywhere.with_history_visible_to(user).filter(removed_at__isnull=False)
    return removed.listed().select_related("removed_by").order_by("-removed_at")


def remove(meeting, by, reason, now):
    """Take a meeting away. A text that arrives later is set aside, and found when it is back."""
    if not reason.strip():
        raise NotNow("Dites pourquoi.")
    with transaction.atomic():
        locks.hold(meeting.group_id)
        mistaken = Meeting.objects.removable_by(by).filter(pk=meeting.pk)
        if not mistaken.update(removed_at=now, removed_by=by, removed_reason=reason.strip()):
            raise NotNow(TOO_LATE)
        _settle(meeting, by, now, "réunion retirée", reason.strip())


def restore(meeting, by, now):
    """Give it back as it was."""
    with transaction.atomic():
        locks.hold(meeting.group_id)
        readable = Meeting.everywhere.with_history_visible_to(by)
        removed = readable.filter(pk=meeting.pk, removed_at__isnull=False)
        if not removed.update(removed_at=None, removed_by=None, removed_reason=""):
            raise NotNow("Cette réunion n’est plus retirée : quelqu’un a été plus rapide.")
        _settle(meeting, by, now, "réunion restaurée")


def _settle(meeting, by, now, action, reason=""):
    day = typography.long_date(meeting.date)
    changes = [["réunion", "", f"{meeting.called} du {day}"]]
    changes += [["motif", "", reason]] if reason else []
    journal.record(by, now, action, meeting.group, changes)
    replan(meeting.group)


def purge(now):
    """Forget those removed long ago, their photos and files with them; returns how many.

    One to which a text has come since waits as long again from then.
    """
    newer = Revision.objects.filter(meeting=OuterRef("pk"), at__gte=now - KEPT)
    old = Meeting.everywhere.filter(~Exists(newer), removed_at__lt=now - KEPT)
    return sum(_forget(old, meeting, now) for meeting in old.only("pk", "group"))


@transaction.atomic
def _forget(old, meeting, now):
    locks.hold(meeting.group_id)
    found = old.filter(pk=meeting.pk).first()  # it may have been given back meanwhile
    if found is None:
        return 0
    files = [each.file for rows in (found.photos, found.joined_files) for each in rows.all()]
    Removal.note(now, found, *(each.name for each in files))
    found.delete()
    transaction.on_commit(lambda: [each.delete(save=False) for each in files])
    return 1
