"""Handing the minutes in, taking them back, sending them back, publishing them."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from gtm.access import scope
from gtm.refusals import NotNow, telling
from meetings import transitions
from meetings.life import publishing, second_look, verbs
from meetings.life.forms import ChangesForm, ReturnForm
from meetings.life.telling import is_history
from meetings.life.views.loading import movable
from meetings.printing import edition
from meetings.text import checklist
from meetings.writing import carryover, names, remarks


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_submit(request, pk):
    """The checklist, for a correction what it changes, then the hand-in."""
    meeting = movable(request, pk, "submit")
    form = None
    if meeting.is_correction:
        form = ChangesForm(
            request.POST or None, initial={"changes": publishing.changes_of(meeting)}
        )
    if request.method == "POST" and (form is None or form.is_valid()):
        return _submit(request, meeting, form.cleaned_data["changes"] if form else "")
    found = names.problems_of(meeting, timezone.localdate())
    context = {"meeting": meeting, "checklist": found, "form": form}
    context["blocking"] = len(checklist.blocking(found))
    return render(request, "meetings/meeting_submit.html", context)


def _submit(request, meeting, changes):
    try:
        verbs.submit(meeting, request.user, timezone.localdate(), changes)
    except NotNow as refusal:
        messages.error(request, str(refusal))
        return redirect("meetings:meeting_submit", meeting.pk)
    messages.success(request, "Compte rendu soumis à la validation du SP/CCM.")
    return redirect(meeting)


@require_POST
def meeting_withdraw(request, pk):
    """The secretary takes the submitted text back."""
    meeting = movable(request, pk, "withdraw")
    try:
        verbs.withdraw(meeting, request.user)
    except NotNow as refusal:
        messages.error(request, str(refusal))
        return redirect(meeting)
    messages.success(request, "La soumission est retirée : le texte se modifie de nouveau.")
    return redirect("meetings:meeting_edit", meeting.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_return(request, pk):
    """Back to the secretary, with the reason and comments part by part."""
    meeting = movable(request, pk, "return")
    form = ReturnForm(request.POST or None, meeting.document)
    if request.method == "POST" and form.is_valid():
        return _send_back(request, meeting, form)
    observed = remarks.observations_of(meeting)
    context = {
        "meeting": meeting,
        "form": form,
        "minutes": edition.minutes_of(meeting, carryover.completed_text(meeting)),
        "beside": remarks.beside(meeting.document, observations=observed, form=form),
    }
    return render(request, "meetings/meeting_return.html", context)


def _send_back(request, meeting, form):
    reason = form.cleaned_data["reason"]
    with telling(request, "Compte rendu renvoyé au rapporteur, qui en est averti."):
        verbs.send_back(meeting, request.user, reason, form.said())
    return redirect("meetings:home")


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_publish(request, pk):
    """« Publier la version 1 ? », with what is to be checked; nobody publishes what he wrote."""
    meeting, today = movable(request, pk, "publish"), timezone.localdate()
    if request.method == "POST":
        return _publish(request, meeting, today)
    context = {
        "meeting": meeting,
        "number": meeting.published_version + 1,
        "checklist": names.problems_of(meeting, today),
        "changes": publishing.changes_of(meeting) if meeting.is_out else "",
        "warning": second_look.warned(meeting, request.user, today),
        "is_history": is_history(meeting, timezone.now()),
    }
    return render(request, "meetings/meeting_publish.html", context)


def _publish(request, meeting, today):
    """The text that was read becomes the next version, if it is still the one handed in."""
    try:
        if request.POST.get("enregistrement", str(meeting.version)) != str(meeting.version):
            raise NotNow(transitions.TABLE["publish"].refusal)
        version = publishing.publish(meeting, request.user, today).version
    except NotNow as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Compte rendu publié (version {version}).")
        is_past = is_history(meeting, timezone.now())
        if scope(request.user).sends_minutes(meeting.group_id) and not is_past:
            return redirect("meetings:publication_send", meeting.pk, version)
    return redirect(meeting)
