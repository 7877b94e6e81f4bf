"""What may go after a time: answers to saves, who was there, and the saves of a timer.

Never a text that somebody asked to save, nor one that another text names.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Max

from meetings.models import Meeting, Operation, Presence, Revision

KEPT = timedelta(days=90)  # answers; and the saves of a timer after the last publication


def forget(now):
    """Drop old answers and presences; returns how many answers."""
    Presence.objects.filter(seen_at__lt=now - timedelta(days=1)).delete()
    return Operation.objects.filter(at__lt=now - KEPT).delete()[0]


def thin(now):
    """Of the timer's saves of texts published long ago, keep each person's last of each day.

    Returns how many went.
    """
    published = Meeting.objects.filter(
        state=Meeting.State.PUBLISHED, version=F("published_revision")
    )
    old = published.annotate(last=Max("publications__published_at")).filter(last__lt=now - KEPT)
    thinned = Revision.objects.filter(meeting__in=old, by_timer=True)
    meetings = Meeting.objects.filter(pk__in=thinned.values("meeting")).only("pk", "version")
    return sum(_thin(meeting) for meeting in meetings)


@transaction.atomic
def _thin(meeting):
    """Drop what may go; the text after a gap starts from the one before it."""
    before, going = 0, _going(meeting)
    for revision in meeting.revisions.exclude(version=None).order_by("version").defer("packed"):
        if revision.pk in going:
            continue
        if revision.base_version != before:
            meeting.revisions.filter(pk=revision.pk).update(base_version=before)
        before = revision.version
    meeting.revisions.filter(pk__in=going).delete()
    return len(going)


def _going(meeting):
    kept = set(meeting.revisions.exclude(source=None).values_list("source", flat=True))
    bases = meeting.revisions.filter(version=None).values("base_version")
    kept |= set(meeting.revisions.filter(version__in=bases).values_list("pk", flat=True))
    saves = meeting.revisions.exclude(version=None).order_by("version").defer("packed")
    last_of_day = {(each.author_id, each.at.date()): each.pk for each in saves}
    kept |= set(last_of_day.values())
    return {
        each.pk
        for each in saves
        if each.by_timer and each.kind == Revision.Kind.SAVED and each.pk not in kept
    }
