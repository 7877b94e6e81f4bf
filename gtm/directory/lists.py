"""The sending list of a group: who else gets what it publishes, and what."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from gtm import access, journal
from gtm.directory.list_forms import EntryForm, PasteForm
from gtm.mailing import refused, unsubscribing
from gtm.models import ListEntry, Removal, WorkingGroup
from gtm.typography import counted


def kept_group(request, pk):
    """A group whose list the person keeps, or 404."""
    groups = WorkingGroup.objects.filter(access.groups_kept(request.user))
    return get_object_or_404(groups, pk=pk)


@require_http_methods(["GET", "HEAD", "POST"])
def list_entries(request, pk):
    """The list, what became of its addresses; several more are typed or pasted, one a line."""
    group = kept_group(request, pk)
    form = PasteForm(request.POST or None, group=group)
    if request.method == "POST" and form.is_valid():
        added = _add(form.entries(), request.user, timezone.now())
        messages.success(request, f"{counted(added, 'adresse')} de plus sur la liste.")
        return redirect("gtm:list_entries", pk)
    entries = list(group.list_entries.select_related("agency__territory"))
    emails = [each.email.lower() for each in entries]
    bad, left = refused.of(emails), unsubscribing.left_among(emails)
    rows = [(each, bad.get(each.email.lower()), each.email.lower() in left) for each in entries]
    context = {"group": group, "form": form, "rows": rows}
    return render(request, "gtm/list_entries.html", context)


@transaction.atomic
def _add(entries, by, now):
    """Those that are not on the list yet; returns how many."""
    added = 0
    for entry in entries:
        known = ListEntry.objects.filter(group=entry.group, email__iexact=entry.email)
        if not known.exists():
            entry.save()
            journal.record_changes(by, now, entry, {})
            added += 1
    return added


@require_http_methods(["GET", "HEAD", "POST"])
def list_entry_edit(request, pk, entry):
    group = kept_group(request, pk)
    found = get_object_or_404(group.list_entries, pk=entry)
    form = EntryForm(request.POST or None, instance=found)
    if journal.stored(form, request.user, timezone.now()):
        messages.success(request, f"L’adresse {found.email} est enregistrée.")
        return redirect("gtm:list_entries", pk)
    context = {"group": group, "form": form, "entry": found}
    return render(request, "gtm/list_entry_form.html", context)


@require_POST
def list_entry_remove(request, pk, entry):
    group = kept_group(request, pk)
    found = get_object_or_404(group.list_entries, pk=entry)
    now = timezone.now()
    with transaction.atomic():
        journal.record(request.user, now, "adresse retirée de la liste", found)
        Removal.note(now, found)
        found.delete()
    messages.success(request, f"{found.email} n’est plus sur la liste.")
    return redirect("gtm:list_entries", pk)
