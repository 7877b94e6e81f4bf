"""Loading minutes for a step of their life: who does not see them, 404; not now, 403, or 503."""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.shortcuts import get_object_or_404, render

from gtm.middleware import wants_json
from meetings import life, press
from meetings.models import Meeting

OWN_TEXT = "Vous avez écrit une partie de ce texte : quelqu’un d’autre doit le valider."
NOT_NOW = "Ce compte rendu n’en est pas là, ou ce n’est pas à vous de le faire."


def movable(request, pk, name):
    """The meeting, if the person may take it through the transition `name` of `life.py`."""
    transition = life.TRANSITIONS[name]
    meetings = Meeting.objects.visible_to(request.user)
    if transition.who == (life.SECRETARY,):
        meetings = meetings.managed_by(request.user)
    meeting = get_object_or_404(
        meetings.select_related("group__letterhead", "group__territory", "territory"), pk=pk
    )
    if name not in meeting.moves_for(request.user):
        refused_for_own = transition.not_own_text and meeting.state in transition.before
        own = refused_for_own and meeting.revisions.filter(author=request.user).exists()
        raise PermissionDenied(OWN_TEXT if own else NOT_NOW)
    return meeting


def prints(view):
    """For views that answer with a PDF: where it cannot be made now, 503 and when to try again."""

    @wraps(view)
    def answering(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except press.Later as refusal:
            return _later(request, str(refusal))

    return answering


def _later(request, told):
    if wants_json(request):
        answer = JsonResponse({"app": "gtm", "error": told}, status=503)
    else:
        answer = render(request, "meetings/pdf_later.html", {"told": told}, status=503)
    answer["Retry-After"] = press.LATER
    return answer
