"""A copy that a device kept, brought in for its author."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from gtm.access import require, scope
from meetings.models import Meeting
from meetings.writing import rescue
from meetings.writing.forms import RescueForm


@require_http_methods(["GET", "HEAD", "POST"])
def rescue_take(request):
    """What a copy says is merged into the text of its meeting; its author stays its author."""
    require(scope(request.user).reviews_meetings)
    is_sent, taken = request.method == "POST", None
    form = RescueForm(request.POST, request.FILES) if is_sent else RescueForm()
    if is_sent and form.is_valid():
        content, now = form.cleaned_data["file"], timezone.now()
        try:
            taken = rescue.taken_in(content, request.user, now, timezone.localdate())
        except rescue.Refused as refusal:
            form.add_error("file", str(refusal))
    context = {"form": form, "taken": taken}
    if taken:
        editable = Meeting.objects.editable_by(request.user)
        context["may_edit"] = editable.filter(pk=taken.meeting.pk).exists()
    status = 422 if form.errors else 200
    return render(request, "meetings/rescue_take.html", context, status=status)
