"""On a phone no page is wider than the screen, whatever words people type."""

import pytest

from tests import hostile
from tests.access import addresses
from tests.browser.test_xss import PERSONS, Listener, pages

PHONE = {"width": 360, "height": 800}
ADDRESS = "https://niger.example.org/sites/g/files/tmzbdl1081/files/documents/2022-03/rapport.pdf"


def long_word(limit):
    """A word of at most 200 letters, which has the room of its field; an address where it fits."""
    return (f"{ADDRESS} " if limit > 300 else "") + ("Anticonstitutionnellement" * 8)[:limit]


def too_wide(chromium, live_server, made, asked):
    found = {}
    for person in PERSONS:
        visitor = Listener(chromium, live_server.url, made.persons[person])
        visitor.page.set_viewport_size(PHONE)
        for name in [name for each, name in asked if each == person]:
            visitor.page.goto(addresses.address(name, made))
            width = visitor.page.evaluate("document.documentElement.scrollWidth")
            if width > PHONE["width"]:
                found[f"{person} {name}"] = width
        visitor.context.close()
    return found


@pytest.mark.parametrize("state", ["draft", "published"])
def test_no_long_word_makes_a_page_wider_than_a_phone(
    chromium, live_server, transactional_db, state
):
    made = hostile.build(state, long_word, "Ligne" * 10, "Sigle" * 5)
    asked = [*pages(state), *(pages("-") if state == "draft" else ())]
    assert too_wide(chromium, live_server, made, asked) == {}
