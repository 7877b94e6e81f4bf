"""A version of minutes, to take away."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from meetings.exports.answers import answered, attached
from meetings.exports.docx import docx
from meetings.life.publishing import edition_of
from meetings.life.views.loading import version_asked
from meetings.models import Meeting
from meetings.printing import edition, word
from meetings.printing.answers import prints
from meetings.writing import carryover


@require_safe
@prints
def publication_docx(request, pk):
    """A published version for Word, `?sans-photos` for a light one."""
    version = version_asked(request, pk)
    light = "sans-photos" in request.GET
    minutes = edition.minutes_of(version.meeting, version.document, **edition_of(version))

    def make():
        return docx(minutes, {} if light else edition.photo_bytes(version.meeting))

    name = f"{version.file_name}{'-sans-photos' if light else ''}.docx"
    return answered(request, (minutes, light), make, word.KIND, name)


@require_safe
@prints
def meeting_preview_docx(request, pk):
    """The text being written for Word, marked « PROJET »."""
    meetings = Meeting.objects.with_text_visible_to(request.user)
    meeting = get_object_or_404(meetings.select_related("group__letterhead"), pk=pk)
    minutes = edition.minutes_of(meeting, carryover.completed_text(meeting))
    content = docx(minutes, edition.photo_bytes(meeting), draft=True)
    return attached(content, word.KIND, f"projet-{meeting.group.slug}.docx")
