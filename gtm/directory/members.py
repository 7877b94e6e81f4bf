"""Members of a group: list at a day, one of them, taking back what was a mistake."""

from django.contrib import messages
from django.db import transaction
from django.db.models import ProtectedError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gtm import access, journal, locks
from gtm.directory.member_forms import MemberDay, MemberForm
from gtm.mailing import refused
from gtm.models import Member, Removal, WorkingGroup
from gtm.names import fold
from gtm.refusals import NotNow, telling


def visible_group(user, pk):
    groups = WorkingGroup.objects.filter(access.directory_visible(user))
    return get_object_or_404(groups.select_related("territory"), pk=pk)


def kept_group(user, pk):
    """The group, whose members the person may change."""
    group = visible_group(user, pk)
    access.require(is_kept(user, group))
    return group


def is_kept(user, group):
    return WorkingGroup.objects.filter(access.groups_kept(user), pk=group.pk).exists()


def visible_members(user, group):
    return Member.objects.filter(access.members_visible(user), group=group).whole()


def address_of(group):
    return reverse("gtm:member_list", args=[group.pk])


@require_safe
def member_list(request, pk):
    """The members of a day, those convened before those invited; who was one, who will be."""
    group, today = visible_group(request.user, pk), timezone.localdate()
    form = MemberDay(request.GET, today)
    members = sorted(visible_members(request.user, group), key=lambda each: fold(each.label))
    present = [each for each in members if each.is_on(form.day)]
    by_style = [
        (style, [each for each in present if each.style == style]) for style in Member.Style
    ]
    bad = refused.of(each.email for each in members)
    for each in members:
        each.refused = bad.get(each.email.lower())
    context = {
        "group": group,
        "form": form,
        "day": form.day,
        "is_today": form.day == today,
        "count": len(present),
        "sections": [(TITLES[style], own) for style, own in by_style if own],
        "former": [each for each in members if each.until and each.until < form.day],
        "coming": [each for each in members if each.since > form.day],
        "may_edit": is_kept(request.user, group),
    }
    return render(request, "gtm/member_list.html", context)


TITLES = {
    Member.Style.CONVOCATION: "Convoqués",
    Member.Style.INVITATION: "Invités",
}


@require_http_methods(["GET", "HEAD", "POST"])
def member_create(request, pk):
    group = kept_group(request.user, pk)
    initial = {"since": timezone.localdate()}
    form = MemberForm(request.POST or None, instance=Member(group=group), initial=initial)
    return _edit(request, form, "{} est membre du groupe.")


@require_http_methods(["GET", "HEAD", "POST"])
def member_edit(request, pk, member):
    group = kept_group(request.user, pk)
    member = get_object_or_404(visible_members(request.user, group), pk=member)
    form = MemberForm(request.POST or None, instance=member)
    return _edit(request, form, "La fiche de {} est enregistrée.")


def _edit(request, form, done):
    member = form.instance
    if journal.stored(form, request.user, timezone.now()):
        messages.success(request, done.format(member.label))
        return redirect(address_of(member.group))
    is_removable = bool(member.pk) and not member.convened.exists()
    context = {"form": form, "member": member, "group": member.group, "is_removable": is_removable}
    return render(request, "gtm/member_form.html", context)


@require_POST
def member_remove(request, pk, member):
    """A mistake: who was convened once stays, with an end."""
    group = kept_group(request.user, pk)
    member = get_object_or_404(visible_members(request.user, group), pk=member)
    with telling(request, f"{member.label} est retiré de la liste."):
        remove(member, request.user, timezone.now())
    return redirect(address_of(group))


WAS_CONVENED = "Ce membre a déjà été convoqué : donnez-lui plutôt une fin."


def remove(member, by, now):
    """Raises `NotNow`."""
    try:
        with transaction.atomic():
            locks.hold(member.group_id)
            journal.record(by, now, "retrait", member)
            Removal.note(now, member)
            member.delete()
    except ProtectedError:
        raise NotNow(WAS_CONVENED) from None
