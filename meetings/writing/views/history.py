"""Every saved state of a text: who, when, what changed, and the state itself."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from gtm.ids import number_in
from meetings.models import Meeting
from meetings.printing.minutes import printed
from meetings.text import diff
from meetings.text.marks import BUDGET, pieces
from meetings.writing import carryover, store
from meetings.writing.views.saves import in_one_message, uuid_of

PAGE = 25
LISTED = 200  # fields of one text in the list of all; the others are counted
COMPARED = 2_000  # more than the longest minutes have


def _readable(request, pk):
    meetings = Meeting.objects.with_history_visible_to(request.user).select_related("group")
    return get_object_or_404(meetings, pk=pk)


def _revisions(meeting):
    return meeting.revisions.with_writers().select_related("source")


@require_safe
def meeting_history(request, pk):
    """All texts, newest first, with what each changed; `?de=` is the one to compare others to."""
    meeting = _readable(request, pk)
    page = Paginator(_revisions(meeting).order_by("-pk"), PAGE).get_page(request.GET.get("page"))
    entries = [
        {"revision": revision, **_listed(before, revision.document)}
        for revision, before in zip(page, _bases(meeting, page), strict=True)
    ]
    start = _revisions(meeting).filter(pk=number_in(request.GET.get("de"))).first()
    context = {"meeting": meeting, "entries": entries, "page": page, "start": start}
    context["may_edit"] = Meeting.objects.editable_by(request.user).filter(pk=pk).exists()
    return render(request, "meetings/meeting_history.html", context)


def _listed(before, after):
    keys = diff.differing(before, after)
    return {
        "changes": diff.changes(before, after, keys[:LISTED]),
        "count": len(keys),
        "rest": len(keys[LISTED:]),
    }


def _bases(meeting, revisions):
    """The text from which each revision started; one query for all."""
    wanted = {revision.base_version for revision in revisions}
    bases = {each.version: each for each in meeting.revisions.filter(version__in=wanted)}
    return [
        bases[revision.base_version].document if revision.base_version in bases else {}
        for revision in revisions
    ]


@require_safe
def revision_detail(request, pk, revision):
    """One saved state, read as the minutes that it would have made."""
    meeting = _readable(request, pk)
    revision = get_object_or_404(_revisions(meeting), pk=revision)
    text = carryover.completed_map(meeting, revision.document)
    minutes = printed(text, group=meeting.group)
    context = {"meeting": meeting, "revision": revision, "minutes": minutes}
    context["may_edit"] = Meeting.objects.editable_by(request.user).filter(pk=pk).exists()
    return render(request, "meetings/revision_detail.html", context)


@require_safe
def revision_compare(request, pk):
    """Two texts (`?de=` and `?a=`), field by field, with the words that differ marked."""
    meeting = _readable(request, pk)
    asked = [number_in(request.GET.get(name)) for name in ("de", "a")]
    found = _revisions(meeting).in_bulk(asked)
    if not all(pk in found for pk in asked):
        raise Http404
    before, after = (found[pk] for pk in asked)
    context = {"meeting": meeting, "before": before, "after": after}
    context |= _marked(before.document, after.document)
    return render(request, "meetings/revision_compare.html", context)


def _marked(before, after):
    keys, budget = diff.differing(before, after), [BUDGET]
    changes = [
        {"label": change.label, "pieces": pieces(change.before, change.after, budget)}
        for change in diff.changes(before, after, keys[:COMPARED])
    ]
    return {"changes": changes, "rest": len(keys[COMPARED:])}


@require_http_methods(["GET", "HEAD", "POST"])
def revision_restore(request, pk, revision):
    """Take a text back: it becomes a new version, and the one before it stays in the history."""
    meetings = Meeting.objects.managed_by(request.user).select_related("group")
    meeting = get_object_or_404(meetings, pk=pk)
    revision = get_object_or_404(_revisions(meeting), pk=revision)
    if not meeting.is_editable:
        raise PermissionDenied("Ce compte rendu est soumis ou publié : il ne se modifie plus.")
    if request.method == "POST":
        return _restore(request, meeting, revision)
    context = {"meeting": meeting, "revision": revision, "op_id": store.new_op_id()}
    context |= _marked(meeting.document, revision.document)
    return render(request, "meetings/revision_restore.html", context)


def _restore(request, meeting, revision):
    """Taken back from the version that the page showed: what was saved since is merged."""
    base = number_in(request.POST.get("base_version"))
    op_id = uuid_of(request.POST.get("op_id"))
    try:
        saved = store.save(meeting, request.user, revision.document, base, op_id, restored=revision)
    except store.OperationReused:
        return redirect("meetings:revision_restore", meeting.pk, revision.pk)
    if not saved.is_current:
        return redirect("meetings:meeting_conflict", meeting.pk, saved.parked)
    if revision.is_parked:
        revision.settle()
    if saved.is_merged:
        messages.info(request, in_one_message(saved.told))
    messages.success(request, "Ce texte est de nouveau le texte actuel.")
    return redirect("meetings:meeting_edit", meeting.pk)
