"""Figures by item of a framework, against the same counted row by row in plain Python."""

import re
from collections import Counter, defaultdict
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.frameworks import Framework, every_item
from actions.models import ActionItem
from meetings.board import figures
from tests.factories import make_action, make_framework, make_group, make_item, make_user
from tests.meetings.histories import (
    PERIOD,
    TODAY,
    an_action,
    fresh,
    generated,
    is_late,
    make_actions,
    registered,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def groups(db):
    return [make_group("GTM/Zinder"), make_group("GTM/Agadez")]


@pytest.fixture
def author(db):
    return make_user()


def tree():
    """A set with a parent, its two children and its grandchild, and an item beside; another set."""
    plan, pact = make_framework(), make_framework("Pacte mondial", "objectif")
    parent = make_item(plan, "1")
    child, other = make_item(plan, "1.1", parent=parent), make_item(plan, "1.2", parent=parent)
    below = make_item(plan, "1.1.1", parent=child)
    items = [parent, child, other, below, make_item(plan, "2"), make_item(pact, "7")]
    parents = {child: parent, other: parent, below: child}
    return plan, items, parents


def with_parents(items, parents):
    """The items and all above them."""
    found = set(items)
    while above := {parents[item] for item in found if item in parents} - found:
        found |= above
    return found


@generated
@given(st.lists(st.tuples(an_action(), st.sets(st.integers(0, 5)))))
def test_actions_are_counted_by_item_with_what_is_below_it_once(groups, author, rows):
    fresh()
    Framework.objects.all().delete()
    plan, items, parents = tree()
    wanted = defaultdict(Counter)
    actions = make_actions([row for row, _ in rows], groups, author)
    for action, (history, places) in zip(actions, rows, strict=True):
        action.items.set([items[place] for place in places])
        under = with_parents([items[place] for place in places], parents)
        keys = [item.pk for item in under if item.framework == plan] or ["none"]
        row = registered(history) | {"is_late": is_late(history, TODAY)}
        for key in (*keys, "all"):
            done = row["status"] == "done" and PERIOD.first <= row["closed_on"] <= PERIOD.last
            wanted[key] += Counter(
                decided=1,
                done=int(done),
                open=int(row["status"] not in ActionItem.CLOSED),
                late=int(row["is_late"]),
            )
    arranged = every_item(framework=plan)
    found = figures.by_item(ActionItem.objects.all(), plan, arranged, PERIOD, TODAY)
    keys = [*(item.pk for item in items[:5]), "none", "all"]
    assert found == {
        key: {name: wanted[key][name] for name in ("decided", "done", "open", "late")}
        for key in keys
    }


LINK = re.compile(r'href="(/actions/\?[^"]*)"[^>]*>(\d+)</a>')


@pytest.fixture
def plan(groups, author):
    """Under a parent, its child and both; under none; late, done and to come, in two groups."""
    plan = make_framework(is_main=True)
    parent = make_item(plan, "1")
    child = make_item(plan, "1.1", parent=parent)
    late, later = {"due_on": date(2022, 6, 1)}, {"due_on": date(2022, 12, 31)}
    done = {"status": "done", "closed_on": date(2022, 3, 1)}
    for group, items, fields in (
        (groups[0], [parent, child], late),
        (groups[0], [child], later),
        (groups[1], [child], done),
        (groups[1], [], late),
    ):
        make_action(group, author, on=date(2022, 1, 10), items=items, **fields)
    return plan


def test_each_figure_is_the_length_of_the_list_behind_it(plan, reviewer, client_of, freeze):
    freeze(datetime(2022, 6, 15, 12, tzinfo=UTC))
    client = client_of(reviewer)
    region = plan.items.get(code="1").actions.get().group.territory.pk
    for query in ("", f"?region={region}&periode=6"):
        answer = client.get(f"/tableau-de-bord/cadres/{plan.pk}/{query}")
        links = LINK.findall(answer.content.decode())
        assert len(links) == 12
        for address, figure in links:
            found = client.get(address.replace("&amp;", "&")).context["found"]
            assert (address, found) == (address, int(figure))
    assert answer.context["several"] == 1
    item = plan.items.get(code="1")
    lists = client.get(f"/tableau-de-bord/elements/{item.pk}/").context["lists"]
    assert {name: (count, len(rows)) for name, _, count, rows in lists} == {
        "late": (1, 1),
        "decided": (3, 3),
        "done": (1, 1),
    }


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_for_one_and_three(
    group, secretary, reviewer, client_of, django_assert_num_queries, count
):
    sets = [make_framework(f"Plan {number}") for number in range(count)]
    for place in range(count):
        item = make_item(sets[0], f"{place}", parent=make_item(sets[0], f"p{place}"))
        make_action(group, secretary, items=[item])
    client = client_of(reviewer)
    for path, queries in ((f"cadres/{sets[0].pk}", 15), (f"elements/{item.pk}", 12)):
        with django_assert_num_queries(queries):
            client.get(f"/tableau-de-bord/{path}/")
