"""Public holidays: the fixed ones, those entered, those that a calendar foretells."""

from datetime import date

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from gtm import access, journal
from gtm.days import EARLIEST, LATEST, DayField
from gtm.directory.fields import FieldsOnly
from gtm.ids import number_in
from gtm.models import Holiday


class HolidayForm(forms.ModelForm):
    day = DayField(label="Jour", error_messages={"required": "Donnez le jour."})

    class Meta:
        model = Holiday
        fields = ["day", "name"]
        error_messages = {"name": {"required": "Donnez le nom de la fête."}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FieldsOnly()


@require_http_methods(["GET", "HEAD", "POST"])
def holiday_list(request):
    """A year of them, for all members; those who keep them add one, and take what is foretold."""
    access.require(access.scope(request.user).is_member)
    form = HolidayForm(request.POST or None)
    if request.method == "POST":
        access.require(access.scope(request.user).keeps_holidays)
        if journal.stored(form, request.user, timezone.now()):
            messages.success(request, f"{form.instance.name} : ce jour est noté comme férié.")
            return redirect(f"{request.path}?annee={form.instance.day.year}")
    return render(request, "gtm/holiday_list.html", _year(request) | {"form": form})


def _year(request):
    today = timezone.localdate()
    year = number_in(request.GET.get("annee"), digits=4)
    year = year if EARLIEST.year <= year <= LATEST.year else today.year
    first, last = date(year, 1, 1), date(year, 12, 31)
    entered = {each.day: each for each in Holiday.objects.filter(day__range=(first, last))}
    named = Holiday.objects.named(first, last)
    return {
        "year": year,
        "before": year - 1 if year > EARLIEST.year else None,
        "after": year + 1 if year < LATEST.year else None,
        "rows": [(day, named[day], entered.get(day)) for day in sorted(named)],
        "proposed": sorted(Holiday.objects.proposed(first, last).items()),
        "keeps": access.scope(request.user).keeps_holidays,
    }


@require_http_methods(["GET", "HEAD", "POST"])
def holiday_edit(request, pk):
    access.require(access.scope(request.user).keeps_holidays)
    holiday = get_object_or_404(Holiday, pk=pk)
    form = HolidayForm(request.POST or None, instance=holiday)
    if journal.stored(form, request.user, timezone.now()):
        messages.success(request, "Le jour férié est corrigé.")
        return redirect("gtm:holiday_list")
    return render(request, "gtm/holiday_form.html", {"form": form, "holiday": holiday})


@require_POST
def holiday_remove(request, pk):
    access.require(access.scope(request.user).keeps_holidays)
    holiday = Holiday.objects.filter(pk=pk).first()
    if holiday:  # else the button was pressed twice
        journal.record(request.user, timezone.now(), "retrait", holiday)
        holiday.delete()
        messages.success(request, f"{holiday.name} : ce jour n’est plus férié.")
    return redirect("gtm:holiday_list")
