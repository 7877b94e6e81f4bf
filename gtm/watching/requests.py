"""Each request has a reference: in the lines of the log, in its answer, on a page of error."""

import re
import time

import structlog
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.crypto import get_random_string

from gtm.models import Slow
from gtm.watching import slow

SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another on the telephone
GIVEN = re.compile(r"[0-9a-zA-Z-]{8,36}")
QUIET = {"watching:alive", "watching:ready"}  # asked every few seconds, for years

logger = structlog.get_logger("gtm.requests")


class Queries:
    """Counts the queries of one request, and keeps the shapes of the slow ones."""

    def __init__(self):
        self.count, self.slow = 0, []

    def __call__(self, execute, sql, params, many, context):
        start = time.monotonic()
        try:
            return execute(sql, params, many, context)
        finally:
            ms = _since(start)
            self.count += 1
            if ms >= settings.SLOW_QUERY_MS:
                self.slow.append((Slow.Kind.QUERY, slow.shape_of(str(sql)), ms))


def noted(get_response):
    """Middleware, the first one: what any other answers is noted too."""

    def middleware(request):
        request.reference = _given(request) or get_random_string(10, SIGNS)
        start, queries = time.monotonic(), Queries()
        with structlog.contextvars.bound_contextvars(reference=request.reference):
            with connection.execute_wrapper(queries):
                response = get_response(request)
            response["X-Request-ID"] = request.reference
            _tell(request, response, _since(start), queries)
        return response

    return middleware


def _given(request):
    """That of our own proxy; a stranger's would let him write in our log."""
    given = request.headers.get("X-Request-ID", "") if settings.ALLAUTH_TRUSTED_PROXY_COUNT else ""
    return given if GIVEN.fullmatch(given) else ""


def _tell(request, response, ms, queries):
    """The name of the address, not the address: it holds ids, and may hold a key."""
    match = request.resolver_match
    view = match.view_name if match else ""
    if (view and view not in QUIET) or response.status_code >= 400:  # no view: a static file
        logger.info(
            "request",
            method=request.method if request.method in METHODS else "?",
            view=view,
            status=response.status_code,
            ms=ms,
            queries=queries.count,
        )
    found = list(queries.slow)
    if ms >= settings.SLOW_PAGE_MS and view:
        found.append((Slow.Kind.PAGE, f"{request.method} {view}", ms))
    if found:
        slow.note(found, view, timezone.now())


METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"}


def _since(start):
    return int((time.monotonic() - start) * 1000)
