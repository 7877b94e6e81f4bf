"""The saved texts of a report: all of them, one that is taken back, one that was set aside."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gtm.ids import number_in
from meetings.models.saved import SavedText
from meetings.report import store
from meetings.report.views.loading import written
from meetings.text import report as text
from meetings.text.marks import BUDGET, pieces
from meetings.text.merge import CHOICES
from meetings.writing.views.conflict import joined, question_shown
from meetings.writing.views.saves import in_one_message, uuid_of

PAGE = 25


@require_safe
def report_history(request, pk):
    """All texts, newest first, with what each changed."""
    report = written(request, pk)
    revisions = report.revisions.select_related("author", "source").order_by("-pk")
    page = Paginator(revisions, PAGE).get_page(request.GET.get("page"))
    wanted = {revision.base_version for revision in page}
    bases = {each.version: each.document for each in report.revisions.filter(version__in=wanted)}
    entries = [
        {
            "revision": each,
            "changes": text.changes(bases.get(each.base_version, {}), each.document),
        }
        for each in page
    ]
    context = {"report": report, "entries": entries, "page": page}
    return render(request, "meetings/report_history.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def report_restore(request, pk, revision):
    """Read a former text, and take it back: it becomes a new version of the text."""
    report = written(request, pk)
    revision = get_object_or_404(report.revisions.select_related("author"), pk=revision)
    if request.method == "POST":
        return _restore(request, report, revision)
    budget = [BUDGET]
    changes = [
        {"label": change.label, "pieces": pieces(change.before, change.after, budget)}
        for change in text.changes(report.document, revision.document)
    ]
    context = {"report": report, "revision": revision, "changes": changes}
    return render(request, "meetings/report_restore.html", context | {"op_id": store.new_op_id()})


def _restore(request, report, revision):
    base, op_id = number_in(request.POST.get("base_version")), request.POST.get("op_id")
    how = {"restored": revision}
    try:
        saved = store.save(report, request.user, revision.document, base, uuid_of(op_id), **how)
    except store.OperationReused:
        return redirect("meetings:report_restore", report.pk, revision.pk)
    if not saved.is_current:
        return redirect("meetings:report_conflict", report.pk, saved.parked)
    if revision.is_parked:
        revision.settle()
    if saved.is_merged:
        messages.info(request, in_one_message(saved.told))
    messages.success(request, "Ce texte est de nouveau le texte actuel.")
    return redirect("meetings:report_edit", report.pk)


def _parked(request, pk, revision):
    report = written(request, pk)
    parked = report.revisions.select_related("author").exclude(kind=SavedText.Kind.SENT)
    return report, get_object_or_404(parked, pk=revision, version=None)


@require_http_methods(["GET", "HEAD", "POST"])
def report_conflict(request, pk, revision):
    """Both texts of each field in conflict; what merges by itself is taken."""
    report, parked = _parked(request, pk, revision)
    is_taken = request.method == "POST" and report.is_open
    version, theirs = _theirs(request, report)
    base = report.revisions.filter(version=parked.base_version).first()
    texts = (base.document if base else {}, parked.document, theirs)
    chosen = {key: value for key, value in request.POST.items() if value in CHOICES}
    merged = text.merge(*texts, chosen)
    if is_taken and not merged.conflicts:
        return _resolve(request, report, parked, merged.document, version)
    context = _asked(texts, chosen, {each.key for each in merged.conflicts})
    context |= {"report": report, "parked": parked, "version": version, "is_again": is_taken}
    status = 422 if is_taken else 403 if request.method == "POST" else 200
    context["op_id"] = store.new_op_id()
    return render(request, "meetings/report_conflict.html", context, status=status)


def _theirs(request, report):
    """The version that the person saw, and its text; else the current one."""
    seen = number_in(request.POST.get("base_version"))
    known = report.revisions.filter(version=seen).first() if seen else None
    return (known.version, known.document) if known else (report.version, report.document)


def _asked(texts, chosen, open_keys):
    budget = [BUDGET]
    questions = text.questions(text.merge(*texts).conflicts, *texts)
    return {"questions": [question_shown(each, chosen, open_keys, budget) for each in questions]}


def _resolve(request, report, parked, document, version):
    saved = joined(request, store, report, parked, document, version)
    if not saved.is_current:
        return redirect("meetings:report_conflict", report.pk, saved.parked)
    return redirect("meetings:report_edit", report.pk)


@require_POST
def report_parked_dismiss(request, pk, revision):
    """« Ne plus me le proposer »: the text stays in the history."""
    report, parked = _parked(request, pk, revision)
    parked.settle()
    messages.success(request, "Ce texte ne vous est plus proposé. Il reste dans l’historique.")
    return redirect("meetings:report_detail", report.pk)
