"""The reports of the world: signed once, its next version being written; begun; removed."""

import io
from datetime import date

import pikepdf
from django.utils import timezone

from meetings.life import publishing
from meetings.models import Report, ReportRevision
from meetings.report import removal
from tests.factories import make_report

REPORT_MARKS = {
    "report": "mqreport",
    "report_draft": "mqdraftreport",
    "report_gone": "mqrapportretire",
}


def write_report(world):
    """The report of a year without meetings, and a text set aside; each holds its mark.

    The text that waits keeps anybody from signing.
    """
    author = world.persons["reviewer"]
    signed, written, reason = REPORT_MARKS.values()
    report = make_report(author, "year", date(2010, 1, 1), outlook=written)
    files = {"pdf": _pdf(signed), "docx": signed.encode()}
    named = {suffix: publishing.keep(content, suffix) for suffix, content in files.items()}
    report.versions.create(
        version=1,
        document={"title": "Rapport", "outlook": signed},
        head={"country": "Niger", "motto": "", "lines": [], "dateline": "Le 1er"},
        figures={"day": "1er", "tables": [], "details": [], "trend": []},
        signed_at=timezone.now(),
        signed_by=author,
        file_name="rapport-2010-v1",
        sha256=named["pdf"],
        size=len(files["pdf"]),
        docx_sha256=named["docx"],
        docx_size=len(files["docx"]),
    )
    Report.objects.filter(pk=report.pk).update(signed_version=1)
    report.refresh_from_db()
    parked = ReportRevision(report=report, author=author, kind="parked", waits=True)
    parked.document = report.document | {"context": written}
    parked.save()
    world.report, world.report_parked = report, parked
    world.report_begun = make_report(author, "year", date(2011, 1, 1))
    world.report_removed = make_report(author, "year", date(2012, 1, 1))
    removal.remove(world.report_removed, author, reason, timezone.now())


def _pdf(mark):
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo["/Title"] = mark
        pdf.save(out)
    return out.getvalue()
