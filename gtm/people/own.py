"""One's own account: what it may do, and where to change it."""

from allauth.account.models import EmailAddress
from allauth.mfa.utils import is_mfa_enabled
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from gtm import access, journal
from gtm.models import User
from gtm.people.forms import ContactForm


@require_safe
def own_account(request):
    user = request.user
    roles = user.memberships.not_ended(timezone.localdate())
    context = {
        "roles": roles.select_related("group", "agency__territory"),
        "new_address": EmailAddress.objects.get_new(user),
        "has_factor": is_mfa_enabled(user, ["totp"]),
        "must_have_factor": settings.SECOND_FACTOR_REQUIRED and user.needs_second_factor,
        "sessions": UserSession.objects.filter(user=user).count(),
        "manages_accounts": bool(access.scope(user).assigns),
    }
    return render(request, "gtm/own_account.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def own_name(request):
    account = User.objects.get(pk=request.user.pk)
    before = journal.written(account)
    form = ContactForm(request.POST or None, instance=account)
    if form.is_valid():
        with transaction.atomic():
            account.save(update_fields=ContactForm.Meta.fields)
            journal.record_changes(request.user, timezone.now(), account, before)
        messages.success(request, "Vos coordonnées sont enregistrées.")
        return redirect("gtm:own_account")
    return render(request, "gtm/own_name.html", {"form": form})
