"""Late is the same number in the review, the board, the home page, mails, exports and minutes."""

import csv
import io
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from docx import Document

from actions.chases import reminders
from actions.lateness import late_on, on_time
from actions.models import ActionItem
from gtm.models import Country, WorkingGroup
from meetings.models import Meeting
from meetings.printing import edition, pdf
from meetings.writing import carryover
from tests.factories import make_action, make_agency, make_meeting

pytestmark = pytest.mark.django_db
NIAMEY = ZoneInfo("Africa/Niamey")
DEADLINE = date(2022, 6, 15)
LATER = {"before": -1, "of": 0, "after": 1}


@pytest.fixture
def actions(group, other_group, secretary, agency):
    """Of each status, with the deadline; and one that is late on every day."""
    named = ("todo", "doing", "waiting", "permanent", "declared", "done", "not_done", "cancelled")
    for status in named:
        stopped = DEADLINE - timedelta(days=3)
        declared = stopped if status in ("declared", "done") else None
        closed = stopped if status in ("done", "not_done", "cancelled") else None
        make_action(
            group, secretary, agency, status=status, due_on=DEADLINE,
            declared_on=declared, closed_on=closed,
        )  # fmt: skip
    make_action(group, secretary, agency, due_on=date(2022, 1, 1))
    make_action(group, secretary, agency, due_on=None)
    make_action(other_group, secretary, make_agency("PAM"), due_on=date(2022, 1, 1))


def carried(group, author):
    """The late rows of the minutes of a meeting held today: of its text, and as printed."""
    meeting = make_meeting(group, author, on=timezone.localdate())
    text = carryover.completed_text(meeting)
    page = pdf.page(edition.minutes_of(meeting, text), draft=True, with_photos=False)
    Meeting.objects.filter(pk=meeting.pk).delete()
    return {
        "carried": sum(key.endswith("/days_late") for key in text),
        "printed": page.count("en retard de"),
    }


def counted(client, group, author):
    """The number of late actions of a group, as each place says it."""
    query = f"etat=retard&groupe={group.pk}"
    board = client.get("/tableau-de-bord/").context
    line = next(each for each in board["board"].groups if each.group == group)
    lines = b"".join(client.get(f"/actions/points-d-action.csv?{query}").streaming_content)
    rows = list(csv.DictReader(io.StringIO(lines.decode("utf-8-sig")), delimiter=";"))
    word = Document(io.BytesIO(client.get(f"/actions/etat-de-suivi.docx?{query}").content))
    digest = reminders.digest_of(WorkingGroup.objects.get(pk=group.pk), timezone.localdate())
    return {
        "review": client.get(f"/actions/?{query}").context["found"],
        "board": line.late,
        "headline": board["board"].late,
        "trend": board["charts"][0].marks[-1].row["late"],
        "ages": sum(bar.count for bar in board["ages"]),
        "home": client.get("/").context["late_count"],
        "export": len(rows),
        "days": sum(int(row["Retard (jours)"] or 0) > 0 for row in rows),
        "report": int(word.paragraphs[2].text.split(" dont ")[1].split()[0]),
        "mail": digest.late_count,
        **carried(group, author),
    }


@pytest.mark.parametrize(
    ("hour", "minute", "second"), [(0, 0, 0), (0, 30, 0), (12, 0, 0), (23, 30, 0), (23, 59, 59)]
)
@pytest.mark.parametrize(("day", "late"), [("before", 1), ("of", 1), ("after", 5)])
def test_late_is_the_same_number_everywhere_round_the_midnight_of_niamey(
    monkeypatch, secretary, group, actions, client_of, day, late, hour, minute, second
):
    # Niamey is an hour ahead of UTC: from 0h to 1h there, UTC is still at the day before.
    on = DEADLINE + timedelta(days=LATER[day])
    now = datetime(on.year, on.month, on.day, hour, minute, second, tzinfo=NIAMEY)
    monkeypatch.setattr(timezone, "now", lambda: now)
    found = counted(client_of(secretary), group, secretary)
    assert found == dict.fromkeys(found, late)


@pytest.mark.parametrize(("days", "late"), [(1, 1), (3, 1), (4, 5)])
def test_days_of_grace_are_given_everywhere(
    monkeypatch, secretary, group, actions, client_of, days, late
):
    Country.objects.update(grace_days=3)
    on = DEADLINE + timedelta(days=days)
    now = datetime(on.year, on.month, on.day, 12, tzinfo=NIAMEY)
    monkeypatch.setattr(timezone, "now", lambda: now)
    client = client_of(secretary)
    found = counted(client, group, secretary)
    assert found == dict.fromkeys(found, late)
    soon = client.get(f"/actions/?etat=bientot&groupe={group.pk}").context["found"]
    mailed = len(reminders.digest_of(group, on).soon)
    assert {soon, mailed} == {5 - late}  # what is within its grace is about to be late


def test_lateness_is_counted_from_the_deadline_once_the_grace_is_over(group, secretary):
    Country.objects.update(grace_days=3)
    action = make_action(group, secretary, due_on=DEADLINE)
    days = [action.days_late(DEADLINE + timedelta(days=days)) for days in (3, 4, 10)]
    assert days == [0, 4, 10]


def test_what_was_done_within_the_grace_was_done_on_time(group, secretary):
    Country.objects.update(grace_days=3)
    for days in (3, 4):
        stopped = DEADLINE + timedelta(days=days)
        make_action(
            group, secretary, status="done", due_on=DEADLINE, declared_on=stopped, closed_on=stopped
        )
    assert ActionItem.objects.filter(on_time()).count() == 1


def test_a_grace_that_changes_leaves_the_days_before_as_they_were(group, secretary):
    country, changed = Country.current(), DEADLINE + timedelta(days=10)
    for days, on in ((3, changed - timedelta(days=5)), (9, changed), (5, changed)):
        country.give_grace(days, on)
    country.save()
    action = make_action(group, secretary, due_on=DEADLINE)
    days = (*range(1, 5), 5, 6, 9, 10, 11)
    late = [action.days_late(DEADLINE + timedelta(days=each)) for each in days]
    assert late == [1, 2, 3, 4, 5, 6, 9, 10, 11]
    newer = make_action(group, secretary, due_on=changed)
    assert [newer.days_late(changed + timedelta(days=each)) for each in (5, 6)] == [0, 6]
    counted = [
        ActionItem.objects.filter(late_on(changed + timedelta(days=each))).count()
        for each in (-10, -9, 5, 6)
    ]
    assert counted == [0, 1, 1, 2]


def test_what_was_on_time_when_it_was_declared_stays_so(group, secretary):
    country, changed = Country.current(), DEADLINE + timedelta(days=4)
    country.give_grace(3, DEADLINE)
    country.give_grace(0, changed)
    country.save()
    for due_on, days in ((DEADLINE, 3), (DEADLINE, 4), (changed, 0), (changed, 1)):
        on = due_on + timedelta(days=days)
        make_action(group, secretary, status="done", due_on=due_on, declared_on=on, closed_on=on)
    on_time_ones = ActionItem.objects.filter(on_time())
    assert [(item.due_on, item.declared_on) for item in on_time_ones.order_by("due_on")] == [
        (DEADLINE, DEADLINE + timedelta(days=3)),
        (changed, changed),
    ]
