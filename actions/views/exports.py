"""What the review shows, to take away: the same address, the same actions."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from actions.models import ActionItem
from actions.reviewing import exports
from actions.reviewing import report as reports
from actions.reviewing.filters import Review
from actions.reviewing.selection import ticked
from gtm import access

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def asked_review(request, **more):
    """The review that the address asks for, with some filters more."""
    access.require(access.scope(request.user).reviews_actions)
    actions, query = ActionItem.objects.reviewed_by(request.user), request.GET.copy()
    if request.method == "POST":  # the boxes ticked in the review, else all that it found
        query = QueryDict(request.POST.get("retour", ""), mutable=True)
        if not request.POST.get("tous"):
            actions = actions.filter(pk__in=ticked(request.POST))
    for name, value in more.items():
        query.setdefault(name, value)
    return Review(query, actions, timezone.localdate())


def file_name(review, suffix):
    """It says the filter: points-d-action-en-retard-region-zinder-2026-11-27.xlsx"""
    filters = slugify(" ".join(label for _, label in review.narrowing))[:80].strip("-")
    return f"points-d-action-{filters or 'tous'}-{review.today}.{suffix}"


def attached(content, kind, name):
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type=kind, headers=disposition)


@require_http_methods(["GET", "HEAD", "POST"])
def action_xlsx(request):
    review = asked_review(request)
    content = exports.xlsx(review.ordered(), review.today, reports.TITLE)
    return attached(content, XLSX, file_name(review, "xlsx"))


@require_safe
def action_csv(request):
    review = asked_review(request)
    lines = exports.csv_lines(review.ordered(), review.today)
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{file_name(review, "csv")}"'
    return response


def too_long_for_paper(request, review, kind):
    """Back to the review, with the reason; None if it fits."""
    most, found = reports.LARGEST[kind], review.matching().count()
    if found <= most:
        return None
    return sent_back(
        request, f"{found} points d’action, c’est trop pour ce document ({most} au plus)"
    )


def sent_back(request, reason):
    messages.error(request, f"{reason} : ajoutez un filtre, ou prenez le fichier XLSX.")
    return redirect(f"{reverse('actions:action_list')}?{request.GET.urlencode()}")


def report_of(review):
    filters = ", ".join(label for _, label in review.narrowing)
    shown = f"Points d’action : {filters}." if filters else "Tous les points d’action."
    actions = review.sorted() if review.by_item else review.ordered()
    return reports.report_of(actions, review.today, shown, review.definition, review.by_item)


@require_safe
def action_docx(request):
    """The report to the ministry, to be edited; by region unless the address says otherwise."""
    review = asked_review(request, par="region")
    if refusal := too_long_for_paper(request, review, "docx"):
        return refusal
    return attached(reports.docx(report_of(review)), DOCX, file_name(review, "docx"))
