"""The page behind the link of an invitation: open to who holds it, with an account or without."""

from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError, transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from gtm import access, journal
from gtm.models import Invitation, Membership, User
from gtm.people.forms import AcceptanceForm
from gtm.people.roles import OPENS


@sensitive_post_parameters("password1", "password2")
@never_cache
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation_accept(request, token):
    found = Invitation.objects.open(timezone.now()).with_token(token)
    invitation = found.select_related("group", "agency__territory", "invited_by").first()
    if invitation is None or invitation.role not in access.scope(invitation.invited_by).assigns:
        return gone(request)  # an invitation lasts no longer than the word of who sent it
    account = User.objects.filter(email=invitation.email).first()
    if account is None and not request.user.is_authenticated:
        return _newcomer(request, invitation)
    return _known(request, invitation, account)


def gone(request):
    """Unknown, used, withdrawn or expired: whoever tries links learns nothing of which."""
    return render(request, "gtm/invitation_gone.html", status=404)


def _known(request, invitation, account):
    """Who has an account signs in with it, and no other takes the role."""
    is_own = account is not None and request.user == account
    if request.method == "POST" and is_own:
        if not accept(invitation, account, account):
            return gone(request)
        messages.success(request, f"Vous avez maintenant ce rôle : {invitation.label}.")
        return redirect("meetings:home")
    context = {"invitation": invitation, "opens": OPENS[invitation.role], "is_own": is_own}
    return render(request, "gtm/invitation_known.html", context)


def _newcomer(request, invitation):
    form = AcceptanceForm(request.POST or None)
    if form.is_valid():
        account = create_account(invitation, form.cleaned_data)
        if account is None:
            return gone(request)
        record_authentication(request, account, method="password", email=account.email)
        return perform_login(request, account)
    context = {"form": form, "invitation": invitation, "opens": OPENS[invitation.role]}
    return render(request, "gtm/invitation_accept.html", context)


def create_account(invitation, typed):
    """The account with its role; None when another request was faster."""
    try:
        with transaction.atomic():
            account = User.objects.create_user(
                invitation.email, typed["password1"], name=typed["name"]
            )
            journal.record_changes(account, timezone.now(), account, {})
            if not accept(invitation, account, account):
                raise IntegrityError("claimed meanwhile")
    except IntegrityError:
        return None
    return account


def accept(invitation, account, actor):
    """Give the role, once; says whether the invitation was still open."""
    now = timezone.now()
    with transaction.atomic():
        if not invitation.claim(now):
            return False
        Invitation.objects.filter(pk=invitation.pk).update(accepted_by=account)
        held = {"role": invitation.role, "group": invitation.group, "agency": invitation.agency}
        today = timezone.localdate(now)
        membership, is_new = Membership.objects.take_up(account, today, **held)
        if is_new:
            action = f"rôle accepté, sur invitation de {invitation.invited_by.name}"[:80]
            journal.record_changes(actor, now, membership, {}, action)
    return True
