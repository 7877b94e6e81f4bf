"""The one way in which the text of a report reaches the database: its part of `saving.py`."""

from django.db import transaction

from gtm.models import Country
from gtm.typography import NBSP, long_date
from meetings.models import Report, ReportRevision
from meetings.text import report as text
from meetings.writing import saving
from meetings.writing.saving import OperationReused, new_op_id

__all__ = ["OperationReused", "new_op_id"]


@transaction.atomic
def create(report, author, now):
    """Store a new report with the text proposed; creating it twice (same id) creates one."""
    report.document, report.created_by, report.saved_at = starting(report), author, now
    stored, created = Report.everywhere.get_or_create(
        pk=report.pk,
        defaults={
            field.attname: getattr(report, field.attname) for field in Report._meta.concrete_fields
        },
    )
    if created:
        first = ReportRevision(report=stored, author=author, version=1)
        first.document = stored.document
        first.save()
    return stored


KINDS = {"month": "mensuel", "quarter": "trimestriel", "half": "semestriel", "year": "annuel"}


def starting(report):
    """What is proposed, to be changed as one likes."""
    region = f", région de {report.region.name}" if report.region else ""
    first, _, _ = long_date(report.first_on).rpartition(NBSP)  # both days are of one year
    days = f"du {first} au {long_date(report.last_on)}"
    return {
        "reference": f"N° …/{report.last_on.year}/SP/CCM",
        "title": f"Rapport {KINDS[report.span]} d’activités{region}, {report.period_name}",
        "introduction": f"Le présent rapport rend compte des réunions tenues {days} et du suivi "
        "des points d’action qui y ont été décidés.",
        "signatory": Country.current().signature or "Le Secrétaire permanent du CCM",
    }


def save(report, author, document, base_version, op_id, *, by_timer=False, restored=None):
    """Make `document` the text of `report`: see `saving.save`."""
    how = {"by_timer": by_timer, "restored": restored}
    return saving.save(REPORT, report, author, document, base_version, op_id, **how)


def _now(report):
    return Report.everywhere.get(pk=report.pk)


def _claim(current, document, at):
    rows = Report.objects.filter(pk=current.pk, is_open=True, version=current.version)
    return bool(rows.update(version=current.version + 1, document=document, saved_at=at))


REPORT = saving.Kind(now=_now, claim=_claim, merge=text.merge, told=text.told)
