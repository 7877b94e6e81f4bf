"""« Feuille de présence » as PDF."""

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from meetings.door.sheet import pdf_of, sheet_of
from meetings.door.views.loading import on_paper
from meetings.printing.answers import prints


@require_safe
@prints
def attendance_sheet(request, pk):
    """Of who is expected; the code stands on it once the door is ready."""
    meeting = on_paper(request, pk)
    content = pdf_of(sheet_of(meeting, timezone.now()), person=request.user.pk)
    name = f"feuille-de-presence-{meeting.group.slug}-{meeting.date:%Y-%m-%d}.pdf"
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )
