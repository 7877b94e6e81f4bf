"""Figures by item of a framework, against the same counted row by row in plain Python."""

from collections import Counter, defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.frameworks import Framework, every_item
from actions.models import ActionItem
from meetings.board import figures
from tests.factories import make_framework, make_group, make_item, make_user
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
