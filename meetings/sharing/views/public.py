"""What everybody reads without an account: the archive, the pages and PDFs of public versions.

The same for all, signed in or not (see `gtm.middleware.open_to_all`), so that any cache may keep
them; for minutes only, since what is taken back must not be read long after.
"""

from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.views.decorators.http import condition, conditional_page, require_safe

from gtm import ranges
from meetings.life import delivery
from meetings.models import PublicVersion
from meetings.sharing import public
from meetings.sharing.forms import PublicFilter
from meetings.writing.photos import KIND

PAGE = 25
LASTS = 300  # seconds that a cache may answer without asking: nothing stays longer once taken back


def _of_address(slug):
    """The public version at an address: the current one, else the last there was, or 404."""
    found = PublicVersion.objects.filter(slug=slug).select_related(
        "publication__meeting__group__letterhead", "publication__meeting__territory"
    )
    version = found.current().first() or found.first()
    if version is None:
        raise Http404
    return version


def public_page(view):
    """For everybody, and for the caches between."""

    @wraps(view)
    def kept(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if response.status_code in (200, 206, 304) and not response.has_header("Cache-Control"):
            patch_cache_control(response, public=True, max_age=LASTS)
        return response

    return login_not_required(require_safe(kept))


def _gone(request):
    response = render(request, "meetings/public_gone.html", status=410)
    patch_cache_control(response, no_cache=True)
    return response


@public_page
@conditional_page
def public_list(request):
    versions = PublicVersion.objects.current()
    form = PublicFilter(request.GET, versions)
    page = Paginator(form.narrow(versions.listed()), PAGE).get_page(request.GET.get("page"))
    found = form.sentences(page.object_list)
    listed = [(version, found.get(version.pk)) for version in page]
    context = {"form": form, "page": page, "listed": listed, "site": settings.SITE_URL}
    return render(request, "meetings/public_list.html", context)


@public_page
@conditional_page
def public_detail(request, slug):
    version = _of_address(slug)
    if version.ended_at:
        return _gone(request)
    meeting = version.publication.meeting
    minutes = public.minutes_of(version.publication, version.document)
    newest = meeting.publications.first()
    context = {
        "version": version,
        "meeting": meeting,
        "minutes": minutes.with_photos_at(
            lambda uid: reverse("meetings:public_photo", args=[slug, uid])
        ),
        "replaced_by": newest if newest.version != version.publication.version else None,
        "site": settings.SITE_URL,
    }
    return render(request, "meetings/public_detail.html", context)


def _etag(request, slug):
    version = _of_address(slug)
    return None if version.ended_at else f'"{version.sha256}"'


@public_page
@condition(etag_func=_etag)
def public_pdf(request, slug):
    """The stored bytes, counted; not what caches deliver without asking us."""
    version = _of_address(slug)
    if version.ended_at:
        return _gone(request)
    kept = {"public": True, "max_age": LASTS}
    name = version.file_name
    response = delivery.deliver(request, version.sha256, version.size, name, **kept)
    if ranges.begins(request, response):
        delivery.count(version.publication, timezone.localdate(), is_public=True)
    return response


@public_page
def public_photo(request, slug, photo):
    """One of those that the public version shows."""
    version = _of_address(slug)
    if version.ended_at:
        return _gone(request)
    if str(photo) not in version.document.get("photos", ()):
        raise Http404
    stored = get_object_or_404(version.publication.meeting.photos, pk=photo)
    return FileResponse(stored.file.open(), content_type=KIND)


@public_page
@conditional_page
def robots(request):
    """Search engines read the public pages, nothing else."""
    context = {"site": settings.SITE_URL}
    return render(request, "robots.txt", context, content_type="text/plain; charset=utf-8")


@public_page
@conditional_page
def sitemap(request):
    versions = PublicVersion.objects.current().only("slug", "made_at").order_by("-made_at")
    context = {"versions": versions[:50_000], "site": settings.SITE_URL}
    return render(request, "sitemap.xml", context, content_type="application/xml; charset=utf-8")
