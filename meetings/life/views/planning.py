"""A planned meeting: its minutes are started, or it is noted as not held."""

from contextlib import suppress

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from gtm.refusals import NotNow, telling
from meetings.life import verbs
from meetings.life.forms import CancelForm
from meetings.life.views.loading import movable
from meetings.models import Meeting


@require_POST
def meeting_start(request, pk):
    """The planned meeting takes place: its minutes can be written."""
    meeting = get_object_or_404(Meeting.objects.managed_by(request.user), pk=pk)
    if meeting.state != Meeting.State.DRAFT:  # else the button was pressed twice
        with suppress(NotNow):  # somebody else was faster
            verbs.start(movable(request, pk, "start"), request.user)
    return redirect("meetings:meeting_edit", meeting.pk)


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_cancel(request, pk):
    """« Annulée » until its day has passed, « non tenue » after, with the reason."""
    meeting = movable(request, pk, "cancel")
    ahead = meeting.date >= timezone.localdate()
    form = CancelForm(request.POST or None, ahead=ahead)
    if request.method == "POST" and form.is_valid():
        with telling(request, DONE[ahead]):
            verbs.cancel(meeting, request.user, form.cleaned_data["reason"])
        return redirect(meeting)
    context = {"meeting": meeting, "form": form, "ahead": ahead}
    return render(request, "meetings/meeting_cancel.html", context)


DONE = {True: "La réunion est annulée.", False: "La réunion est notée comme non tenue."}
