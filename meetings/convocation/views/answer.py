"""Answering a convocation: by the personal link without an account, or by one's account.

Mail programs and scanners open every address: reading it answers nothing, and tells nobody that it
was read. « Ouverte le » is noted with the first answer.
"""

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from gtm import links
from gtm.models import PersonalLink
from gtm.refusals import NotNow
from gtm.typography import long_instant
from meetings.convocation import answering, letters, mails, wording
from meetings.convocation.forms import AnswerForm
from meetings.convocation.views import loading
from meetings.models import Convened
from meetings.printing.answers import prints

TYPED = ("reason", "deputy_name", "deputy_function", "deputy_phone", "deputy_email")


@links.private_link
@links.token_checked
@require_http_methods(["GET", "HEAD", "POST"])
def convocation(request, token):
    """What, when, where, the agenda, the letter; and the answer, until the meeting begins."""
    now = timezone.now()
    link, row = _opened(token, now)
    if row is None:
        return links.gone(request, _typed(request))
    if request.method != "POST":
        return _page(request, row, AnswerForm(convened=row), now, token)
    if not links.may_post(request, link):
        return ratelimit.respond_429(request)
    form = AnswerForm(request.POST, convened=row)
    if form.is_valid() and _answered(request, row, form, answering.by_link(link, now)):
        return redirect(request.path)
    return _page(request, row, form, now, token)


def _opened(token, now):
    """(The link, who was convened by it); (None, None) for whatever opens nothing."""
    link = links.opened(token, PersonalLink.Purpose.CONVOCATION, now)
    rows = Convened.objects.filter(links=link, meeting__removed_at=None) if link else None
    row = rows and rows.whole().select_related("meeting__group__letterhead").first()
    return (link, row) if row else (None, None)


def _typed(request):
    """What was sent too late, to be copied."""
    return [text for name in TYPED if (text := request.POST.get(name, "").strip())]


def _answered(request, row, form, said):
    try:
        is_new = answering.answer(row, form.reply, said)
    except NotNow as refusal:
        form.add_error(None, str(refusal))
        return False
    done = "Merci : votre réponse est enregistrée. Vous pouvez la changer jusqu’à la réunion."
    messages.success(request, done if is_new else "Votre réponse était déjà celle-là.")
    return True


def _page(request, row, form, now, token=""):
    told, meeting = row.told, row.meeting
    closed = answering.why_closed(meeting, now)
    context = {
        "row": row,
        "told": told,
        "meeting": meeting,
        "form": form,
        "token": token,
        "closed": closed,
        "until": long_instant(answering.closes_at(meeting)),
        "agenda": wording.agenda_lines(told.agenda) if told else [],
        "is_current": told is not None and told.tells(meeting),
        "deputy": row.stand_in,
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "meetings/convocation.html", context, status=status)


@links.private_link
@require_safe
@prints
def convocation_letter(request, token):
    """One's own letter, on paper."""
    _, row = _opened(token, timezone.now())
    if row is None or row.told is None:
        return links.gone(request)
    content = letters.of_each([row], person=f"lien-{row.pk}")
    headers = {"Content-Disposition": 'inline; filename="convocation.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


@links.private_link
@require_safe
def convocation_calendar(request, token):
    """The meeting for one's calendar, for who had no mail."""
    link, row = _opened(token, timezone.now())
    if row is None or row.told is None:
        return links.gone(request)
    content = mails.calendar_for(row, link.email)
    headers = {"Content-Disposition": 'attachment; filename="reunion.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
def convened_answer(request, pk, convened):
    """The same by an account of the structure."""
    row, now = loading.own(request, pk, convened), timezone.now()
    form = AnswerForm(request.POST if request.method == "POST" else None, convened=row)
    said = answering.by_account(request.user, now)
    if request.method == "POST" and form.is_valid() and _answered(request, row, form, said):
        return redirect(row.meeting)
    return _page(request, row, form, now)
