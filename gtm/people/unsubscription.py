"""The page behind « ne plus recevoir ces courriels », for who holds the address."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from gtm.mailing import unsubscribing


@csrf_exempt  # mail programs post there by themselves (RFC 8058), with neither cookie nor token
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscription(request, token):
    """Reading it changes nothing: mail programs open whatever address they carry."""
    email = unsubscribing.email_of(token)
    if email is None:
        raise Http404
    if request.method == "POST":
        if request.POST.get("do") == "back":
            unsubscribing.come_back(email)
        else:
            unsubscribing.leave(email, timezone.now())
    context = {"email": email, "has_left": unsubscribing.has_left(email)}
    response = render(request, "gtm/unsubscription.html", context)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response
