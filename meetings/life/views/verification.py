"""Whether minutes or a report are as published; to strangers, nothing but a version number."""

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from meetings.life.forms import VerificationForm
from meetings.models import Meeting, Publication, PublicVersion, Report, ReportVersion


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verification(request):
    """Takes a file, of which only the hash is computed, or a hash."""
    is_asked = request.method == "POST"
    form = VerificationForm(*((request.POST, request.FILES) if is_asked else ()))
    context = {"form": form, "digest": "", "found": None}
    context |= {"shown_meeting": None, "shown_report": None, "is_replaced": False, "public": None}
    status = 200
    if is_asked and form.is_valid():
        context |= _answer(request, form.cleaned_data)
    elif is_asked:
        status = 422
    return render(request, "meetings/verification.html", context, status=status)


def _answer(request, asked):
    file = asked["file"]
    digest = hashlib.file_digest(file, "sha256").hexdigest() if file else asked["sha256"]
    known = Publication.objects.filter(Q(sha256=digest) | Q(light_sha256=digest))
    found = known.select_related("meeting__group").first()
    if found is None:
        return _public(digest) or _report(request, digest)
    visible = Meeting.objects.visible_to(request.user)
    seen = visible.filter(pk=found.meeting_id).exists()
    return {
        "digest": digest,
        "found": found,
        "shown_meeting": found.meeting if seen else None,
        "is_light": digest != found.sha256,
        "is_replaced": found.meeting.published_version != found.version,
    }


def _public(digest):
    """Of a public version, whose page everybody may open as long as it is there."""
    known = PublicVersion.objects.filter(sha256=digest)
    found = known.select_related("publication__meeting__group").first()
    if found is None:
        return None
    version = found.publication
    return {
        "digest": digest,
        "found": version,
        "public": found,
        "is_replaced": version.meeting.published_version != version.version,
    }


def _report(request, digest):
    """Of a report: the same of its PDF and of its Word file."""
    known = ReportVersion.objects.filter(Q(sha256=digest) | Q(docx_sha256=digest))
    found = known.select_related("report__region").first()
    visible = Report.objects.visible_to(request.user)
    seen = found and visible.filter(pk=found.report_id).exists()
    return {
        "digest": digest,
        "found": found,
        "shown_report": found.report if seen else None,
        "is_replaced": bool(found) and found.report.signed_version != found.version,
    }
