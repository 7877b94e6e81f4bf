"""Structures brought in from a table, and written as one that reads back the same."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from gtm import access, journal
from gtm.directory.agencies import visible_agencies
from gtm.directory.agency_forms import AgencyForm
from gtm.imports import Outcome, asked, changed, downloaded, is_yes, refused, refused_by
from gtm.models import Agency, Territory, directory
from gtm.names import fold
from gtm.refusals import saved
from gtm.sheets import guarded

COLUMNS = {
    "acronym": ("Sigle", "acronyme"),
    "name": ("Nom complet", "nom", "structure"),
    "category": ("Catégorie", "type"),
    "is_collective": ("Ensemble", "ensemble de structures"),
    "aliases": ("Autres noms", "alias", "autres graphies"),
    "parent": ("Antenne de", "structure mère"),
    "territory": ("Territoire", "région", "département"),
    "email": ("Courriel", "adresse électronique", "e-mail", "email", "mail"),
    "phone": ("Téléphone", "tél", "numéro de téléphone"),
    "remark": ("Remarque", "observations"),
    "is_active": ("Active", "en activité"),
}
YES_OR_NO = ("is_collective", "is_active")
BETWEEN = " | "  # aliases in one cell


@require_safe
def agency_export(request):
    access.require(access.scope(request.user).edits_structures)
    return downloaded(_rows(request.user), f"structures-{timezone.localdate()}")


def _rows(user):
    """The headings, then the structures before their antennes: a line names what is there."""
    yield [own[0] for own in COLUMNS.values()]
    whole = visible_agencies(user).select_related("parent", "territory")
    for agency in whole.order_by("parent__acronym", "acronym", "pk"):
        yield guarded([_cell(agency, name) for name in COLUMNS])


def _cell(agency, name):
    value = getattr(agency, name)
    if name in YES_OR_NO:
        return "oui" if value else "non"
    if name == "parent":
        return value.acronym if value else ""
    if name == "territory":
        return value.pcode if value else ""
    return BETWEEN.join(value.splitlines()) if name == "aliases" else value


@require_http_methods(["GET", "HEAD", "POST"])
def agency_import(request):
    """Tried first; the second button does it, if no line is refused."""
    access.require(access.scope(request.user).edits_structures)
    take = partial(taken, by=request.user, now=timezone.now())
    form, trial = asked(request, COLUMNS, ["acronym"], take)
    if trial and trial.is_kept:
        messages.success(request, "Le tableau est importé.")
        return redirect("gtm:agency_list")
    return render(request, "gtm/agency_import.html", {"form": form, "trial": trial})


def taken(line, by, now):
    """The `Outcome` of one line: a structure of that acronym in that place is changed, else made.

    An empty cell changes nothing.
    """
    cells = {name: _one_line(name, text) for name, text in line.cells.items() if text}
    label = " ".join(filter(None, [cells.get("acronym"), cells.get("territory")]))
    territory, parent = _territory(cells.get("territory")), _parent(cells.get("parent"))
    if "territory" in cells and territory is None:
        return refused(line, label, f"Territoire inconnu, ou plusieurs : « {cells['territory']} ».")
    if "parent" in cells and parent is None:
        return refused(line, label, f"Structure inconnue : « {cells['parent']} ».")
    agency = _known(cells.get("acronym", ""), territory) or Agency()
    before = journal.written(agency)
    form = AgencyForm(_posted(agency, cells, territory, parent), instance=agency)
    if not form.is_valid() or not saved(form, form.save):
        return refused_by(line, label, form)
    entry = journal.record_changes(by, now, agency, before)
    return Outcome(line.number, agency.label, changed(before, entry, "créée", "modifiée"))


def _one_line(name, text):
    return text if name == "remark" else " ".join(text.split())


def _posted(agency, cells, territory, parent):
    """What its sheet would send, with what the line says in place of what it said."""
    posted = {name: value for name, value in AgencyForm(instance=agency).initial.items() if value}
    posted |= {name: text for name, text in cells.items() if name not in YES_OR_NO}
    places = {"territory": territory, "parent": parent}
    posted |= {name: found.pk for name, found in places.items() if found}
    if "aliases" in cells:
        posted["aliases"] = cells["aliases"].replace("|", "\n")
    answers = {name: is_yes(cells[name]) for name in YES_OR_NO if name in cells}
    posted = {name: value for name, value in posted.items() if answers.get(name, True)}
    return posted | {name: "on" for name, yes in answers.items() if yes}


def _territory(text):
    """By its P-code, else by a name that only one has; a region before its town."""
    if not text:
        return None
    named = [
        each
        for each in Territory.objects.order_by("pk")
        if fold(text) in map(fold, [each.pcode, each.name, *each.variants.splitlines()])
    ]
    exact = [each for each in named if fold(each.pcode) == fold(text)]
    regions = [each for each in named if each.kind == Territory.Kind.REGION]
    found = exact or regions or named
    return found[0] if len(found) == 1 else None


def _parent(text):
    heads = Agency.objects.filter(parent=None, is_collective=False).select_related("territory")
    return directory(heads).get(fold(text or ""))


def _known(acronym, territory):
    there = Agency.objects.filter(territory=territory).select_related("territory")
    return next((each for each in there if fold(each.acronym) == fold(acronym)), None)
