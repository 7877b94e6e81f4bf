"""What no row of the follow-up may say, whoever writes it; and what mended the rows that did."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from actions.follow_up import Said
from actions.frameworks import FrameworkItem
from actions.models import ActionItem
from actions.parts import ActionResponsible
from tests.factories import make_action

DAY = date(2022, 3, 10)
AT = datetime(2022, 3, 10, 23, 30, tzinfo=UTC)  # the 11th in Niamey


def refused(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()
    return True


@pytest.mark.parametrize(
    ("status", "day"),
    [
        ("done", "closed_on"),
        ("not_done", "closed_on"),
        ("cancelled", "closed_on"),
        ("declared", "declared_on"),
    ],
)
def test_a_status_that_stops_the_clock_has_its_day(group, secretary, agency, status, day):
    action = make_action(group, secretary, agency)
    this = ActionItem.objects.filter(pk=action.pk)
    assert refused(lambda: this.update(status=status))
    assert this.update(status=status, **{day: DAY}) == 1
    action.status = status
    with pytest.raises(ValidationError, match="Dites quel jour ce point d’action a été "):
        action.validate_constraints()


def test_an_action_has_one_responsible_at_a_place(group, secretary, agency):
    action = make_action(group, secretary, agency)
    assert refused(lambda: action.responsibles.create(position=0, kind="free", wording="x"))
    second = ActionResponsible(action=action, position=0, kind="free", wording="x")
    with pytest.raises(ValidationError, match="déjà un responsable à cette place"):
        second.validate_constraints()


def test_what_is_withdrawn_is_closed_that_day_and_open_again_once_restored(group, secretary):
    action = make_action(group, secretary)
    these = ActionItem.objects.filter(pk=action.pk)
    these.withdraw(Said(), DAY)
    assert (these.get().status, these.get().closed_on) == ("cancelled", DAY)
    assert these.get().days_late(date(2023, 6, 1)) == 0
    these.restore(Said())
    assert (these.get().status, these.get().closed_on) == ("todo", None)


def test_what_was_closed_before_it_is_withdrawn_keeps_its_day(group, secretary):
    action = make_action(group, secretary)
    action.close(Said(secretary, AT))
    these = ActionItem.objects.filter(pk=action.pk)
    these.withdraw(Said(), date(2023, 1, 1))
    these.restore(Said())
    assert (these.get().status, these.get().closed_on) == ("done", date(2022, 3, 11))


def migrate(name):
    executor = MigrationExecutor(connection)
    executor.migrate([("actions", name)])
    return executor.loader.project_state([("actions", name)]).apps


@pytest.mark.django_db(transaction=True)
def test_rows_of_before_are_mended(group, secretary, agency):
    closed, silent, declared = (make_action(group, secretary, agency) for _ in range(3))
    closed.close(Said(secretary, AT))
    declared.declare_done(Said(secretary, AT))
    try:
        before = migrate("0004_open")
        items = before.get_model("actions", "ActionItem").objects
        items.update(closed_on=None, declared_on=None)
        items.filter(pk=silent.pk).update(status="cancelled")
        axes = before.get_model("actions", "StrategicAxis").objects
        axis = axes.create(number=3, title="x", first_year=2026, last_year=2022)
        items.filter(pk=silent.pk).update(axis=axis)
        responsibles = before.get_model("actions", "ActionResponsible").objects
        responsibles.create(action_id=silent.pk, position=0, kind="free", wording="second")
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    days = ActionItem.objects.order_by("pk").values_list("status", "closed_on", "declared_on")
    assert list(days) == [
        ("done", date(2022, 3, 11), None),
        ("cancelled", silent.decided_on, None),
        ("declared", None, date(2022, 3, 11)),
    ]
    plan = FrameworkItem.objects.get().framework
    assert (plan.since, plan.until) == (date(2022, 1, 1), date(2026, 12, 31))
    assert [(item.short, item.wording) for item in silent.items.all()] == [("axe 3", "x")]
    places = silent.responsibles.values_list("position", "wording")
    assert list(places) == [(0, "OIM"), (1, "second")]
