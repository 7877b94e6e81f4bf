"""Who is reminded, how often; and what each would get today, before it is switched on."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from actions.chases import reminders
from actions.chases.letters import addresses_of, secretaries_of
from actions.chases.reminder_forms import ReminderForm
from actions.models import ActionItem
from actions.parts import count_by_structure
from gtm.access import require, scope
from gtm.models import Agency, WorkingGroup
from gtm.typography import counted


@require_http_methods(["GET", "HEAD", "POST"])
def reminder_list(request):
    """A line per group and per structure that has something open, or is switched on."""
    require(scope(request.user).sets_reminders)
    form = ReminderForm(request.POST or None, lines=_lines(timezone.localdate()))
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            changed = form.save(request.user, timezone.now())
        told = counted(changed, "réglage enregistré", "réglages enregistrés")
        messages.success(request, f"{told}.")
        return redirect("actions:reminder_list")
    return render(request, "actions/reminder_list.html", {"form": form})


def _lines(today):
    """[(kind, its structure or group, addresses, open, late)]"""
    actions = ActionItem.objects.all()
    opened, late = (count_by_structure(each) for each in (actions.open(), actions.late(today)))
    by_group = {
        name: dict(found.order_by().values_list("group").annotate(n=Count("pk")))
        for name, found in (("open", actions.open()), ("late", actions.late(today)))
    }
    groups = list(WorkingGroup.objects.filter(is_active=True).order_by("level", "slug"))
    agencies = Agency.objects.active().filter(is_collective=False)
    agencies = [
        agency
        for agency in agencies.select_related("territory", "parent")
        if opened[agency.pk] or agency.gets_reminders
    ]
    addresses = secretaries_of(groups, today) | addresses_of(agencies, today)
    return [
        *(
            ("groupe", each, addresses[each], by_group["open"].get(each.pk, 0),
             by_group["late"].get(each.pk, 0))
            for each in groups
        ),
        *(
            ("structure", each, addresses[each], opened[each.pk], late[each.pk])
            for each in agencies
        ),
    ]  # fmt: skip


@require_safe
def reminder_detail(request, kind, pk):
    """The mail that one would get today."""
    require(scope(request.user).sets_reminders)
    if kind not in reminders.KINDS:
        raise Http404
    subject = get_object_or_404(reminders.KINDS[kind], pk=pk)
    digest = reminders.digest_of(subject, timezone.localdate())
    name = reminders.name_of(subject)
    return render(request, "actions/reminder_detail.html", {"digest": digest, "name": name})
