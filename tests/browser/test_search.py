"""A partner on a phone finds the PDF of the meeting that decided on something, in four taps."""

import pytest

from tests.factories import PASSWORD
from tests.meetings.searching import published


@pytest.fixture
def meetings(transactional_db, group, secretary, reviewer):
    return published(group, secretary, reviewer)


@pytest.fixture
def phone(meetings, partner, new_page):
    """Signed in by the form; `taps` counts what is tapped from there on, the sign-in included."""
    page = new_page(width=360)
    page.goto("/connexion/")
    page.locator("[name=login]").fill(partner.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Se connecter").click()
    page.get_by_role("heading", name=f"Bonjour {partner.name}").wait_for()
    return page


def test_from_the_sign_in_to_the_pdf_in_four_taps(phone, meetings):
    field = phone.get_by_role("searchbox", name="Mots cherchés")  # 1: signed in
    field.click()  # 2
    field.press_sequentially("indicateurs de gouvernance")
    phone.keyboard.press("Enter")  # 3: the key of the phone's keyboard
    phone.get_by_role("link", name="GTM/Zinder, 30 novembre 2021").wait_for()
    with phone.expect_download() as downloaded:
        phone.get_by_role("link", name="PDF du 30 novembre 2021").click()  # 4
    assert downloaded.value.suggested_filename == "compte-rendu-gtm-zinder-2021-11-30-v1.pdf"
    assert phone.problems == []


def test_what_is_suggested_is_reached_by_the_keyboard_and_leads_to_the_place(phone, meetings):
    field = phone.get_by_role("searchbox", name="Mots cherchés")
    field.click()
    field.press_sequentially("gouvernan")
    suggested = phone.locator(".suggested a")
    suggested.wait_for()
    assert phone.get_by_role("status").filter(has_text="proposition").count() == 1
    phone.keyboard.press("ArrowDown")
    assert suggested.first.evaluate("link => link === document.activeElement")
    phone.keyboard.press("Escape")
    assert (suggested.count(), field.evaluate("it => it === document.activeElement")) == (0, True)
    field.press_sequentially("ce")
    suggested.wait_for()
    phone.keyboard.press("ArrowDown")
    phone.keyboard.press("Enter")
    phone.wait_for_url("**/reunions/**#action-*")
    assert phone.locator("tr:target").inner_text().startswith("Finaliser et mettre")
    assert phone.problems == []


@pytest.mark.parametrize("late", ["**/device*.js", "**/search*.js"])
def test_what_was_typed_before_the_script_came_is_suggested_for_too(phone, meetings, late):
    held = []
    phone.route(late, lambda route: held.append(route))
    phone.goto("/reunions/", wait_until="commit")
    field = phone.get_by_role("searchbox", name="Mots cherchés")
    field.press_sequentially("gouvernan")
    waits_for(phone, lambda: held)
    held[0].continue_()
    phone.locator(".suggested a").first.wait_for()
    assert phone.problems == []


def test_a_script_that_did_not_come_is_fetched_again_at_the_next_letter(phone, meetings):
    lost = []
    phone.route("**/search*.js", lambda route: (lost.append(route), route.abort()), times=1)
    field = phone.get_by_role("searchbox", name="Mots cherchés")
    field.press_sequentially("gouver")
    waits_for(phone, lambda: lost)
    field.press_sequentially("nan")
    phone.locator(".suggested a").first.wait_for()


def waits_for(page, held):
    while not held():
        page.wait_for_timeout(20)


def test_without_a_script_the_field_searches(meetings, partner, new_page, sign_in):
    page = new_page(javascript=False, width=360)
    sign_in(page, partner, PASSWORD)
    page.get_by_role("searchbox", name="Mots cherchés").fill("unhcr")
    page.keyboard.press("Enter")
    page.wait_for_url("**/recherche/**")
    assert page.locator(".hit-title").all_inner_texts() == [
        "GTM/Zinder, 15\u00a0septembre\u00a02022"
    ]
