"""A new meeting, created first and edited after."""

import uuid

from django.contrib import messages
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from gtm.access import require, scope
from gtm.middleware import wants_json
from gtm.typography import long_date
from meetings.models import Meeting
from meetings.writing import store
from meetings.writing.forms import MeetingForm
from meetings.writing.views.saves import other_account, refused_account


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_create(request):
    """A new meeting, from nothing or from the group's previous one (`?depuis=<uuid>`)."""
    require(scope(request.user).creates_meetings)
    held = Meeting.objects.managed_by(request.user).held().select_related("group")
    source = held.filter(pk=_source(request)).first()
    today = None if wants_json(request) else timezone.localdate()
    form = MeetingForm(request.POST or None, user=request.user, source=source, today=today)
    if request.method == "POST" and other_account(request):
        return refused_account(request)
    if request.method == "POST" and wants_json(request):
        return _create_for_script(request, form)
    same_day = ()
    if request.method == "POST" and form.is_valid():
        same_day = () if "another" in request.POST else form.same_day()
        if not same_day and _is_created(form, request.user):
            return redirect("meetings:meeting_edit", form.meeting.pk)
    context = {"form": form, "source": source, "previous": held.listed()[:6], "same_day": same_day}
    context["usual_days"] = form.usual_days(timezone.localdate())
    return render(request, "meetings/meeting_form.html", context)


def _is_created(form, user):
    try:
        form.create(user, timezone.localdate())
    except store.IdTaken:
        form.add_error(None, "Cette page a déjà servi : rouvrez « Nouvelle réunion ».")
    return not form.errors


def _create_for_script(request, form):
    """For a meeting made offline, sent once or several times under the id that its maker gave."""
    if not form.is_valid():
        return JsonResponse({"app": "gtm", "errors": form.errors}, status=422)
    same_day = list(form.same_day())
    if not _is_created(form, request.user):
        return JsonResponse({"app": "gtm", "errors": form.errors}, status=409)
    if same_day and form.meeting.is_new:  # told on the next page: nobody waits for this answer
        messages.warning(request, _told_twice(form.meeting))
    answer = {
        "app": "gtm",
        "id": str(form.meeting.pk),
        "address": reverse("meetings:meeting_edit", args=[form.meeting.pk]),
        "version": form.meeting.version,
        "account": request.user.pk,
    }
    return JsonResponse(answer, status=201 if form.meeting.is_new else 200)


def _told_twice(meeting):
    day = long_date(meeting.date)
    return (
        f"La réunion du {day} créée sans réseau est sur le serveur, où une autre réunion du "
        f"{meeting.group} existe déjà ce jour-là. Si c’est la même, retirez-en une."
    )


def _source(request):
    """The pk of the former meeting to start from, or None."""
    value = request.POST.get("depuis") or request.GET.get("depuis", "")
    try:
        return uuid.UUID(value)
    except ValueError:
        return None
