"""Who reads by a token: the person who made it, as long as that person may come in herself."""

from allauth.core.internal import ratelimit

from gtm.middleware import lacks_second_factor
from gtm.models import AccessToken

# Tries of tokens that open nothing, by network; what is read by one token.
LIMITS = {"miss": "30/m/ip", "read": "600/h/key"}


class TooMany(Exception):
    """Too much was asked for within the time."""


def token_of(request, token, purpose, now, today):
    """The open `AccessToken` of a secret, its person loaded, or None. Raises `TooMany`."""
    found = AccessToken.objects.open(now).of_token(token).filter(purpose=purpose)
    key = found.select_related("user").first()
    if key is None or lacks_second_factor(key.user):
        _count(request, "miss")
        return None
    _count(request, "read", str(key.pk))
    if key.last_used_on != today:
        AccessToken.objects.filter(pk=key.pk).update(last_used_on=today)
    return key


def _count(request, what, key=None):
    within = ratelimit.consume(
        request, app="gtm.access", action=what, config=LIMITS, key=key, limit_get=True
    )
    if not within:
        raise TooMany
