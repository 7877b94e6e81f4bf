"""Planning the next meetings of a group on the days of its rhythm."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from gtm.access import groups_written
from gtm.ids import number_in
from gtm.models import WorkingGroup
from gtm.typography import counted
from meetings.models import Meeting
from meetings.planning import series
from meetings.planning.forms import SeriesForm
from meetings.writing.dates import free_dates

USUALLY = 6


@require_http_methods(["GET", "HEAD", "POST"])
def group_plan(request, pk):
    """One date or several, each to be unticked; a day that is taken is never planned again."""
    groups = WorkingGroup.objects.filter(groups_written(request.user), is_active=True)
    group, today = get_object_or_404(groups, pk=pk), timezone.localdate()
    count = min(number_in(request.GET.get("nombre"), digits=2) or 1, series.MOST)
    last = Meeting.objects.filter(group=group).taking_place().listed().first()
    dates = free_dates(group, today, count)
    form = SeriesForm(request.POST or None, dates=dates, last=last)
    if request.method == "POST" and form.is_valid():
        return _plan(request, group, form, today)
    context = {"group": group, "form": form, "dates": dates, "count": count, "usually": USUALLY}
    return render(request, "meetings/group_plan.html", context)


def _plan(request, group, form, today):
    planned = series.plan(group, request.user, form.days, today, **form.details)
    told = f"{counted(len(planned), 'réunion planifiée', 'réunions planifiées')}."
    if planned:
        messages.success(request, told)
    if len(planned) < len(form.days):
        messages.warning(request, "Ce qui était déjà planifié ne l’est pas une seconde fois.")
    if len(planned) == 1:
        return redirect(planned[0])
    return redirect(f"{reverse('meetings:calendar')}?vue=liste&groupe={group.pk}")
