"""Loading a meeting for its door: who does not take in there finds nothing."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from gtm import access
from meetings.models import Meeting

NOT_HELD = "Cette réunion est notée comme non tenue : personne n’y arrive."


def taken_in(request, pk):
    """The meeting, if the person takes in at its door."""
    own = Meeting.objects.visible_to(request.user).filter(access.meetings_convened(request.user))
    meeting = get_object_or_404(own.select_related("group__territory", "territory"), pk=pk)
    if meeting.state == Meeting.State.CANCELLED:
        raise PermissionDenied(NOT_HELD)
    return meeting


def on_paper(request, pk):
    """The meeting, if the person prints its attendance sheet."""
    seen = Meeting.objects.visible_to(request.user).filter(access.sheets_visible(request.user))
    related = ("group__letterhead", "group__territory", "territory", "door")
    return get_object_or_404(seen.select_related(*related), pk=pk)
