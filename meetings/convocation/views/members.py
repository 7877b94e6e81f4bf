"""Members of a group taken over from its last minutes."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from gtm.directory.members import kept_group
from gtm.typography import counted
from meetings.convocation import proposing


@require_http_methods(["GET", "HEAD", "POST"])
def member_propose(request, pk):
    group, now = kept_group(request.user, pk), timezone.now()
    meeting = proposing.last_out(group)
    today = timezone.localdate(now)
    proposed = proposing.candidates(meeting, today) if meeting else []
    since = meeting.date if meeting else today
    form = proposing.ProposedMembers(request.POST or None, proposed, since)
    if form.is_valid():
        given = form.cleaned_data["since"]
        count = proposing.take(group, form.chosen, given, request.user, now)
        messages.success(request, f"{counted(count, 'membre ajouté', 'membres ajoutés')}.")
        return redirect("gtm:member_list", group.pk)
    context = {"group": group, "meeting": meeting, "proposed": proposed, "form": form}
    return render(request, "meetings/member_propose.html", context)
