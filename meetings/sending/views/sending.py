"""« Diffuser la version n »: who gets what, before and after."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from gtm.refusals import NotNow
from gtm.typography import counted
from meetings.models import Addressee, Meeting
from meetings.sending import letters, verbs
from meetings.sending.addressees import candidates
from meetings.sending.forms import SendingForm


def version_sent_by(user, pk, version):
    """A version that the person may send, or 404."""
    meetings = Meeting.objects.visible_to(user).sent_by(user).select_related("group")
    meeting = get_object_or_404(meetings, pk=pk)
    publication = get_object_or_404(meeting.publications.all(), version=version)
    publication.meeting = meeting
    return publication


@require_http_methods(["GET", "HEAD", "POST"])
def publication_send(request, pk, version):
    publication, now = version_sent_by(request.user, pk, version), timezone.now()
    offered = candidates(publication, timezone.localdate(now))
    has_photos = publication.light_sha256 != publication.sha256
    form = SendingForm(request.POST if request.method == "POST" else None, offered, has_photos)
    if request.method == "POST" and form.is_valid() and _sent(request, publication, form, now):
        return redirect("meetings:publication_send", pk, version)
    sent = Addressee.objects.filter(sending__publication=publication)
    context = {
        "publication": publication,
        "meeting": publication.meeting,
        "form": form,
        "rows": [(each, letters.Copy(publication, each, False)) for each in offered],
        "sent": sent.select_related("sending__by", "agency__territory", "mail", "link"),
        "why_not": verbs.why_not(publication, now),
        "now": now,
    }
    return render(request, "meetings/publication_send.html", context)


def _sent(request, publication, form, now):
    words, light = form.cleaned_data["words"], form.cleaned_data.get("without_photos", False)
    try:
        sending = verbs.send(publication, form.ticked, words, light, request.user, now)
    except NotNow as refusal:
        form.add_error(None, str(refusal))
        return False
    count = counted(sending.addressees.count(), "adresse")
    messages.success(request, f"La version {publication.version} part à {count}.")
    return True


@require_POST
def shared_revoke(request, pk, version, addressee):
    """Take back the link that opens a version to one address."""
    publication = version_sent_by(request.user, pk, version)
    mine = Addressee.objects.filter(sending__publication=publication, link__isnull=False)
    found = get_object_or_404(mine.select_related("link__agency__territory"), pk=addressee)
    verbs.revoke(found, request.user, timezone.now())
    messages.success(request, f"Le lien de {found.email} ne s’ouvre plus.")
    return redirect("meetings:publication_send", pk, version)
