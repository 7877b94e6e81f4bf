"""axe finds nothing in the states of a page that come while one uses it."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.axe import NO_PRELOAD
from tests.browser.editing import PASTE
from tests.factories import PASSWORD, make_document, make_meeting, with_actions

WIDTHS = (320, 1280)
LINE = "#attendance [name$='/wording']"


def problems(page):
    """What axe says of a page as it stands, and whether it is wider than the screen."""
    found = [
        f"{each['id']}: {each['nodes'][0]['target']}"
        for each in Axe().run(page, options=NO_PRELOAD).response["violations"]
    ]
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return found + ([f"{wide} px too wide"] if wide > 0 else [])


@pytest.fixture
def editor(new_page, sign_in, secretary, group, transactional_db):
    """`editor(width)`: a page of the editor, with an action in its point."""

    def open_editor(width, **options):
        page = new_page(width=width, **options)
        document, _ = with_actions(make_document(), {"text": "Former", "responsible": "OIM"})
        meeting = make_meeting(group, secretary, document=document)
        sign_in(page, secretary, PASSWORD)
        page.goto(f"{meeting.get_absolute_url()}modifier/")
        page.locator("[data-save-state]").wait_for()
        return page

    return open_editor


def suggestions(page):
    page.locator("[name$='/responsible']").first.fill("oi")
    page.keyboard.type("m")
    page.locator(".suggestions > *").first.wait_for()
    page.keyboard.press("ArrowDown")


def shortcuts(page):
    page.keyboard.press("Alt+h")


def removed(page):
    page.locator(LINE).first.focus()
    page.keyboard.press("Alt+Backspace")
    page.locator("[data-undo]").wait_for()


def ended(page):
    page.context.clear_cookies()
    page.locator(LINE).first.press_sequentially("a")
    page.keyboard.press("Control+s")
    page.locator("[data-sign-in]").wait_for()


def offline(page):
    page.context.set_offline(True)
    page.locator(LINE).first.press_sequentially("a")
    page.locator("[data-save-state][data-kind=waiting]").wait_for()


def pasted(page):
    page.get_by_role("button", name="+ Présence").click()
    field = page.locator(LINE).last
    field.evaluate(PASTE, ["Nom\tFonction\nAli\tMaire\nIssa\tPréfet", ""])
    page.locator(".paste-report").wait_for()


STATES = (suggestions, shortcuts, removed, ended, offline, pasted)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("state", STATES, ids=lambda state: state.__name__)
def test_each_state_of_the_editor_is_sound(editor, agency, state, width):
    page = editor(width)
    state(page)
    assert problems(page) == []


def test_a_line_tells_what_is_chosen_where_the_person_chose_the_colours(editor, agency):
    page = editor(1280)
    page.emulate_media(forced_colors="active")
    suggestions(page)
    drawn = "(each) => getComputedStyle(each).outlineStyle"
    chosen = (".suggestions [aria-selected=true]", ".site-nav [aria-current]")
    assert [page.locator(each).evaluate(drawn) for each in chosen] == ["solid", "solid"]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_refused_form_is_sound(new_page, sign_in, secretary, group, transactional_db, width):
    page = new_page(width=width)
    page.goto("/connexion/")
    page.get_by_role("button", name="Se connecter").click()
    page.locator("[name=login]").fill("nul@example.org")
    page.locator("[name=password]").fill("faux")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    assert problems(page) == []
    sign_in(page, secretary, PASSWORD)
    page.goto("/reunions/nouvelle/")
    page.get_by_role("button", name="Créer la réunion").click()
    page.get_by_role("alert").wait_for()
    assert problems(page) == []
