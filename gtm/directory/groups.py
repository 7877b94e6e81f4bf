"""Groups: list, sheet with the head of its documents, edit."""

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from gtm import access, journal
from gtm.directory.group_forms import GroupCreateForm, GroupForm, LetterheadForm
from gtm.models import Letterhead, Membership, WorkingGroup, usual_dates
from gtm.refusals import saved


def visible_groups(user):
    """With those who write their minutes today, as `secretaries`."""
    roles = Membership.objects.secretaries(timezone.localdate()).select_related("user")
    writers = Prefetch("membership_set", roles, to_attr="secretaries")
    groups = WorkingGroup.objects.filter(access.directory_visible(user))
    return groups.select_related("territory").prefetch_related(writers)


@require_safe
def group_list(request):
    groups = list(visible_groups(request.user).order_by("slug"))
    context = {
        "levels": [
            (label, [group for group in groups if group.level == level])
            for level, label in LEVEL_TITLES
        ],
        "count": len(groups),
        "may_edit": access.scope(request.user).edits_groups,
        "may_invite": "secretary" in access.scope(request.user).assigns,
    }
    return render(request, "gtm/group_list.html", context)


LEVEL_TITLES = [
    (WorkingGroup.Level.CENTRAL, "Niveau central"),
    (WorkingGroup.Level.REGIONAL, "Régions"),
    (WorkingGroup.Level.DEPARTMENTAL, "Départements et villes"),
]


@require_safe
def group_detail(request, pk):
    group = get_object_or_404(visible_groups(request.user), pk=pk)
    head, today = letterhead_of(group), timezone.localdate()
    context = {
        "group": group,
        "letterhead": head,
        "head_lines": head.lines_on(today),
        "member_count": group.members.on(today).count(),
        "may_keep": access.scope(request.user).keeps_group(group.pk),
        "may_edit": access.scope(request.user).edits_groups,
        "plans": access.scope(request.user).manages(group.pk) and group.is_active,
        "next_date": _next_date(group, today),
        "may_hand_over": access.scope(request.user).hands_over(group.pk),
        "may_invite": "secretary" in access.scope(request.user).assigns,
    }
    return render(request, "gtm/group_detail.html", context)


def _next_date(group, today):
    """The next day of its rhythm, or None."""
    dates = usual_dates(group, today, 1)
    return dates[0] if dates else None


def letterhead_of(group):
    return getattr(group, "letterhead", None) or Letterhead(group=group)


def _create(form, by, now):
    group = form.save(timezone.localdate(now))
    for made in (group, group.letterhead):
        journal.record_changes(by, now, made, {})
    return group


@require_http_methods(["GET", "HEAD", "POST"])
def group_create(request):
    access.require(access.scope(request.user).edits_groups)
    form = GroupCreateForm(request.POST or None)
    group = form.is_valid() and saved(form, lambda: _create(form, request.user, timezone.now()))
    if group:
        messages.success(request, f"Le groupe {group} est créé. Vérifiez l’en-tête proposé.")
        return redirect(group)
    return render(request, "gtm/group_create.html", {"form": form})


def _save(form, head, before, by, now):
    group = form.save()
    head.save()
    for changed, texts in before:
        journal.record_changes(by, now, changed, texts)
    return group


@require_http_methods(["GET", "HEAD", "POST"])
def group_edit(request, pk):
    group = get_object_or_404(visible_groups(request.user), pk=pk)
    access.require(access.scope(request.user).edits_groups)
    form = GroupForm(request.POST or None, instance=group)
    head = LetterheadForm(request.POST or None, instance=letterhead_of(group))
    before = [
        (each.instance, journal.written(each.instance)) for each in (form, head) if each.is_bound
    ]
    if all([form.is_valid(), head.is_valid()]) and saved(
        form, lambda: _save(form, head, before, request.user, timezone.now())
    ):
        messages.success(request, f"Le groupe {group} est enregistré.")
        return redirect(group)
    context = {"form": form, "letterhead_form": head, "group": group}
    return render(request, "gtm/group_form.html", context)
