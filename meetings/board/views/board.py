"""The board: the country, a group or a structure in one screen, and the lists behind it."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from actions.frameworks import Framework, every_item
from actions.models import ActionItem
from actions.parts import BY_LEAD, NO_LEAD, UNLED
from gtm import access
from gtm.access import require, scope
from gtm.models import WorkingGroup
from gtm.typography import counted
from meetings.board import asking, boards, figures, groups, silence
from meetings.board.forms import BoardFilter
from meetings.board.turnout import turnout_by_group
from meetings.models import Meeting


def counted_groups(user):
    groups = WorkingGroup.objects.filter(access.groups_counted(user))
    return groups.select_related("territory__parent__parent")


@require_safe
def board(request):
    """Who met, whose minutes are missing, what is late and whether it grows."""
    mine, now = scope(request.user), timezone.now()
    require(mine.reviews_actions)
    every, whole = list(counted_groups(request.user)), mine.counts_every_group
    form = BoardFilter(request.GET, groups=every, whole=whole, today=timezone.localdate(now))
    meetings = Meeting.everywhere.visible_to(request.user).filter(form.of_groups("group"))
    actions = ActionItem.objects.reviewed_by(request.user).filter(form.of_groups("group"))
    seen = figures.as_of(meetings, actions, form.period, now)
    is_past, lists = seen.instant < now, lists_of(form, seen.day)
    context = {"form": form, "mine": mine, "seen": seen, "is_past": is_past, "lists": lists}
    context["links"] = leading(lists, is_past)
    context["since"] = _told_since(seen) if is_past and mine.reviews_meetings else ""
    context |= _figures(form, seen, actions, mine)
    return render(request, "meetings/board.html", context)


# The lists show today: no figure of a past period leads to one, which would contradict it.
ADDRESSES = {
    "meetings": "meetings:meeting_list",
    "actions": "actions:action_list",
    "findings": "meetings:finding_list",
}


def leading(lists, is_past):
    return lists | dict.fromkeys(ADDRESSES, "") if is_past else lists


def lists_of(form, day):
    """The addresses of the lists of today, and what the filter adds to them."""
    region, period = form.value("region"), form.period
    return {name: reverse(view) for name, view in ADDRESSES.items()} | {
        "region": f"&region={region}" if region else "",
        "period": f"&du={period.first}&au={period.last}",
        "closed": f"&periode=cloture&du={period.first:%d/%m/%Y}&au={period.last:%d/%m/%Y}",
        "ahead": f"&du={day}",
    }


def _figures(form, seen, actions, mine):
    only, no_lead = mine.only_structures, NO_LEAD if mine.reviews_meetings else UNLED
    turnouts = turnout_by_group(seen.published(), seen.day, only)
    lines = groups.group_lines(form.groups, seen, turnouts)
    lines = [line for line in lines if (only is None and line.group.is_active) or line.concerns]
    sections = groups.sections(lines, of_meetings=mine.reviews_meetings)
    charts, change = boards.trend_of(seen)
    context = {
        "board": boards.Board(seen.period, lines, sections),
        "charts": charts,
        "change": change,
        "ages": boards.age_bars(seen),
        "agencies": boards.agency_bars(seen, no_lead),
        "by_lead": BY_LEAD,
        **_items(seen),
        "common": actions.common().count(),
        **silence.figures(form.groups, actions, seen.period, timezone.localdate(), no_lead),
    }
    if mine.reviews_meetings:
        missing = seen.missing().listed().order_by("date", "pk")
        context["missing"] = missing[: boards.MISSING_SHOWN]
        years, rows = boards.finding_rows(form.groups, seen.published(), seen.period.last)
        context |= {"finding_years": years, "findings": rows}
    return context


def _told_since(seen):
    """A sentence on the meetings of a period that were entered once it was over; "" of none."""
    count = seen.entered_since()
    one = "réunion de cette période a été saisie depuis."
    many = "réunions de cette période ont été saisies depuis."
    return counted(count, one, many) if count else ""


def _items(seen):
    """What is late under the items of the main set."""
    framework = Framework.objects.first()
    if framework is None:
        return {"framework": None}
    items = every_item(framework=framework)
    return {
        "framework": framework,
        "items": boards.item_bars(framework, items, seen),
    }


@require_safe
def board_turnout(request, pk):
    """Which structures came to each of the last meetings of a group."""
    mine = scope(request.user)
    require(mine.reviews_actions)
    group = get_object_or_404(counted_groups(request.user), pk=pk)
    meetings = Meeting.objects.visible_to(request.user).filter(group=group)
    turnout = turnout_by_group(meetings, timezone.localdate(), mine.only_structures).get(group.pk)
    return render(request, "meetings/board_turnout.html", {"group": group, "turnout": turnout})


@require_POST
def minutes_ask(request, pk):
    """« Demander le compte rendu » of a meeting to each secretary of its group."""
    require(scope(request.user).asks_for_minutes)
    meetings = Meeting.objects.visible_to(request.user).select_related("group")
    now = timezone.now()
    meeting = get_object_or_404(meetings.missing_minutes(timezone.localdate(now)), pk=pk)
    with transaction.atomic():
        names = asking.ask_for_minutes(meeting, request.user, now)
    if names:
        messages.success(request, f"La demande part à {', '.join(names)}.")
    else:
        messages.error(
            request,
            f"Le {meeting.group} n’a pas de rapporteur : demandez à l’administrateur d’en "
            "désigner un.",
        )
    return redirect("meetings:board")
