"""The files of a report: its PDF and its Word file."""

from meetings.printing import pdf
from meetings.report import docx

CHART = "memory:evolution.png"


def pdf_of(paper, *, draft=False, person=None):
    """PDF/UA bytes of a `Paper`. `person` as for `press.printed`. Raises `TooLong`, `Later`."""
    context = {"paper": paper, "draft": draft, "chart": CHART, "legend": docx.LEGEND}
    return pdf.render_page(
        "meetings/report_pdf.html",
        context,
        {CHART: paper.chart},
        ("css/minutes.css", "css/period_report.css"),
        draft=draft,
        person=person,
    )


def docx_of(paper):
    return docx.docx(paper)
