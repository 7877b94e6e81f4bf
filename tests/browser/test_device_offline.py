"""Without network: what this device has opened opens again, and a new meeting can be written."""

import re

import pytest

from meetings.models import Meeting
from tests.browser.device import ready_offline, records, until, until_kept
from tests.browser.editing import discussion
from tests.factories import PASSWORD, make_document, make_meeting, with_actions

UNKNOWN = "Cet appareil ne sait pas ce que les réunions précédentes ont laissé ouvert"
QUIET = 3_000  # ms: of static/js/device.js


@pytest.fixture
def meeting(group, secretary):
    document = make_document(territory="", closing="Merci à tous")
    document, _ = with_actions(document, {"text": "Former", "responsible": "OIM"})
    return make_meeting(group, secretary, document=document)


@pytest.fixture
def online(device, network, secretary):
    """Start the browser of a secretary over a network that can be cut."""
    device.address = network.address
    return lambda: device.start_as(secretary)


def begun_offline(network, online, meeting):
    """The page of a new meeting, opened without network on a device that has seen another."""
    page = online()
    page.goto(f"/reunions/{meeting.pk}/modifier/")
    ready_offline(page, choices=True)
    network.turn("cut")
    page.goto("/reunions/nouvelle/")
    return page


def caches_of(page):
    return page.evaluate(
        """async () => {
          const names = await caches.keys();
          const keys = async (name) => (await caches.open(name)).keys();
          const all = (await Promise.all(names.map(keys))).flat();
          return all.map((request) => new URL(request.url).pathname);
        }"""
    )


def test_the_editor_opens_without_network_after_the_browser_was_killed(
    device, network, online, meeting
):
    page = online()
    page.goto(f"/reunions/{meeting.pk}/modifier/")
    ready_offline(page)
    title = page.locator("h1").inner_text()
    fields = "fields => Object.fromEntries(fields.map(f => [f.name, f.value]))"
    named = "#minutes [name]:not([type=hidden]):not(button)"
    served = page.locator(named).evaluate_all(fields)
    network.turn("cut")
    device.kill()
    page = device.start()
    page.goto(f"/reunions/{meeting.pk}/modifier/")
    page.locator("[data-ready]").wait_for()
    assert page.locator("h1").inner_text() == title
    assert page.locator(named).evaluate_all(fields) == served
    page.locator("[name$='/discussion']").fill("Tapé sans réseau")
    until_kept(page, "Tapé sans réseau")
    device.kill()
    page = online()
    page.goto(f"/reunions/{meeting.pk}/modifier/")
    page.locator("[data-kind=waiting]").wait_for()
    assert page.locator("[name$='/discussion']").input_value() == "Tapé sans réseau"
    network.turn("fair")
    page.locator("[data-kind=saved]").wait_for()
    assert discussion(Meeting.objects.get(pk=meeting.pk).document) == "Tapé sans réseau"


def test_a_page_opened_without_network_is_that_of_the_server_seconds_after_its_return(
    network, online, meeting
):
    page = online()
    page.goto(f"/reunions/{meeting.pk}/modifier/")
    ready_offline(page)
    network.turn("cut")
    page.reload()
    page.locator("[data-ready]").wait_for()
    assert page.locator("[data-save-state]").inner_text().startswith("Pas de réseau. Texte")
    assert page.locator("[data-outline]").all_inner_texts() == ["Divers"]
    network.turn("fair")
    page.get_by_text("Enregistré sur le serveur").first.wait_for()
    assert page.locator("#minutes").get_attribute("data-meeting") == str(meeting.pk)


def test_the_worker_keeps_no_page_of_a_person(online, meeting):
    page = online()
    page.goto(f"/reunions/{meeting.pk}/modifier/")
    ready_offline(page)
    page.goto("/reunions/")
    page.goto(f"/reunions/{meeting.pk}/")
    kept = [path for path in caches_of(page) if not path.startswith("/static/")]
    assert sorted(kept) == [
        "/hors-ligne/",
        "/hors-ligne/editeur/",
        "/hors-ligne/porte/",
        "/hors-ligne/rapport/",
    ]
    shells = page.evaluate(
        """(paths) => Promise.all(
          paths.map((path) => caches.match(path).then((kept) => kept.text()))
        )""",
        kept,
    )
    for shell in shells:
        assert ("Amina" in shell, "GTM/Zinder" in shell, "data-account" in shell) == (False,) * 3


def test_a_meeting_never_opened_here_says_so_and_leads_to_those_that_were(
    network, online, meeting, group, secretary
):
    other = make_meeting(group, secretary, document=make_document())
    page = online()
    page.goto(f"/reunions/{meeting.pk}/modifier/")
    ready_offline(page)
    network.turn("cut")
    page.goto(f"/reunions/{other.pk}/modifier/")
    page.locator("[data-unknown]").wait_for()
    assert not page.locator(".editor").is_visible()
    page.get_by_role("link", name="Ce que cet appareil peut ouvrir").click()
    page.locator("[data-pages] a").click()
    page.locator("[data-ready]").wait_for()
    assert page.locator("[name=closing]").input_value() == "Merci à tous"


def test_after_signing_out_nothing_opens_without_network(network, online, meeting):
    page = online()
    page.goto(f"/reunions/{meeting.pk}/modifier/")
    ready_offline(page)
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/connexion/")
    network.turn("cut")
    page.goto(f"/reunions/{meeting.pk}/modifier/")
    page.locator("[data-unknown]").wait_for()


