"""Loading what stands around a convocation: who does not see it, 404; who only reads, 403."""

from django.shortcuts import get_object_or_404

from gtm.access import require
from meetings.models import Convened, Meeting

WITH = ("group__letterhead", "group__territory", "territory")


def read(request, pk):
    """A meeting whose convocations a person reads: the group's secretary, SP/CCM."""
    meetings = Meeting.objects.with_history_visible_to(request.user).select_related(*WITH)
    return get_object_or_404(meetings, pk=pk)


def kept(request, pk):
    """The same, where the person convenes to it."""
    meeting = read(request, pk)
    require(convenes(request, meeting))
    return meeting


def convenes(request, meeting):
    return Meeting.objects.convened_by(request.user).filter(pk=meeting.pk).exists()


def person(meeting, pk):
    """One who was convened to it, with what his page shows."""
    rows = meeting.convened.whole().select_related("meeting__group")
    return get_object_or_404(rows, pk=pk)


def own(request, pk, convened):
    """One in whose name a person answers by her account."""
    visible = Meeting.objects.visible_to(request.user)
    rows = Convened.objects.answerable_by(request.user).filter(meeting__in=visible, meeting=pk)
    return get_object_or_404(rows.whole().select_related("meeting__group"), pk=convened)
