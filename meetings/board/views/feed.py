"""The personal calendar: its page, and the secret address that calendars read."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_http_methods, require_safe

from gtm.models import CalendarFeed
from meetings.board import feed


@require_http_methods(["GET", "HEAD", "POST"])
def feed_edit(request):
    """Make, renew or revoke one's secret address; it is shown once, in the answer."""
    address = ""
    own = CalendarFeed.objects.filter(user=request.user)
    if request.method == "POST" and "revoke" in request.POST:
        own.delete()
        messages.success(request, "L’adresse ne donne plus rien à personne.")
        return redirect("meetings:feed_edit")
    if request.method == "POST":
        token = feed.renew(request.user, timezone.now())
        address = settings.SITE_URL + reverse("meetings:feed_calendar", args=[token])
    made = own.first()
    context = {"address": address, "feed": made, "until": made and made.created_at + feed.LASTS}
    return render(request, "meetings/feed_edit.html", context)


@login_not_required
@require_safe
@conditional_page
def feed_calendar(request, token):
    owner = feed.owner_of(token, timezone.now())
    if owner is None:
        raise Http404
    content = feed.calendar_of(owner, timezone.localdate())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    patch_cache_control(response, private=True, no_cache=True)
    return response
