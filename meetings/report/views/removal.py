"""A report begun by mistake: taken away, given back."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from gtm.refusals import telling
from meetings.life.forms import WhyForm
from meetings.models import Report
from meetings.report import removal
from meetings.report.views.loading import written

WORDS = {
    "title": "Retirer le rapport",
    "lead": "Ce brouillon disparaît de la liste des rapports, où il se restaure pendant "
    f"{removal.KEPT.days} jours. Ensuite il est supprimé définitivement.",
    "button": "Retirer le rapport",
    "kind": "btn-danger",
}


@require_http_methods(["GET", "HEAD", "POST"])
def report_remove(request, pk):
    """Of a text that was never signed: why, then it is gone."""
    report = written(request, pk)
    if not Report.objects.removable_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied(removal.TOO_LATE)
    form = WhyForm(request.POST or None, "Pourquoi le retirer ?")
    if request.method == "POST" and form.is_valid():
        with telling(request, "Le rapport est retiré."):
            removal.remove(report, request.user, form.cleaned_data["reason"], timezone.now())
        return redirect("meetings:report_list")
    return render(request, "meetings/why_form.html", WORDS | {"owner": report, "form": form})


@require_POST
def report_give_back(request, pk):
    reports = Report.everywhere.written_by(request.user).select_related("region")
    report = get_object_or_404(reports, pk=pk)
    with telling(request, "Le rapport est restauré, tel qu’il était."):
        removal.restore(report, request.user, timezone.now())
    return redirect(report)
