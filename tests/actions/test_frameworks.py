"""Sets of items, and what is put under them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from actions.follow_up import Said
from actions.frameworks import Framework, FrameworkItem, How, every_item
from actions.models import ActionItem
from gtm.refusals import NotNow
from tests.factories import make_action, make_axis, make_framework, make_item

pytestmark = pytest.mark.django_db
AT = datetime(2023, 2, 1, 9, tzinfo=UTC)


def refused(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()
    return True


def test_sets_and_items_end_after_they_begin(db):
    assert refused(lambda: make_framework(years=(2026, 2022)))
    plan = make_framework(years=(2022, 2022))
    days = {"since": date(2022, 2, 1), "until": date(2022, 1, 31)}
    assert refused(lambda: make_item(plan, **days))
    with pytest.raises(ValidationError, match="La fin vient avant le début"):
        FrameworkItem(framework=plan, code="2", wording="x", **days).full_clean()


def test_there_is_one_main_set_and_one_item_of_a_code_in_a_set(db):
    plan, pact = make_framework(is_main=True), make_framework("Pacte mondial")
    assert refused(lambda: Framework.objects.filter(pk=pact.pk).update(is_main=True))
    assert refused(lambda: make_framework("Plan suivant", is_main=True))
    make_item(plan, "1")
    assert refused(lambda: make_item(plan, "1"))
    assert make_item(pact, "1").pk


def test_an_item_does_not_stand_below_itself(db):
    item = make_item(make_framework())
    this = FrameworkItem.objects.filter(pk=item.pk)
    assert refused(lambda: this.update(parent=item.pk))


def test_an_item_in_use_is_not_deleted_nor_its_set(group, secretary):
    item = make_item(make_framework())
    make_action(group, secretary, items=[item])
    for each in (item, item.framework):
        with pytest.raises(ProtectedError):
            each.delete()


def test_a_set_that_nothing_uses_goes_with_its_tree(db):
    plan = make_framework()
    make_item(plan, "1.1", parent=make_item(plan, "1"))
    plan.delete()
    assert FrameworkItem.objects.count() == 0


def test_children_follow_their_parent_the_main_set_first(django_assert_num_queries):
    pact = make_framework("Pacte mondial", "objectif", years=(2018, 2030))
    plan = make_framework(is_main=True, years=(2010, 2011))
    second, first = make_item(plan, "2"), make_item(plan, "1")
    make_item(pact, "7")
    below = make_item(plan, "1.1", parent=first, position=9)
    with django_assert_num_queries(1):
        found = [(each.short, each.depth, each.family) for each in every_item()]
    assert found[:3] == [
        ("axe 1", 0, [first.pk, below.pk]),
        ("axe 1.1", 1, [below.pk]),
        ("axe 2", 0, [second.pk]),
    ]
    assert [short for short, _, _ in found[3:]] == ["objectif 7"]


def codes(action):
    return sorted(action.items.values_list("framework__word", "code"))


def test_nothing_is_taken_away_unless_it_is_asked_for(group, secretary, reviewer):
    said, plan = Said(reviewer, AT), make_framework()
    first, second = make_item(plan, "1"), make_item(plan, "2")
    seventh = make_item(make_framework("Pacte mondial", "objectif"), "7")
    action, found = make_action(group, secretary, items=[seventh]), []
    for item, how in (
        (first, How.ADD),
        (second, How.ADD),
        (second, How.REPLACE),
        (seventh, How.REMOVE),
    ):
        action.classify(said, item, how)
        found.append(codes(action))
    axes = [("axe", "1"), ("axe", "2")]
    beside = ("objectif", "7")
    assert found == [[axes[0], beside], [*axes, beside], [axes[1], beside], [axes[1]]]
    assert [update.sentence for update in action.updates.all()] == [
        f"{seventh} (retiré)",
        f"{second} (à la place des autres)",
        str(second),
        str(first),
    ]


@pytest.mark.parametrize("how", How.values)
def test_what_would_change_nothing_is_refused_and_leaves_no_update(group, secretary, reviewer, how):
    item = make_axis()
    action = make_action(group, secretary, items=[] if how == "remove" else [item])
    with pytest.raises(NotNow, match="rien n’est à changer"):
        action.classify(Said(reviewer, AT), item, how)
    assert ActionItem.objects.classify(Said(reviewer, AT), item, how) == []
    assert (action.updates.count(), ActionItem.objects.get().version) == (0, 1)


@pytest.mark.parametrize("ends", ["item", "set"])
def test_what_is_over_is_given_to_nothing_decided_after(group, secretary, reviewer, ends):
    item, day = make_axis(), date(2022, 6, 30)
    Framework.objects.update(until=day if ends == "set" else date(2026, 12, 31))
    FrameworkItem.objects.update(until=day if ends == "item" else None)
    item = FrameworkItem.objects.get()
    before, after = (
        make_action(group, secretary, on=day + timedelta(days=shift)) for shift in (0, 1)
    )
    assert len(ActionItem.objects.classify(Said(reviewer, AT), item)) == 1
    assert (list(before.items.all()), list(after.items.all())) == ([item], [])


@pytest.mark.parametrize("how", How.values)
def test_several_end_up_as_each_would_alone(group, secretary, reviewer, how):
    said, plan = Said(reviewer, AT), make_framework()
    first, second = make_item(plan, "1"), make_item(plan, "2")
    seventh = make_item(make_framework("Pacte mondial"), "7")
    held = ([], [first], [second], [first, second], [seventh], [first, seventh])
    alone = [make_action(group, secretary, items=items) for items in held]
    together = [make_action(group, secretary, items=items) for items in held]
    count = 0
    for action in alone:
        try:
            action.classify(said, first, how)
            count += 1
        except NotNow:
            pass
    these = ActionItem.objects.filter(pk__in=[action.pk for action in together])
    assert len(these.classify(said, first, how)) == count
    told = [[codes(action), action.updates.count()] for action in alone]
    assert [[codes(action), action.updates.count()] for action in together] == told


def test_several_are_classified_by_sp_ccm_alone(group, secretary, reviewer, client_of):
    actions = [make_action(group, secretary, on=date(2021, 1, day)) for day in (1, 2, 3)]
    axis = make_axis(2)

    def select(person):
        form = {"action": [action.pk for action in actions[:2]], "do": "classify", "item": axis.pk}
        client_of(person).post("/actions/selection/", form)
        return set(axis.actions.all())

    assert [select(secretary), select(reviewer)] == [set(), set(actions[:2])]
