"""The demonstration's made-up meetings: the same ones, once, and never taken for real ones."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from actions.models import ActionItem, ActionUpdate
from gtm.models import WorkingGroup
from meetings.board import figures
from meetings.management.commands import simulate_meetings
from meetings.models import Meeting, Publication
from tests.factories import make_membership, make_user

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 24)
NONE = {"published": 0, "missing": 0}


@pytest.fixture
def simulate(settings, monkeypatch, freeze):
    settings.DEMO = True
    freeze(datetime(2026, 11, 24, 12, tzinfo=UTC))
    call_command("load_reference", verbosity=0)
    make_membership(make_user("Rakia", "spccm@demo.example"), "reviewer")
    group = WorkingGroup.objects.get(name="GTM/Zinder")
    make_membership(make_user("Amina", "zinder@demo.example"), "secretary", group=group)
    calendar = {"GTM/Zinder": ((300, 14), (200, "Inondation de la salle."), (100, 8), (40, None))}
    monkeypatch.setattr(simulate_meetings, "CALENDAR", calendar)
    return lambda: call_command("simulate_meetings", verbosity=0)


def test_it_wants_the_demonstration(db):
    with pytest.raises(CommandError):
        call_command("simulate_meetings")


def test_each_meeting_is_entered_once_and_taken_as_far_as_its_fate_says(simulate):
    simulate()
    before = list(Meeting.objects.order_by("date").values_list("pk", "state", "version"))
    simulate()
    assert list(Meeting.objects.order_by("date").values_list("pk", "state", "version")) == before
    states = [state for _, state, _ in before]
    assert states == ["published", "cancelled", "published", "draft", "planned"]
    assert list(seen(TODAY).days_to_publish().values()) == [figures.Delay(11, 2)]  # 14 and 8


def seen(day):
    period = figures.last_months(18, day)
    actions = ActionItem.objects.all()
    return figures.as_of(Meeting.everywhere.all(), actions, period, timezone.now())


def test_the_past_of_the_board_is_that_of_the_days_it_is_about(simulate):
    simulate()
    counts = [
        (open_, met["published"], met["missing"])
        for days in (301, 287, 285, 101, 93, 91, 38)
        for day in [TODAY - timedelta(days=days)]
        for met in seen(day).meetings_by_group().values() or [NONE]
        for open_ in [sum(row["open"] for row in seen(day).actions_by_group().values())]
    ]
    assert counts == [(0, 0, 0), (0, 0, 0), (4, 1, 0), (4, 1, 0), (4, 1, 0), (6, 2, 0), (6, 2, 1)]


def test_what_a_later_one_says_of_an_earlier_one_becomes_its_follow_up_and_all_is_marked(simulate):
    simulate()
    texts = Publication.objects.values_list("document", flat=True)
    assert all(text["opening"].startswith("RÉUNION SIMULÉE") for text in texts)
    earlier = ActionItem.objects.filter(decided_on=min(Meeting.objects.values_list("date"))[0])
    assert set(earlier.values_list("status", flat=True)) == {"done", "doing", "todo"}
    said = ActionUpdate.objects.values_list("sentence", "reason")
    assert said and all("(démonstration)" in sentence + reason for sentence, reason in said)


def test_the_groups_have_members_and_the_planned_meeting_an_agenda_alone(simulate):
    simulate()
    simulate()
    members = WorkingGroup.objects.get(name="GTM/Zinder").members.on(TODAY).whole()
    known = ["CRN", "DRECM-R", "DST", "HCR", "KARKARA", "OIM", "OXFAM", "PAM"]
    assert sorted(member.agency.acronym for member in members) == known
    text = Meeting.objects.get(state="planned").document
    assert {key for key in text if "/" not in key} == {
        "kind",
        "date",
        "start",
        "end",
        "place",
        "points",
    }
