"""The board by a set of items: decided, done and late under each, and the minutes behind them."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions.classifying.choice import WITHOUT
from actions.frameworks import ClassifiedAction, Framework, FrameworkItem, every_item
from actions.models import ActionItem
from actions.silence import days_silent
from gtm.access import require, scope
from meetings.board import figures
from meetings.board.forms import BoardFilter
from meetings.board.views.board import counted_groups

SHOWN = 50


def _asked(request):
    """The filter of the board, and the actions that it leaves."""
    mine, today = scope(request.user), timezone.localdate()
    require(mine.reviews_actions)
    groups = list(counted_groups(request.user))
    form = BoardFilter(request.GET, groups=groups, whole=mine.counts_every_group, today=today)
    actions = ActionItem.objects.reviewed_by(request.user).filter(form.of_groups("group"))
    return form, actions, today


@require_safe
def board_framework(request, pk):
    """What was decided, done and is late under each item of a set."""
    form, actions, today = _asked(request)
    framework = get_object_or_404(Framework, pk=pk)
    items = every_item(framework=framework)
    for item in items:
        item.key = f"&element={item.pk}"
    region = form.value("region")
    found = figures.by_item(actions, framework, items, form.period, today)
    context = {
        "form": form,
        "framework": framework,
        "frameworks": Framework.objects.exclude(pk=pk),
        "rows": [(item, found[item.pk]) for item in items],
        "apart": found["none"],
        "apart_label": f"Sans {framework.word}",
        "apart_key": f"&element={WITHOUT}{framework.pk}",
        "total": found["all"],
        "several": figures.under_several(actions, framework, form.period),
        "region": f"&region={region}" if region else "",
        "query": request.GET.urlencode(),
        "today": today,
    }
    return render(request, "meetings/board_framework.html", context)


@require_safe
def item_detail(request, pk):
    """An item: each decision under it, with the PDF of its minutes."""
    form, actions, today = _asked(request)
    item = get_object_or_404(FrameworkItem.objects.select_related("framework"), pk=pk)
    item = next(each for each in every_item(framework=item.framework) if each.pk == item.pk)
    told = figures.of_items(actions.filter(ClassifiedAction.under(item)), form.period, today)
    lists = [
        (name, label, told[name].count(), _listed(told[name], today))
        for name, label in (("late", "En retard"), ("decided", "Décidé"), ("done", "Fait"))
    ]
    context = {"form": form, "item": item, "lists": lists, "query": request.GET.urlencode()}
    return render(request, "meetings/item_detail.html", context | {"today": today, "shown": SHOWN})


def _listed(actions, today):
    rows = actions.select_related("group", "agenda_point").defer("agenda_point__discussion")
    rows = rows.order_by("-decided_on", "pk")[:SHOWN]
    return [
        {
            "action": action,
            "days": action.days_late(today),
            "silent": days_silent(action, today),
        }
        for action in rows
    ]
