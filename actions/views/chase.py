"""« Relancer » the actions that were ticked in the review: first what would go, then it goes."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.http import QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from actions.chases import chasing
from actions.chases.forms import ChaseForm
from actions.follow_up import ActionUpdate
from actions.models import ActionItem
from actions.reviewing.selection import LARGEST, TOO_MANY, chosen
from actions.views.action import review_address
from gtm import access
from gtm.ids import number_in
from gtm.models import Agency
from gtm.refusals import NotNow
from gtm.typography import counted


@require_http_methods(["GET", "HEAD", "POST"])
def action_chase(request):
    """The letters to read again, to change and to send, and the same texts for WhatsApp."""
    access.require(access.scope(request.user).chases_actions)
    if request.method != "POST":
        return redirect("actions:action_list")
    back, now = _back(request), timezone.now()
    today = timezone.localdate(now)
    try:
        chase = _chase(request, today)
    except NotNow as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    _note(request, chase, now)
    do = request.POST.get("do") or ("look" if "begun" in request.POST else "")
    typed = request.POST if do in ("send", "look") else None
    form = ChaseForm(typed, chase=chase, by=request.user, today=today)
    if form.is_valid() and do == "send":
        return _send(request, form, now, back)
    context = {"chase": chase, "form": form, "back": back, "shared": _share(request, form, now)}
    context |= {name: request.POST.get(name, "") for name in ("retour", "fiche")}
    return render(request, "actions/action_chase.html", context, status=422 if form.errors else 200)


def _back(request):
    """The action from which one came, else the review as it was filtered."""
    if action := number_in(request.POST.get("fiche")):
        return reverse("actions:action_detail", args=[action])
    return review_address(request.POST.get("retour", ""))


def _chase(request, today):
    """What the ticked actions ask of whom; raises `NotNow` where there is nothing to ask."""
    selected = chosen(request.POST, request.user, today)
    if len(selected) > LARGEST:
        raise NotNow(TOO_MANY)
    actions = ActionItem.objects.designatable_by(request.user).filter(pk__in=selected)
    also = _listed_for(request.POST.get("retour", ""))
    chase = chasing.chase_of(actions, request.user, today, also)
    if not (chase.letters or chase.unassigned or chase.own):
        raise NotNow("Cochez au moins un point d’action en cours : rien à relancer.")
    return chase


def _listed_for(query):
    """The structure by which the list was filtered and its antennes: they are written to too."""
    number = number_in(QueryDict(query).get("structure"))
    if not number:
        return ()
    family = Agency.objects.filter(Q(pk=number) | Q(parent=number))
    return set(family.values_list("pk", flat=True))


def _note(request, chase, now):
    """« J’ai partagé ce texte », « relancé par téléphone »: of the letter whose button was pressed.

    The rest of the page stays as it was typed.
    """
    for channel in (ActionUpdate.Channel.WHATSAPP, ActionUpdate.Channel.PHONE):
        for letter in chase.letters:
            if request.POST.get(f"note-{channel}") == letter.key:
                with transaction.atomic():
                    chasing.note(letter, channel, request.user, now)
                messages.success(request, f"Relance notée : {letter.label}, {channel.label}.")


def _share(request, form, now):
    """(The letter whose button was pressed, its text with new links), shown this once; or None."""
    pressed = request.POST.get("share")
    letter = next((each for each in form.chase.letters if each.key == pressed), None)
    if letter is None or not form.is_valid():
        return None
    try:
        with transaction.atomic():
            text = chasing.share(letter, form.words, request.user, now, timezone.localdate(now))
    except NotNow as refusal:
        messages.error(request, str(refusal))
        return None
    messages.success(request, f"Relance notée : {letter.label}, par WhatsApp. Partagez le texte.")
    return letter, text


def _send(request, form, now, back):
    letters, today = form.chosen, timezone.localdate(now)
    with transaction.atomic():
        fresh, copies = chasing.send(letters, form.words, request.user, now, today, form.copied)
    reached = sum(len(letter.sections) for letter in letters if letter.addresses)
    if fresh:
        s = "s" if fresh > 1 else ""
        messages.success(request, f"{fresh} structure{s} relancée{s} par courriel.")
    if copies:
        messages.success(request, f"Copie envoyée à {counted(copies, 'adresse')}.")
    if reached > fresh:
        messages.warning(
            request, f"Déjà relancées aujourd’hui pour les mêmes points : {reached - fresh}."
        )
    mute = ", ".join(letter.label for letter in letters if not letter.addresses)
    if mute:
        messages.error(
            request,
            f"Sans adresse, donc sans courriel : {mute}. Complétez leur fiche dans « Structures », "
            "ou relancez de nouveau pour partager le texte par WhatsApp.",
        )
    return redirect(back)
