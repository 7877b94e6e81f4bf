"""What a browser keeps to work without network: the worker, pages without anybody's data."""

import json
import uuid
from datetime import date

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from gtm.models import WorkingGroup
from gtm.release import release
from meetings.models import Meeting
from meetings.writing.views.editor import empty_editor

WORKER = settings.BASE_DIR / "static/js/worker.js"
SHEETS = tuple(
    f"css/{name}.css" for name in ("site", "writing", "editor", "door", "reports", "charts")
)
# What these import, unless they are collected.
IMPORTED = ("bootstrap/css/bootstrap.min.css", "css/base.css", "css/lists.css", "css/paper.css")
NOBODY = uuid.UUID(int=0)


@require_safe
@login_not_required
def worker(request):
    """At the root, for it may only look after the pages below its own address."""
    known = {"RELEASE": release(), "STATIC": settings.STATIC_URL, "FILES": _files()}
    lines = [f"const {name} = {json.dumps(value)};" for name, value in known.items()]
    return HttpResponse(
        "\n".join([*lines, WORKER.read_text()]),
        content_type="text/javascript",
        headers={"Cache-Control": "private, no-cache"},
    )


def _files():
    pages = [reverse(f"meetings:offline_{name}") for name in ("home", "editor", "door", "report")]
    names = [*SHEETS, "img/favicon.svg", *_scripts()]
    return [*pages, *(static(name) for name in names)]


def _scripts():
    """Our modules, or the fewer files in which they are collected; and what the sheets import."""
    collected = getattr(staticfiles_storage, "hashed_files", None)
    if collected is not None:
        return sorted(name for name in collected if name.startswith("js/"))
    folder = settings.BASE_DIR / "static"
    scripts = sorted(path.relative_to(folder).as_posix() for path in folder.glob("js/**/*.js"))
    scripts.remove("js/worker.js")  # which is served above
    return [*IMPORTED, *scripts]


@require_safe
@login_not_required
def manifest(request):
    """What makes the site an application that can be installed."""
    icons = [
        {"src": static(f"img/icon-{size}.png"), "sizes": f"{size}x{size}", "type": "image/png"}
        for size in (192, 512)
    ]
    answer = {
        "name": "GTM Niger, comptes rendus",
        "short_name": "GTM Niger",
        "description": "Réunions, comptes rendus et points d’action des groupes de travail.",
        "lang": "fr",
        "id": "/",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "theme_color": "#0b5d66",
        "background_color": "#f3f2ee",
        "icons": [each | {"purpose": purpose} for each in icons for purpose in ("any", "maskable")],
    }
    return JsonResponse(
        answer,
        content_type="application/manifest+json",
        headers={"Cache-Control": "private, no-cache"},
    )


@require_safe
@login_not_required
def offline_home(request):
    """What this device can open, and a new meeting; filled in by the browser."""
    return render(request, "meetings/offline_home.html")


@require_safe
@login_not_required
def offline_editor(request):
    """The editor of no meeting: the browser fills in the one that it keeps."""
    nobodys = Meeting(pk=NOBODY, group=WorkingGroup(name="Compte rendu"), date=date.min)
    context = empty_editor(nobodys, "Compte rendu") | {"is_shell": True}
    return render(request, "meetings/meeting_edit.html", context)
