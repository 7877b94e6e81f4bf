"""The agenda of a meeting, prepared together: the very text of the editor, seen from its points."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from gtm.ids import number_in
from gtm.refusals import telling
from meetings.models import Meeting
from meetings.planning import preparing, proposing
from meetings.planning.forms import UntilForm
from meetings.planning.texts import text_of
from meetings.planning.views.loading import prepared
from meetings.text import agenda
from meetings.text import document as doc
from meetings.writing import store, usual
from meetings.writing.views.editor import MINUTES
from meetings.writing.views.saves import answered, uuid_of


@require_http_methods(["GET", "HEAD", "POST"])
def agenda_edit(request, pk):
    """SP/CCM reads it; a save that comes late is merged or set aside, as the editor's."""
    if request.method == "POST":
        return _save(request, pk)
    meeting, may_write = prepared(request, pk)
    context = _page(request.user, meeting, may_write, timezone.localdate())
    return render(request, "meetings/agenda_edit.html", context)


def _page(user, meeting, may_write, today):
    former = preparing.last_held(meeting, today)
    proposals = list(preparing.proposals_for(meeting, today))
    shown = agenda.agenda_of(meeting.document)
    rows = doc.tree(meeting.document)["points"]
    at = {each.uid: each.at for each in shown.points}
    answered_before = list(preparing.answered_at(meeting))
    until = meeting.proposals_until or proposing.usual_end(meeting, today)
    return {
        "meeting": meeting,
        "may_write": may_write,
        "agenda": shown,
        "rows": [_row(meeting, row, at) for row in rows],
        "op_id": store.new_op_id(),
        "former": former,
        "left": preparing.left_before(meeting, former),
        "usual": usual.missing_points(meeting, today).items(),
        "templates": meeting.group.agenda_templates.all(),
        "proposals": proposals,
        "readable": preparing.readable(proposals + answered_before, user),
        "answered": answered_before,
        "until_form": UntilForm(None, meeting=meeting, initial=until),
    }


def _row(meeting, row, at):
    typed = row["minutes"].strip()
    return row | {
        "at": at.get(row["uid"]),
        "is_wrong": bool(typed) and agenda.minutes_in(typed) is None,
        "is_bare": agenda.is_bare(meeting.document, row["uid"]),
    }


def _save(request, pk):
    meetings = Meeting.everywhere.managed_by(request.user).select_related("group", "territory")
    meeting, today = get_object_or_404(meetings, pk=pk), timezone.localdate()
    what, _, where = request.POST.get("do", "save").partition(":")
    base = text_of(meeting, number_in(request.POST.get("base_version")))
    typed = agenda.with_typed(base, _typed(request.POST))
    op_id = uuid_of(request.POST.get("op_id"))
    document, anchor = _changed(request, meeting, typed, (what, where), op_id, today)
    answer = answered(request, MINUTES, meeting, document)
    return answer or _next_page(request, meeting, what, where, anchor)


def _typed(posted):
    """The clean map of what the page has fields for."""
    pairs = ((key, values) for key, values in posted.lists() if _is_ours(key))
    return doc.clean(pairs)


def _is_ours(key):
    return key == "points" or (
        key.startswith("points/") and key.rpartition("/")[2] in agenda.FIELDS
    )


def _changed(request, meeting, document, do, op_id, today):
    """The map after a button, and the row to come back to."""
    what, where = do
    if what == "add":
        return doc.with_row_added(document, "points", None, str(uuid.uuid5(op_id, "points")))
    if what in ("up", "down"):
        return doc.with_row_moved(document, where, -1 if what == "up" else 1), where
    if what == "remove" and agenda.is_bare(document, where):
        return doc.with_row_removed(document, where), doc.neighbour(document, where)
    if what == "left":
        former = preparing.last_held(meeting, today)
        document = preparing.with_left(meeting, former, document, where)
        return document, preparing.uid_of(meeting, where)
    if what == "usual":
        return preparing.with_usual(meeting, document, where, today), ""
    if what == "template":
        number = number_in(request.POST.get("template"))
        template = meeting.group.agenda_templates.filter(pk=number).first()
        return (preparing.with_template(meeting, document, template) if template else document), ""
    return document, ""


def _next_page(request, meeting, what, where, anchor):
    here = reverse("meetings:agenda_edit", args=[meeting.pk])
    if what == "take":
        return _take(request, meeting, where, here)
    if what == "answer":
        return redirect("meetings:proposal_answer", meeting.pk, number_in(where))
    if what == "close":
        return redirect(meeting)
    if what == "save":
        messages.success(request, "L’ordre du jour est enregistré.")
    return redirect(f"{here}#row-{anchor}" if anchor else here)


def _take(request, meeting, where, here):
    now = timezone.now()
    offered = preparing.proposals_for(meeting, timezone.localdate(now))
    proposal = offered.filter(pk=number_in(where)).first()
    if proposal is None:  # the button was pressed twice, or somebody else was faster
        messages.info(request, proposing.LATE)
        return redirect(here)
    with telling(request, "Le point est à l’ordre du jour."):
        proposing.take(proposal, meeting, request.user, now)
    return redirect(f"{here}#row-{proposing.point_of(proposal, meeting)}")


@require_POST
def proposals_open(request, pk):
    """Until when structures may propose points; an empty day closes it."""
    meeting, may_write = prepared(request, pk)
    if not may_write:
        raise PermissionDenied("C’est au rapporteur du groupe de fixer ce jour.")
    form = UntilForm(request.POST, meeting=meeting, initial=None)
    if form.is_valid():
        Meeting.objects.filter(pk=pk).update(proposals_until=form.cleaned_data["until"])
        messages.success(request, "Le délai des propositions est enregistré.")
        return redirect("meetings:agenda_edit", pk)
    context = _page(request.user, meeting, may_write, timezone.localdate()) | {"until_form": form}
    return render(request, "meetings/agenda_edit.html", context | {"form": form})
