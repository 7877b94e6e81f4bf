"""The Word file of a meeting: taken away, and given back."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_safe

from meetings.models import Meeting
from meetings.printing.word import KIND
from meetings.word import giving, reading
from meetings.word.forms import GivenBackForm


def _managed(request, pk):
    meetings = Meeting.objects.managed_by(request.user).select_related("group", "territory")
    return get_object_or_404(meetings, pk=pk)


@require_safe
def word_frame(request, pk):
    """Each is new: two persons who add rows at once do not add the same ones."""
    meeting = _managed(request, pk)
    if not meeting.is_editable:
        raise PermissionDenied("Ce compte rendu est soumis ou publié : il ne se modifie plus.")
    name = f"trame-{meeting.group.slug}-{meeting.date.isoformat()}.docx"
    return HttpResponse(
        giving.handed_out(meeting),
        content_type=KIND,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def word_give(request, pk):
    """What a file says is merged into the text; what found no place in it is shown."""
    meeting = _managed(request, pk)
    is_sent, taken = request.method == "POST", None
    form = GivenBackForm(request.POST, request.FILES) if is_sent else GivenBackForm()
    if is_sent and form.is_valid():
        try:
            taken = giving.taken_back(meeting, request.user, form.cleaned_data["file"])
        except (giving.Refused, reading.Unreadable) as refusal:
            form.add_error("file", str(refusal))
    context = {"meeting": meeting, "form": form, "taken": taken}
    status = 422 if form.errors else 200
    return render(request, "meetings/word_give.html", context, status=status)
