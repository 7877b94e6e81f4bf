"""What holds for every request: who must be signed in, and who may keep the answer."""

from urllib.parse import urlsplit

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import JsonResponse
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import add_never_cache_headers

from gtm import access, kept

HEALTH = ("/sante/vivant", "/sante/pret", "/sante/mesures")
OPEN_TO_ALL = ("/public/", "/robots.txt", "/sitemap.xml", *HEALTH)


def wants_json(request):
    """Whether a script of ours asks; a person's browser asks for HTML."""
    return request.headers.get("Accept", "").startswith("application/json")


class SignInRequired(LoginRequiredMiddleware):
    """Pages lead to the sign-in; a script is told 401, for it would follow there and be misled.

    What a person has typed meanwhile is kept on the way.
    """

    def handle_no_permission(self, request, view_func):
        if wants_json(request):
            return JsonResponse({"app": "gtm"}, status=401)
        if kept.keep(request):
            return redirect_to_login(reverse("gtm:kept_form"))
        return super().handle_no_permission(request, view_func)


def lacks_second_factor(user):
    """Whether a person must set one up before anything else."""
    wanted = settings.SECOND_FACTOR_REQUIRED and access.scope(user).needs_second_factor
    return wanted and not is_mfa_enabled(user, ["totp"])


class SecondFactorRequired:
    """Who publishes or opens doors to others does nothing before the second factor is set up.

    allauth has no setting for that.
    """

    REACHABLE = {"mfa_activate_totp", "account_reauthenticate", "account_logout"}

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view_func, view_args, view_kwargs):
        if request.resolver_match.view_name in self.REACHABLE or not self.is_missing(request):
            return None
        if wants_json(request):
            return JsonResponse({"app": "gtm", "reason": "second_factor"}, status=403)
        return redirect("mfa_activate_totp")

    def is_missing(self, request):
        return lacks_second_factor(request.user)


def private_answers(get_response):
    """`private, no-store` on everything authenticated, unless the view has said otherwise."""

    def middleware(request):
        signed_in = request.user.is_authenticated  # perhaps no longer once it is answered
        response = get_response(request)
        signed_in = signed_in or request.user.is_authenticated
        if signed_in and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    return middleware


def open_to_all(get_response):
    """Middleware: the public pages are the same for everybody, so that any cache may keep them.

    Nobody is known there, and nothing of a person is left behind: no cookie comes in or goes out.
    """

    def middleware(request):
        if not request.path_info.startswith(OPEN_TO_ALL):
            return get_response(request)
        request.META.pop("HTTP_COOKIE", None)
        if request.path_info in HEALTH:  # asked by the machine's own address; no link is made of it
            request.META["HTTP_HOST"] = urlsplit(settings.SITE_URL).netloc
        response = get_response(request)
        response.cookies.clear()
        if response.has_header("Vary"):
            varies = [each.strip() for each in response["Vary"].split(",")]
            response["Vary"] = ", ".join(each for each in varies if each != "Cookie")
        if not response.get("Vary"):
            del response["Vary"]
        return response

    return middleware


class CompressedPages(GZipMiddleware):
    """Pages only: PDFs and photos are compressed already, and keep their length and their ETag."""

    def process_response(self, request, response):
        kind = response.get("Content-Type", "")
        if kind.startswith("text/") or kind == "application/json":
            return super().process_response(request, response)
        return response
