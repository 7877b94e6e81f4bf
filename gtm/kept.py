"""What was posted once the session had ended: kept through the sign-in, then sent by its author.

Nothing is ever sent by itself, nor shown to another account. The cookie names the account that last
signed in on this browser; only what bears our CSRF token comes here, so no other site puts words in
somebody's mouth.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

KEY = "kept_form"
LARGEST = 1_000_000  # letters; beyond, the browser's own « back » has the text
LASTS = timedelta(days=1)
COOKIE_AGE = 400 * 24 * 3600


def remember_account(get_response):
    """Middleware: leave a signed cookie that says whose words the next form holds."""

    def middleware(request):
        response = get_response(request)
        if request.user.is_authenticated and account_of(request) != str(request.user.pk):
            response.set_signed_cookie(
                settings.ACCOUNT_COOKIE_NAME,
                request.user.pk,
                max_age=COOKIE_AGE,
                secure=settings.SESSION_COOKIE_SECURE,
                httponly=True,
                samesite="Lax",
            )
        return response

    return middleware


def account_of(request):
    """The number of the account that last signed in on this browser, as text; None: nobody's."""
    return request.get_signed_cookie(settings.ACCOUNT_COOKIE_NAME, default=None, max_age=COOKIE_AGE)


def typed_in(request):
    """The fields of a posted form, and the names of its files; None where they are not kept."""
    fields = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name != "csrfmiddlewaretoken"
    ]
    is_secret = any("password" in name or name == "code" for name, _ in fields)
    if is_secret or sum(len(name) + len(value) for name, value in fields) > LARGEST:
        return None
    files = [(name, file.name) for name, file in request.FILES.items()]
    return {"path": request.get_full_path(), "fields": fields, "files": files}


def keep(request):
    """Keep the posted form of somebody whose session has ended; whether it could be."""
    account = account_of(request)
    if account is None or request.method != "POST":
        return False
    typed = typed_in(request)
    if typed is None:
        return False
    request.session[KEY] = {
        "account": account,
        **typed,
        "at": timezone.now().isoformat(),
    }
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def kept_form(request):
    """What one had typed, to be sent; posting here drops it."""
    kept = request.session.get(KEY)
    if kept is None or request.method == "POST":
        request.session.pop(KEY, None)
        return redirect(settings.LOGIN_REDIRECT_URL)
    at = datetime.fromisoformat(kept["at"])
    is_another = kept["account"] != str(request.user.pk)
    if is_another:
        messages.warning(request, "Ce qui avait été tapé sous un autre compte n’a pas été envoyé.")
    if is_another or timezone.now() - at > LASTS:
        del request.session[KEY]
        return redirect(settings.LOGIN_REDIRECT_URL)
    typed = [value for _, value in kept["fields"] if " " in value.strip() or "\n" in value]
    context = {"kept": kept, "at": at, "typed": typed}
    return render(request, "gtm/kept_form.html", context)
