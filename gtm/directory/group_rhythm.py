"""The rhythm of a group, kept by who keeps its members and letters."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from gtm import access, journal
from gtm.directory.groups import visible_groups
from gtm.directory.rhythm_forms import RhythmForm
from gtm.models import WorkingGroup


@require_http_methods(["GET", "HEAD", "POST"])
def rhythm_edit(request, pk):
    group = get_object_or_404(visible_groups(request.user), pk=pk)
    kept = WorkingGroup.objects.filter(access.groups_kept(request.user), pk=pk)
    access.require(kept.exists())
    before = journal.written(group)
    form = RhythmForm(request.POST or None, group=group)
    if request.method == "POST" and form.is_valid():
        journal.record_changes(request.user, timezone.now(), form.save(), before)
        messages.success(request, f"Le rythme du {group} est enregistré.")
        return redirect(group)
    return render(request, "gtm/rhythm_form.html", {"form": form, "group": group})
