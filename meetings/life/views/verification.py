"""Whether minutes or a report are as published; to strangers, nothing but a version number."""

import hashlib

from django.contrib.auth.decorators import login_not_required
from django.db.models import Q
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from meetings.life.forms import VerificationForm
from meetings.models import Meeting, Publication, PublicVersion, Report, ReportVersion
from meetings.printing import signature


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def verification(request):
    """Takes a file, known by its hash or looked at for its signature, or a hash."""
    is_asked = request.method == "POST"
    form = VerificationForm(*((request.POST, request.FILES) if is_asked else ()))
    context, status = _nothing(form), 200
    if is_asked and form.is_valid():
        context |= _answer(request, form.cleaned_data)
    elif is_asked:
        status = 422
    return render(request, "meetings/verification.html", context, status=status)


def _nothing(form):
    context = {"form": form, "digest": "", "found": None, "signer": "", "asked": None}
    context |= {"shown_meeting": None, "shown_report": None, "later": None, "public": None}
    return context | {"verdict": None, "own_key": signature.fingerprint()}


@login_not_required
@never_cache
@require_safe
def version_verify(request, pk, version):
    """Where the code at the foot of a PDF leads: whether that version is still the last one.

    A code proves nothing of the paper that it stands on: the file is asked for.
    """
    rows = Publication.objects.select_related("meeting__group").filter(version=version)
    asked = get_object_or_404(rows, meeting__in=Meeting.objects.all(), meeting=pk)
    current = asked.meeting.public_versions.current().select_related("publication")
    context = _nothing(VerificationForm()) | {
        "asked": asked,
        "later": _later(asked),
        "shown_meeting": _seen(request, asked),
        "public": current.defer("document").first(),
    }
    return render(request, "meetings/verification.html", context)


def _seen(request, publication):
    """The meeting, for who may see it."""
    return Meeting.objects.visible_to(request.user).filter(pk=publication.meeting_id).first()


def _later(publication):
    """The number and the day of the last version, where it is another."""
    last = publication.meeting.publications.defer("document").first()
    is_other = last.version != publication.version
    return {"version": last.version, "day": last.published_on} if is_other else None


def _answer(request, asked):
    """Of a file or a hash; of a file that is not known, what its signature says."""
    file = asked["file"]
    if not file:
        return _known(request, asked["sha256"])
    answer = _known(request, hashlib.file_digest(file, "sha256").hexdigest())
    if answer["found"]:
        return answer
    file.seek(0)
    content = file.read()
    verdict = signature.read(content)
    if verdict and verdict.kind == "changed":  # what it was before may be known
        before = _known(request, hashlib.sha256(content[: verdict.end]).hexdigest())
        answer = before | {"digest": answer["digest"]}
    return answer | {"verdict": verdict}


def _known(request, digest):
    """What was published under a hash, if anything was."""
    rows = Publication.objects.filter(Q(sha256=digest) | Q(light_sha256=digest))
    found = rows.select_related("meeting__group").first()
    if found is None:
        return _public(digest) or _report(request, digest)
    return {
        "digest": digest,
        "found": found,
        "signer": found.signer,
        "shown_meeting": _seen(request, found),
        "is_light": digest != found.sha256,
        "later": _later(found),
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
        "signer": found.signer,
        "later": _later(version),
    }


def _report(request, digest):
    """Of a report: the same of its PDF and of its Word file."""
    known = ReportVersion.objects.filter(Q(sha256=digest) | Q(docx_sha256=digest))
    found = known.select_related("report__region").first()
    visible = Report.objects.visible_to(request.user)
    seen = found and visible.filter(pk=found.report_id).exists()
    last = found and found.report.versions.defer("document").first()
    is_replaced = found and last.version != found.version
    return {
        "digest": digest,
        "found": found,
        "shown_report": found.report if seen else None,
        "signer": found.signer if found and digest == found.sha256 else "",
        "later": {"version": last.version, "day": last.signed_on} if is_replaced else None,
    }
