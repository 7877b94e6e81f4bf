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
from meetings.board.views.board import counted_groups, leading, lists_of
from meetings.models import ClassifiedFinding, Finding, Meeting

SHOWN = 50


def _asked(request):
    """What was known of the period that the filter of the board asks for (`AsOf`), and both."""
    mine, now = scope(request.user), timezone.now()
    require(mine.reviews_actions)
    groups, today = list(counted_groups(request.user)), timezone.localdate(now)
    form = BoardFilter(request.GET, groups=groups, whole=mine.counts_every_group, today=today)
    actions = ActionItem.objects.reviewed_by(request.user).filter(form.of_groups("group"))
    meetings = Meeting.everywhere.visible_to(request.user).filter(form.of_groups("group"))
    seen = figures.as_of(meetings, actions, form.period, now)
    return seen, {"form": form, "seen": seen, "is_past": seen.instant < now}


@require_safe
def board_framework(request, pk):
    """What was decided, done and is late under each item of a set, and what was noted."""
    seen, context = _asked(request)
    framework = get_object_or_404(Framework, pk=pk)
    items = every_item(framework=framework)
    for item in items:
        item.key = f"&element={item.pk}"
    form, told = context["form"], figures.of_items(seen)
    found = figures.by_item(ClassifiedAction, framework, items, told)
    noted = _noted(request.user, form, seen)
    if noted:
        counts = figures.by_item(ClassifiedFinding, framework, items, noted)
        found = {key: figures_of | counts[key] for key, figures_of in found.items()}
    context |= {
        "framework": framework,
        "frameworks": Framework.objects.exclude(pk=pk),
        "rows": [(item, found[item.pk]) for item in items],
        "apart": found["none"],
        "apart_label": f"Sans {framework.word}",
        "apart_key": f"&element={WITHOUT}{framework.pk}",
        "total": found["all"],
        "several": figures.under_several(told["decided"], framework),
        "with_findings": bool(noted),
        "links": leading(lists_of(form, seen.day), context["is_past"]),
        "query": request.GET.urlencode(),
    }
    return render(request, "meetings/board_framework.html", context)


def _noted(user, form, seen):
    """{name: the findings that it counts}, of the meetings of the period; {}: no list of theirs."""
    if not scope(user).reviews_meetings:
        return {}
    rows = Finding.objects.reviewed_by(user).filter(
        form.of_groups("point__meeting__group"),
        point__meeting__in=seen.published().order_by(),
        point__meeting__date__range=seen.period.days,
    )
    kinds = {"strengths": Finding.Kind.STRENGTH, "weaknesses": Finding.Kind.WEAKNESS}
    return {name: rows.filter(kind=kind) for name, kind in kinds.items()}


@require_safe
def item_detail(request, pk):
    """An item: each decision and finding under it, with the PDF of its minutes."""
    seen, context = _asked(request)
    item = get_object_or_404(FrameworkItem.objects.select_related("framework"), pk=pk)
    item = next(each for each in every_item(framework=item.framework) if each.pk == item.pk)
    told, under = figures.of_items(seen), ClassifiedAction.under(item)
    lists = [
        (name, label, told[name].filter(under).count(), _listed(told[name].filter(under), seen.day))
        for name, label in (("late", "En retard"), ("decided", "Décidé"), ("done", "Fait"))
    ]
    context |= {
        "item": item,
        "lists": lists,
        "findings": _findings(request.user, item, context, seen),
        "query": request.GET.urlencode(),
        "shown": SHOWN,
    }
    return render(request, "meetings/item_detail.html", context)


def _findings(user, item, context, seen):
    """[(name, label, count, the first ones)] of the strengths and weaknesses under an item."""
    noted, under = _noted(user, context["form"], seen), ClassifiedFinding.under(item)
    labels = {"strengths": "Forces", "weaknesses": "Faiblesses"}
    lists = []
    for name, rows in noted.items():
        own = rows.filter(under).select_related("point__meeting__group")
        own = own.defer("point__discussion", "point__meeting__document", "point__meeting__words")
        latest = own.order_by("-point__meeting__date", "pk")[:SHOWN]
        lists.append((name, labels[name], own.count(), latest))
    return lists


def _listed(actions, day):
    rows = actions.select_related("group", "agenda_point").defer("agenda_point__discussion")
    rows = rows.order_by("-decided_on", "pk")[:SHOWN]
    return [
        {
            "action": action,
            "days": action.days_late(day),
            "silent": days_silent(action, day),
        }
        for action in rows
    ]
