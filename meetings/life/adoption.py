"""Former minutes adopted and amended at a later meeting: from its published map to rows."""

from django.db.models import Case, F, Q, When

from meetings.models import Adoption, Amendment, Meeting
from meetings.text import document as doc

REPORTED = Q(reported_in__lte=F("meeting__published_version"))


def register(meeting, document):
    """Rewrite what `meeting` decided on the minutes of its group's earlier meetings.

    Amendments that a version has taken up stay so, unless they have changed.
    """
    tree = doc.tree(document)
    decided = {cells["uid"]: cells for cells in tree["adoptions"] if cells["decision"]}
    before = {
        adoption.meeting_id: (_texts(adoption.amendments.all()), adoption.reported_in)
        for adoption in meeting.adopted_minutes.prefetch_related("amendments")
    }
    meeting.adopted_minutes.all().delete()
    for former in Meeting.objects.filter(pk__in=decided, group=meeting.group_id):
        cells = decided[str(former.pk)]
        adoption = Adoption(meeting=former, at=meeting, decision=cells["decision"])
        amendments = [
            Amendment(
                adoption=adoption,
                position=position,
                **{name: each[name].strip() for name in ("author", "point", "text")},
            )
            for position, each in enumerate(cells["amendments"])
            if not doc.is_blank(each)
        ]
        texts, reported_in = before.get(former.pk, ([], None))
        adoption.reported_in = reported_in if texts == _texts(amendments) else None
        adoption.save()
        Amendment.objects.bulk_create(amendments)


def _texts(amendments):
    return [(each.author, each.point, each.text) for each in amendments]


def decisions_on(meeting):
    """What later meetings, their minutes being published, decided on those of `meeting`.

    `is_reported`: a version is out whose correction was opened to take the amendments up.
    """
    found = meeting.adoptions.exclude(decision=Adoption.Decision.UNREAD)
    found = found.annotate(is_reported=Case(When(REPORTED, then=True), default=False))
    return found.select_related("at").prefetch_related("amendments")


def pending(meeting):
    """Adoptions whose amendments no version of `meeting` has taken up."""
    decisions = decisions_on(meeting).filter(is_reported=False)
    return [each for each in decisions if each.amendments.all()]


def take_up(meeting):
    """The correction that opens takes up all that is pending: its version will have done so."""
    these = [adoption.pk for adoption in pending(meeting)]
    version = meeting.published_version + 1
    meeting.adoptions.filter(pk__in=these).update(reported_in=version)


def let_go(meeting):
    """The correction is abandoned: what it took up is pending again."""
    meeting.adoptions.filter(reported_in__gt=meeting.published_version).update(reported_in=None)
