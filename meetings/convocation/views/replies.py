"""« Réponses »: who was told when and how, what he answered; what the secretary does about it."""

from collections import Counter

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gtm.refusals import NotNow, telling
from gtm.typography import counted
from meetings.convocation import answering, convening, mails, reminders
from meetings.convocation.forms import AnswerForm
from meetings.convocation.views import loading


@require_safe
def convened_list(request, pk):
    """Counts, then each person convened with what he was told and has answered."""
    meeting, now = loading.read(request, pk), timezone.now()
    rows = list(meeting.convened.whole().order_by("pk"))
    context = {
        "meeting": meeting,
        "rows": rows,
        "counts": _counts(rows),
        "forgotten": convening.not_convened(meeting),
        "is_open": convening.may_convene(meeting, timezone.localdate(now)),
        "untold": convening.untold(meeting),
        "remindable": reminders.remindable(meeting, now).count(),
        "may_send": loading.convenes(request, meeting),
        "closed": answering.why_closed(meeting, now),
    }
    return render(request, "meetings/convened_list.html", context)


def _counts(rows):
    """[(label, how many)]; a deputy counts for whom he represents."""
    own = Counter(each.answer for each in rows if each.deputy_of_id is None)
    labels = {
        "present": ("présent", "présents"),
        "remote": ("à distance", "à distance"),
        "excused": ("excusé", "excusés"),
        "represented": ("représenté", "représentés"),
        "": ("sans réponse", "sans réponse"),
    }
    return [(own[key], one if own[key] < 2 else many) for key, (one, many) in labels.items()]


@require_POST
def convened_remind(request, pk):
    """« Relancer » all who have not answered, once a day."""
    meeting = loading.kept(request, pk)
    try:
        count = reminders.remind(meeting, request.user, timezone.now())
    except NotNow as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"{counted(count, 'personne relancée', 'personnes relancées')}.")
    return redirect("meetings:convened_list", pk)


@require_http_methods(["GET", "HEAD", "POST"])
def convened_detail(request, pk, convened):
    """One person: what was told and answered, and the answer that came by telephone."""
    meeting, now = loading.read(request, pk), timezone.now()
    row, may_send = loading.person(meeting, convened), loading.convenes(request, meeting)
    form = AnswerForm(request.POST if request.method == "POST" else None, convened=row)
    if request.method == "POST":
        loading.kept(request, pk)
        if form.is_valid():
            return _note(request, row, form, now)
    return _page(request, row, form, now, may_send)


def _note(request, row, form, now):
    with telling(request, f"La réponse est notée : {row.label}."):
        answering.answer(row, form.reply, answering.noted_by(request.user, now))
    return redirect("meetings:convened_list", row.meeting_id)


def _page(request, row, form, now, may_send=True, shared=""):
    context = {
        "meeting": row.meeting,
        "row": row,
        "form": form,
        "may_send": may_send,
        "shared": shared,
        "closed": answering.why_closed(row.meeting, now, is_noted=True),
        "addresses": mails.addresses_for([row], timezone.localdate(now))[row.pk],
        "links": row.links.open(now).count(),
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "meetings/convened_detail.html", context, status=status)


@require_POST
def convened_resend(request, pk, convened):
    """The mail once more, with a new link."""
    row = loading.person(loading.kept(request, pk), convened)
    with telling(request, f"Le courriel part de nouveau : {row.label}."):
        reminders.send_again(row, request.user, timezone.now())
    return redirect("meetings:convened_detail", pk, row.pk)


@require_POST
def convened_share(request, pk, convened):
    """A text for WhatsApp; its link is shown this once."""
    row, now = loading.person(loading.kept(request, pk), convened), timezone.now()
    shared = ""
    try:
        shared = reminders.share(row, request.user, now)
    except NotNow as refusal:
        messages.error(request, str(refusal))
    row = loading.person(row.meeting, convened)
    return _page(request, row, AnswerForm(convened=row), now, shared=shared)


@require_POST
def convened_told(request, pk, convened):
    """The letter was handed over, or it was said."""
    row = loading.person(loading.kept(request, pk), convened)
    reminders.note_told(row, request.user, timezone.now())
    messages.success(request, f"C’est noté : {row.label} est prévenu.")
    return redirect("meetings:convened_detail", pk, row.pk)


@require_POST
def convened_revoke(request, pk, convened):
    """Its links open nothing any more."""
    row = loading.person(loading.kept(request, pk), convened)
    count = reminders.revoke(row, request.user, timezone.now())
    what = counted(count, "lien retiré", "liens retirés")
    messages.success(request, f"{row.label} : {what}.")
    return redirect("meetings:convened_detail", pk, row.pk)
