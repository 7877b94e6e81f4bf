"""The Word file of a meeting: taken away, and given back, by an account or by a link."""

from functools import partial

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gtm import links
from gtm.refusals import NotNow
from meetings.models import Meeting
from meetings.printing.word import KIND
from meetings.word import giving, lending, reading
from meetings.word.forms import GivenBackForm, LendForm


def _managed(request, pk):
    meetings = Meeting.objects.managed_by(request.user).select_related("group", "territory")
    return get_object_or_404(meetings, pk=pk)


@require_safe
def word_frame(request, pk):
    """Each is new: two persons who add rows at once do not add the same ones."""
    meeting = _managed(request, pk)
    if not meeting.is_editable:
        raise PermissionDenied("Ce compte rendu est soumis ou publié : il ne se modifie plus.")
    return _file(meeting)


def _file(meeting, **how):
    name = f"trame-{meeting.group.slug}-{meeting.date.isoformat()}.docx"
    return HttpResponse(
        giving.handed_out(meeting, **how),
        content_type=KIND,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def word_give(request, pk):
    """What a file says is merged into the text; or the file is lent to somebody else."""
    meeting, now = _managed(request, pk), timezone.now()
    is_lending = request.POST.get("do") == "lend"
    form = GivenBackForm() if is_lending else _sent(request)
    lend_form = LendForm(request.POST if is_lending else None)
    taken = _taken(form, partial(giving.taken_back, meeting, request.user))
    shared = _lent(request, meeting, lend_form, now) if lend_form.is_valid() else {}
    context = {
        "meeting": meeting,
        "form": form,
        "taken": taken,
        "lend_form": LendForm() if shared else lend_form,
        "shared": shared,
        "lent": meeting.frame_links.select_related("link__made_by"),
        "now": now,
    }
    status = 422 if form.errors or lend_form.errors else 200
    return render(request, "meetings/word_give.html", context, status=status)


def _sent(request):
    """The form with the file that was sent, if any."""
    return GivenBackForm(*([request.POST, request.FILES] if request.method == "POST" else []))


def _taken(form, take):
    """What became of the file of a form; None where there is none, or it is refused."""
    if not form.is_valid():
        return None
    try:
        return take(form.cleaned_data["file"])
    except (giving.Refused, reading.Unreadable) as refusal:
        form.add_error("file", str(refusal))
        return None


def _lent(request, meeting, form, now):
    """The text to send and where WhatsApp takes it, shown this once; {} when it is refused."""
    asked = form.cleaned_data
    try:
        lent, address = lending.lend(meeting, asked["whom"], asked["days"], request.user, now)
    except NotNow as refusal:
        form.add_error(None, str(refusal))
        return {}
    text = lending.text_of(lent, address)
    return {"text": text, "whatsapp": links.whatsapp(text), "whom": lent.whom}


@require_POST
def word_link_revoke(request, pk, lent):
    meeting = _managed(request, pk)
    found = get_object_or_404(meeting.frame_links.select_related("link", "meeting__group"), pk=lent)
    lending.revoke(found, request.user, timezone.now())
    messages.success(request, f"Le lien pour {found.whom} ne s’ouvre plus.")
    return redirect("meetings:word_give", pk)


def _shut(request, lent, now):
    """The answer to who can fill in no more; None while he can."""
    if lent is None:
        return links.gone(request)
    if why := lending.why_closed(lent, now):
        context = {"why": why, "sent": request.method == "POST"}
        return render(request, "meetings/word_link_gone.html", context, status=410)
    return None


@links.private_link
@links.token_checked
@require_http_methods(["GET", "HEAD", "POST"])
def word_link(request, token):
    """What it is for, the file to take away, and where it is given back."""
    lent, now = lending.of_token(token), timezone.now()
    if shut := _shut(request, lent, now):
        return shut
    if request.method == "POST" and not links.may_post(request, lent.link):
        return ratelimit.respond_429(request)
    form = _sent(request)
    taken = _taken(form, lambda content: lending.given_back(lent, content, now))
    context = {
        "meeting": lent.meeting,
        "lent": lent,
        "token": token,
        "form": form,
        "taken": taken,
    }
    status = 422 if form.errors else 200
    return render(request, "meetings/word_link.html", context, status=status)


@links.private_link
@require_safe
def word_link_frame(request, token):
    """The file, without telephone numbers nor addresses of persons."""
    lent = lending.of_token(token)
    return _shut(request, lent, timezone.now()) or _file(lent.meeting, with_contacts=False)
