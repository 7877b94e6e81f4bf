"""A partner on a phone finds the PDF of the meeting that decided on something, in four taps."""

import pytest

from tests.browser.finding import taps
from tests.factories import PASSWORD
from tests.meetings.searching import published


@pytest.fixture
def meetings(transactional_db, group, secretary, reviewer):
    return published(group, secretary, reviewer)


@pytest.fixture
def opened(meetings, partner, new_page):
    """Before the page of sign-in, which is filled in by hand."""
    page = new_page(width=360)
    page.goto("/connexion/")
    return page


def test_from_the_sign_in_to_the_pdf_in_four_taps(opened, partner):
    found = list(taps(opened, partner.email, PASSWORD))
    name = "compte-rendu-gtm-zinder-2021-11-30-v1.pdf"
    assert (len(found), found[-1][1].suggested_filename, opened.problems) == (4, name, [])


@pytest.fixture
def phone(opened, partner):
    next(taps(opened, partner.email, PASSWORD))
    return opened


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
