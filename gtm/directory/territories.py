"""Territories: the administrative map, and the spellings under which a name is known."""

from django.contrib import messages
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from gtm import access, journal
from gtm.directory.territory_forms import TerritoryForm
from gtm.models import Territory

Kind = Territory.Kind


def visible_territories(user):
    return Territory.objects.filter(access.directory_visible(user))


@require_safe
def territory_list(request):
    parts = Territory.objects.filter(kind__in=[Kind.DEPARTMENT, Kind.CITY])
    regions = visible_territories(request.user).filter(kind=Kind.REGION)
    context = {
        "regions": regions.prefetch_related(Prefetch("children", parts)),
        "may_edit": access.scope(request.user).edits_structures,
    }
    return render(request, "gtm/territory_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def territory_edit(request, pk):
    territories = visible_territories(request.user).select_related("parent")
    territory = get_object_or_404(territories, pk=pk)
    access.require(access.scope(request.user).edits_structures)
    form = TerritoryForm(request.POST or None, instance=territory)
    if journal.stored(form, request.user, timezone.now()):
        messages.success(request, f"Le territoire {territory.name} est enregistré.")
        return redirect(territory)
    context = {"form": form, "territory": territory}
    return render(request, "gtm/territory_form.html", context)
