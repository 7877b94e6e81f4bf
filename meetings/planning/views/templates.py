"""The usual agendas of a group."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from gtm.access import groups_kept
from gtm.models import WorkingGroup
from gtm.refusals import saved
from meetings.planning.forms import TemplateForm
from meetings.planning.views.loading import prepared
from meetings.text import document as doc


@require_http_methods(["GET", "HEAD", "POST"])
def template_list(request, pk):
    """Those of a group, and one more by hand."""
    group = _kept(request, pk)
    form = TemplateForm(request.POST or None, group=group)
    if request.method == "POST" and form.is_valid() and saved(form, form.save):
        messages.success(request, f"Le modèle « {form.instance.name} » est enregistré.")
        return redirect("meetings:template_list", pk)
    return _list(request, group, form)


def _list(request, group, form, meeting=None):
    rows = [
        (each, [line.strip() for line in each.points.splitlines() if line.strip()])
        for each in group.agenda_templates.all()
    ]
    context = {"group": group, "form": form, "rows": rows, "meeting": meeting}
    return render(request, "meetings/template_list.html", context)


def _kept(request, pk):
    return get_object_or_404(WorkingGroup.objects.filter(groups_kept(request.user)), pk=pk)


@require_POST
def template_remove(request, pk, template):
    group = _kept(request, pk)
    if group.agenda_templates.filter(pk=template).delete()[0]:
        messages.success(request, "Le modèle est retiré ; les réunions gardent leurs points.")
    return redirect("meetings:template_list", pk)


@require_POST
def template_create(request, pk):
    """The present agenda of a meeting as a template of its group."""
    meeting, may_write = prepared(request, pk)
    if not may_write:
        raise PermissionDenied("C’est au rapporteur du groupe de faire un modèle.")
    titles = [row["title"].strip() for row in doc.tree(meeting.document)["points"]]
    points = "\n".join(" ".join(title.split()) for title in titles if title)
    form = TemplateForm({"name": request.POST.get("name"), "points": points}, group=meeting.group)
    if form.is_valid() and saved(form, form.save):
        messages.success(request, f"Le modèle « {form.instance.name} » est enregistré.")
        return redirect("meetings:agenda_edit", pk)
    return _list(request, meeting.group, form, meeting)
