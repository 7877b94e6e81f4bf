"""Writing the minutes: one page, one form, one kind of save."""

import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.models import known_names
from actions.silence import Owed
from gtm.ids import number_in
from gtm.models import Territory
from gtm.typography import french, in_words
from meetings.models import Meeting, Observation
from meetings.printing.answers import prints
from meetings.printing.edition import rendered
from meetings.printing.glyphs import undrawn
from meetings.printing.minutes import printed
from meetings.text import checklist, columns, diff, named
from meetings.text import document as doc
from meetings.writing import carryover, originals, photos, presence, remarks, store
from meetings.writing.names import agencies_of, names_known_in
from meetings.writing.views.saves import Written, answered, uuid_of


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_edit(request, pk):
    """The editor; a save that comes late is merged or set aside, never refused for its state."""
    kept = Meeting.everywhere if request.method == "POST" else Meeting.objects
    meetings = kept.managed_by(request.user).select_related("group", "territory", "removed_by")
    meeting = get_object_or_404(meetings, pk=pk)
    if request.method == "POST":
        return _save(request, meeting)
    if not meeting.is_editable:
        raise PermissionDenied("Ce compte rendu est soumis ou publié : il ne se modifie plus.")
    if doc.row_count(meeting.document) > doc.EDITOR_LIMIT:
        raise PermissionDenied(TOO_MANY_ROWS)
    return render(request, "meetings/meeting_edit.html", _editor(request, meeting))


TOO_MANY_ROWS = (
    "Ce texte a plus de 2 000 lignes : l’éditeur ne l’ouvre plus. Rien n’est perdu : reprenez un "
    "enregistrement plus ancien dans son historique."
)


def empty_editor(meeting, title):
    """What the template wants, without a text: the page kept for working offline is made of it."""
    return {
        "meeting": meeting,
        "minutes": doc.tree({}),
        "title": title,
        "known": {},
        "problems": {},
        "checklist": [],
        "blocking": 0,
        "has_offer": False,
        "territories": Territory.objects.exclude(kind=Territory.Kind.COUNTRY),
        "photo_kinds": photos.ACCEPT,
        "silences": {},
        "has_arrivals": False,
        "stored_photos": {},
        "stored_files": {},
        "names": [],
        "words": diff.words(),
        "columns": columns.table(),
        "is_shell": False,
        "collectives": "",
        "returned": None,
        "opened": None,
        "asked": None,
        "remarks": remarks.beside({}),
        "discussion_headings": doc.DISCUSSION_HEADINGS,
        "responsible_headings": doc.RESPONSIBLE_HEADINGS,
        "opening_formula": "",
        "op_id": "",
        "others": "",
        "waiting": [],
        "beside": None,
    }


def _editor(request, meeting):
    returned = meeting.last_return
    agencies = list(agencies_of(meeting))  # all are read, those in use are suggested
    known = known_names(agencies)
    before = carryover.before(meeting, meeting.document)
    document = carryover.completed(meeting.document, before)
    original = originals.of(meeting)
    found = () if doc.is_untouched(meeting.document) else _problems(meeting, document, known)
    found = [*found, *originals.problems(original, document)]
    title = printed(meeting.document, group=meeting.group).title
    return empty_editor(meeting, title) | {
        "minutes": doc.tree(document),
        "silences": _silences(meeting, before.registered),
        "has_arrivals": meeting.arrivals.confirmed().exists(),
        "known": known,
        "problems": {problem.key: problem for problem in reversed(found)},
        "checklist": found,
        "blocking": len(checklist.blocking(found)),
        "has_offer": any(problem.offer for problem in found),
        "stored_photos": {str(photo.pk): photo for photo in meeting.photos.all()},
        "stored_files": {str(file.pk): file for file in meeting.joined_files.all()},
        "names": [
            [agency.label, agency.name, *agency.aliases.splitlines()]
            for agency in agencies
            if agency.is_active
        ],
        "collectives": "\n".join(name for name, each in known.items() if each.collective),
        "returned": returned,
        **_asked(meeting),
        "remarks": _remarks(meeting, returned),
        "opening_formula": _opening_formula(meeting),
        "op_id": store.new_op_id(),
        "others": _others(request, meeting),
        "waiting": meeting.revisions.waiting(),
        "beside": originals.beside(original, document),
    }


def _silences(meeting, registered):
    """{uid: since when nothing was heard of it, on the day of the meeting}: shown, never stored."""
    if not registered:
        return {}
    owed = Owed.now()
    return {uid: owed.silence_of(each, meeting.date) for uid, each in registered.items()}


def _problems(meeting, document, known):
    day = meeting.judged_on(timezone.localdate())
    return checklist.problems(document, known, day, undrawn)


def _others(request, meeting):
    return presence.sentence(presence.note(meeting, request.user, timezone.now()))


def _remarks(meeting, returned):
    """{part: comments and observations} of the text since its last version."""
    comments = returned.comments.all() if returned else ()
    return remarks.beside(meeting.document, comments, remarks.observations_of(meeting))


