"""A meeting created by mistake: taken away, listed, given back."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gtm.access import require, scope
from gtm.refusals import NotNow, telling
from meetings.life import removal
from meetings.life.forms import WhyForm
from meetings.models import Meeting

PAGE = 25
WORDS = {
    "title": "Retirer la réunion",
    "lead": "Elle disparaît des listes, des calendriers et des chiffres, comme si elle n’avait pas "
    f"été créée. Elle se restaure pendant {removal.KEPT.days} jours. Une réunion planifiée qui n’a "
    "pas eu lieu se note plutôt « non tenue ».",
    "button": "Retirer la réunion",
    "kind": "btn-danger",
}


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_remove(request, pk):
    """Of a text that was never handed in: why, then it is gone from everywhere."""
    meetings = Meeting.objects.with_history_visible_to(request.user).select_related("group")
    meeting = get_object_or_404(meetings, pk=pk)
    if not Meeting.objects.removable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied(removal.TOO_LATE)
    form = WhyForm(request.POST or None, "Pourquoi la retirer ?")
    if request.method == "POST" and form.is_valid():
        return _remove(request, meeting, form.cleaned_data["reason"])
    return render(request, "meetings/why_form.html", WORDS | {"owner": meeting, "form": form})


def _remove(request, meeting, reason):
    try:
        removal.remove(meeting, request.user, reason, timezone.now())
    except NotNow as refusal:
        messages.error(request, str(refusal))
        return redirect("meetings:meeting_list")
    messages.success(request, "La réunion est retirée.")
    return redirect("meetings:removed_list")


@require_safe
def removed_list(request):
    """What one may give back."""
    require(scope(request.user).reviews_meetings)
    removed = removal.removed_for(request.user)
    page = Paginator(removed, PAGE).get_page(request.GET.get("page"))
    return render(request, "meetings/removed_list.html", {"page": page, "days": removal.KEPT.days})


@require_POST
def meeting_restore(request, pk):
    meetings = Meeting.everywhere.with_history_visible_to(request.user).select_related("group")
    meeting = get_object_or_404(meetings, pk=pk)
    with telling(request, "La réunion est restaurée, telle qu’elle était."):
        removal.restore(meeting, request.user, timezone.now())
    return redirect(meeting)
