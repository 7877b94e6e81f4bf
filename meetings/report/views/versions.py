"""A signed version: its page, its files, its sendings."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import FileResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_http_methods, require_safe

from gtm.access import require, scope
from gtm.ranges import partial
from gtm.typography import french
from meetings.life.publishing import path_of
from meetings.report import sending, signing
from meetings.report.forms import SendingForm
from meetings.report.views.loading import version_of

KINDS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


@require_safe
def report_version(request, pk, version):
    """The text, the figures and the rows behind them, as they were signed."""
    return shown(request, version_of(request, pk, version))


def shown(request, version):
    writes = scope(request.user).writes_reports
    versions = list(version.report.versions.all())
    context = {
        "report": version.report,
        "version": version,
        "versions": versions,
        "replaced_by": next((v for v in versions if v.version == version.version + 1), None),
        "paper": signing.paper_of(version),
        "may_write": writes,
        "sendings": version.sendings.select_related("by") if writes else (),
    }
    return render(request, "meetings/report_detail.html", context)


@require_safe
def report_file(request, pk, version, suffix):
    """The stored bytes of a version, as PDF or for Word."""
    found = version_of(request, pk, version)
    digest, size = (
        (found.sha256, found.size) if suffix == "pdf" else (found.docx_sha256, found.docx_size)
    )
    response = FileResponse(
        default_storage.open(path_of(digest, suffix)),
        filename=f"{found.file_name}.{suffix}",
        content_type=KINDS[suffix],
        as_attachment=suffix == "docx" or "telecharger" in request.GET,
    )
    patch_cache_control(response, private=True, no_cache=True)
    response["ETag"] = f'"{digest}"'
    return partial(request, response, size)


@require_http_methods(["GET", "HEAD", "POST"])
def report_send(request, pk, version):
    """Choose who receives the PDF, then send."""
    found = version_of(request, pk, version)
    require(scope(request.user).writes_reports)
    form = SendingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _send(request, found, form)
    context = {"version": found, "form": form, "sendings": found.sendings.select_related("by")}
    return render(request, "meetings/report_send.html", context)


def _send(request, version, form):
    words = form.cleaned_data["words"]
    sent = sending.send(version, form.persons, request.user, timezone.now(), words)
    if sent:
        count = f"{sent} envois préparés" if sent > 1 else "1 envoi préparé"
        messages.success(request, french(f"{count} : le rapport part dans la minute."))
    else:
        messages.warning(request, "Ce rapport est déjà parti aujourd’hui à ces adresses.")
    return redirect(version)
