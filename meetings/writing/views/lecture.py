"""Reading minutes aloud before the group, and amending them there."""

import uuid

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from meetings.models import Meeting
from meetings.printing.edition import minutes_of
from meetings.printing.minutes import COLON
from meetings.text import document as doc
from meetings.writing import carryover, store
from meetings.writing.views.saves import uuid_of


@require_safe
def meeting_lecture(request, pk):
    """The minutes in large type, a point per screen; `?seance=` is the meeting that reads them."""
    visible = Meeting.objects.visible_to(request.user).select_related("group__letterhead")
    meeting = get_object_or_404(visible, pk=pk)
    minutes = minutes_of(meeting, _text(meeting, request.user))
    session = _session(request, meeting)
    own = session is None and Meeting.objects.editable_by(request.user).filter(pk=pk).exists()
    context = {
        "meeting": meeting,
        "minutes": minutes,
        "screens": _screens(minutes, amends=own or session is not None),
        "own": own,
        "session": session,
    }
    return render(request, "meetings/meeting_lecture.html", context)


def _text(meeting, user):
    last = meeting.publications.first()
    if last:
        return last.document
    if Meeting.objects.with_text_visible_to(user).filter(pk=meeting.pk).exists():
        return carryover.completed_text(meeting)
    return doc.announced(meeting.document)


def _session(request, meeting):
    """The meeting whose text takes the amendments: the one asked for.

    Else, for minutes that are no longer written, the next one of the group being written.
    """
    later = Meeting.objects.editable_by(request.user).held_after(meeting).select_related("group")
    asked = later.filter(pk=uuid_of(request.GET.get("seance"))).first()
    if asked or meeting.is_editable:
        return asked
    return later.filter(state=Meeting.State.DRAFT).order_by("date", "created_at").first()


def _screens(minutes, amends):
    """[{kind, number, point, op_id}]: the head, what earlier meetings left, points, the end."""
    screens = [{"kind": "head", "title": "Présence et ordre du jour"}]
    if minutes.followup:
        screens.append({"kind": "followup", "title": minutes.followup.heading.rstrip(COLON)})
    screens += [{"kind": "point", "title": each.heading, "point": each} for each in minutes.points]
    if minutes.closing or minutes.next_meeting:
        screens.append({"kind": "closing", "title": "Clôture"})
    for number, screen in enumerate(screens, 1):
        screen["number"] = number
        screen["op_id"] = store.new_op_id() if amends else ""
    return screens


@require_POST
def amendment_add(request, pk):
    """« Amender »: an amendment row in the text of the meeting that reads, then its editor."""
    meetings = Meeting.objects.managed_by(request.user).select_related("group")
    meeting = get_object_or_404(meetings, pk=pk)
    earlier = Meeting.objects.visible_to(request.user).held_before(meeting)
    former = get_object_or_404(earlier, pk=uuid_of(request.POST.get("former")))
    if not meeting.is_editable:
        raise PermissionDenied("Ce compte rendu est soumis ou publié : il ne se modifie plus.")
    op_id = uuid_of(request.POST.get("op_id"))
    # Pressed twice, the button adds one row.
    uid = str(uuid.uuid5(op_id, str(former.pk)))
    row = reverse("meetings:meeting_edit", args=[meeting.pk]) + f"#row-{uid}"
    if doc.parent_list(meeting.document, uid):
        return redirect(row)
    document = _with_amendment(meeting, former, uid, request.POST.get("point", ""))
    saved = store.save(meeting, request.user, document, meeting.version, op_id)
    if not saved.is_current:
        return redirect("meetings:meeting_conflict", meeting.pk, saved.parked)
    return redirect(row)


def _with_amendment(meeting, former, uid, point):
    list_key = doc.key_of("adoptions", former.pk, "amendments")
    document, uid = doc.with_row_added(meeting.document, list_key, uid=uid)
    place = doc.key_of("amendments", uid, "point")
    return {**document, place: point[: doc.ROWS["amendments"]["point"].limit]}
