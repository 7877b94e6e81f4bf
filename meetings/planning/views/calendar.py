"""The calendar of meetings: a month or a list, of one group, one's own, all."""

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gtm.access import groups_written, require, scope
from gtm.ids import number_in
from gtm.models import WorkingGroup
from gtm.typography import MONTHS, WEEKDAYS
from meetings.models import Meeting
from meetings.planning import calendar

OWN, LIST = "miens", "liste"


@require_safe
def calendar_show(request):
    require(scope(request.user).is_member)
    today = timezone.localdate()
    first = calendar.month_of(request.GET.get("mois"), today)
    groups = WorkingGroup.objects.order_by("level", "slug")
    chosen = request.GET.get("groupe", "")
    group = groups.filter(pk=number_in(chosen)).first()
    meetings = Meeting.objects.visible_to(request.user)
    if group:
        meetings = meetings.filter(group=group)
    elif chosen == OWN:
        meetings = meetings.filter(group__in=groups.filter(groups_written(request.user)))
    is_list = request.GET.get("vue") == LIST
    context = {
        "group": group,
        "groups": groups,
        "chosen": str(group.pk) if group else OWN if chosen == OWN else "",
        "is_list": is_list,
        "today": today,
        "has_own": scope(request.user).creates_meetings,
        "plans": group and scope(request.user).manages(group.pk),
        **_span(first, is_list),
    }
    context |= _drawn(first, is_list, meetings, today)
    return render(request, "meetings/calendar.html", context)


def _drawn(first, is_list, meetings, today):
    if is_list:
        return {"days": calendar.listed(first, meetings, today)}
    return {"weeks": calendar.weeks(first, meetings, today), "weekdays": WEEKDAYS}


def _span(first, is_list):
    """The months shown, and those that the links lead to."""
    step = calendar.LIST_MONTHS if is_list else 1
    last = calendar.later(first, step - 1)
    title = _named(first) if step == 1 else f"De {_named(first)} à {_named(last)}"
    return {
        "first": first,
        "span": title[:1].upper() + title[1:],
        "before": calendar.later(first, -step),
        "after": calendar.later(first, step),
    }


def _named(first):
    return f"{MONTHS[first.month - 1]} {first.year}"
