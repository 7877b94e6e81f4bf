"""A planned meeting: its minutes are started, or it is noted as not held."""

from contextlib import suppress

from django.shortcuts import get_object_or_404, redirect, render
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
    """« Non tenue », with the reason."""
    meeting = movable(request, pk, "cancel")
    form = CancelForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with telling(request, "La réunion est notée comme non tenue."):
            verbs.cancel(meeting, request.user, form.cleaned_data["reason"])
        return redirect(meeting)
    return render(request, "meetings/meeting_cancel.html", {"meeting": meeting, "form": form})
