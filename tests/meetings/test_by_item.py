"""Figures by item of a framework, against the same counted row by row in plain Python."""

import re
from collections import Counter, defaultdict
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.frameworks import ClassifiedAction, Framework, every_item
from actions.models import ActionItem
from meetings.board import figures
from tests.factories import (
    make_action,
    make_finding,
    make_framework,
    make_group,
    make_item,
    make_user,
)
from tests.meetings.histories import (
    AT_NIGHT,
    NIAMEY,
    NOW,
    PAST,
    PERIOD,
    an_action,
    as_of,
    fresh,
    generated,
    make_actions,
    state_at,
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


@pytest.mark.parametrize(("period", "instant"), [(PERIOD, NOW), (PAST, AT_NIGHT[2])])
@generated
@given(rows=st.lists(st.tuples(an_action(), st.sets(st.integers(0, 5)))))
def test_actions_are_counted_by_item_as_known_then_with_what_is_below_it_once(
    groups, author, period, instant, rows
):
    fresh()
    Framework.objects.all().delete()
    plan, items, parents = tree()
    wanted = defaultdict(Counter)
    actions = make_actions([row for row, _ in rows], groups, author)
    for action, (history, places) in zip(actions, rows, strict=True):
        action.items.set([items[place] for place in places])
        row = state_at(history, instant)
        if row is None:
            continue
        under = with_parents([items[place] for place in places], parents)
        keys = [item.pk for item in under if item.framework == plan] or ["none"]
        is_running = row["status"] in ("todo", "doing", "waiting", "permanent")
        for key in (*keys, "all"):
            done = row["status"] == "done" and period.first <= row["closed_on"] <= period.last
            wanted[key] += Counter(
                decided=1,
                done=int(done),
                open=int(row["status"] not in ActionItem.CLOSED),
                late=int(bool(is_running and row["due_on"] and row["due_on"] < _day(instant))),
            )
    told = figures.of_items(as_of(period))
    found = figures.by_item(ClassifiedAction, plan, every_item(framework=plan), told)
    keys = [*(item.pk for item in items[:5]), "none", "all"]
    assert found == {
        key: {name: wanted[key][name] for name in ("decided", "done", "open", "late")}
        for key in keys
    }


def _day(instant):
    return instant.astimezone(NIAMEY).date()


LINK = re.compile(r'href="((?:/actions|/tableau-de-bord/constats)/\?[^"]*)"[^>]*>(\d+)</a>')


def found_at(client, address):
    """How many the list at an address holds."""
    context = client.get(address.replace("&amp;", "&")).context
    return context["found"] if "found" in context else context["page"].paginator.count


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
    noted = ((0, "strength", [parent, child]), (1, "strength", [child]), (0, "weakness", []))
    for place, kind, items in noted:
        make_finding(groups[place], author, kind, items=items)
    make_finding(groups[0], author, on=date(2020, 1, 10), items=[parent])
    return plan


def test_each_figure_is_the_length_of_the_list_behind_it(plan, reviewer, client_of, freeze):
    freeze(datetime(2022, 6, 15, 12, tzinfo=UTC))
    client = client_of(reviewer)
    region = plan.items.get(code="1").actions.get().group.territory.pk
    for query in ("", f"?region={region}&periode=6"):
        answer = client.get(f"/tableau-de-bord/cadres/{plan.pk}/{query}")
        links = LINK.findall(answer.content.decode())
        assert len(links) == 4 * 6
        assert sum(int(figure) for _, figure in links) > 0
        for address, figure in links:
            assert (address, found_at(client, address)) == (address, int(figure))
    assert answer.context["several"] == 1
    item = plan.items.get(code="1")
    seen = client.get(f"/tableau-de-bord/elements/{item.pk}/").context
    lists = [*seen["lists"], *seen["findings"]]
    assert {name: (count, len(rows)) for name, _, count, rows in lists} == {
        "late": (1, 1),
        "decided": (3, 3),
        "done": (1, 1),
        "strengths": (2, 2),
        "weaknesses": (0, 0),
    }


def test_the_board_of_a_structure_has_no_findings(plan, client_of, partner, freeze):
    freeze(datetime(2022, 6, 15, 12, tzinfo=UTC))
    text = client_of(partner).get(f"/tableau-de-bord/cadres/{plan.pk}/").content.decode()
    assert ("Forces" in text, "constats" in text) == (False, False)
    item = plan.items.get(code="1")
    assert client_of(partner).get(f"/tableau-de-bord/elements/{item.pk}/").context["findings"] == []


def test_a_past_period_says_that_it_is_as_known_then_under_what_it_stands_today(
    plan, reviewer, client_of, freeze
):
    freeze(datetime(2023, 3, 1, 12, tzinfo=UTC))
    client, item = client_of(reviewer), plan.items.get(code="1")
    late = item.actions.get()  # put off since
    ActionItem.objects.filter(pk=late.pk).update(due_on=date(2024, 1, 1))
    said = "tels qu’on les connaissait au 31 décembre 2022, sous leur classement d’aujourd’hui"
    for address in (f"cadres/{plan.pk}", f"elements/{item.pk}"):
        answers = [
            client.get(f"/tableau-de-bord/{address}/{query}") for query in ("?periode=a2022", "")
        ]
        texts = [answer.content.decode().replace("\u00a0", " ") for answer in answers]
        assert [said in text for text in texts] == [True, False]
    lists = answers[0].context["lists"]
    assert [(name, count) for name, _, count, _ in lists] == [
        ("late", 1),
        ("decided", 3),
        ("done", 1),
    ]


def test_the_page_of_a_set_leads_to_what_stands_under_each_item(
    plan, reviewer, administrator, client_of
):
    page = f"/actions/cadres/{plan.pk}/"
    text = client_of(reviewer).get(page).content.decode()
    links = re.findall(r'href="([^"]*element=\d+)">(\d+) [^<]*</a>', text)
    told = [(address, int(figure)) for address, figure in links]
    client = client_of(reviewer)
    assert told == [(address, found_at(client, address)) for address, _ in links]
    assert [figure for _, figure in told] == [3, 3, 3, 2]
    other = client_of(administrator).get(page).content.decode()
    assert ("element=" in other, "3 points d’action · 3 constats" in other) == (False, True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_pages_cost_the_same_for_one_and_three(
    group, secretary, reviewer, client_of, django_assert_num_queries, count
):
    sets = [make_framework(f"Plan {number}") for number in range(count)]
    for place in range(count):
        item = make_item(sets[0], f"{place}", parent=make_item(sets[0], f"p{place}"))
        make_action(group, secretary, items=[item])
        make_finding(group, secretary, items=[item])
    client = client_of(reviewer)
    for path, queries in ((f"cadres/{sets[0].pk}", 21), (f"elements/{item.pk}", 17)):
        with django_assert_num_queries(queries):
            client.get(f"/tableau-de-bord/{path}/")
