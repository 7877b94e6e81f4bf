"""Accounts, for those who give roles: list, sheet, roles, closing and opening again."""

from contextlib import contextmanager
from datetime import timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Exists, OuterRef, Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gtm import access, journal, notices
from gtm.models import Invitation, JournalEntry, Kind, Membership, User, WorkingGroup
from gtm.notices import News
from gtm.people.forms import ContactForm, MembershipEndForm, MembershipForm, UserFilter
from gtm.refusals import NotNow, saved, telling

PER_PAGE = 25


def visible_users(user):
    """With their roles of today, and those still to begin, as `roles`."""
    held = Membership.objects.not_ended(timezone.localdate())
    roles = Prefetch("memberships", held.select_related("group", "agency__territory"), "roles")
    return User.objects.filter(access.accounts_visible(user)).prefetch_related(roles)


def account_or_403(request, pk):
    """The account that one may change; 404 to those who do not even see it."""
    account = get_object_or_404(visible_users(request.user), pk=pk)
    access.require(access.account_manageable(request.user, account))
    return account


@require_safe
def user_list(request):
    access.require(access.scope(request.user).assigns)
    form = UserFilter(request.GET)
    users = form.narrow(visible_users(request.user), timezone.localdate())
    pages = Paginator(users.order_by("name", "pk"), PER_PAGE)
    context = {
        "form": form,
        "page": pages.get_page(request.GET.get("page")),
        "count": pages.count,
        "waiting": Invitation.objects.waiting().count(),
    }
    return render(request, "gtm/user_list.html", context)


