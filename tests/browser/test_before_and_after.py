"""Every page of what comes before a meeting and after it, sound on a phone and on a wide screen."""

import pytest
from django.urls import resolve

from tests.access import addresses, world
from tests.browser.test_pages import SCREENS, Visitor
from tests.browser.test_xss import PERSONS, pages

ROOMS = (
    *("meetings.planning.", "meetings.convocation.", "meetings.door.", "meetings.sending."),
    *("gtm.directory.members", "gtm.directory.lists", "gtm.directory.feasts"),
    "meetings.life.views.archive",  # the page of a meeting that lies ahead leads to all of them
    *("gtm.directory.group_rhythm", "gtm.people.mails", "gtm.people.unsubscription"),
)


def asked_in(state, made):
    """{path: person} of each page of these rooms, as the first person who may open it sees it."""
    found, all_pages = {}, list(pages(state))
    for person in ("secretary", "reviewer", *PERSONS):
        own = [asked for who, asked in all_pages if who == person]
        for path in [addresses.address(asked, made) for asked in own]:
            if resolve(path.partition("?")[0]).func.__module__.startswith(ROOMS):
                found.setdefault(path, person)
    return found


@pytest.mark.parametrize("state", ["planned", "published", "-"])
def test_every_page_before_and_after_a_meeting_is_sound(
    chromium, live_server, transactional_db, state
):
    """axe finds nothing, nothing scrolls sideways, there is one h1 and no error in the console."""
    made = world.build(state)
    asked, found = asked_in(state, made), {}
    for width, colours in SCREENS:
        for person in sorted(set(asked.values())):
            visitor = Visitor(chromium, live_server.url, made.persons[person], width, colours)
            for path in [path for path, each in asked.items() if each == person]:
                if problems := visitor.problems(path):
                    found[f"{width} px {person} {path}"] = problems
            visitor.context.close()
    assert found == {}
    assert len(asked) == {"planned": 13, "published": 11, "-": 20}[state]
