"""Answering with a PDF: where it cannot be made, a page that says what to do."""

from functools import wraps

from django.http import JsonResponse
from django.shortcuts import render

from gtm.middleware import wants_json
from meetings.printing import pdf, press


def prints(view):
    """For views that answer with a PDF: 503 and when to try again, 422 for a text too long."""

    @wraps(view)
    def answering(request, *args, **kwargs):
        try:
            return view(request, *args, **kwargs)
        except press.Later as refusal:
            return _later(request, str(refusal))
        except pdf.TooLong as refusal:
            return _told(request, "meetings/pdf_too_long.html", str(refusal), 422)

    return answering


def _later(request, told):
    answer = _told(request, "meetings/pdf_later.html", told, 503)
    answer["Retry-After"] = press.LATER
    return answer


def _told(request, template, told, status):
    if wants_json(request):
        return JsonResponse({"app": "gtm", "error": told}, status=status)
    return render(request, template, {"told": told}, status=status)
