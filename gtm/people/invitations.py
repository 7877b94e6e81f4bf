"""Invitations, for those who send them: list, send, send again, withdraw."""

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gtm import access, journal, outbox
from gtm.models import Invitation
from gtm.people.forms import InvitationForm
from gtm.people.roles import OPENS

PER_PAGE = 25


def visible_invitations(user):
    waiting = Invitation.objects.filter(access.accounts_visible(user)).waiting()
    return waiting.select_related("group", "agency__territory", "invited_by")


@require_safe
def invitation_list(request):
    access.require(access.scope(request.user).assigns)
    now = timezone.now()
    pages = Paginator(visible_invitations(request.user), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    mine = access.scope(request.user).assigns
    context = {
        "page": page,
        "invitations": [(one, one.has_expired(now), one.role in mine) for one in page],
        "count": pages.count,
    }
    return render(request, "gtm/invitation_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def invitation_create(request):
    access.require(access.scope(request.user).assigns)
    asked = {"role": "secretary", "group": request.GET["groupe"]} if "groupe" in request.GET else {}
    form = InvitationForm(request.POST or None, request.user, timezone.localdate(), initial=asked)
    if form.is_valid():
        invitation = Invitation(
            email=form.cleaned_data["email"], invited_by=request.user, **form.held
        )
        send(invitation, request.user, timezone.now())
        messages.success(request, f"L’invitation part à {invitation.email}. Elle vaut 7 jours.")
        return redirect("gtm:invitation_list")
    opens = [(label, OPENS[value]) for value, label in form.fields["role"].choices if value]
    return render(request, "gtm/invitation_form.html", {"form": form, "opens": opens})


@transaction.atomic
def send(invitation, by, now):
    token = invitation.renew(now)
    invitation.save()
    journal.record_changes(by, now, invitation, {}, "invitation envoyée")
    _write(invitation, token)


@transaction.atomic
def send_again(invitation, by, now):
    """Says whether it still waited."""
    before = journal.written(invitation)
    token = invitation.send_again(by, now)
    if token:
        journal.record_changes(by, now, invitation, before, "invitation renvoyée")
        _write(invitation, token)
    return token is not None


def _write(invitation, token):
    link = settings.SITE_URL + reverse("gtm:invitation_accept", args=[token])
    body = render_to_string(
        "gtm/invitation_mail.txt",
        {"invitation": invitation, "link": link, "opens": OPENS[invitation.role]},
    )
    key = f"{outbox.SECRET}invitation:{invitation.pk}:{invitation.times_sent}"
    outbox.put(key, invitation.email, "Votre invitation à GTM Niger", body)


def manageable_or_404(request, pk):
    invitation = get_object_or_404(visible_invitations(request.user), pk=pk)
    access.require(invitation.role in access.scope(request.user).assigns)
    return invitation


WAITS_NO_MORE = "Cette invitation vient d’être acceptée, retirée ou renvoyée : relisez la liste."


@require_POST
def invitation_resend(request, pk):
    invitation = manageable_or_404(request, pk)
    if not send_again(invitation, request.user, timezone.now()):
        messages.error(request, WAITS_NO_MORE)
        return redirect("gtm:invitation_list")
    messages.success(request, f"Un nouveau lien part à {invitation.email} ; l’ancien ne sert plus.")
    return redirect("gtm:invitation_list")


@require_POST
def invitation_withdraw(request, pk):
    invitation = manageable_or_404(request, pk)
    now = timezone.now()
    with transaction.atomic():
        if Invitation.objects.waiting().filter(pk=pk).update(withdrawn_at=now):
            journal.record(request.user, now, "invitation retirée", invitation)
    messages.success(request, f"L’invitation de {invitation.email} est retirée.")
    return redirect("gtm:invitation_list")
