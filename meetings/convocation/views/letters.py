"""Letters on paper: of all those convened to a meeting, or of one of them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from gtm import access
from gtm.directory.members import is_kept
from meetings.convocation import letters as paper
from meetings.models import Convened, Meeting
from meetings.printing.answers import prints

LOADED = ("group__letterhead", "group__territory")


def _told(user):
    """Those who were told something, with what their letter reads."""
    told = Convened.objects.visible_to(user).whole().exclude(told=None)
    return told.select_related("agency__territory", "deputy_of", "told__by").order_by("pk")


@require_safe
@prints
def letters(request, pk):
    """In one file to print, each with the last telling that it got."""
    meetings = Meeting.objects.visible_to(request.user).select_related(*LOADED)
    meeting = get_object_or_404(meetings, pk=pk)
    access.require(is_kept(request.user, meeting.group))
    convened = list(_told(request.user).filter(meeting=meeting))
    if not convened:
        messages.error(request, NOBODY)
        return redirect(meeting)
    return _answered(meeting, convened, "lettres", request.user)


NOBODY = "Personne n’est encore convoqué à cette réunion : il n’y a pas de lettre à imprimer."


@require_safe
@prints
def letter(request, pk, convened):
    each = get_object_or_404(_told(request.user), meeting=pk, pk=convened)
    meeting = Meeting.objects.select_related(*LOADED).get(pk=pk)
    return _answered(meeting, [each], f"lettre-{each.pk}", request.user)


def _answered(meeting, convened, name, user):
    for each in convened:
        each.meeting = each.told.meeting = meeting  # its group and letterhead are read once
    content = paper.of_each(convened, person=user.pk)
    file = f'inline; filename="{name}-{meeting.group.slug}-{meeting.date}.pdf"'
    response = HttpResponse(content, "application/pdf", headers={"Content-Disposition": file})
    patch_cache_control(response, private=True, no_store=True)
    return response
