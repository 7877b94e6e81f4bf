"""Structures: list, sheet, edit."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from gtm import access, journal, links
from gtm.directory.agency_forms import AgencyFilter, AgencyForm
from gtm.ids import number_in
from gtm.models import Address, Agency, Mail, PersonalLink, Territory
from gtm.names import fold

PER_PAGE = 100


def visible_agencies(user):
    return Agency.objects.filter(access.directory_visible(user)).select_related("territory")


@require_safe
def agency_list(request):
    """All structures with their antennes under them, the collective wordings apart."""
    agencies = list(visible_agencies(request.user).select_related("territory__parent__parent"))
    territories = Territory.objects.filter(access.directory_visible(request.user))
    asked = AgencyFilter(request.GET, agencies, territories)
    found = [agency for agency in agencies if asked.matches(agency)]
    families = _families(agencies, found)
    context = {
        "form": asked,
        "count": len(found),
        "collectives": [entry for entry in families if entry["agency"].is_collective],
        "page": _page(request, [e for e in families if not e["agency"].is_collective]),
        "may_edit": access.scope(request.user).edits_structures,
    }
    return render(request, "gtm/agency_list.html", context)


def _page(request, entries):
    return Paginator(entries, PER_PAGE).get_page(request.GET.get("page"))


def _families(agencies, found):
    """Found structures in order; one whose antenne alone was found stands there for its antenne."""
    antennes = {}
    for agency in found:
        if agency.parent_id:
            antennes.setdefault(agency.parent_id, []).append(agency)
    own = {agency.pk for agency in found}
    heads = [a for a in agencies if a.parent_id is None and (a.pk in own or a.pk in antennes)]
    return [
        {
            "agency": head,
            "antennes": sorted(antennes.get(head.pk, []), key=lambda a: fold(a.label)),
        }
        for head in sorted(heads, key=lambda agency: fold(agency.label))
    ]


@require_safe
def agency_detail(request, pk):
    agency = get_object_or_404(visible_agencies(request.user).select_related("parent"), pk=pk)
    mine = access.scope(request.user)
    may_edit = mine.edits_structures
    context = {
        "agency": agency,
        "sees_downloads": mine.reads_downloads_of({agency.pk, agency.parent_id}),
        "links": _links(agency) if may_edit else (),
        "refused": _refused(agency) if may_edit else (),
        "antennes": agency.antennes.select_related("territory").order_by("territory__pcode"),
        "may_edit": may_edit,
    }
    return render(request, "gtm/agency_detail.html", context)


def _refused(agency):
    """Addresses of the structure that servers refuse: its own, and all that were written to."""
    mails = Mail.objects.filter(agency=agency).annotate(to=Lower("recipient"))
    entries = agency.memberships_of_groups.annotate(to=Lower("email"))
    own = Q(email=agency.email.lower()) | Q(email__in=mails.values("to"))
    return Address.objects.filter(own | Q(email__in=entries.values("to")))


def _links(agency):
    return PersonalLink.objects.open(timezone.now()).filter(agency=agency).select_related("made_by")


@require_POST
def link_revoke(request, pk, link):
    """SP/CCM takes back a link that was sent to a structure."""
    agency = get_object_or_404(visible_agencies(request.user), pk=pk)
    access.require(access.scope(request.user).edits_structures)
    found = get_object_or_404(agency.links.select_related("agency__territory"), pk=link)
    with transaction.atomic():
        links.revoke(found, request.user, timezone.now())
    messages.success(request, "Le lien est retiré : il ne s’ouvre plus.")
    return redirect(agency)


@require_http_methods(["GET", "HEAD", "POST"])
def agency_create(request):
    access.require(access.scope(request.user).edits_structures)
    form = AgencyForm(request.POST or None, initial=_initial(request))
    return _edit(request, form, "La structure {} est ajoutée.")


def _initial(request):
    """What an antenne takes over from the structure whose sheet offered to add it."""
    number = number_in(request.GET.get("antenne_de"))
    parent = Agency.objects.filter(pk=number, parent=None).first() if number else None
    if parent is None:
        return {}
    return {
        "parent": parent,
        "acronym": parent.acronym,
        "name": parent.name,
        "category": parent.category,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def agency_edit(request, pk):
    agency = get_object_or_404(visible_agencies(request.user), pk=pk)
    access.require(access.scope(request.user).edits_structures)
    form = AgencyForm(request.POST or None, instance=agency)
    return _edit(request, form, "La fiche de {} est enregistrée.")


def _edit(request, form, done):
    if journal.stored(form, request.user, timezone.now()):
        messages.success(request, done.format(form.instance.label))
        return redirect(form.instance)
    context = {"form": form, "agency": form.instance, "categories": _categories()}
    return render(request, "gtm/agency_form.html", context)


def _categories():
    return Agency.objects.order_by("category").values_list("category", flat=True).distinct()
