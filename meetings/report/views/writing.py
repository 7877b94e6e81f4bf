"""Writing a report: one page, one form, one kind of save, as minutes are."""

import uuid
from dataclasses import replace

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from gtm.middleware import wants_json
from gtm.typography import french
from meetings.printing.answers import prints
from meetings.report import figures, paper, printed, store
from meetings.report.views.loading import written
from meetings.text import diff
from meetings.text import report as text
from meetings.writing.views.editor import (
    REUSED,
    in_one_message,
    number_of,
    other_account,
    refused_account,
    uuid_of,
)


@require_http_methods(["GET", "HEAD", "POST"])
def report_edit(request, pk):
    """The editor; a save that comes late is merged or set aside, never refused for its state."""
    report = written(request, pk)
    if request.method == "POST":
        return _save(request, report)
    if not report.is_open:
        messages.info(request, "Ce rapport est signé : préparez sa version suivante pour l’écrire.")
        return redirect(report)
    return render(request, "meetings/report_edit.html", _editor(report))


def _editor(report):
    known = figures.figures_of(report, timezone.now(), with_details=False)
    return {
        "report": report,
        "parts": [(title, _entries(report, fields)) for title, fields in GROUPS],
        "figures": known,
        "tables": [replace(table, links=()) for table in known.tables],  # their lists are not here
        "words": WORDS,
        "op_id": store.new_op_id(),
        "waiting": report.revisions.waiting(),
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


def _save(request, report):
    if other_account(request):
        return refused_account(request)
    document = text.clean(request.POST.lists())
    try:
        saved = _stored(request, report, document, uuid_of(request.POST.get("op_id")))
    except store.OperationReused:
        if wants_json(request):
            return JsonResponse({"app": "gtm", "error": REUSED}, status=422)
        # A page taken from the browser's history, changed and sent: a save of its own.
        saved = _stored(request, report, document, uuid.uuid4())
    if not saved.is_current:
        return _set_aside(request, report, saved)
    if wants_json(request):
        return _json_answer(report, saved)
    return _next_page(request, report, saved)


def _stored(request, report, document, op_id):
    base = number_of(request.POST.get("base_version"))
    by_timer = "auto" in request.POST
    return store.save(report, request.user, document, base, op_id, by_timer=by_timer)


def _set_aside(request, report, saved):
    address = reverse("meetings:report_conflict", args=[report.pk, saved.parked])
    if not wants_json(request):
        return redirect(address)
    answer = {"app": "gtm", "version": saved.version, "saved_at": saved.saved_at}
    told = {"conflict": address, "told": french(_against(request, report))}
    return JsonResponse(answer | told, status=409)


def _against(request, report):
    """Why a text was set aside: who changed the same, or that nobody writes any more."""
    report.refresh_from_db(fields=["is_open"])
    if not report.is_open:
        return "Ce rapport a été signé entre-temps."
    since = report.revisions.filter(version__gt=number_of(request.POST.get("base_version")))
    others = since.exclude(author=request.user).order_by("version")
    names = dict.fromkeys(others.values_list("author__name", flat=True))
    return f"{diff.who(names)} changé les mêmes champs."


def _json_answer(report, saved):
    answer = {"app": "gtm", "version": saved.version, "saved_at": saved.saved_at}
    if saved.is_merged:
        merged = report.revisions.get(version=saved.version).document
        answer["merged"] = {"document": merged, "summary": list(saved.told)}
    return JsonResponse(answer)


NEXT_PAGES = {"preview": "meetings:report_preview", "submit": "meetings:report_sign"}


def _next_page(request, report, saved):
    what = request.POST.get("do", "save")
    if saved.is_merged:
        messages.info(request, in_one_message(saved.told))
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
