"""Personal links: made, opened, used and revoked; what holds for every page behind one.

One mechanism for all that is done without an account. Mail programs open every address that they
carry, so reading (GET) changes nothing; whoever tries addresses learns nothing of why one is shut.
"""

from functools import wraps
from urllib.parse import quote

from allauth.core.internal import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import render
from django.utils.decorators import decorator_from_middleware
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from gtm import journal
from gtm.access import Scope
from gtm.models import PersonalLink

# Tries of addresses that open nothing, by network; what is sent through one link.
LIMITS = {"miss": "30/m/ip", "post": "30/h/key"}


class Bearer:
    """Who came by a link: stands where a user does, with the rights of a structure alone.

    Only a link to answer lends them; one to a convocation or to a shared text opens its own page.
    """

    is_active, is_authenticated, is_anonymous = True, False, True

    def __init__(self, link):
        self.link = link
        lends = link.purpose == PersonalLink.Purpose.ANSWER and link.agency_id is not None
        self._scope = Scope(agencies=frozenset([link.agency_id] if lends else []))


def make(purpose, by, at, until, agency=None, email=""):
    """A new link and its token, which is kept nowhere; without `agency`, a person's of none.

    Call inside a transaction.
    """
    link = PersonalLink(
        purpose=purpose, agency=agency, email=email, made_by=by, made_at=at, expires_at=until
    )
    token = link.renew()
    link.save()
    journal.record_changes(by, at, link, {}, "lien envoyé")
    return link, token


def note_use(link, at, told):
    """Something was said through it; `told` says what, for the journal."""
    PersonalLink.objects.filter(pk=link.pk).update(last_used_at=at)
    journal.record(None, at, f"lien utilisé : {told}"[:80], link)


def revoke(link, by, at):
    """It opens nothing any more; said so once."""
    if PersonalLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=at):
        journal.record(by, at, "lien retiré", link)


def opened(token, purpose, now):
    """The link that a token opens at an instant, its structure loaded; or None."""
    links = PersonalLink.objects.open(now).of_token(token).filter(purpose=purpose)
    return links.select_related("agency__territory", "agency__parent").first()


def gone(request, kept=()):
    """Unknown, expired, revoked, switched off: one answer; what was typed is given back."""
    if not _counts(request, "miss"):
        return ratelimit.respond_429(request)
    return render(request, "gtm/link_gone.html", {"typed": kept}, status=404)


def may_post(request, link):
    """Whether a link has not sent too much within the hour."""
    return _counts(request, "post", str(link.pk))


def _counts(request, what, key=None):
    return ratelimit.consume(
        request, app="gtm.links", action=what, config=LIMITS, key=key, limit_get=True
    )


def whatsapp(text):
    """Where a tap hands a text to WhatsApp, without a script."""
    return f"https://wa.me/?text={quote(text)}"


class TokenAlone(CsrfViewMiddleware):
    """Without a referrer browsers send « Origin: null »: the form's own token tells then."""

    def _origin_verified(self, request):
        return request.META["HTTP_ORIGIN"] == "null" or super()._origin_verified(request)


token_checked = decorator_from_middleware(TokenAlone)


def private_link(view):
    """For addresses that are themselves the key: in no cache, no search engine, no referrer."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return csrf_exempt(never_cache(login_not_required(guarded)))
