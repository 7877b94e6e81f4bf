"""Loading a meeting that is prepared: who does not see it, 404; not now, 403."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from meetings.models import Meeting

TOO_LATE = "Le compte rendu de cette réunion est remis : son ordre du jour ne se prépare plus."
NOT_TO_MOVE = "Seule une réunion planifiée et à venir se déplace."


def prepared(request, pk):
    """(the meeting, whether the person prepares its agenda); SP/CCM only reads it."""
    meetings = Meeting.objects.with_history_visible_to(request.user)
    meeting = get_object_or_404(meetings.select_related("group__territory", "territory"), pk=pk)
    if meeting.is_out or not meeting.is_editable:
        raise PermissionDenied(TOO_LATE)
    own = Meeting.objects.prepared_by(request.user).filter(pk=pk)
    return meeting, own.exists()


def put_elsewhere(request, pk):
    meetings = Meeting.objects.managed_by(request.user)
    meeting = get_object_or_404(meetings.select_related("group"), pk=pk)
    if not Meeting.objects.put_elsewhere_by(request.user).filter(pk=pk).exists():
        raise PermissionDenied(NOT_TO_MOVE)
    return meeting