def _asked(meeting):
    """What the correction being written is to change: who opened it, and who had asked for it."""
    opened = meeting.last_opening
    answered = meeting.correction_requests.filter(outcome="opened").select_related("by")
    asked = answered.filter(answered_at__gte=opened.at).first() if opened else None
    return {"opened": opened, "asked": asked}


def _opening_formula(meeting):
    place = meeting.place or "…"
    return f"{in_words(meeting.date)}, s’est tenue à {place} la réunion du {meeting.group}."


def _save(request, meeting):
    what, _, where = request.POST.get("do", "save").partition(":")
    typed, op_id = doc.clean(request.POST.lists()), uuid_of(request.POST.get("op_id"))
    document, anchor = _changed(typed, what, where, op_id, meeting)
    answer = answered(request, MINUTES, meeting, document)
    return answer or _next_page(request, meeting, what, where, anchor)


def _changed(document, what, where, op_id, meeting):
    """The map after a button of the form without JavaScript, and the row to come back to.

    The uid of an added row follows from `op_id`: pressed twice, the button adds one row.
    """
    if what == "add":
        list_key, _, after = where.partition(":")
        if doc.list_section(list_key) not in (None, "photos", "files", *doc.CARRIED):
            return doc.with_row_added(document, list_key, after, str(uuid.uuid5(op_id, where)))
    elif what in ("up", "down"):
        return doc.with_row_moved(document, where, -1 if what == "up" else 1), where
    elif what == "cut":
        wording = document.get(doc.key_of("attendance", where, "wording"), "")
        return doc.with_row_cut(document, where, columns.apart(wording), op_id), where
    elif what == "remove":
        return doc.with_row_removed(document, where), doc.neighbour(document, where)
    elif what == "respell":
        return named.respelled(document, names_known_in(meeting)), where
    return document, ""


def _beside(request, meeting, document):
    return found_in(meeting, document) | {"others": _others(request, meeting)}


def found_in(meeting, document):
    """What the page shows of a saved text: its problems; of one that was taken from an original,
    the keys that are still to be compared too.
    """
    text = carryover.completed_map(meeting, document)
    original = originals.of(meeting)
    doubtful = originals.problems(original, text)
    found = [*_problems(meeting, text, names_known_in(meeting)), *doubtful]
    told = {"problems": [_told(each) for each in found]}
    return told | ({"to_check": [each.key for each in doubtful]} if original else {})


def _told(problem):
    told = {"key": problem.key, "message": french(problem.message), "blocks": problem.blocks}
    return told | ({"offer": dict(problem.offer)} if problem.offer else {})


def _closed(meeting):
    if meeting.is_editable:
        return ""
    return f"Ce compte rendu est passé à l’état « {meeting.get_state_display().lower()} »."


MINUTES = Written(
    save=store.save,
    joining="meetings:meeting_conflict",
    closed=_closed,
    beside=_beside,
    removed="a retiré cette réunion : elle ne s’écrit plus. Votre texte est gardé à part sur le "
    "serveur. Pour le reprendre, restaurez-la : « Réunions », puis « Retirées ».",
    removed_page="meetings:removed_list",
)
NEXT_PAGES = {
    "preview": "meetings:meeting_preview",
    "submit": "meetings:meeting_submit",
    "photos": "meetings:photo_add",
    "files": "meetings:file_add",
    "close": "meetings:meeting_detail",
}


def _next_page(request, meeting, what, where, anchor):
    if what == "treat":
        _treat(request, meeting, where)
    if what == "checked":
        _check(meeting, where)
    if what in NEXT_PAGES:
        return redirect(NEXT_PAGES[what], meeting.pk)
    if what == "save":
        messages.success(request, "Enregistré sur le serveur.")
    address = reverse("meetings:meeting_edit", args=[meeting.pk])
    return redirect(f"{address}#row-{anchor}" if anchor else address)


def _treat(request, meeting, where):
    """Without JavaScript the button stands in the form: what is typed is stored with it."""
    found = Observation.objects.filter(reader__meeting=meeting, pk=number_in(where)).first()
    if found:
        remarks.treat(found, request.user, timezone.now(), treated=found.treated_at is None)


def _check(meeting, key):
    """Without JavaScript the button stands in the form: what is typed is stored with it."""
    if original := originals.of(meeting):
        keys = original.doubtful(meeting.document) if key == "*" else [key]
        originals.check(original, keys)


@require_POST
def meeting_presence(request, pk):
    """The editor says that it is open; it learns who else has it open, and the current version."""
    meeting = get_object_or_404(Meeting.objects.managed_by(request.user), pk=pk)
    others = _others(request, meeting)
    return JsonResponse({"app": "gtm", "version": meeting.version, "others": others})


@require_safe
@prints
def meeting_preview(request, pk):
    """The text being written as a PDF marked « PROJET »."""
    meetings = Meeting.objects.with_text_visible_to(request.user)
    meeting = get_object_or_404(meetings.select_related("group__letterhead"), pk=pk)
    text = carryover.completed_text(meeting)
    content = rendered(meeting, text, draft=True, person=request.user.pk)
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="projet-{meeting.group.slug}.pdf"'},
    )
