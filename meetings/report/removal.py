"""A report begun by mistake, never signed: taken away, and given back as long as meetings are.

For `KEPT` it is only hidden, with all that was written. Then `purge` forgets it.
"""

from django.db import transaction
from django.db.models import Exists, OuterRef

from gtm import journal
from gtm.models import JournalEntry, Removal
from gtm.refusals import NotNow
from meetings.life.removal import KEPT
from meetings.models import Report, ReportRevision

TOO_LATE = "Ce rapport a été signé ou déjà retiré : il ne se retire plus."


@transaction.atomic
def remove(report, by, reason, now):
    """Take it away. A text that arrives later is set aside, and found when it is back."""
    if not reason.strip():
        raise NotNow("Dites pourquoi.")
    mistaken = Report.objects.removable_by(by).filter(pk=report.pk)
    if not mistaken.update(removed_at=now, removed_by=by, removed_reason=reason.strip()):
        raise NotNow(TOO_LATE)
    _tell(report, by, now, "rapport retiré", [["motif", "", reason.strip()]])


@transaction.atomic
def restore(report, by, now):
    """Give it back as it was."""
    removed = Report.everywhere.removable_by(by).filter(pk=report.pk, removed_at__isnull=False)
    if not removed.update(removed_at=None, removed_by=None, removed_reason=""):
        raise NotNow("Ce rapport n’est plus retiré : quelqu’un a été plus rapide.")
    _tell(report, by, now, "rapport restauré")


def _tell(report, by, now, action, changes=()):
    # The journal counts its objects by numbers: that of its first text stands for a report.
    number = report.revisions.order_by("pk").values_list("pk", flat=True)[0]
    label = f"{report.period_name}, {report.scope_name}"
    journal.tell(by, now, action, JournalEntry.Kind.REPORT, number, label, changes)


@transaction.atomic
def purge(now):
    """Forget those removed long ago; returns how many.

    One to which a text has come since waits as long again from then.
    """
    newer = ReportRevision.objects.filter(report=OuterRef("pk"), at__gte=now - KEPT)
    old = Report.everywhere.filter(~Exists(newer), removed_at__lt=now - KEPT)
    Removal.note(now, *old)
    return old.delete()[1].get(Report._meta.label, 0)
