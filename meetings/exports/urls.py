"""Addresses of the API, under the name `api:` (see gtm/urls.py)."""

from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.views.decorators.http import require_safe

from meetings.exports.api import api
from meetings.exports.views.opened import api_guide


def by_token_alone(view):
    """Without a session, deliberately: the token tells who asks. HEAD as GET; in no cache."""

    @wraps(view)
    def asked(request, *args, **kwargs):
        method = request.method
        request.method = "GET" if method == "HEAD" else method
        response = view(request, *args, **kwargs)
        request.method = method
        response["Cache-Control"] = "private, no-store"
        return response

    guarded = login_not_required(require_safe(asked))
    guarded.csrf_exempt = True  # it only reads
    return guarded


app_name = "api"
urlpatterns, _, _ = api.urls
for each in urlpatterns:
    is_page = each.name == "api-root"  # ours, in the place of a console of the package
    each.callback = api_guide if is_page else by_token_alone(each.callback)
