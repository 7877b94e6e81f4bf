"""« Convoquer »: who is convened and how, then who is told that the meeting has changed."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from gtm.access import require
from gtm.refusals import NotNow
from gtm.typography import counted
from meetings.convocation import convening, mails, signing, wording
from meetings.convocation.forms import ChangeForm, ConveneForm
from meetings.convocation.views import loading
from meetings.models import Convened, Convocation


@require_http_methods(["GET", "HEAD", "POST"])
def meeting_convene(request, pk):
    """Members ticked, guests, the words of both letters; SP/CCM reads."""
    meeting, now = loading.read(request, pk), timezone.now()
    may_send = loading.convenes(request, meeting)
    require(may_send or request.method != "POST")
    typed = request.POST if request.method == "POST" else None
    form = _form(meeting, typed, timezone.localdate(now))
    if typed is not None and "plus" not in typed and form.is_valid() and "apercu" not in typed:
        return _convene(request, meeting, form, now)
    return _page(request, meeting, now, form=form, may_send=may_send)


def _form(meeting, typed, today):
    proposed = signing.reference_proposed(meeting.group, today.year)
    initial = {"reference": proposed, "proposed": proposed}
    return ConveneForm(typed, meeting=meeting, today=today, initial=initial)


def _convene(request, meeting, form, now):
    seen = request.POST.get("vu")
    try:
        told = convening.convene(
            meeting, request.user, now, form.call, form.chosen, form.invited, seen
        )
    except signing.ReferenceTaken as refusal:
        form.add_error("reference", str(refusal))
        return _page(request, meeting, now, form=form)
    except NotNow as refusal:
        messages.error(request, str(refusal))
        return _page(request, loading.read(request, meeting.pk), now, form=form, status=409)
    _say(request, told, "convoquée", "convoquées")
    if told.reference != form.cleaned_data["reference"]:
        messages.info(request, f"Référence de ces lettres : {told.reference}.")
    return redirect("meetings:convened_list", meeting.pk)


def _say(request, told, one, many):
    """How many were told, and of how many of them no address is known."""
    rows = Convened.objects.filter(told=told)
    mute = rows.filter(told_at=None).count()
    what = counted(rows.count(), f"personne {one}", f"personnes {many}")
    messages.success(request, f"{what}.")
    if mute:
        what = counted(mute, "personne", "personnes")
        messages.warning(request, f"Sans adresse : {what} à prévenir par lettre ou par WhatsApp.")


@require_POST
def meeting_tell(request, pk):
    """Tell those convened that the meeting has moved, or that it does not take place."""
    meeting, now = loading.kept(request, pk), timezone.now()
    change = _change(meeting, request.POST)
    if change is None:
        messages.error(request, convening.ALL_KNOW)
        return redirect("meetings:meeting_convene", pk)
    if not change.is_valid():
        return _page(request, meeting, now, change=change)
    letters, reason = change.letters, change.cleaned_data["reason"]
    try:
        told = convening.tell_change(
            meeting, request.user, now, reason, letters, request.POST.get("vu")
        )
    except NotNow as refusal:
        messages.error(request, str(refusal))
        return _page(request, loading.read(request, pk), now, change=change, status=409)
    _say(request, told, "prévenue", "prévenues")
    return redirect("meetings:convened_list", meeting.pk)


def _change(meeting, typed=None, untold=None):
    """The form that tells a change; None where everybody knows."""
    untold = convening.untold(meeting) if untold is None else untold
    if not untold:
        return None
    kind = convening.kind_of_change(meeting)
    styles = sorted({each.style for each in untold})
    move = meeting.moves.first()
    reason = meeting.not_held_reason if kind == Convocation.Kind.CANCEL else move and move.reason
    return ChangeForm(typed, meeting=meeting, kind=kind, styles=styles, reason=reason or "")


def _page(request, meeting, now, form=None, change=None, may_send=True, status=None):
    today = timezone.localdate(now)
    form = form or _form(meeting, None, today)
    untold = convening.untold(meeting)
    is_open = convening.may_convene(meeting, today)
    bound = [each for each in (form, change) if each is not None and each.is_bound]
    if status is None:
        status = 422 if any(each.errors for each in bound) and "plus" not in request.POST else 200
    context = {
        "meeting": meeting,
        "form": form,
        "members": _members(form, today),
        "change": change or _change(meeting, untold=untold),
        "untold": untold,
        "told_before": untold[0].told if untold else None,
        "is_open": is_open,
        "may_send": may_send,
        "seen": convening.seen(meeting),
        "count": meeting.convened.filter(deputy_of=None).count(),
        "agenda": wording.agenda_lines(wording.agenda_of(meeting)),
        "preview": _preview(form, request.user, now) if is_open and may_send else None,
        "fields": wording.FIELDS,
    }
    return render(request, "meetings/meeting_convene.html", context, status=status)


def _members(form, today):
    """[{"member", "box", "letter", "addresses"}] of the rows."""
    found = mails.addresses_for(form.members, today)
    return [
        {"member": member, "box": box, "letter": letter, "addresses": found[member.pk]}
        for member, box, letter in form.rows()
    ]


def _preview(form, by, now):
    """The mail of the first person chosen, as typed; None where there is nobody, or a mistake."""
    if form.is_bound and not form.is_valid():
        return None
    return convening.preview(form.meeting, by, now, *_first(form))


def _first(form):
    if form.is_bound:
        members = [each for each in form.members if each.pk in form.chosen]
        return form.call, (members + form.invited or [None])[0]
    typed = {name: form[name].value() for name in ("reference", "remote_allowed")}
    return convening.Call({}, **typed), (form.members or [None])[0]