def test_a_meeting_made_without_network_is_created_with_its_text_when_it_is_back(
    device, network, online, meeting, group, secretary
):
    page = begun_offline(network, online, meeting)
    page.get_by_label("Date").fill("31/02/2021")
    page.get_by_role("button", name="Créer la réunion").click()
    assert page.locator(":invalid[name=date]").count() == 1
    page.get_by_label("Date").fill("7/12/2021")
    page.get_by_label("Lieu").fill("Bureau du Gouverneur")
    page.get_by_role("button", name="Créer la réunion").click()
    page.locator("[data-ready]").wait_for()
    assert page.get_by_text(UNKNOWN).is_visible()
    assert page.get_by_text("aucun point d’action ouvert").count() == 0
    assert page.locator("#minutes [name=date]").input_value() == "07/12/2021"
    page.get_by_role("button", name="+ Point de l’ordre du jour").click()
    page.locator("[name$='/title']").fill("Point dit hors ligne")
    page.locator("[data-kind=waiting]").wait_for()
    [made] = re.findall(r"/reunions/([0-9a-f-]{36})/", page.url)
    assert not Meeting.objects.filter(pk=made).exists()
    network.turn("fair")
    page.locator("h1").click()
    page.locator("[data-kind=saved]").wait_for()
    created = Meeting.objects.get(pk=made)
    point = created.document["points"][0]
    assert (created.group, str(created.date), created.place) == (
        group,
        "2021-12-07",
        "Bureau du Gouverneur",
    )
    assert created.document[f"points/{point}/title"] == "Point dit hors ligne"
    assert created.document["followup_counted"] == "1"
    page.reload()
    page.locator("[data-ready]").wait_for()
    assert page.locator("[name$='/title']").input_value() == "Point dit hors ligne"


def test_a_meeting_that_only_a_device_knows_is_brought_in_by_another_account(
    network, online, new_page, sign_in, live_server, meeting, secretary, reviewer, tmp_path
):
    """Its copy holds what creates it: the device may never find a network again."""
    page = begun_offline(network, online, meeting)
    page.get_by_label("Date").fill("7/12/2021")
    page.get_by_role("button", name="Créer la réunion").click()
    page.locator("[data-ready]").wait_for()
    page.locator("[name=closing]").fill("Levée à midi")
    page.locator("[data-kind=waiting]").wait_for()
    page.get_by_text("Copie de secours", exact=True).click()
    with page.expect_download() as download:
        page.locator("[data-rescue] [data-rescue-out]").click()
    copy = tmp_path / "copie-de-secours.json"
    download.value.save_as(copy)
    [made] = re.findall(r"/reunions/([0-9a-f-]{36})/", page.url)
    other = new_page(width=360)
    sign_in(other, reviewer, PASSWORD)
    other.goto("/reunions/")
    other.get_by_role("link", name="Reprendre une copie de secours").click()
    other.get_by_label("La copie de secours").set_input_files(copy)
    other.get_by_role("button", name="Reprendre la copie").click()
    other.get_by_text(f"Le texte de {secretary} est enregistré").wait_for()
    assert other.evaluate("document.documentElement.scrollWidth") == 360
    created = Meeting.objects.get(pk=made)
    last = created.revisions.get(version=created.version)
    assert (created.document["closing"], created.created_by) == ("Levée à midi", secretary)
    assert (last.author, last.brought_by) == (secretary, reviewer)
    network.turn("fair")
    page.locator("h1").click()
    page.locator("[data-kind=saved]").wait_for()
    assert Meeting.objects.get(pk=made).version == created.version  # both arrived: once


def test_a_new_release_waits_until_nothing_is_unsent(network, online, meeting, monkeypatch):
    page = online()
    page.goto(f"/reunions/{meeting.pk}/modifier/")
    ready_offline(page)
    page.route(
        "**/modifier/",
        lambda route: route.abort() if route.request.method == "POST" else route.continue_(),
    )
    page.locator("[name$='/discussion']").fill("Pendant la mise à jour")
    until_kept(page, "Pendant la mise à jour")
    monkeypatch.setattr("meetings.writing.views.offline.release", lambda: "nouvelle")
    other = page.context.new_page()
    other.goto("/")
    state = "() => navigator.serviceWorker.getRegistration().then((r) => Boolean(r.waiting))"
    other.evaluate("() => navigator.serviceWorker.getRegistration().then((r) => r.update())")
    until(other, lambda: other.evaluate(state))
    other.reload()
    other.locator("[data-unsent] li").wait_for()
    other.wait_for_timeout(QUIET + 500)
    assert (other.evaluate(state), page.locator("[name$='/discussion']").input_value()) == (
        True,
        "Pendant la mise à jour",
    )
    page.unroute("**/modifier/")
    page.locator("h1").click()
    page.locator("[data-kind=saved]").wait_for()
    until(page, lambda: not records(page, "drafts"))
    other.reload()
    until(other, lambda: not other.evaluate(state), seconds=30)
    until(other, lambda: other.evaluate("() => caches.keys()") == ["gtm-nouvelle"])
    assert page.locator("[name$='/discussion']").input_value() == "Pendant la mise à jour"
