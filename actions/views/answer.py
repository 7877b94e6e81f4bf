"""Behind the link of a chase: answering without an account; and who has read the answers."""

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from actions.chases.answering import Answers
from actions.follow_up import AnswerSeen
from actions.models import ActionItem
from gtm import links
from gtm.models import PersonalLink
from gtm.refusals import telling

NOTHING_SAID = "Écrivez au moins une réponse : un état, une phrase ou un fichier."


@links.private_link
@links.token_checked
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, token):
    """The actions that one letter asked one structure about; what is said of them."""
    now = timezone.now()
    link = links.opened(token, PersonalLink.Purpose.ANSWER, now)
    if link is None:
        return links.gone(request, _typed(request))
    if request.method != "POST":
        return _page(request, Answers(link, now))
    if not links.may_post(request, link):
        return ratelimit.respond_429(request)
    if "retirer" in request.POST:
        return _take_back(request, Answers(link, now))
    return _take(request, Answers(link, now, request.POST, request.FILES))


def _typed(request):
    """The sentences of what was sent too late, to be copied."""
    names = ("sentence", "reason")
    return [text for name, text in request.POST.items() if name.endswith(names) and text.strip()]


def _take(request, answers):
    """What is right is stored; what is not stays as it was typed, with what is wrong beside it."""
    stored, refused = answers.take()
    if stored:
        s = "s" if stored > 1 else ""
        messages.success(
            request,
            f"Merci : {stored} réponse{s} enregistrée{s}. Le rapporteur du groupe la lit, et lui "
            "ou le SP/CCM vérifie ce qui est déclaré fait.",
        )
    if not stored and not refused:
        messages.error(request, NOTHING_SAID)
    if not refused:
        return redirect(request.path)
    fresh = Answers(answers.link, answers.now)
    typed = {form.action.pk: form for form in refused}
    fresh.forms = [typed.get(form.action.pk, form) for form in fresh.forms]
    return _page(request, fresh, status=422)


def _take_back(request, answers):
    with telling(request, "La déclaration est retirée : le point d’action est comme avant."):
        answers.take_back(request.POST["retirer"])
    return redirect(request.path)


def _page(request, answers, status=200):
    refused = [form for form in answers.forms if form.is_bound]
    context = {"answers": answers, "refused": refused}
    return render(request, "actions/answer.html", context, status=status)


@require_POST
def answer_seen(request, pk, update):
    """The secretary, or SP/CCM, has read what came in by a link."""
    action = get_object_or_404(ActionItem.objects.closable_by(request.user), pk=pk)
    received = get_object_or_404(action.updates.filter(link__isnull=False), pk=update)
    AnswerSeen.objects.get_or_create(
        update=received, defaults={"by": request.user, "at": timezone.now()}
    )
    messages.success(request, "La réponse est notée comme vue.")
    return redirect("meetings:home" if request.POST.get("retour") == "accueil" else action)
