"""Members of a group brought in from a table, and written as one that reads back the same."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from gtm import journal, locks
from gtm.directory.member_forms import MemberForm
from gtm.directory.members import address_of, kept_group, visible_members
from gtm.imports import Outcome, asked, changed, downloaded, is_yes, refused, refused_by
from gtm.models import Agency, Member, directory
from gtm.names import fold
from gtm.refusals import saved
from gtm.sheets import guarded

COLUMNS = {
    "agency": ("Structure", "sigle", "organisation"),
    "function": ("Fonction", "poste", "titre"),
    "name": ("Nom", "nom et prénom", "nom de la personne", "personne"),
    "email": ("Courriel", "adresse électronique", "e-mail", "email", "mail"),
    "phone": ("Téléphone", "tél", "numéro de téléphone", "contact"),
    "may_be_replaced": ("Peut se faire représenter", "suppléant"),
    "own_style": ("Lettre", "convocation ou invitation"),
    "since": ("Depuis le", "membre depuis le", "depuis", "début"),
    "until": ("Jusqu’au", "jusqu’au (inclus)", "fin"),
}
WHO = ("agency", "function", "name")


@require_safe
def member_export(request, pk):
    group = kept_group(request.user, pk)
    rows = _rows(visible_members(request.user, group))
    return downloaded(rows, f"membres-{group.slug}-{timezone.localdate()}")


def _rows(members):
    yield [own[0] for own in COLUMNS.values()]
    for member in members:
        day = [f"{each:%d/%m/%Y}" if each else "" for each in (member.since, member.until)]
        texts = [member.agency.label if member.agency else "", member.function, member.name]
        texts += [member.email, member.phone, "oui" if member.may_be_replaced else "non"]
        yield [*map(guarded, [*texts, member.own_style]), *day]


@require_http_methods(["GET", "HEAD", "POST"])
def member_import(request, pk):
    """Tried first; the second button does it, if no line is refused."""
    group = kept_group(request.user, pk)
    named = Agency.objects.filter(is_collective=False).named_in(group.local_territory)
    known = directory(named.select_related("territory")) if request.method == "POST" else {}
    take = partial(taken, group=group, known=known, by=request.user, now=timezone.now())
    form, trial = asked(request, COLUMNS, [], take, hold=lambda: locks.hold(group.pk))
    if trial and trial.is_kept:
        messages.success(request, "Le tableau est importé.")
        return redirect(address_of(group))
    return render(request, "gtm/member_import.html", {"form": form, "trial": trial, "group": group})


def taken(line, group, known, by, now):
    """The `Outcome` of one line: the same member is changed, else one is added.

    `known`: {folded name: structure}. An empty cell changes nothing.
    """
    cells = {name: " ".join(text.split()) for name, text in line.cells.items() if text.strip()}
    label = ", ".join(filter(None, (cells.get(name) for name in ("name", "function", "agency"))))
    agency = known.get(fold(cells.get("agency", "")))
    if "agency" in cells and agency is None:
        return refused(line, label, f"Structure inconnue : « {cells['agency']} ».")
    member = _known(group, agency, cells) or Member(group=group)
    before = journal.written(member)
    form = MemberForm(_posted(member, cells, agency, now), instance=member)
    if not form.is_valid() or not saved(form, form.save):
        return refused_by(line, label, form)
    entry = journal.record_changes(by, now, member, before)
    return Outcome(line.number, member.label, changed(before, entry, "ajouté", "modifié"))


def _known(group, agency, cells):
    """The one who is a member without an end; else the last of those who were."""
    same = group.members.filter(
        agency=agency, function=cells.get("function", ""), name=cells.get("name", "")
    )
    return same.filter(until=None).first() or same.order_by("since").last()


def _posted(member, cells, agency, now):
    """What its sheet would send, with what the line says in place of what it said."""
    form = MemberForm(instance=member)
    posted = {name: value for name, value in form.initial.items() if value}
    posted.setdefault("since", timezone.localtime(now).date())
    posted |= {name: text for name, text in cells.items() if name not in ("agency", *YES_OR_NO)}
    if agency:
        posted["agency"] = agency.pk
    if "own_style" in cells:
        posted["own_style"] = cells["own_style"].lower()
    if not is_yes(cells.get("may_be_replaced", "oui" if member.may_be_replaced else "non")):
        posted.pop("may_be_replaced", None)
    else:
        posted["may_be_replaced"] = "on"
    return posted


YES_OR_NO = ("may_be_replaced",)
