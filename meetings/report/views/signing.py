"""A report is signed, or its next version begun."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from gtm.ids import number_in
from gtm.refusals import NotNow, telling
from meetings.report import signing
from meetings.report.forms import NextVersionForm
from meetings.report.views.loading import written
from meetings.text import report as text


@require_http_methods(["GET", "HEAD", "POST"])
def report_sign(request, pk):
    """« Signer la version 1 ? », then it is frozen."""
    report = written(request, pk)
    form = NextVersionForm(request.POST or None) if report.is_signed else None
    if request.method == "POST" and (form is None or form.is_valid()):
        return _sign(request, report, form.cleaned_data["changes"] if form else "")
    context = {
        "report": report,
        "form": form,
        "number": report.signed_version + 1,
        "missing": text.blocking(report.document),
        "waiting": report.revisions.waiting().exists(),
        "lasts": report.last_on >= timezone.localdate(),
    }
    return render(request, "meetings/report_sign.html", context)


def _sign(request, report, changes):
    seen = number_in(request.POST.get("seen"))
    try:
        version = signing.sign(report, request.user, timezone.now(), seen, changes)
    except NotNow as refusal:
        messages.error(request, str(refusal))
        return redirect(report)
    messages.success(request, f"Version {version.version} signée.")
    return redirect(version)


@require_POST
def report_reopen(request, pk):
    """« Préparer la version 2 »: the signed one stays what it is."""
    report = written(request, pk)
    number = report.signed_version + 1
    with telling(request, f"La version {number} s’écrit ; la version signée reste en vigueur."):
        signing.reopen(report)
    return redirect("meetings:report_edit", report.pk)
