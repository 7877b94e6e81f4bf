"""What may go after a time: answers to saves, who was there, and the saves of a timer.

Never a text that somebody asked to save, nor one that another text names.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, F, Max, OuterRef
from django.db.models.functions import TruncDate

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
    going = _going(Revision.objects.filter(meeting__in=old))
    meetings = Meeting.objects.filter(pk__in=going.values("meeting")).only("pk")
    return sum(_thin(meeting) for meeting in meetings)


def _going(revisions):
    """Those of the timer that a later one of the same person and local day makes superfluous.

    Not one that another text names: as its source, or as where a parked text started.
    """
    of_meeting = Revision.objects.filter(meeting=OuterRef("meeting"))
    later = of_meeting.filter(
        author=OuterRef("author"),
        version__gt=OuterRef("version"),
        at__date=OuterRef("day"),
    )
    started_here = of_meeting.filter(version=None, base_version=OuterRef("version"))
    made_of_it = Revision.objects.filter(source=OuterRef("pk"))
    return revisions.annotate(day=TruncDate("at")).filter(
        Exists(later),
        ~Exists(started_here),
        ~Exists(made_of_it),
        by_timer=True,
        kind=Revision.Kind.SAVED,
        version__isnull=False,
    )


@transaction.atomic
def _thin(meeting):
    """Drop what may go; the text after a gap starts from the one before it."""
    before, going = 0, set(_going(meeting.revisions.all()).values_list("pk", flat=True))
    for revision in meeting.revisions.exclude(version=None).order_by("version").defer("packed"):
        if revision.pk in going:
            continue
        if revision.base_version != before:
            meeting.revisions.filter(pk=revision.pk).update(base_version=before)
        before = revision.version
    meeting.revisions.filter(pk__in=going).delete()
    return len(going)
