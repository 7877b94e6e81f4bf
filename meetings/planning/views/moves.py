"""A planned meeting is moved."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from gtm.typography import long_day
from meetings.models import Meeting
from meetings.planning import moving
from meetings.planning.forms import MoveForm
from meetings.planning.views.loading import put_elsewhere
from meetings.writing import store


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_move(request, pk):
    meeting = put_elsewhere(request, pk)
    today = timezone.localdate()
    form = MoveForm(request.POST or None, meeting=meeting, today=today, op_id=store.new_op_id())
    if request.method == "POST" and form.is_valid():
        if moving.changes(meeting, form.cleaned_data):
            return _move(request, meeting, form.cleaned_data)
        form.add_error(None, "La date, l’heure et le lieu sont déjà ceux-là.")
    others = Meeting.objects.filter(group=meeting.group_id, date__gte=today).taking_place()
    context = {"meeting": meeting, "form": form, "moves": meeting.moves.select_related("by")}
    context["others"] = others.exclude(pk=meeting.pk).listed().order_by("date")[:6]
    return render(request, "meetings/meeting_move.html", context)


def _move(request, meeting, typed):
    base, op_id = typed["base_version"], typed["op_id"]
    saved = moving.move(meeting, request.user, typed, base, op_id, timezone.now())
    if not saved.is_current:
        return redirect("meetings:meeting_conflict", meeting.pk, saved.parked)
    messages.success(request, f"La réunion est déplacée : {long_day(typed['date'])}.")
    return redirect(meeting)
