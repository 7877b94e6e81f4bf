"""The « PROJET » read by those whom the secretary chose, and what they say of it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gtm.access import scope
from gtm.links import private_link
from gtm.middleware import wants_json
from gtm.refusals import NotNow, telling
from gtm.typography import counted
from meetings.life import readers
from meetings.life.forms import ObservationForm, ReadersForm
from meetings.life.views.loading import movable
from meetings.models import Meeting, Observation, Reader
from meetings.printing import edition
from meetings.printing.answers import prints
from meetings.writing import carryover, remarks

WITH_TEXT = ("meeting__group__letterhead", "meeting__territory")


@require_http_methods(["GET", "HEAD", "POST"])
def reader_list(request, pk):
    """The secretary chooses who reads, and sees who has said something."""
    meeting, now = movable(request, pk, "withdraw"), timezone.now()
    chosen = meeting.readers.filter(ended_at=None).select_related("sent_by", "user")
    chosen = chosen.prefetch_related("observations")
    taken = {reader.email for reader in chosen}
    proposed = [each for each in readers.proposed(meeting, now) if each[0] not in taken]
    form = ReadersForm(request.POST or None, proposed)
    if request.method == "POST" and form.is_valid():
        return _choose(request, meeting, form.persons, now)
    context = {"meeting": meeting, "readers": chosen, "form": form, "days": readers.DAYS}
    return render(request, "meetings/reader_list.html", context)


def _choose(request, meeting, persons, now):
    try:
        new = readers.choose(meeting, request.user, persons, now)
    except NotNow as refusal:
        messages.error(request, str(refusal))
        return redirect(meeting)
    count = counted(len(new), "personne")
    messages.success(request, f"Le projet part à {count}.")
    return redirect("meetings:reader_list", meeting.pk)


@require_POST
def reader_change(request, pk, reader):
    """A new link for a reader, or none any more."""
    meeting = movable(request, pk, "withdraw")
    reader = get_object_or_404(meeting.readers.filter(ended_at=None), pk=reader)
    if request.POST.get("do") == "renew":
        _renew(request, reader)
    else:
        readers.revoke(reader, timezone.now())
        messages.success(request, f"Le lien de {reader.label} ne s’ouvre plus.")
    return redirect("meetings:reader_list", meeting.pk)


def _renew(request, reader):
    with telling(request, f"Un nouveau lien part à {reader.label}."):
        readers.renew(reader, request.user, timezone.now())


@require_POST
def observation_treat(request, pk, observation):
    """The secretary notes that an observation was dealt with, or not yet."""
    meeting = get_object_or_404(Meeting.objects.managed_by(request.user), pk=pk)
    found = get_object_or_404(Observation, pk=observation, reader__meeting=meeting)
    treated = request.POST.get("treated") != "no"
    remarks.treat(found, request.user, timezone.now(), treated)
    if wants_json(request):
        return HttpResponse('{"app": "gtm"}', content_type="application/json")
    return redirect(meeting)


@private_link
@require_http_methods(["GET", "HEAD", "POST"])
def reading(request, token):
    """The « PROJET » by a personal link."""
    reader = get_object_or_404(Reader.objects.of_token(token).select_related(*WITH_TEXT))
    return _reading(request, reader, reverse("meetings:reading_pdf", args=[token]))


@private_link
@require_safe
def reading_pdf(request, token):
    reader = get_object_or_404(Reader.objects.of_token(token).select_related(*WITH_TEXT))
    return _project(request, reader)


@require_http_methods(["GET", "HEAD", "POST"])
def reading_by_account(request, pk):
    """The same for a chosen person who has signed in."""
    reader = _own(request, pk)
    return _reading(request, reader, reverse("meetings:reading_by_account_pdf", args=[pk]))


@require_safe
def reading_by_account_pdf(request, pk):
    return _project(request, _own(request, pk))


def _own(request, pk):
    mine = Reader.objects.filter(meeting=pk, user=request.user).select_related(*WITH_TEXT)
    reader = mine.order_by("-pk").first()
    if reader is None or not scope(request.user).is_member:
        raise Http404
    return reader


def _is_open(reader):
    return Reader.objects.current(timezone.now()).filter(pk=reader.pk).exists()


def _reading(request, reader, pdf_address):
    if not _is_open(reader):
        return _over(request)
    meeting = reader.meeting
    form = ObservationForm(request.POST or None, meeting.document, reader)
    if request.method == "POST" and form.is_valid():
        readers.observe(reader, form.said(), timezone.now())
        messages.success(request, "Vos observations sont envoyées au rapporteur. Merci.")
        return redirect(request.path)
    said = reader.observations.select_related("reader")
    context = {
        "meeting": meeting,
        "reader": reader,
        "form": form,
        "pdf_address": pdf_address,
        "minutes": edition.minutes_of(meeting, carryover.completed_text(meeting)),
        "beside": remarks.beside(meeting.document, observations=said, form=form),
    }
    return render(request, "meetings/reading.html", context)


def _over(request):
    """No longer open; what was typed meanwhile is given back, to be sent by another way."""
    others = ("csrfmiddlewaretoken", "general")
    typed = [text for name, text in request.POST.items() if text.strip() and name not in others]
    general = request.POST.get("general", "").strip()
    context = {"typed": [*filter(None, [general]), *typed]}
    return render(request, "meetings/reading_over.html", context, status=410)


@prints
def _project(request, reader):
    if not _is_open(reader):
        return _over(request)
    meeting = reader.meeting
    text, person = carryover.completed_text(meeting), f"lien-{reader.pk}"
    content = edition.rendered(meeting, text, draft=True, person=person)
    name = f"projet-{meeting.group.slug}.pdf"
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)
