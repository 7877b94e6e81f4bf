"""The secretary at the door: who came, with or without a script, with or without network."""

import uuid

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gtm.characters import normalised
from gtm.middleware import wants_json
from gtm.refusals import NotNow, telling
from gtm.typography import french
from meetings.door import arrivals, attendance, code, posted
from meetings.door.forms import CAME, SEXES, PersonForm
from meetings.door.page import Page, page_of
from meetings.door.present import Totals
from meetings.door.views.loading import taken_in
from meetings.models import Door
from meetings.writing.views.saves import other_account, refused_account


@require_http_methods(["GET", "HEAD", "POST"])
def door_detail(request, pk):
    """The list of those expected; who is ticked, added, confirmed, taken back."""
    meeting = taken_in(request, pk)
    if request.method == "POST":
        return _note(request, meeting)
    if wants_json(request):
        return JsonResponse({"app": "gtm", "page": page_of(meeting).data})
    return _page(request, meeting)


def _page(request, meeting, form=None, status=200):
    door = Door.objects.filter(meeting=meeting).first()
    query = normalised(request.GET.get("q", "")[:100])
    context = _frame(page_of(meeting).holding(query), form) | {
        "meeting": meeting,
        "query": query,
        "door": door,
        "signs_in": bool(door) and door.closed_at is None,
        "is_open": bool(door) and code.is_open_for(door, meeting, timezone.localdate()),
        "is_behind": attendance.is_behind(meeting),
    }
    return render(request, "meetings/door_detail.html", context, status=status)


def _frame(page, form=None):
    form = form or PersonForm()
    return {
        "page": page,
        "form": form,
        "typed": {name: form.data.get(name, "") for name in form.fields} if form.data else None,
        "problem": " ".join(form.errors.get("name", ())),
        "add_id": uuid.uuid4(),
        "came": CAME,
        "sexes": SEXES,
        "blank": BLANK,
        "query": "",
        "is_behind": False,
        "is_shell": False,
    }


# What a script copies: its keys are put in the place of « __ ».
BLANK = {
    **dict.fromkeys(("label", "told", "came", "new_id"), ""),
    **dict.fromkeys(("name", "function", "structure", "at", "sex_label", "phone", "proposed"), ""),
    **{"key": "__", "id": "__", "nobody": (), "deputy": ()},
}


@require_safe
@login_not_required
def offline_door(request):
    """The page of no meeting, which the worker keeps: a script fills it from the device."""
    nobody = Page("À la porte", [], [], [], Totals(0, 0, 0), [])
    return render(request, "meetings/door_detail.html", _frame(nobody) | {"is_shell": True})


def _note(request, meeting):
    if other_account(request):
        return refused_account(request)
    by_script = "acts" in request.POST
    try:
        read = posted.of_script(request.POST["acts"]) if by_script else posted.of_form(request.POST)
        told = arrivals.note(meeting, request.user, read.acts, timezone.now())
    except posted.Unreadable:
        return _refused("Cet envoi ne se lit pas : rechargez la page.")
    except NotNow as refusal:
        return _refused(str(refusal))
    if by_script:
        answer = {"done": read.done, "refused": read.refused, "told": list(map(french, told))}
        return JsonResponse({"app": "gtm", **answer, "page": page_of(meeting).data})
    return _answered(request, meeting, read, told)


def _refused(why):
    return JsonResponse({"app": "gtm", "error": french(why)}, status=422)


def _answered(request, meeting, read, told):
    """Without a script: what crossed is told on the next page; what is wrong, at its field."""
    for sentence in told:
        messages.info(request, french(sentence))
    if not read.refused:
        return redirect("meetings:door_detail", meeting.pk)
    for why in read.refused.values():
        messages.error(request, french(why))
    is_new = read.form is not None and not request.POST.get("key")
    form = read.form if is_new and isinstance(read.form, PersonForm) else None
    return _page(request, meeting, form, status=422)


@require_POST
def door_code(request, pk):
    """Make the code, change it, close it."""
    meeting, do = taken_in(request, pk), request.POST.get("do")
    now = timezone.now()
    if do == "close":
        code.close(meeting, request.user, now)
        messages.success(request, "Le code est fermé : personne ne s’inscrit plus lui-même.")
    else:
        made = code.change_code if do == "change" else code.open_door
        done = "Le code est changé." if do == "change" else "La porte est prête."
        with telling(request, done):
            made(meeting, request.user, now)
    return redirect("meetings:door_detail", meeting.pk)


@require_POST
def door_take_over(request, pk):
    """Put who came into the attendance of the minutes."""
    meeting = taken_in(request, pk)
    if not meeting.is_editable:
        messages.error(request, "Ce compte rendu est soumis ou publié : il ne se modifie plus.")
        return redirect("meetings:door_detail", meeting.pk)
    saved = attendance.take_over(meeting, request.user)
    if not saved.is_current:
        return redirect("meetings:meeting_conflict", meeting.pk, saved.parked)
    messages.success(request, "La présence est reprise dans le compte rendu.")
    return redirect("meetings:door_detail", meeting.pk)
