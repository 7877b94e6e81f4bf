"""Refusals: a page in French for a person, the same in JSON for our scripts."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import JsonResponse
from django.shortcuts import render
from django.views import defaults
from django.views.csrf import csrf_failure as page_of_csrf

from gtm.middleware import wants_json

# What no form of ours sends: its size, its fields, its files.
TOO_MUCH = {
    RequestDataTooBig: (413, "Ce texte est trop long pour être envoyé d’un coup."),
    TooManyFieldsSent: (422, "Ce formulaire a trop de lignes pour être envoyé d’un coup."),
    TooManyFilesSent: (422, "Trop de fichiers à la fois."),
}


def bad_request(request, exception):
    """What cannot be read; what is too large says so, and that nothing was stored."""
    status, told = TOO_MUCH.get(type(exception), (400, "Cette demande est incomplète."))
    if wants_json(request):
        return JsonResponse({"app": "gtm", "error": told}, status=status)
    return render(request, "400.html", {"told": told}, status=status)


def forbidden(request, exception):
    if wants_json(request):
        return JsonResponse({"app": "gtm", "error": str(exception)}, status=403)
    return defaults.permission_denied(request, exception)


def not_found(request, exception):
    if wants_json(request):
        return JsonResponse({"app": "gtm"}, status=404)
    return defaults.page_not_found(request, exception)


def csrf_failure(request, reason=""):
    """A script fetches another token and tries again."""
    if wants_json(request):
        return JsonResponse({"app": "gtm", "csrf": True}, status=403)
    return page_of_csrf(request, reason)