@require_safe
def user_detail(request, pk):
    factor = Authenticator.objects.filter(user=OuterRef("pk"), type="totp")
    users = visible_users(request.user).annotate(has_factor=Exists(factor))
    account = get_object_or_404(users, pk=pk)
    ended = account.memberships.exclude(pk__in=[m.pk for m in account.roles])
    context = {
        "account": account,
        "roles": [
            (m, access.role_manageable(request.user, account, m.role)) for m in account.roles
        ],
        "ended": ended.select_related("group", "agency__territory"),
        "entries": JournalEntry.objects.filter(kind="account", object_id=account.pk)[:5],
        "may_manage": access.account_manageable(request.user, account),
        "may_assign": account.pk != request.user.pk,
        "to_confirm": to_confirm(account).select_related("invited_by").first(),
    }
    return render(request, "gtm/user_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def user_edit(request, pk):
    """Name, function and telephone of somebody else's account."""
    account, now = account_or_403(request, pk), timezone.now()
    before = journal.written(account)
    form = ContactForm(request.POST or None, instance=account)
    if form.is_valid():
        with transaction.atomic():
            account.save(update_fields=ContactForm.Meta.fields)
            journal.record_changes(request.user, now, account, before)
        messages.success(request, f"Les coordonnées de {account.name} sont enregistrées.")
        return redirect(account)
    return render(request, "gtm/user_form.html", {"form": form, "account": account})


@require_http_methods(["GET", "HEAD", "POST"])
def user_disable(request, pk):
    """Says first which groups would have no rapporteur any more, and what else follows."""
    account = account_or_403(request, pk)
    if request.method == "POST":
        return _set_active(request, account, False, "Le compte de {} est désactivé.")
    context = {
        "account": account,
        "left": groups_left(account.memberships.alone(timezone.localdate())),
        "invited": Invitation.objects.sent_by(account, ()).count(),
    }
    return render(request, "gtm/user_disable.html", context)


def groups_left(memberships):
    """The groups that would have no rapporteur without these memberships."""
    return WorkingGroup.objects.filter(pk__in=memberships.values("group")).order_by("slug")


@require_POST
def user_enable(request, pk):
    return _set_active(request, account_or_403(request, pk), True, "Le compte de {} est réactivé.")


def _set_active(request, account, active, done):
    now = timezone.now()
    before = journal.written(account)
    with telling(request, done.format(account.name)), an_administrator_stays():
        account.is_active = active
        account.save(update_fields=["is_active"])
        if not active:
            end_sessions(account)
            withdraw(Invitation.objects.sent_by(account, ()), request.user, now)
        action = "réactivation" if active else "désactivation"
        journal.record_changes(request.user, now, account, before, action)
    return redirect(account)


@contextmanager
def an_administrator_stays():
    """A transaction that is undone, with `NotNow`, if nobody opens accounts any more after it.

    Two who close each other pass one after the other, whoever holds that role.
    """
    with transaction.atomic():
        roles = Membership.objects.filter(role="administrator")
        holders = User.objects.filter(pk__in=roles.values("user")).order_by("pk")
        list(holders.select_for_update().values_list("pk"))
        had_some = User.objects.administrators().exists()
        yield
        if had_some and not User.objects.administrators().exists():
            raise NotNow(LAST_ADMINISTRATOR)


LAST_ADMINISTRATOR = (
    "Il ne resterait aucun administrateur : donnez d’abord ce rôle à une autre personne."
)


def withdraw(invitations, by, now):
    for invitation in invitations.select_related("group", "agency__territory"):
        if Invitation.objects.waiting().filter(pk=invitation.pk).update(withdrawn_at=now):
            journal.record(by, now, "invitation retirée", invitation)


def end_sessions(account):
    """Sign out everywhere. A closed account is refused anyhow; so it stays once it reopens."""
    for session in UserSession.objects.filter(user=account):
        session.end()


@require_POST
def user_confirm(request, pk):
    """An administrator knows that this account is another person's than who invited it."""
    account, now = account_or_403(request, pk), timezone.now()
    with transaction.atomic():
        others = to_confirm(account).exclude(invited_by=request.user)
        if others.update(confirmed_at=now):
            journal.record(request.user, now, "identité confirmée", account)
            messages.success(request, f"L’identité de {account.name} est confirmée.")
        else:
            messages.error(request, "Rien à confirmer : qui invite ne confirme pas lui-même.")
    return redirect(account)


def to_confirm(account):
    """What it accepted on the word of one person alone."""
    return account.invitations_accepted.filter(confirmed_at=None)


@require_POST
def user_reset_factor(request, pk):
    """For who has lost telephone and codes: the next sign-in sets up another."""
    account = account_or_403(request, pk)
    with transaction.atomic():
        removed, _ = Authenticator.objects.filter(user=account).delete()
        if removed:
            end_sessions(account)
            journal.record(request.user, timezone.now(), "second facteur réinitialisé", account)
    messages.success(
        request, f"{account.name} choisira un second facteur à sa prochaine connexion."
    )
    return redirect(account)


def _add(form, by, now):
    membership = Membership(user=form.account, since=form.cleaned_data["since"], **form.held)
    membership.save()
    journal.record_changes(by, now, membership, {})
    title = f"Vous avez un nouveau rôle : {membership.label}"
    news = News(f"role:{membership.pk}", title, reverse("gtm:own_account"))
    notices.tell(Kind.ROLE, [(membership, news)], by, now)
    return membership


@require_http_methods(["GET", "HEAD", "POST"])
def membership_add(request, pk):
    account = get_object_or_404(visible_users(request.user), pk=pk)
    access.require(account.pk != request.user.pk)
    today = timezone.localdate()
    form = MembershipForm(request.POST or None, request.user, account, initial={"since": today})
    membership = form.is_valid() and saved(form, lambda: _add(form, request.user, timezone.now()))
    if membership:
        messages.success(request, f"{account.name} a maintenant ce rôle : {membership.label}.")
        return redirect(account)
    return render(request, "gtm/membership_form.html", {"form": form, "account": account})


def _end(membership, until, by, now):
    before = journal.written(membership)
    with an_administrator_stays():
        membership.until = until
        membership.save(update_fields=["until"])
        journal.record_changes(by, now, membership, before, "fin du rôle")
        then = access.scope_on(membership.user, until + timedelta(days=1))
        withdraw(Invitation.objects.sent_by(membership.user, then.assigns), by, now)


@require_http_methods(["GET", "HEAD", "POST"])
def membership_end(request, pk, membership):
    account = get_object_or_404(visible_users(request.user), pk=pk)
    held = account.memberships.select_related("group", "agency__territory")
    membership = get_object_or_404(held, pk=membership)
    access.require(access.role_manageable(request.user, account, membership.role))
    today = timezone.localdate()
    form = MembershipEndForm(request.POST or None, membership, initial={"until": today})
    if form.is_valid():
        with telling(request, f"La fin du rôle de {account.name} est enregistrée."):
            _end(membership, form.cleaned_data["until"], request.user, timezone.now())
        return redirect(account)
    context = {
        "form": form,
        "account": account,
        "membership": membership,
        "waiting": Invitation.objects.sent_by(account, ()).count(),
        "left": groups_left(Membership.objects.filter(pk=membership.pk).alone(today)),
    }
    return render(request, "gtm/membership_end.html", context)
