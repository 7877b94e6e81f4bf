"""Frameworks: the sets, a set with its tree, their forms, and a table that comes in or goes out."""

from functools import partial

from django.contrib import messages
from django.db import transaction
from django.db.models import Count, RestrictedError
from django.db.models.deletion import ProtectedError
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actions.classifying.forms import FrameworkForm, ItemForm
from actions.classifying.lines import COLUMNS, NEEDED, rows_of, taken
from actions.frameworks import Classified, Framework, FrameworkItem, every_item
from gtm import access, journal
from gtm.imports import asked, downloaded
from gtm.typography import counted

IN_USE = "{} sert encore : fermez-le en donnant son dernier jour, il garde ce qui est classé."


def visible(user):
    return Framework.objects.filter(access.directory_visible(user))


def _may_edit(user):
    return access.scope(user).edits_frameworks


@require_safe
def framework_list(request):
    context = {
        "frameworks": visible(request.user).annotate(count=Count("items")),
        "today": timezone.localdate(),
        "may_edit": _may_edit(request.user),
    }
    for framework in context["frameworks"]:
        framework.is_past = framework.is_over(context["today"])
    return render(request, "actions/framework_list.html", context)


@require_safe
def framework_detail(request, pk):
    framework, today = get_object_or_404(visible(request.user), pk=pk), timezone.localdate()
    items = every_item(framework=framework)
    uses = [dict(_uses(kind, items, request.user)) for kind in Classified.kinds()]
    rows = [
        {"item": item, "uses": [of[item.pk] for of in uses], "is_past": item.is_over(today)}
        for item in items
    ]
    context = {"framework": framework, "rows": rows, "may_edit": _may_edit(request.user)}
    return render(request, "actions/framework_detail.html", context)


def _uses(kind, items, user):
    """(item, (what stands under it and below, in words, and the address of its list)).

    Who has no such list reads how many there are of all.
    """
    name, query = kind.LIST
    may = getattr(access.scope(user), kind.MAY)
    rows = kind.rows().reviewed_by(user) if may else kind.rows().all()
    for pk, found in kind.count_by_item(items, rows=rows).items():
        address = f"{reverse(name)}?{query}element={pk}" if may else ""
        yield pk, (counted(found["rows"], *kind.WORDS), address)


@require_http_methods(["GET", "HEAD", "POST"])
def framework_create(request):
    access.require(_may_edit(request.user))
    return _framework(request, Framework(is_main=not Framework.objects.exists()))


@require_http_methods(["GET", "HEAD", "POST"])
def framework_edit(request, pk):
    return _framework(request, _editable(request, pk))


def _editable(request, pk):
    framework = get_object_or_404(visible(request.user), pk=pk)
    access.require(_may_edit(request.user))
    return framework


def _framework(request, framework):
    form = FrameworkForm(request.POST or None, instance=framework)
    if journal.stored(form, request.user, timezone.now()):
        messages.success(request, f"Le cadre « {framework} » est enregistré.")
        return redirect(framework)
    return render(request, "actions/framework_form.html", {"form": form, "framework": framework})


@require_POST
def framework_main(request, pk):
    framework = _editable(request, pk)
    before = journal.written(framework)
    with transaction.atomic():
        framework.make_main()
        journal.record_changes(request.user, timezone.now(), framework, before)
    messages.success(request, f"« {framework} » est le cadre principal.")
    return redirect(framework)


@require_POST
def framework_delete(request, pk):
    framework = _editable(request, pk)
    return _removed(request, framework, redirect(framework), redirect("actions:framework_list"))


def _removed(request, row, back, gone):
    """Delete what nothing uses; the database says whether something does."""
    try:
        with transaction.atomic():
            journal.record(request.user, timezone.now(), "suppression", row)
            row.delete()
    except (ProtectedError, RestrictedError):
        messages.error(request, IN_USE.format(f"« {row} »"))
        return back
    messages.success(request, f"« {row} » est supprimé.")
    return gone


@require_safe
def framework_export(request, pk):
    framework = get_object_or_404(visible(request.user), pk=pk)
    return downloaded(rows_of(framework), slugify(framework.name) or "cadre")


@require_http_methods(["GET", "HEAD", "POST"])
def framework_import(request, pk):
    """Tried first; the second button does it, if no line is refused."""
    framework = _editable(request, pk)
    take = partial(taken, framework=framework, by=request.user, now=timezone.now())
    form, trial = asked(request, COLUMNS, NEEDED, take, hold=framework.hold)
    if trial and trial.is_kept:
        messages.success(request, "Le tableau est importé.")
        return redirect(framework)
    context = {"form": form, "trial": trial, "framework": framework}
    return render(request, "actions/framework_import.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def item_create(request, pk):
    return _item(request, FrameworkItem(framework=_editable(request, pk)))


@require_http_methods(["GET", "HEAD", "POST"])
def item_edit(request, pk):
    return _item(request, _editable_item(request, pk))


def _editable_item(request, pk):
    items = FrameworkItem.objects.filter(framework__in=visible(request.user))
    item = get_object_or_404(items.select_related("framework"), pk=pk)
    access.require(_may_edit(request.user))
    return item


def _item(request, item):
    with transaction.atomic():
        item.framework.hold()
        form = ItemForm(request.POST or None, instance=item)
        stored = journal.stored(form, request.user, timezone.now())
    if stored:
        messages.success(request, f"« {item.short} » est enregistré.")
        return redirect(item.framework)
    return render(request, "actions/item_form.html", {"form": form, "item": item})


@require_POST
def item_delete(request, pk):
    item = _editable_item(request, pk)
    return _removed(request, item, redirect(item.framework), redirect(item.framework))
