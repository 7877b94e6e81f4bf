"""Loading minutes or a version of them: who does not see them, 404; not now, 403."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from gtm.access import wrote
from gtm.ids import number_in
from meetings import transitions
from meetings.models import Meeting

OWN_TEXT = "Vous avez écrit une partie de ce texte : quelqu’un d’autre doit le valider."
NOT_NOW = "Ce compte rendu n’en est pas là, ou ce n’est pas à vous de le faire."


def movable(request, pk, name):
    """The meeting, if the person may take it through the transition `name` of `life.py`."""
    transition = transitions.TABLE[name]
    meetings = Meeting.objects.visible_to(request.user)
    if transition.who == (transitions.SECRETARY,):
        meetings = meetings.managed_by(request.user)
    meeting = get_object_or_404(
        meetings.select_related("group__letterhead", "group__territory", "territory"), pk=pk
    )
    if name not in meeting.moves_for(request.user):
        refused_for_own = transition.not_own_text and meeting.state in transition.before
        own = refused_for_own and meeting.revisions.filter(wrote(request.user)).exists()
        raise PermissionDenied(OWN_TEXT if own else NOT_NOW)
    return meeting


def version_asked(request, pk):
    """The publication asked for by `?version=`, the last one by default, or 404."""
    meetings = Meeting.objects.visible_to(request.user).select_related("group__letterhead")
    publications = get_object_or_404(meetings, pk=pk).publications.all()
    if asked := request.GET.get("version"):
        publications = publications.filter(version=number_in(asked))
    if not publications:
        raise Http404
    return publications[0]
