import uuid
from datetime import date

import pytest

from actions.models import ActionItem
from tests.factories import make_agency, make_meeting, make_territory, stopped

pytestmark = pytest.mark.django_db
TODAY = date(2023, 1, 1)


@pytest.fixture
def make_action(group, secretary):
    meeting = make_meeting(group, secretary)
    point = meeting.points.create(uid=uuid.uuid4(), position=0, title="Divers")

    def make(**fields):
        fields = stopped(fields.get("status"), meeting.date) | fields
        fields = {"deadline_precision": "year"} | fields
        action = ActionItem(deadline_from=meeting.date, entered_on=meeting.date, **fields)
        action.take_from_minutes(point, 0, "x", "", meeting.date)
        action.save()
        return action

    return make


@pytest.mark.parametrize(
    ("status", "due_on", "late"),
    [
        ("todo", date(2022, 12, 31), True),
        ("todo", date(2023, 1, 1), False),
        ("todo", None, False),
        ("doing", date(2022, 12, 31), True),
        ("waiting", date(2022, 12, 31), True),
        ("declared", date(2022, 12, 31), False),
        ("done", date(2022, 12, 31), False),
        ("not_done", date(2022, 12, 31), False),
        ("cancelled", date(2022, 12, 31), False),
    ],
)
def test_late_is_open_not_declared_and_past_its_last_day(make_action, status, due_on, late):
    action = make_action(status=status, due_on=due_on)
    assert ActionItem.objects.late(TODAY).exists() is late
    assert action.days_late(TODAY) == int(late)


@pytest.mark.parametrize(
    ("fields", "days"),
    [
        ({"deadline_precision": "immediate"}, 32),
        ({"deadline_precision": "next_meeting"}, 32),
        ({"deadline_precision": "immediate", "status": "declared"}, 32),
        ({"deadline_precision": "immediate", "status": "done"}, None),
        ({"deadline_precision": "next_meeting", "due_on": TODAY}, None),
        ({"deadline_precision": "ongoing"}, None),
    ],
)
def test_waiting_days_are_told_of_what_is_open_and_expected_without_a_day(
    make_action, fields, days
):
    assert make_action(**fields).days_waiting(date(2022, 1, 1)) == days


def test_a_structure_sees_the_actions_of_its_antennes_and_not_the_other_way(make_action):
    oim = make_agency("OIM")
    antenne = make_agency("OIM", parent=oim, territory=make_territory())
    at_antenne, at_parent = make_action(), make_action()
    at_antenne.responsibles.create(position=0, kind="structure", wording="OIM", agency=antenne)
    at_parent.responsibles.create(position=0, kind="structure", wording="OIM", agency=oim)
    assert set(ActionItem.objects.concerning([oim.pk])) == {at_antenne, at_parent}
    assert set(ActionItem.objects.concerning([antenne.pk])) == {at_antenne}
