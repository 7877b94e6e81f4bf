"""What the list of meetings shows, to take away: the same address, the same meetings."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from gtm import tables
from gtm.typography import NBSP, counted, file_size, number
from meetings.exports import bundle, listing
from meetings.exports.answers import answered, attached
from meetings.life.forms import MeetingFilter
from meetings.models import Meeting

NONE_OUT = "Aucun compte rendu n’est publié parmi ces réunions : retirez un filtre."


def _selected(request):
    visible = Meeting.objects.visible_to(request.user)
    today = timezone.localdate()
    form = MeetingFilter(request.GET, meetings=visible, user=request.user, today=today)
    return form.matching(visible.listed())


def _back(request, reason):
    messages.error(request, reason)
    return redirect(f"{reverse('meetings:meeting_list')}?{request.GET.urlencode()}")


@require_safe
def minutes_zip(request):
    """The published minutes as PDFs with an index, `?sans-photos` the light ones."""
    light, today = "sans-photos" in request.GET, timezone.localdate()
    versions = bundle.versions_of(_selected(request))
    count, size = bundle.measured(versions, light)
    if not count:
        return _back(request, NONE_OUT)
    if count > bundle.MOST or size > bundle.LARGEST:
        return _back(request, _too_much(count, size))
    found, name = bundle.entries(versions, light), f"comptes-rendus-{today}.zip"

    def make():
        return bundle.zipped(found, today)

    return answered(request, (found, today), make, "application/zip", name)


def _too_much(count, size):
    return (
        f"{counted(count, 'compte rendu', 'comptes rendus')}, {file_size(size)} : c’est trop pour "
        f"une archive ({bundle.MOST}{NBSP}comptes rendus et {file_size(bundle.LARGEST)} au plus). "
        "Ajoutez un filtre, une année par exemple."
    )


@require_safe
def meetings_xlsx(request):
    """The meetings, who came to them and what they decided."""
    meetings, today = _selected(request), timezone.localdate()
    count = meetings.count()
    if count > listing.MOST:
        return _back(
            request,
            f"{counted(count, 'réunion')}, c’est trop pour un classeur "
            f"({number(listing.MOST)} au plus) : ajoutez un filtre, une année par exemple.",
        )
    content = listing.xlsx(meetings, request.user, today)
    return attached(content, tables.KIND, f"reunions-{today}.xlsx")
