"""A version of minutes, to take away."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions.models import ActionItem
from actions.reviewing import exports
from meetings.exports import data
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


@require_safe
def publication_json(request, pk):
    """A published version as data, with what has become of its actions today."""
    version = version_asked(request, pk)
    told = data.as_json(data.minutes(version, timezone.localdate()))
    name = f"{version.file_name}.json"
    return answered(request, told, lambda: told, "application/json", name, inline=True)


@require_safe
def publication_csv(request, pk):
    """The actions of the minutes as a table, with their present state."""
    version = version_asked(request, pk)
    actions = ActionItem.objects.of_meetings([version.meeting]).in_reading_order()
    told = "".join(exports.csv_lines(actions, timezone.localdate()))
    name = f"{version.file_name.removesuffix(f'-v{version.version}')}-points-d-action.csv"
    return answered(request, told, lambda: told, "text/csv; charset=utf-8", name)


@require_safe
@login_not_required
def schema(request):
    """What our JSON holds, for programs that check it: without data, open to everybody."""
    told = data.schema_text()
    kind = "application/schema+json"
    return answered(request, told, lambda: told, kind, data.SCHEMA, inline=True)
