"""The feed of publications, by an address that is itself the key."""

from allauth.core.internal import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

from gtm.models import AccessToken
from meetings.exports import feed
from meetings.exports.bearers import TooMany, token_of


@login_not_required
@require_safe
@conditional_page
def publication_feed(request, token):
    now, today = timezone.now(), timezone.localdate()
    try:
        key = token_of(request, token, AccessToken.Purpose.FEED, now, today)
    except TooMany:
        return ratelimit.respond_429(request)
    if key is None:
        raise Http404
    content = feed.atom_of(key.user, key.created_at)
    response = HttpResponse(content, content_type="application/atom+xml; charset=utf-8")
    patch_cache_control(response, private=True, no_cache=True)
    return response
