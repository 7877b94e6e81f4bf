"""Writing a report: one page, one form, one kind of save, as minutes are."""

from dataclasses import replace
from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from meetings.models import Report
from meetings.printing.answers import prints
from meetings.report import figures, paper, printed, store
from meetings.report.views.loading import written
from meetings.text import report as text
from meetings.writing.views.offline import NOBODY
from meetings.writing.views.saves import Written, answered


@require_http_methods(["GET", "HEAD", "POST"])
def report_edit(request, pk):
    """The editor; a save that comes late is merged or set aside, never refused for its state."""
    kept = Report.everywhere if request.method == "POST" else Report.objects
    report = written(request, pk, kept)
    if request.method == "POST":
        document = text.clean(request.POST.lists())
        return answered(request, REPORT, report, document) or _next_page(request, report)
    if not report.is_open:
        messages.info(request, "Ce rapport est signé : préparez sa version suivante pour l’écrire.")
        return redirect(report)
    return render(request, "meetings/report_edit.html", _editor(report))


@require_safe
@login_not_required
def offline_report(request):
    """The editor of no report: the browser fills in the one that it keeps."""
    nobodys = Report(pk=NOBODY, span="year", first_on=date.min)
    return render(request, "meetings/report_edit.html", _written(nobodys))


def _editor(report):
    known = figures.figures_of(report, timezone.now(), with_details=False)
    return _written(report) | {
        "figures": known,
        "tables": [replace(table, links=()) for table in known.tables],  # their lists are not here
        "op_id": store.new_op_id(),
        "waiting": report.revisions.waiting(),
    }


def _written(report):
    """What the page is without figures, and kept without any text for working offline."""
    return {
        "report": report,
        "parts": [(title, _entries(report, fields)) for title, fields in GROUPS],
        "words": WORDS,
        "figures": None,
        "tables": (),
        "op_id": "",
        "waiting": (),
    }


GROUPS = (
    ("En-tête", text.HEAD),
    ("Avant les chiffres", text.BEFORE),
    ("Après les chiffres", text.AFTER),
    ("Signature", text.END),
)
# As `diff.words`, of a text without rows.
WORDS = {name: {} for name in ("rows", "lists", "choices", "implied")} | {
    "computed": [],
    "fields": {key: field.label for key, field in text.FIELDS.items()},
}
LINES = {"signatory": 2, "recipient": 2}


def _entries(report, fields):
    return [
        {
            "name": name,
            "label": field.label,
            "value": report.document.get(name, ""),
            "rows": LINES.get(name, 4 if field.limit >= text.LONG else 0),
        }
        for name, field in fields.items()
    ]


def _closed(report):
    return "" if report.is_open else "Ce rapport a été signé entre-temps."


REPORT = Written(
    save=store.save,
    joining="meetings:report_conflict",
    closed=_closed,
    removed="a retiré ce rapport : il ne s’écrit plus. Votre texte est gardé à part sur le "
    "serveur. Pour le reprendre, restaurez-le : « Rapports », puis « Retirés ».",
    removed_page="meetings:report_list",
)
NEXT_PAGES = {"preview": "meetings:report_preview", "submit": "meetings:report_sign"}


def _next_page(request, report):
    what = request.POST.get("do", "save")
    if what in NEXT_PAGES:
        return redirect(NEXT_PAGES[what], report.pk)
    messages.success(request, "Enregistré sur le serveur.")
    return redirect("meetings:report_edit", report.pk)


@require_safe
@prints
def report_preview(request, pk):
    """The text being written and today's figures as a PDF marked « PROJET »."""
    report = written(request, pk)
    made = paper.paper_of(
        report.document,
        paper.head_of(report.document, timezone.localdate(), dated=False),
        figures.figures_of(report, timezone.now()),
        **paper.PROJECT,
    )
    content = printed.pdf_of(made, draft=True, person=request.user.pk)
    disposition = {"Content-Disposition": 'inline; filename="projet-de-rapport.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=disposition)
