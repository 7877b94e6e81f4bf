"""« Vérifier sans réseau »: the page that members take away."""

from django.conf import settings
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gtm.access import require, scope
from meetings.printing import signature
from meetings.sharing import offline


@require_safe
def verification_offline(request):
    require(scope(request.user).is_member)
    today = timezone.localdate()
    known = offline.published()
    element, text = offline.listed(known, today)
    context = {
        "known": known,
        "list": element,
        "proof": signature.attested(text),
        "day": today,
        "site": settings.SITE_URL,
        "script": offline.own("script", offline.SCRIPT),
        "style": offline.own("style", offline.STYLE),
    }
    response = render(request, "meetings/verification_offline.html", context)
    name = f"verifier-{today.isoformat()}.html"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
