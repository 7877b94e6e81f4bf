"""Pages of the archives: the country, a group, a region, a structure; by year."""

from datetime import MAXYEAR, date

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from gtm import access
from gtm.ids import number_in
from gtm.models import Agency, WorkingGroup
from meetings.archive import figures, subjects

PAGE = 50
ACTIONS = 10


@require_safe
def archive(request):
    access.require(access.scope(request.user).is_member)
    return _page(request, subjects.country(request.user, timezone.localdate()))


@require_safe
def group_archive(request, pk):
    groups = WorkingGroup.objects.filter(access.directory_visible(request.user))
    group = get_object_or_404(groups, pk=pk)
    return _page(request, subjects.of_group(request.user, timezone.localdate(), group))


@require_safe
def region_archive(request, pk):
    regions = subjects.regions().filter(access.directory_visible(request.user))
    region = get_object_or_404(regions, pk=pk)
    return _page(request, subjects.of_region(request.user, timezone.localdate(), region))


@require_safe
def agency_archive(request, pk):
    agencies = Agency.objects.filter(access.directory_visible(request.user))
    agency = get_object_or_404(agencies.select_related("territory"), pk=pk)
    return _page(request, subjects.of_agency(request.user, timezone.localdate(), agency))


def _page(request, subject):
    """All of it, or the year and month that the address asks for; a wrong one asks for nothing."""
    today, (year, month) = timezone.localdate(), _asked(request.GET)
    meetings, actions = subject.meetings, subject.actions
    if year:
        meetings = meetings.filter(figures.in_year(year, month))
        actions = actions.filter(figures.in_year(year, month, "decided_on"))
    context = {
        "subject": subject,
        "year": year,
        "month": date(year, month, 1) if month else None,
        "years": figures.years(subject.meetings),
        "months": figures.months(subject.meetings, year) if year else (),
        "figures": figures.of(meetings, actions, today),
        "page": Paginator(meetings.listed(), PAGE).get_page(request.GET.get("page")),
        "scope": access.scope(request.user),
        **_beside(subject, meetings, actions, today),
    }
    return render(request, "meetings/archive.html", context)


def _asked(address):
    year, month = number_in(address.get("annee"), 4), number_in(address.get("mois"), 2)
    if not 1 <= year < MAXYEAR:
        return None, None
    return year, month if 1 <= month <= 12 else None


def _beside(subject, meetings, actions, today):
    """Of the country, where else one may look; of a structure, where it came and what it owes."""
    if subject.row is None:
        groups = WorkingGroup.objects.order_by("level", "slug")
        return {"groups": groups, "regions": subjects.regions()}
    if not isinstance(subject.row, Agency):
        return {}
    owed = actions.open().select_related("group").defer("words")
    return {
        "attended": figures.by_group(meetings),
        "owed": [(each, each.days_late(today)) for each in owed.order_by("due_on", "pk")[:ACTIONS]],
    }
