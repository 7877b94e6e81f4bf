"""What a browser may keep: the worker at the root, pages without anybody's data, a manifest."""

import json
import re
from base64 import b64decode

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, padding
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gtm.typography import long_date
from tests.factories import make_document, make_meeting, make_report, publish
from tests.meetings.keys import NAME, certified, install

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
        assert (len(sheets) > 0, sheets - kept) == (True, set())


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


# --- The list of hashes of the page that verifies without network ---


def elements(client):
    """{id: exact text} of what the page carries for its script."""
    page = client.get(reverse("meetings:verification_offline")).content.decode()
    found = r'<script[^>]* id="(\w+)"[^>]*>(.*?)</script>'
    return dict(re.findall(found, page, re.DOTALL))


def verify(key, proof, text):
    """Raises where a text does not go with its proof, by a key of `cryptography`."""
    signature = b64decode(proof["signature"])
    if proof["algorithm"]["name"] != "ECDSA":
        key.verify(signature, text, padding.PKCS1v15(), SHA256())
        return
    middle = len(signature) // 2
    halves = [int.from_bytes(each) for each in (signature[:middle], signature[middle:])]
    key.verify(encode_dss_signature(*halves), text, ec.ECDSA(SHA256()))


ECDSA = {"name": "ECDSA", "hash": "SHA-256"}
KINDS = {
    "rsa": {"name": "RSASSA-PKCS1-v1_5", "hash": "SHA-256"},
    "P-256": ECDSA | {"namedCurve": "P-256"},
    "P-521": ECDSA | {"namedCurve": "P-521"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_the_list_of_hashes_and_its_day_are_signed_by_our_key(
    settings, tmp_path, group, secretary, reviewer, client_of, kind
):
    install(settings, tmp_path, kind=kind)
    version = publish(make_meeting(group, secretary), reviewer)
    carried = elements(client_of(secretary))
    assert json.loads(carried["liste"]) == {
        "day": long_date(timezone.localdate()),
        "files": {version.sha256: [1, 1]},
    }
    proof = json.loads(carried["preuve"])
    key = load_der_public_key(b64decode(proof["key"]))
    assert (key, proof["algorithm"]) == (certified(NAME, kind)[0].public_key(), KINDS[kind])
    verify(key, proof, carried["liste"].encode())


@pytest.mark.parametrize("spoil", ["none", "password", "kind"])
def test_without_a_key_that_opens_and_that_browsers_know_the_list_is_not_signed(
    settings, tmp_path, secretary, client_of, spoil
):
    if spoil != "none":
        install(settings, tmp_path, kind="brainpool" if spoil == "kind" else "rsa")
    if spoil == "password":
        settings.SIGNING_PASSWORD = "autre"
    assert list(elements(client_of(secretary))) == ["liste"]
