"""The secretary asks for a correction; SP/CCM opens it in one click, or says why not."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from gtm.refusals import telling
from meetings.life import correction_requests, verbs
from meetings.life.forms import WhyForm
from meetings.life.views.loading import movable
from meetings.models import CorrectionRequest, Meeting

ASKING = {
    "title": "Demander une correction",
    "lead": "Le SP/CCM reçoit la demande et ouvre la correction ; vous la saisissez alors, et il "
    "publie la nouvelle version. La version publiée reste lisible.",
    "button": "Demander la correction",
    "kind": "btn-primary",
}
DECLINING = {
    "title": "Ne pas corriger",
    "lead": "Le rapporteur reçoit votre réponse par courriel. Il pourra demander de nouveau.",
    "button": "Refuser la correction",
    "kind": "btn-primary",
}
NOT_NOW = "Ce compte rendu n’est pas publié, ou une correction est déjà demandée ou ouverte."


@require_http_methods(["GET", "HEAD", "POST"])
def correction_ask(request, pk):
    """What is to be corrected in published minutes of one's own group."""
    managed = Meeting.objects.managed_by(request.user).select_related("group")
    meeting = get_object_or_404(managed, pk=pk)
    if not Meeting.objects.correctable_on_request_of(request.user).filter(pk=pk).exists():
        raise PermissionDenied(NOT_NOW)
    form = WhyForm(request.POST or None, "Ce qui est à corriger")
    if request.method == "POST" and form.is_valid():
        with telling(request, "La correction est demandée au SP/CCM."):
            correction_requests.ask(meeting, request.user, form.cleaned_data["reason"])
        return redirect(meeting)
    return render(request, "meetings/why_form.html", ASKING | {"owner": meeting, "form": form})


@require_POST
def correction_accept(request, pk, asked):
    """One click: the correction is open, with the reason that the secretary gave."""
    meeting = movable(request, pk, "correct")
    found = _asked(meeting, asked)
    with telling(request, "Correction ouverte : le rapporteur peut la saisir."):
        verbs.correct_as_asked(found, request.user)
    return redirect(meeting)


@require_http_methods(["GET", "HEAD", "POST"])
def correction_decline(request, pk, asked):
    """The answer, which the secretary reads at the meeting and by mail."""
    meeting = movable(request, pk, "correct")
    found = _asked(meeting, asked)
    form = WhyForm(request.POST or None, "Pourquoi ne pas corriger ?", f"Demandé : {found.reason}")
    if request.method == "POST" and form.is_valid():
        answer = form.cleaned_data["reason"]
        with telling(request, "La réponse est envoyée au rapporteur."):
            correction_requests.decline(found, request.user, answer, timezone.now())
        return redirect(meeting)
    return render(request, "meetings/why_form.html", DECLINING | {"owner": meeting, "form": form})


@require_POST
def correction_unask(request, pk, asked):
    """The secretary takes the request back."""
    meeting = get_object_or_404(Meeting.objects.managed_by(request.user), pk=pk)
    found = _asked(meeting, asked)
    with telling(request, "La demande est retirée."):
        correction_requests.withdraw(found, request.user, timezone.now())
    return redirect(meeting)


def _asked(meeting, pk):
    found = CorrectionRequest.objects.select_related("meeting__group")
    return get_object_or_404(found, pk=pk, meeting=meeting)
