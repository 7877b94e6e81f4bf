"""Strengths and weaknesses: the list of them, and what is put under the items of frameworks."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from actions.views.action import filtered
from actions.views.undoing import tell_undone
from gtm.access import require, scope
from meetings.board.forms import FindingFilter, FindingSelection
from meetings.board.views.board import counted_groups
from meetings.models import Finding, LastClassification
from meetings.models.findings import number_of

PAGE = 50


@require_http_methods(["GET", "HEAD", "POST"])
def finding_list(request):
    """Those that published minutes noted, the latest first; a POST classifies what is ticked."""
    mine, now = scope(request.user), timezone.now()
    require(mine.classifies if request.method == "POST" else mine.reviews_meetings)
    form = FindingFilter(request.GET, groups=list(counted_groups(request.user)))
    found = form.matching(Finding.objects.reviewed_by(request.user))
    choice = {"found": found, "user": request.user, "today": timezone.localdate(now)}
    selection = FindingSelection(request.POST if request.method == "POST" else None, **choice)
    if not selection.is_bound:
        return _page(request, form, found, selection)
    if not selection.is_valid():
        return _page(request, form, found, selection, status=422)
    return _classified(request, selection, now)


@require_http_methods(["GET", "HEAD", "POST"])
def finding_undo(request):
    """Take back one's last classification, as far as nobody has changed it since."""
    require(scope(request.user).classifies)
    if request.method == "POST":
        tell_undone(request, LastClassification, Finding.objects.undo, number_of)
    return redirect(filtered("meetings:finding_list", request.POST.get("retour", "")))


def _classified(request, selection, now):
    changed = selection.act(now)
    if changed:
        messages.success(request, selection.done(changed))
    if left := selection.left(changed):
        messages.warning(request, left)
    return redirect(request.get_full_path())


def _page(request, form, found, selection, status=200):
    rows = found.select_related("point__meeting__group").prefetch_related("items__framework")
    rows = rows.defer("point__meeting__document", "point__meeting__words", "point__discussion")
    rows = rows.order_by("-point__meeting__date", "point__position", "-kind", "position", "pk")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    mine = LastClassification.of(request.user, timezone.now()) if selection.may_classify else None
    context = {
        "form": form,
        "page": page,
        "selection": selection,
        "last_change": mine,
        "all_ticked": request.GET.get("cocher") == "page",
    }
    return render(request, "meetings/finding_list.html", context, status=status)
