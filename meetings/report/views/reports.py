"""The reports: which there are, a new one, one as it is read."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from gtm.access import require, scope
from meetings.models import Report
from meetings.report import figures, paper, removal, store
from meetings.report.forms import ReportForm
from meetings.report.views.versions import shown


@require_safe
def report_list(request):
    """Signed ones; SP/CCM, also those being written."""
    require(scope(request.user).is_member)
    context = {
        "reports": Report.objects.visible_to(request.user).listed(),
        "removed": Report.everywhere.removable_by(request.user).removed(),
        "days": removal.KEPT.days,
    }
    return render(request, "meetings/report_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def report_create(request):
    """Choose the period and the region; whoever makes a twin is told first."""
    require(scope(request.user).writes_reports)
    form, twins = ReportForm(request.POST or None, today=timezone.localdate()), ()
    if request.method == "POST" and form.is_valid():
        report = form.report()
        twins = () if "another" in request.POST else _twins(report)
        if not twins:
            report = store.create(report, request.user, timezone.now())
            return redirect("meetings:report_edit", report.pk)
    return render(request, "meetings/report_form.html", {"form": form, "twins": twins})


def _twins(report):
    same = Report.objects.filter(
        span=report.span, first_on=report.first_on, region=report.region
    ).exclude(pk=report.pk)
    return same.listed()


@require_safe
def report_detail(request, pk):
    """The last signed version; for SP/CCM, the draft of the next one while it is written."""
    reports = Report.objects.visible_to(request.user).select_related("region")
    report = get_object_or_404(reports, pk=pk)
    if report.is_open and scope(request.user).writes_reports:
        return render(request, "meetings/report_draft.html", _draft(report))
    version = report.versions.select_related("signed_by").first()
    return shown(request, version)


def _draft(report):
    document = report.document
    made = paper.paper_of(
        document,
        paper.head_of(document, timezone.localdate(), dated=False),
        figures.figures_of(report, timezone.now()),
        **paper.PROJECT,
    )
    return {"report": report, "paper": made, "versions": report.versions.all()}
