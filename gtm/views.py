"""Refusals: a page in French for a person, the same in JSON for our scripts."""

import logging
import sqlite3
import sys
from pathlib import Path

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpResponseServerError, JsonResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.crypto import get_random_string
from django.views import defaults

from gtm import kept
from gtm.middleware import wants_json

logger = logging.getLogger(__name__)

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
    return render(request, "403_csrf.html", status=403)


def too_many(request):
    """429; what cannot count, because its disk is full, takes every attempt for too many: 503."""
    probe = get_random_string(12)
    cache.set("probe", probe, 60)  # says nothing where it fails
    if cache.get("probe") != probe:
        return unavailable(request)
    return render(request, "429.html", status=429)


def failure(request):
    """What no view has foreseen: 503 while the database does not answer, else 500.

    A file of ours that is gone is told apart: trying again does not help.
    """
    error = sys.exc_info()[1]
    if _is_of_database(error):
        return unavailable(request)
    if request.method in ("GET", "HEAD") and _is_missing_file(error):
        logger.error("A stored file is missing: %s", error.filename)
        return render(request, "404_file.html", status=404)
    # Without the request, whose processors may be what fails.
    page = render_to_string("500.html", {"reference": getattr(request, "reference", "")})
    return HttpResponseServerError(page)


def _is_of_database(error):
    """Locked, full, read-only, restarting, gone; not a query that it does not understand."""
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    return isinstance(error, OperationalError | InterfaceError) and code != sqlite3.SQLITE_ERROR


def _is_missing_file(error):
    if not isinstance(error, FileNotFoundError):
        return False
    return Path(error.filename).is_relative_to(settings.MEDIA_ROOT)


def unavailable(request):
    """A script tries again by itself; a person finds what was typed in a form to send again."""
    if wants_json(request):
        response = JsonResponse({"app": "gtm"}, status=503)
    else:
        response = render(request, "503.html", {"kept": _typed(request)}, status=503)
    response["Retry-After"] = "5"
    return response


class TokenCheck(CsrfViewMiddleware):
    """Answers why it refuses, where its page would ask the database."""

    def _reject(self, request, reason):
        return reason


def _typed(request):
    """What the form held, if it is ours: its token may not have been looked at before the fault."""
    if request.method != "POST":
        return None
    refusal = TokenCheck(failure).process_view(request, failure, (), {})
    return None if refusal else kept.typed_in(request)
