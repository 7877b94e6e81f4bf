"""The secretary's phone at the door, without network; two phones; without a script."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from meetings.models import Arrival
from tests.browser.axe import NO_PRELOAD
from tests.browser.device import records, until
from tests.browser.editing import session_of
from tests.factories import make_agency, make_convened, make_meeting, make_membership, make_user

PHONE = 360
UNSENT = "5 arrivées sur l’appareil, pas encore envoyées."


@pytest.fixture
def meeting(group, secretary):
    return make_meeting(group, secretary)


@pytest.fixture
def other(group):
    """Takes in at the same door."""
    return make_membership(make_user("Issa"), "secretary", group=group).user


@pytest.fixture
def convened(meeting):
    acronyms = ("OIM", "HCR", "PAM", "UE", "DRC", "CICR")
    return [make_convened(meeting, make_agency(acronym)) for acronym in acronyms]


def path_of(meeting):
    return f"/reunions/{meeting.pk}/porte/"


def row(page, label):
    return page.locator("[data-list=expected] .door-row").filter(has_text=label)


def tick(page, label):
    row(page, label).get_by_role("button", name="Présent", exact=True).click()
    row(page, label).get_by_role("button", name="Annuler").wait_for()


def ready(page, meeting):
    page.goto(path_of(meeting))
    page.locator("html[data-ready]").wait_for(state="attached")


def state(page):
    return page.locator("[data-door-state]").inner_text()


def names():
    standing = Arrival.objects.standing().select_related("convened__agency")
    return sorted(each.convened.agency.acronym for each in standing if each.convened)


def test_five_are_ticked_without_network_and_reach_the_server_once(
    device, network, secretary, meeting, convened
):
    device.address = network.address
    page = device.start(PHONE)
    device.context.add_cookies([session_of(secretary, network.address)])
    ready(page, meeting)
    page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    until(page, lambda: records(page, "pages"))
    network.turn("cut")
    for label in ("OIM", "HCR"):
        tick(page, label)
    page.reload()
    page.locator("html[data-ready]").wait_for(state="attached")
    assert page.locator("h1").inner_text() == "À la porte"
    for label in ("PAM", "UE"):
        tick(page, label)
    page.locator("[data-add] [name=name]").fill("Omar")
    page.get_by_role("button", name="Ajouter : présent").click()
    page.locator("[data-list=added] .door-row").wait_for()
    until(page, lambda: len(records(page, "arrivals")) == 5)
    device.kill()
    page = device.start(PHONE)
    page.goto(path_of(meeting))
    page.locator("html[data-ready]").wait_for(state="attached")
    assert state(page).startswith(UNSENT)
    assert page.locator("[data-totals]").inner_text() == "5 arrivés sur 6 attendus"
    assert Arrival.objects.count() == 0
    device.context.add_cookies([session_of(secretary, network.address)])
    network.turn("fair")
    page.get_by_text("Tout est sur le serveur.").wait_for(timeout=30_000)
    assert (names(), Arrival.objects.count()) == (["HCR", "OIM", "PAM", "UE"], 5)
    assert records(page, "arrivals") == []


def test_what_waits_is_sent_from_any_page_and_never_by_another_account(
    device, network, secretary, other, meeting, convened
):
    device.address = network.address
    page = device.start_as(secretary)
    ready(page, meeting)
    network.turn("cut")
    tick(page, "OIM")
    until(page, lambda: len(records(page, "arrivals")) == 1)
    page.goto("about:blank")
    network.turn("fair")
    device.context.clear_cookies()
    device.context.add_cookies([session_of(other, network.address)])
    page.goto("/reunions/")
    page.wait_for_timeout(500)
    assert Arrival.objects.count() == 0
    device.context.clear_cookies()
    device.context.add_cookies([session_of(secretary, network.address)])
    page.goto("/reunions/")
    page.get_by_text("Arrivées enregistrées sur le serveur.").wait_for()
    assert (names(), Arrival.objects.get().by) == (["OIM"], secretary)


def test_an_answer_that_is_lost_counts_nobody_twice(
    new_page, secretary, meeting, convened, live_server
):
    page = new_page(width=PHONE)
    page.context.add_cookies([session_of(secretary, live_server.url)])
    ready(page, meeting)
    lost = []

    def lose(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch())  # the server has it
            route.abort()
        else:
            route.continue_()

    page.route("**/porte/", lose)
    tick(page, "OIM")
    page.get_by_text("Tout est sur le serveur.").wait_for()
    assert (len(lost), Arrival.objects.count()) == (1, 1)


def test_two_phones_see_one_person_and_are_told(
    new_page, secretary, other, meeting, convened, live_server
):
    pages = []
    for user in (secretary, other):
        page = new_page(width=PHONE)
        page.context.add_cookies([session_of(user, live_server.url)])
        ready(page, meeting)
        pages.append(page)
    for page in pages:
        tick(page, "OIM")
        page.get_by_text("Tout est sur le serveur.").wait_for()
    told = pages[1].locator("[data-told-list]")
    told.get_by_text("c’est une seule personne").wait_for()
    assert pages[1].locator("[data-totals]").inner_text().startswith("1 arrivé sur 6 attendus")


def test_with_the_keyboard_one_searches_ticks_and_takes_back(
    new_page, secretary, meeting, convened, live_server
):
    page = new_page(width=PHONE)
    page.context.add_cookies([session_of(secretary, live_server.url)])
    ready(page, meeting)
    page.locator("#door-q").fill("cicr")
    assert page.locator("[data-list=expected] .door-row:visible").count() == 1
    row(page, "CICR").get_by_role("button", name="Présent", exact=True).focus()
    page.keyboard.press("Enter")
    row(page, "CICR").get_by_role("button", name="Annuler").wait_for()
    assert page.evaluate("document.activeElement.innerText") == "Annuler"
    page.keyboard.press("Enter")
    row(page, "CICR").get_by_role("button", name="Présent", exact=True).wait_for()
    page.get_by_text("Tout est sur le serveur.").wait_for()
    assert (names(), page.problems) == ([], [])


def test_without_a_script_one_tap_notes(new_page, secretary, meeting, convened, live_server):
    page = new_page(javascript=False, width=PHONE)
    page.context.add_cookies([session_of(secretary, live_server.url)])
    page.goto(path_of(meeting))
    tick(page, "OIM")
    assert names() == ["OIM"]


@pytest.mark.parametrize("width", [PHONE, 1280])
def test_nothing_is_wrong_for_who_hears_it(
    new_page, secretary, meeting, convened, live_server, width
):
    Arrival.objects.create(meeting=meeting, name="Omar", at=meeting.created_at)
    page = new_page(width=width)
    page.context.add_cookies([session_of(secretary, live_server.url)])
    ready(page, meeting)
    tick(page, "OIM")
    row(page, "HCR").locator("summary").click()
    found = Axe().run(page, options=NO_PRELOAD).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
