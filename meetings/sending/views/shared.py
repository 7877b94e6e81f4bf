"""A version read by a personal link, without an account: that PDF, and nothing else."""

from dataclasses import dataclass

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gtm import links, ranges
from gtm.models import PersonalLink
from meetings.life import delivery
from meetings.models import Addressee, Publication, SharedLink


@dataclass
class Opened:
    """What a token opens: a link mailed to somebody, or shared with whoever holds it."""

    link: PersonalLink
    publication: Publication
    shared: SharedLink | None = None

    @property
    def is_light(self):
        """Whether it opens nothing but the PDF without photos."""
        return self.shared is not None and self.shared.without_photos


def _opened(token):
    """What a token opens now, the version loaded; or None."""
    link = links.opened(token, PersonalLink.Purpose.SHARED, timezone.now())
    if link is None:
        return None
    shared = SharedLink.objects.select_related("publication__meeting__group")
    if found := shared.filter(link=link).first():
        return Opened(link, found.publication, found)
    mailed = Addressee.objects.select_related("sending__publication__meeting__group")
    found = mailed.filter(link=link).first()
    return Opened(link, found.sending.publication) if found else None


def _gone(request, token):
    """Who was given a link that did open is told so (410), and whom to ask; others, what all are.

    No mail came with it, as with the others: there is none to answer.
    """
    if SharedLink.objects.filter(link__in=PersonalLink.objects.of_token(token)).exists():
        return render(request, "meetings/shared_gone.html", status=410)
    return links.gone(request)


@links.private_link
@require_safe
def shared(request, token):
    """What it is, its two files, and whether a later version replaces it."""
    opened = _opened(token)
    if opened is None:
        return _gone(request, token)
    publication = opened.publication
    meeting = publication.meeting
    context = {
        "publication": publication,
        "meeting": meeting,
        "token": token,
        "until": opened.link.expires_at,
        "is_mailed": opened.shared is None,
        "is_light": opened.is_light,
        "replaced_by": meeting.publications.filter(version__gt=publication.version).first(),
    }
    return render(request, "meetings/shared.html", context)


@links.private_link
@require_safe
def shared_pdf(request, token):
    """The stored bytes, `?sans-photos` for the light ones: counted, and nothing else is written.

    The page above is not: programs that look at addresses open it, few go on to the PDF.
    """
    opened = _opened(token)
    if opened is None:
        return _gone(request, token)
    is_light = opened.is_light or "sans-photos" in request.GET
    response = delivery.deliver_version(
        request, opened.publication, is_light, private=True, no_store=True
    )
    if ranges.begins(request, response):
        agency_id = None if opened.shared else opened.link.agency_id
        today = timezone.localdate()
        delivery.count(opened.publication, today, agency_id=agency_id, shared=opened.shared)
    return response
