"""The head of the editor in real Chromium: where one starts, and where Tab leads."""

import pytest

from tests.browser.editing import Editor
from tests.factories import make_meeting


@pytest.fixture
def editor(new_page, live_server, group, secretary):
    document = {"kind": "ordinary", "date": "30/11/2021"}
    meeting = make_meeting(group, secretary, document=document)
    editor = Editor(new_page(), meeting, live_server.url)
    editor.sign_in(secretary)
    yield editor
    assert editor.problems() == []


def test_the_head_is_tabbed_as_it_is_seen_and_a_space_unfolds_nothing(editor):
    editor.open()
    assert editor.focused == ("place", "")
    editor.page.locator("#kind").focus()
    seen, order = [], []
    for name in ("kind", "date", "place", "start", "end"):
        order.append(editor.focused[0])
        box = editor.page.locator(f"#{name}").bounding_box()
        seen.append((box["y"], box["x"], name))
        editor.press("Tab")
    assert (order, [name for *_, name in sorted(seen)]) == ([name for *_, name in seen],) * 2
    editor.type("en ligne ou pas")
    folds = editor.page.locator(".folds > details")
    assert folds.evaluate_all("each => each.map(({ open }) => open)") == [False, False]
    editor.press("Enter")
    assert folds.evaluate_all("each => each.map(({ open }) => open)") == [True, False]
