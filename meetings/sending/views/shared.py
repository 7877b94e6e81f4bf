"""A version read by a personal link, without an account: that PDF, and nothing else."""

from django.core.files.storage import default_storage
from django.http import FileResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from gtm import links
from gtm.models import PersonalLink
from gtm.ranges import partial
from meetings.life.publishing import path_of
from meetings.models import Addressee


def _opened(token):
    """The `Addressee` whose link a token opens now, its version loaded; or None."""
    link = links.opened(token, PersonalLink.Purpose.SHARED, timezone.now())
    rows = Addressee.objects.select_related("sending__publication__meeting__group")
    return rows.filter(link=link).first() if link else None


@links.private_link
@require_safe
def shared(request, token):
    """What it is, its two files, and whether a later version replaces it."""
    addressee = _opened(token)
    if addressee is None:
        return links.gone(request)
    publication = addressee.sending.publication
    meeting = publication.meeting
    context = {
        "publication": publication,
        "meeting": meeting,
        "token": token,
        "until": addressee.link.expires_at,
        "replaced_by": meeting.publications.filter(version__gt=publication.version).first(),
    }
    return render(request, "meetings/shared.html", context)


@links.private_link
@require_safe
def shared_pdf(request, token):
    """The stored bytes, `?sans-photos` for the light ones."""
    addressee = _opened(token)
    if addressee is None:
        return links.gone(request)
    version, light = addressee.sending.publication, "sans-photos" in request.GET
    digest = version.light_sha256 if light else version.sha256
    response = FileResponse(
        default_storage.open(path_of(digest)),
        filename=f"{version.file_name}{'-sans-photos' if light else ''}.pdf",
        content_type="application/pdf",
        as_attachment="telecharger" in request.GET,
    )
    patch_cache_control(response, private=True, no_store=True)
    return partial(request, response, version.light_size if light else version.size)
