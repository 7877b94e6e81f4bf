from datetime import date

import pytest
from django.core.management import CommandError, call_command

from actions.models import ActionItem, ActionUpdate
from tests.factories import make_action, make_agency, make_axis, make_membership, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo(settings, group):
    settings.DEMO = True
    make_membership(make_user("Rakia", "spccm@demo.example"), "reviewer")
    author = make_user("Amina", "secretaire.zinder@demo.example")
    agency = make_agency("OIM")
    make_axis()
    return [make_action(group, author, agency) for _ in range(5)]


def test_it_wants_the_demonstration(db):
    with pytest.raises(CommandError):
        call_command("simulate_follow_up")


def test_each_action_has_its_story_told_once_and_marked(demo, secretary, group):
    real = make_action(group, secretary, "x")
    for _ in range(2):
        call_command("simulate_follow_up", verbosity=0)
    actions = ActionItem.objects.exclude(pk=real.pk).order_by("pk")
    assert [action.status for action in actions] == [
        "done",
        "doing",
        "declared",
        "todo",
        "not_done",
    ]
    assert actions[0].closed_on == date(2022, 3, 10)
    assert real.updates.count() == 0
    said = ActionUpdate.objects.exclude(kind__in=["designated", "axis"])
    assert said.count() == 11
    assert all("(démonstration)" in each.sentence + each.reason for each in said)
