"""Many invited at once, from a table: an address, a role and its place on each line."""

from functools import partial

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from gtm import access
from gtm.imports import Outcome, asked, refused, refused_by
from gtm.models import Agency, Invitation, Membership, WorkingGroup
from gtm.names import fold
from gtm.people.forms import InvitationForm
from gtm.people.invitations import send

COLUMNS = {
    "email": ("Courriel", "adresse électronique", "e-mail", "email", "mail"),
    "role": ("Rôle", "profil"),
    "group": ("Groupe", "GTM"),
    "agency": ("Structure", "sigle"),
}
# As one writes them; an empty cell means what the place says.
ROLES = {
    "secretary": ("rapporteur", "rapporteur d’un groupe", "secrétaire"),
    "partner": ("structure membre", "structure", "partenaire", "point focal"),
    "reviewer": ("SP/CCM",),
    "deputy": ("validateur suppléant", "suppléant"),
    "administrator": ("administrateur",),
}


@require_http_methods(["GET", "HEAD", "POST"])
def invitation_import(request):
    """Tried first; the second button sends, if no line is refused."""
    access.require(access.scope(request.user).assigns)
    take = partial(taken, giver=request.user, now=timezone.now())
    form, trial = asked(request, COLUMNS, ["email"], take)
    if trial and trial.is_kept:
        messages.success(request, "Les invitations partent. Elles valent 7 jours.")
        return redirect("gtm:invitation_list")
    return render(request, "gtm/invitation_import.html", {"form": form, "trial": trial})


def taken(line, giver, now):
    """The `Outcome` of one line; who is invited already, or has the role, stays as he is."""
    cells = line.cells
    label, group, agency = cells["email"], _group(cells), _agency(cells)
    for column, found in (("group", group), ("agency", agency)):
        if cells.get(column) and found is None:
            return refused(line, label, f"{COLUMNS[column][0]} inconnu : « {cells[column]} ».")
    role = _role(cells, group, agency)
    if cells.get("role") and role is None:
        return refused(line, label, f"Rôle inconnu : « {cells['role']} ».")
    places = {"group": group and group.pk, "agency": agency and agency.pk}
    typed = {"email": label, "role": role} | places
    form = InvitationForm(typed, giver, timezone.localtime(now).date())
    if not form.is_valid():
        return Outcome(line.number, label) if form.is_known else refused_by(line, label, form)
    invitation = Invitation(email=form.cleaned_data["email"], invited_by=giver, **form.held)
    send(invitation, giver, now)
    return Outcome(line.number, label, f"invité : {invitation.label}")


def _role(cells, group, agency):
    if not cells.get("role"):
        return "secretary" if group else "partner" if agency else None
    typed = fold(cells["role"])
    known = {role: [Membership.Role(role).label, *names] for role, names in ROLES.items()}
    return next((role for role, names in known.items() if typed in map(fold, names)), None)


def _group(cells):
    typed = fold(cells.get("group", ""))
    active = WorkingGroup.objects.filter(is_active=True)
    return next((each for each in active if typed and fold(each.name) == typed), None)


def _agency(cells):
    """By its label first: « OIM Zinder » is the antenne, « OIM » the structure."""
    typed = fold(cells.get("agency", ""))
    active = Agency.objects.active().filter(is_collective=False).select_related("territory")
    ranked = sorted(active, key=lambda each: each.parent_id is not None)
    exact = [each for each in ranked if typed and fold(each.label) == typed]
    named = [each for each in ranked if typed and typed in map(fold, each.all_names)]
    return next(iter([*exact, *named]), None)
