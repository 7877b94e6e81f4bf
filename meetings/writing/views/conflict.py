"""A text that came too late beside the current one: what both changed is asked, field by field."""

from dataclasses import dataclass

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from gtm.ids import number_in
from meetings.models import Meeting, Revision
from meetings.text import diff
from meetings.text.marks import BUDGET, pieces
from meetings.text.merge import CHOICES, merge
from meetings.writing import store
from meetings.writing.views.saves import in_one_message, uuid_of


@dataclass(frozen=True)
class Texts:
    """The three texts of a conflict, and who else wrote what stands against the parked one."""

    base: dict
    mine: dict
    theirs: dict
    names: tuple
    version: int


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_conflict(request, pk, revision):
    """Both texts of each field in conflict; what merges by itself is told below."""
    meeting, parked = _parked(request, pk, revision)
    is_sent = request.method == "POST"
    is_taken = is_sent and meeting.is_editable
    version = number_in(request.POST.get("base_version"))
    texts = _texts(meeting, parked, version, request.user)
    chosen = {key: value for key, value in request.POST.items() if value in CHOICES}
    merged = merge(texts.base, texts.mine, texts.theirs, chosen)
    if is_taken and not merged.conflicts:
        return _resolve(request, meeting, parked, merged.document, texts.version)
    context = _page(texts, parked.writer, chosen, {each.key for each in merged.conflicts})
    context |= {"meeting": meeting, "parked": parked, "op_id": store.new_op_id()}
    context["is_asked_again"] = is_taken
    status = 422 if is_taken else 403 if is_sent else 200
    return render(request, "meetings/meeting_conflict.html", context, status=status)


def _parked(request, pk, revision):
    meetings = Meeting.objects.managed_by(request.user).select_related("group", "territory")
    meeting = get_object_or_404(meetings, pk=pk)
    parked = meeting.revisions.with_writers().exclude(kind=Revision.Kind.SENT)
    return meeting, get_object_or_404(parked, pk=revision, version=None)


def _texts(meeting, parked, version, user):
    """The texts as the person saw them: the current one is that of the version in her page."""
    seen = meeting.revisions.filter(version__in=[parked.base_version, version])
    documents = {each.version: each.document for each in seen}
    is_known = version in documents and version != parked.base_version
    since = meeting.revisions.filter(version__gt=parked.base_version)
    return Texts(
        base=documents.get(parked.base_version, {}),
        mine=parked.document,
        theirs=documents[version] if is_known else meeting.document,
        names=since.by_others(user).writers(),
        version=version if is_known else meeting.version,
    )


def _page(texts, author, chosen, open_keys):
    """What the page shows: the questions with their marks, and what needs no question."""
    whole = merge(texts.base, texts.mine, texts.theirs)
    questions = diff.questions(whole.conflicts, texts.base, texts.mine, texts.theirs)
    asked, budget = {each.key for each in whole.conflicts}, [BUDGET]
    theirs = merge(texts.base, texts.mine, texts.theirs, dict.fromkeys(asked, "theirs")).document
    mine = merge(texts.base, texts.mine, texts.theirs, dict.fromkeys(asked, "mine")).document
    return {
        "questions": [
            question_shown(question, chosen, open_keys, budget) for question in questions
        ],
        "version": texts.version,
        "by_others": texts.names,
        "taken_from_mine": diff.told(texts.theirs, theirs, [author], whole.reordered),
        "taken_from_theirs": diff.told(texts.mine, mine, texts.names),
    }


def question_shown(question, chosen, open_keys, budget):
    """A question as the template shows it: each text against the one from which both started.

    Where that one is unknown, or said nothing, each against the other.
    """
    start = question.base or ""
    return {
        "question": question,
        "mine": pieces(start or question.theirs, question.mine, budget),
        "theirs": pieces(start or question.mine, question.theirs, budget),
        "chosen": chosen.get(question.key, ""),
        "is_open": question.key in open_keys,
    }


def _resolve(request, meeting, parked, document, version):
    saved = joined(request, store, meeting, parked, document, version)
    if not saved.is_current:
        return redirect("meetings:meeting_conflict", meeting.pk, saved.parked)
    return redirect("meetings:meeting_edit", meeting.pk)


def joined(request, kept, owner, parked, document, version):
    """Save what was chosen by the store `kept` of its kind, and say what came of it: `Saved`."""
    op_id = uuid_of(request.POST.get("op_id"))
    try:
        saved = kept.save(owner, request.user, document, version, op_id)
    except kept.OperationReused:
        saved = kept.save(owner, request.user, document, version, kept.new_op_id())
    parked.settle()
    if not saved.is_current:
        messages.warning(request, "Quelqu’un a encore enregistré entre-temps : il reste à choisir.")
        return saved
    if saved.is_merged:
        messages.info(request, in_one_message(saved.told))
    messages.success(request, "Les deux textes sont réunis et enregistrés.")
    return saved


@require_POST
def parked_dismiss(request, pk, revision):
    """« Ne plus me le proposer »: the text stays in the history."""
    meeting, parked = _parked(request, pk, revision)
    parked.settle()
    messages.success(request, "Ce texte ne vous est plus proposé. Il reste dans l’historique.")
    address = "meetings:meeting_edit" if meeting.is_editable else "meetings:meeting_detail"
    return redirect(address, meeting.pk)
