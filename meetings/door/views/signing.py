"""The page of the code: who comes in signs in himself, without an account.

One answer for a code that is wrong, closed, or not of today. What is told here is shown to nobody
but the secretary, and to the phone that told it.
"""

import uuid

from allauth.core.internal import ratelimit
from django.conf import settings
from django.core import signing
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from gtm import links
from gtm.models import Agency
from gtm.refusals import NotNow
from meetings.door import arrivals, code
from meetings.door.forms import CodeForm, SignInForm
from meetings.models import Arrival

# Tries of codes by network, which a room of people may share; what is signed in with one code.
LIMITS = {"miss": "30/m/ip,300/h/ip", "post": "200/h/key"}
COOKIE = "arrivee"
LASTS = 2 * 86_400  # seconds


@links.private_link
@require_safe
def door_code_ask(request):
    """Type the code of the sheet."""
    if "code" not in request.GET:
        return render(request, "meetings/door_code.html", {"form": CodeForm()})
    door = code.opened(request.GET["code"], timezone.localdate())
    return redirect("meetings:sign_in", door.code) if door else _shut(request)


@links.private_link
@links.token_checked
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request, typed):
    """Say who comes in; the same phone may correct it until the secretary has confirmed it."""
    door = code.opened(typed, timezone.localdate())
    if door is None:
        return _shut(request)
    if request.method == "POST":
        return _sign_in(request, door)
    own = _own(request, door)
    if own and (own.confirmed_at or own.removed_at) and "encore" not in request.GET:
        return _page(request, door, None, own)
    said = {name: getattr(own, name) for name in FIELDS} if _waits(own, request) else {}
    return _page(request, door, SignInForm(initial={"id": uuid.uuid4(), **said}), own)


FIELDS = ("id", "name", "function", "structure", "sex", "phone")


def _waits(own, request):
    return own is not None and "encore" not in request.GET


def _sign_in(request, door):
    if not _counts(request, "post", door.code):
        return ratelimit.respond_429(request)
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _page(request, door, form, status=422)
    try:
        own = arrivals.sign_in(door.meeting, form.cleaned_data["id"], form.said, timezone.now())
    except NotNow as refusal:
        form.add_error(None, str(refusal))
        return _page(request, door, form, status=422)
    response = redirect("meetings:sign_in", door.code)
    if own:
        _remember(response, door, own)
    return response


def _remember(response, door, own):
    response.set_signed_cookie(
        COOKIE,
        str(own.pk),
        salt=door.code,
        max_age=LASTS,
        path=response["Location"],
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _own(request, door):
    """What this phone has told, or None."""
    try:
        pk = request.get_signed_cookie(COOKIE, salt=door.code, max_age=LASTS)
    except (KeyError, signing.BadSignature):
        return None
    return Arrival.objects.filter(pk=pk, meeting=door.meeting, by=None).first()


def _page(request, door, form, own=None, status=200):
    acronyms = Agency.objects.active().filter(is_collective=False).values_list("acronym", flat=True)
    context = {
        "door": door,
        "meeting": door.meeting,
        "form": form,
        "own": own,
        "structures": sorted(set(acronyms)) if form else (),
    }
    return render(request, "meetings/sign_in.html", context, status=status)


def _shut(request):
    if not _counts(request, "miss"):
        return ratelimit.respond_429(request)
    typed = [text for name, text in request.POST.items() if name in FIELDS[1:] and text.strip()]
    context = {"form": CodeForm(), "typed": typed}
    return render(request, "meetings/door_shut.html", context, status=404)


def _counts(request, what, key=None):
    return ratelimit.consume(
        request, app="meetings.door", action=what, config=LIMITS, key=key, limit_get=True
    )
