"""A report is signed: text, letterhead and figures are frozen, with their PDF and Word file."""

from django.db import transaction
from django.utils import timezone

from gtm.refusals import NotNow
from meetings.life.publishing import REFUSALS, keep
from meetings.models import Report, ReportVersion
from meetings.printing import signature
from meetings.report import figures, paper, printed
from meetings.text import document as doc
from meetings.text import report as text

OVERTAKEN = "Le texte a changé depuis : relisez-le, puis signez."


def sign(report, by, now, seen, changes=""):
    """Make the text the next version. Returns `ReportVersion`; raises `NotNow`.

    `seen` is the number of the text that was shown to who signs. The files are made, and are on
    the disk, before the transaction.
    """
    _check(report, seen, changes)
    number, day = report.signed_version + 1, timezone.localtime(now).date()
    version = ReportVersion(
        report=report,
        version=number,
        document=report.document,
        head=paper.head_of(report.document, day),
        figures=figures.figures_of(report, now).as_data,
        signed_at=now,
        signed_by=by,
        file_name=f"rapport-{_slug(report)}-v{number}",
        changes=changes.strip() if number > 1 else "",
    )
    version.content_sha256 = content_sha256(version)
    _keep_files(version)
    rows = Report.objects.filter(pk=report.pk, is_open=True, version=report.version)
    with transaction.atomic():
        if not rows.update(is_open=False, signed_version=number):
            raise NotNow(OVERTAKEN)
        version.save()
    return version


def _check(report, seen, changes):
    if not report.is_open:
        raise NotNow("Ce rapport est déjà signé.")
    if report.version != seen:
        raise NotNow(OVERTAKEN)
    missing = text.blocking(report.document)
    if missing:
        raise NotNow(" ".join(told for _, told in missing))
    if report.revisions.waiting().exists():
        raise NotNow("Un texte mis de côté attend d’être réuni à celui-ci : faites-le d’abord.")
    if report.is_signed and not changes.strip():
        raise NotNow("Dites ce que cette version change.")


def paper_of(version):
    """The `Paper` of a signed version: the same one for ever."""
    replaced = version.report.versions.filter(version=version.version - 1).first()
    return paper.paper_of(
        version.document,
        version.head,
        figures.of_data(version.figures),
        changes=version.changes,
        **paper.edition_of(version.version, timezone.localtime(version.signed_at), replaced),
    )


def content_sha256(version):
    """The hash of what is frozen as data."""
    names = ("document", "head", "figures", "changes")
    return doc.sha256({name: getattr(version, name) for name in names})


def files_of(version):
    """{suffix: bytes} of a version, made anew of what is frozen with it; the PDF before a key
    signs it.
    """
    made = paper_of(version)
    return {"pdf": printed.pdf_of(made), "docx": printed.docx_of(made)}


def _keep_files(version):
    try:
        made = files_of(version)
        content, version.signer = signature.signed(made["pdf"])
    except REFUSALS as refusal:
        raise NotNow(str(refusal)) from refusal
    version.sha256, version.size = keep(content), len(content)
    version.docx_sha256, version.docx_size = keep(made["docx"], "docx"), len(made["docx"])


def _slug(report):
    """`2026-t3-zinder`, `2026-10`, `2026-s1`, `2026`."""
    rank = (report.first_on.month - 1) // report.months + 1
    span = {"month": f"-{report.first_on.month:02}", "quarter": f"-t{rank}", "half": f"-s{rank}"}
    region = f"-{report.region.pcode.lower()}" if report.region else ""
    return f"{report.first_on.year}{span.get(report.span, '')}{region}"


def reopen(report):
    """The text of the next version is written; the signed one stays. Raises `NotNow`."""
    if not Report.objects.filter(pk=report.pk, is_open=False).update(is_open=True):
        raise NotNow("Le texte de la version suivante s’écrit déjà.")
