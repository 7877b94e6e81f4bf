"""Correcting what is published, and reading the versions that were."""

from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from gtm.refusals import telling
from meetings.life import adoption, shown, verbs
from meetings.life.forms import CorrectionForm
from meetings.life.views.loading import movable
from meetings.models import Meeting


@require_http_methods(["GET", "HEAD", "POST"])
def correction_open(request, pk):
    """SP/CCM says what must change; the secretary types it, readers keep the published version."""
    meeting = movable(request, pk, "correct")
    pending = adoption.pending(meeting)
    form = CorrectionForm(request.POST or None, pending=pending)
    if request.method == "POST" and form.is_valid():
        with telling(request, "Correction ouverte : le rapporteur peut la saisir."):
            changes, amended = form.cleaned_data["changes"], form.cleaned_data["amendments"]
            verbs.correct(meeting, request.user, changes, amended)
        return redirect(meeting)
    context = {"meeting": meeting, "form": form, "pending": pending}
    return render(request, "meetings/correction_open.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def correction_abandon(request, pk):
    """Back to the published text, after a question; what was typed stays in the history."""
    meeting = movable(request, pk, "abandon")
    if request.method == "POST":
        with telling(request, "Correction abandonnée : la version publiée reste."):
            verbs.abandon(meeting, request.user)
        return redirect(meeting)
    return render(request, "meetings/correction_abandon.html", {"meeting": meeting})


@require_safe
def version_detail(request, pk, version):
    """A published version as it was read, with what it replaced and what replaced it."""
    meetings = Meeting.objects.visible_to(request.user).select_related("group__letterhead")
    meeting = get_object_or_404(meetings, pk=pk)
    published = meeting.publications.select_related("published_by").defer("document")
    this = get_object_or_404(published, version=version)
    around = published.filter(version__in=[version - 1, version + 1])
    beside = {each.version: each for each in around}
    replaced = beside.get(version - 1)
    minutes = shown.version(meeting, this, replaced)
    context = {
        "meeting": meeting,
        "shown": this,
        "minutes": minutes,
        "replaced": replaced,
        "replaced_by": beside.get(version + 1),
    }
    return render(request, "meetings/version_detail.html", context)
