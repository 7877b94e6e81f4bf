"""The bar: one line above a phone's keyboard, heard once after a pause, at once when bad."""

import pytest

from tests.browser.device import until
from tests.browser.editing import write
from tests.factories import make_document, make_meeting, with_rows

HEIGHTS = """() => {
  const { height, right } = document.querySelector(".save-bar").getBoundingClientRect();
  const field = document.activeElement.getBoundingClientRect();
  const top = innerHeight - height;
  const isSeen = field.top >= 0 && Math.min(field.bottom, field.top + 44) <= top;
  return [height <= 56, right <= 360, isSeen];
}"""
SAYS = """(name) => import("/static/js/editor/said.js").then(({ tell }) => {
  tell(name, true, name === "conflict" ? "Amina et Issa ont changé les mêmes champs." : "");
})"""
NOTICES = ("conflict", "unsubmitted", "reading", "otherAccount", "memory")


@pytest.fixture
def meeting(group, secretary):
    rows = [{"wording": f"Structure {number}"} for number in range(12)]
    document, _ = with_rows(make_document(), "attendance", *rows)
    return make_meeting(group, secretary, document=document)


@pytest.fixture
def low(editor):
    """As a phone with its keyboard open."""
    editor.page.set_viewport_size({"width": 360, "height": 360})
    return editor


def test_above_an_open_keyboard_the_bar_is_one_line_whatever_it_says(low):
    page = low.page
    for name in ("wording", "discussion"):
        low.field(name).focus()
        assert page.evaluate(HEIGHTS) == [True, True, True]
    low.answer(lambda route: route.abort())
    write(low, "Sans réseau")
    low.press("Control+s")
    page.locator("[data-kind=waiting]").wait_for()
    assert page.evaluate(HEIGHTS) == [True, True, True]
    for name in NOTICES:
        page.evaluate(SAYS, name)
        assert (name, page.evaluate(HEIGHTS)) == (name, [True, True, True])
        page.locator(f"[data-notice={name}]").evaluate("box => (box.hidden = true)")


def test_above_an_open_keyboard_a_conflict_keeps_its_way_out(low):
    low.page.evaluate(SAYS, "conflict")
    assert low.page.get_by_role("button", name="Réunir les deux textes").is_visible()


def heard(editor):
    return editor.page.locator("[data-heard]").inner_text()


def test_saved_is_heard_once_after_a_pause_and_bad_news_at_once(editor):
    page = editor.page
    page.evaluate(
        """() => {
          window.heard = [];
          const region = document.querySelector("[data-heard]");
          const watch = new MutationObserver(() => heard.push(region.textContent));
          watch.observe(region, { childList: true, characterData: true, subtree: true });
        }"""
    )
    for turn in range(3):
        write(editor, f"Tour {turn}")
        editor.save()
        assert page.evaluate("heard") == []
    until(page, lambda: page.evaluate("heard"))
    page.wait_for_timeout(500)
    [told] = page.evaluate("heard")
    assert told == editor.state.inner_text()
    editor.answer(lambda route: route.abort())
    write(editor, "Coupé")
    editor.press("Control+s")
    page.locator("[data-kind=waiting]").wait_for()
    page.wait_for_timeout(100)
    assert page.evaluate("heard") == [told, editor.state.inner_text()]


def test_a_removed_row_is_named_with_how_many_are_left(editor):
    editor.field("wording").focus()
    editor.press("Alt+Backspace")
    first = editor.announced
    editor.press("Alt+Backspace")
    assert [line.replace("\xa0", " ") for line in (first, editor.announced)] == [
        "« Structure 11 » retiré, 12 restent. Ctrl + Z annule.",
        "« Structure 10 » retiré, 11 restent. Ctrl + Z annule.",
    ]
