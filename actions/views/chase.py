"""« Relancer » the actions that were ticked in the review: first what would go, then it goes."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from actions import chasing
from actions.models import ActionItem
from actions.selection import LARGEST, TOO_MANY, chosen
from actions.views.action import review_address
from gtm import access


@require_http_methods(["GET", "HEAD", "POST"])
def action_chase(request):
    """One letter per structure, and the same text to share by WhatsApp."""
    access.require(access.scope(request.user).chases_actions)
    if request.method != "POST":
        return redirect("actions:action_list")
    back = review_address(request.POST.get("retour", ""))
    now = timezone.now()
    selected = chosen(request.POST, request.user, timezone.localdate(now))
    if len(selected) > LARGEST:
        messages.error(request, TOO_MANY)
        return redirect(back)
    actions = ActionItem.objects.designatable_by(request.user).filter(pk__in=selected)
    chase = chasing.chase_of(actions, request.user, timezone.localdate(now))
    if not chase.letters and not chase.unassigned:
        messages.error(request, "Cochez au moins un point d’action en cours : rien à relancer.")
        return redirect(back)
    if request.POST.get("do") == "send":
        return _send(request, chase, now, back)
    context = {"chase": chase, "back": back, "return_query": request.POST.get("retour", "")}
    return render(request, "actions/action_chase.html", context)


def _send(request, chase, now, back):
    with transaction.atomic():
        fresh = chasing.send(chase, request.user, now, timezone.localdate(now))
    reached = sum(bool(letter.addresses) for letter in chase.letters)
    if fresh:
        s = "s" if fresh > 1 else ""
        messages.success(request, f"{fresh} structure{s} relancée{s} par courriel.")
    if reached > fresh:
        messages.warning(
            request, f"Déjà relancées aujourd’hui pour les mêmes points : {reached - fresh}."
        )
    mute = ", ".join(letter.agency.label for letter in chase.letters if not letter.addresses)
    if mute:
        messages.error(
            request,
            f"Sans adresse, donc sans courriel : {mute}. Complétez leur fiche dans « Structures », "
            "ou relancez de nouveau pour partager le texte par WhatsApp.",
        )
    return redirect(back)
