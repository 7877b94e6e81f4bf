"""Answering with a PDF: where it cannot be made now, 503 and when to try again."""

from functools import wraps

from django.http import JsonResponse
from django.shortcuts import render

from gtm.middleware import wants_json
from meetings.printing import press


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
