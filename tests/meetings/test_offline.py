"""What a browser may keep: the worker at the root, pages without anybody's data, a manifest."""

import json
import re

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories import make_document, make_meeting, make_report

pytestmark = pytest.mark.django_db
PAGES = (
    "meetings:offline_home",
    "meetings:offline_editor",
    "meetings:offline_door",
    "meetings:offline_report",
)


def constants(script):
    found = re.findall(r"^const ([A-Z]+) = (.+);$", script, re.MULTILINE)
    return {name: json.loads(value) for name, value in found[:3]}


def test_the_worker_names_the_release_and_every_script():
    answer = Client().get("/sw.js")
    assert (answer["Content-Type"], answer["Cache-Control"]) == (
        "text/javascript",
        "private, no-cache",
    )
    known = constants(answer.content.decode())
    folder = settings.BASE_DIR / "static"
    scripts = {f"/static/{path.relative_to(folder).as_posix()}" for path in folder.rglob("*.js")}
    scripts.remove("/static/js/worker.js")
    assert re.fullmatch("[0-9a-f]{12}", known["RELEASE"])
    assert {each for each in known["FILES"] if each.endswith(".js")} == scripts
    names = ("", "editeur/", "porte/", "rapport/")
    assert known["FILES"][:4] == [f"/hors-ligne/{name}" for name in names]


def test_the_worker_keeps_every_sheet_of_its_pages():
    kept = set(constants(Client().get("/sw.js").content.decode())["FILES"])
    for name in PAGES:
        page = Client().get(reverse(name)).content.decode()
        sheets = set(re.findall(r'<link rel="stylesheet" href="([^"]+)"', page))
        assert (len(sheets) > 1, sheets - kept) == (True, set())


def test_the_pages_kept_by_a_browser_hold_nobody_s_data(
    group, secretary, django_assert_num_queries
):
    make_meeting(group, secretary, document=make_document(place="MARQUEUR"))
    make_report(secretary, context="MARQUEUR")
    with django_assert_num_queries(1):  # the names of the territories
        editor = Client().get(reverse("meetings:offline_editor"))
    with django_assert_num_queries(0):
        others = [Client().get(reverse(f"meetings:offline_{name}")) for name in ("home", "report")]
    for page in (editor, *others):
        text = page.content.decode()
        found = [word for word in ("MARQUEUR", group.name, secretary.name) if word in text]
        assert (page.status_code, found, "data-account" in text) == (200, [], False)


def test_the_manifest_can_be_installed():
    answer = Client().get("/manifest.webmanifest")
    manifest = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert (manifest["name"], manifest["lang"], manifest["start_url"]) == (
        "GTM Niger, comptes rendus",
        "fr",
        "/",
    )
    names = {each["src"].removeprefix("/static/") for each in manifest["icons"]}
    assert names == {"img/icon-192.png", "img/icon-512.png"}
    assert [(settings.BASE_DIR / "static" / name).exists() for name in names] == [True, True]
