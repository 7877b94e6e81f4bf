"""The settings of the country, for the administrator."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from gtm import access, journal
from gtm.directory.country_forms import CountryForm, MinistryForm
from gtm.models import Country, Ministry


@require_http_methods(["GET", "HEAD", "POST"])
def country_edit(request):
    access.require(access.scope(request.user).edits_groups)
    country = Country.current()
    form = CountryForm(request.POST or None, instance=country, today=timezone.localdate())
    if journal.stored(form, request.user, timezone.now()):
        messages.success(request, "Les réglages du pays sont enregistrés.")
        return redirect("gtm:country_edit")
    context = {"form": form, "ministries": Ministry.objects.all()}
    return render(request, "gtm/country_edit.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def ministry_create(request):
    access.require(access.scope(request.user).edits_groups)
    return _ministry(request, Ministry())


@require_http_methods(["GET", "HEAD", "POST"])
def ministry_edit(request, pk):
    access.require(access.scope(request.user).edits_groups)
    return _ministry(request, get_object_or_404(Ministry, pk=pk))


def _ministry(request, ministry):
    form = MinistryForm(request.POST or None, instance=ministry)
    if journal.stored(form, request.user, timezone.now()):
        messages.success(request, "Le nom du ministère est enregistré.")
        return redirect("gtm:country_edit")
    return render(request, "gtm/ministry_form.html", {"form": form})
