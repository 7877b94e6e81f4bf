"""« Rendre public »: exactly what everybody will read, shown before; taken back in one click."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from gtm.refusals import NotNow, telling
from meetings.models import Meeting
from meetings.sharing import leaving_out, public
from meetings.sharing.forms import PublicForm
from meetings.text import document as doc
from meetings.writing.names import names_known_in


@require_http_methods(["GET", "HEAD", "POST"])
def version_publicise(request, pk, version):
    """Made public when what was shown last is what would be published."""
    meetings = Meeting.objects.visible_to(request.user).publicised_by(request.user)
    meeting = get_object_or_404(meetings.select_related("group__letterhead"), pk=pk)
    publication = get_object_or_404(meeting.publications.all(), version=version)
    publication.meeting = meeting
    proposed = leaving_out.proposed(publication.document, names_known_in(meeting))
    form = PublicForm(_posted(request), proposed, publication.document)
    if form.is_valid() and "confirm" in request.POST and _done(request, publication, form):
        return redirect(meeting)
    return _page(request, publication, form)


def _posted(request):
    return request.POST if request.method == "POST" else None


def _done(request, publication, form):
    if request.POST.get("seen") != doc.sha256(form.document):
        form.add_error(None, "Vos choix ont changé : relisez ce qui sera public, puis confirmez.")
        return False
    try:
        public.make_public(publication, form.passages, request.user, timezone.now())
    except NotNow as refusal:
        form.add_error(None, str(refusal))
        return False
    messages.success(request, "Ce compte rendu est public : chacun peut le lire sans compte.")
    return True


def _page(request, publication, form):
    meeting, document = publication.meeting, form.document
    minutes = public.minutes_of(publication, document)
    photos = {name: len(text.get("photos", ())) for name, text in _both(publication, document)}
    context = {
        "publication": publication,
        "meeting": meeting,
        "form": form,
        "minutes": minutes.with_photos_at(
            lambda uid: reverse("meetings:photo_image", args=[meeting.pk, uid])
        ),
        "seen": doc.sha256(document),
        "photos_left_out": photos["all"] - photos["public"],
        "is_last": publication.version == meeting.published_version,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "meetings/version_publicise.html", context, status=status)


def _both(publication, document):
    return [("all", publication.document), ("public", document)]


@require_POST
def public_take_back(request, pk):
    meetings = Meeting.objects.visible_to(request.user).publicised_by(request.user)
    meeting = get_object_or_404(meetings, pk=pk)
    found = get_object_or_404(
        meeting.public_versions.current().select_related("publication__meeting__group")
    )
    with telling(request, "Ce compte rendu n’est plus public. Sa page le dit."):
        public.take_back(found, request.user, timezone.now())
    return redirect(meeting)
