"""A group passes from one secretary to the next."""

from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from gtm import access
from gtm.models import WorkingGroup
from gtm.refusals import telling
from meetings.life import handover
from meetings.life.forms import HandoverForm


@require_http_methods(["GET", "HEAD", "POST"])
def group_handover(request, pk):
    """What goes along, then who comes; the leaving secretary hands over his own place only."""
    today = timezone.localdate()
    seen = WorkingGroup.objects.filter(access.directory_visible(request.user))
    group = get_object_or_404(seen, pk=pk)
    access.require(access.scope(request.user).hands_over(group.pk))
    leaving = handover.secretaries(group, today)
    if not access.scope(request.user).names_secretaries:
        leaving = leaving.filter(user=request.user)
    form = HandoverForm(request.POST or None, leaving, request.user)
    if request.method == "POST" and form.is_valid():
        return _hand_over(request, group, form.cleaned_data)
    context = {"group": group, "form": form, "has_secretary": leaving.exists()}
    context |= handover.passes_along(group, request.user, today)
    return render(request, "meetings/group_handover.html", context)


def _hand_over(request, group, asked):
    with telling(request, f"{asked['successor']} est désormais rapporteur du {group}."):
        handover.hand_over(asked["leaving"], asked["successor"], request.user, timezone.now())
    return redirect(group)
