"""A review on paper without a database: the attributes of `actions.reviewing.report.Report`."""

from datetime import date
from types import SimpleNamespace

from actions.reviewing.report import HEADINGS, TITLE
from meetings.printing import pdf


def report_of(*sections):
    """`sections`: lines of five texts each."""
    named = [
        SimpleNamespace(title=f"Structure {rank}", totals=f"{len(lines)} points", lines=lines)
        for rank, lines in enumerate(sections, 1)
    ]
    return SimpleNamespace(
        title=TITLE,
        headings=HEADINGS,
        today=date(2026, 12, 1),
        filters="Tous les groupes.",
        totals="2 points d’action",
        several="",
        sections=named,
    )


def rendered_report(*sections):
    return pdf.render_report(report_of(*sections))
