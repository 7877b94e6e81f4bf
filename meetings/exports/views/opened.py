"""Open data: the page that explains it, and its files."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from gtm import tables
from gtm.typography import number
from meetings.exports import opened, shapes
from meetings.exports.answers import attached
from meetings.models import Meeting

NAMES = {"actions": "Points d’action", "meetings": "Réunions"}
FILES = {"actions": "actions", "meetings": "reunions"}


def _asked(request, what):
    """(columns, rows as a queryset) of a file."""
    if what == "actions":
        return opened.action_columns(timezone.localdate()), opened.actions_of(request.user)
    visible = Meeting.objects.visible_to(request.user)
    return opened.meeting_columns(), opened.meetings_of(visible)


@require_safe
def open_data(request):
    kinds = [(name, NAMES[name], *_asked(request, name)) for name in NAMES]
    files = [
        {
            "title": title,
            "columns": columns,
            "count": rows.count(),
            **{suffix: reverse(f"meetings:open_{name}_{suffix}") for suffix in KINDS},
        }
        for name, title, columns, rows in kinds
    ]
    return render(request, "meetings/open_data.html", {"files": files, "most": number(opened.MOST)})


CALLS = {
    "territories": "les territoires, avec leurs P-codes",
    "groups": "les groupes",
    "agencies": "les structures, leurs sigles et leurs antennes",
    "meetings": "les réunions dont un compte rendu est publié ; « group », « since » et « until » "
    "les filtrent",
    "meetings/{id}": "un compte rendu entier, au format décrit sur la page des données",
    "actions": "les points d’action ; « status » les filtre aussi",
}


@require_safe
def api_guide(request):
    """How a program asks, for people; for programs it is told in `openapi.json`."""
    context = {"calls": CALLS, "site": settings.SITE_URL, "largest": shapes.LARGEST}
    return render(request, "meetings/api_guide.html", context)


@require_safe
def open_csv(request, what):
    """For programs: commas, days as 2022-03-15, the second line for HXL."""
    columns, rows = _asked(request, what)
    found = opened.in_pieces(rows)
    lines = tables.csv_lines(columns, found, delimiter=",", dates=tables.ISO)
    return attached(lines, "text/csv; charset=utf-8", f"{FILES[what]}.csv")


@require_safe
def open_json(request, what):
    columns, rows = _asked(request, what)
    lines = tables.json_lines(columns, opened.in_pieces(rows))
    return attached(lines, "application/json", f"{FILES[what]}.json")


@require_safe
def open_xlsx(request, what):
    columns, rows = _asked(request, what)
    if rows.count() > opened.MOST:
        most = f"{number(opened.MOST)} lignes au plus"
        messages.error(request, f"C’est trop pour un classeur ({most}) : prenez le fichier CSV.")
        return redirect("meetings:open_data")
    sheet = tables.Sheet(NAMES[what], columns, opened.in_pieces(rows))
    return attached(tables.workbook(NAMES[what], sheet), tables.KIND, f"{FILES[what]}.xlsx")


KINDS = {"csv": open_csv, "xlsx": open_xlsx, "json": open_json}
