"""« État du système », for administrators; two words for monitors, and figures for Prometheus."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from gtm import __version__, access
from gtm.models import Slow, TaskRun
from gtm.release import release
from gtm.watching import machine, prometheus
from gtm.watching.checks import checks, is_ready, kept_checks, worst_first
from gtm.watching.lights import Light
from gtm.watching.work import TIMERS

SLOW_SHOWN = 15
WORDS = {Light.GOOD: "bien", Light.WARN: "surveiller", Light.BAD: "alerte"}


@never_cache
@login_not_required
@require_safe
def alive(request):
    """The process answers; nothing else is asked."""
    return _word("vivant", 200)


@never_cache
@login_not_required
@require_safe
def ready(request):
    """503 where nothing can be answered well; with `?tout`, for a monitor, where anything is bad.

    A balancer must not take the last server away because a backup is old.
    """
    found = kept_checks(timezone.now())
    if not is_ready(found):
        return _word("panne", 503)
    light = worst_first(found)[0].light
    is_refused = "tout" in request.GET and light == Light.BAD
    return _word(WORDS[light], 503 if is_refused else 200)


@never_cache
@login_not_required
@require_safe
def measures(request):
    """Prometheus's text, for who knows `METRICS_TOKEN`; without that setting, nothing is here."""
    if not settings.METRICS_TOKEN:
        return _word("absent", 404)
    given = request.headers.get("Authorization", "")
    if not constant_time_compare(given, f"Bearer {settings.METRICS_TOKEN}"):
        return _word("jeton", 403)
    text, kind = prometheus.text(kept_checks(timezone.now()), TaskRun.objects.all())
    return HttpResponse(text, content_type=kind)


def _word(word, status):
    return HttpResponse(f"{word}\n", content_type="text/plain; charset=utf-8", status=status)


@require_safe
def state(request):
    """Each light, and what to do; when each task ran; what was slow."""
    access.require(access.scope(request.user).keeps_server)
    found, files = worst_first(checks(timezone.now())), _figures_of_files()
    slow = Slow.objects.all()
    context = {
        "checks": found,
        "worst": found[0].light,
        "figures": {name: value for each in found for name, value in each.figures.items()} | files,
        "engine": machine.engine(),
        "version": __version__,
        "release": release(),
        "runs": _runs(),
        "pages": slow.filter(kind=Slow.Kind.PAGE)[:SLOW_SHOWN],
        "queries": slow.filter(kind=Slow.Kind.QUERY)[:SLOW_SHOWN],
        "limits": {"page": settings.SLOW_PAGE_MS, "query": settings.SLOW_QUERY_MS},
    }
    return render(request, "gtm/state.html", context)


@require_safe
def details(request):
    """The same lights for a program, or a pasted message."""
    access.require(access.scope(request.user).keeps_server)
    found = checks(timezone.now())
    return JsonResponse(
        {
            "ready": is_ready(found),
            "release": release(),
            "checks": [
                {
                    "name": each.name,
                    "light": each.light,
                    "told": each.told,
                    "todo": each.todo,
                    "figures": each.figures,
                }
                for each in found
            ],
        },
        json_dumps_params={"ensure_ascii": False, "indent": 1},
    )


def _runs():
    """[(what it is called, its last run or None)], those that we know first."""
    rows = {each.name: each for each in TaskRun.objects.all()}
    known = [(timer.title, rows.pop(timer.name, None)) for timer in TIMERS]
    return known + [(each.name, each) for each in rows.values()]


def _figures_of_files():
    run = TaskRun.objects.filter(name="watch").first()
    return (run.figures if run else {}).get("files") or {}
