"""« Partager un lien »: made and shown once, listed with its count, taken back."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from gtm.links import whatsapp
from gtm.refusals import NotNow
from meetings.sending.views.sending import version_sent_by
from meetings.sharing import links
from meetings.sharing.forms import ShareForm


@require_http_methods(["GET", "HEAD", "POST"])
def publication_share(request, pk, version):
    publication, now = version_sent_by(request.user, pk, version), timezone.now()
    has_photos = publication.light_sha256 != publication.sha256
    form = ShareForm(request.POST if request.method == "POST" else None, has_photos)
    shared = _share(request, publication, form, now) if form.is_valid() else {}
    context = {
        "publication": publication,
        "meeting": publication.meeting,
        "form": ShareForm(None, has_photos) if shared else form,
        "shared_links": publication.shared_links.told(),
        "is_replaced": links.is_replaced(publication),
        "now": now,
        "shared": shared,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "meetings/publication_share.html", context, status=status)


def _share(request, publication, form, now):
    """The text to send and where WhatsApp takes it, shown this once; {} when it is refused."""
    asked = form.cleaned_data
    is_light = asked.get("without_photos", False)
    try:
        made = links.share(publication, asked["whom"], asked["days"], is_light, request.user, now)
    except NotNow as refusal:
        form.add_error(None, str(refusal))
        return {}
    text = links.text_of(*made)
    return {"text": text, "whatsapp": whatsapp(text), "whom": asked["whom"]}


@require_POST
def share_revoke(request, pk, version, shared):
    publication = version_sent_by(request.user, pk, version)
    mine = publication.shared_links.select_related("link", "publication__meeting__group")
    found = get_object_or_404(mine, pk=shared)
    links.revoke(found, request.user, timezone.now())
    messages.success(request, f"Le lien pour {found.whom} ne s’ouvre plus.")
    return redirect("meetings:publication_share", pk, version)
