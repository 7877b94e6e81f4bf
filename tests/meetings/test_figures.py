"""Each figure of the board against the same one counted row by row, in plain Python."""

from collections import Counter, defaultdict
from datetime import date, timedelta
from statistics import median

import pytest
from django.http import QueryDict
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from actions.models import ActionItem
from actions.review import Review
from gtm.models import Agency
from meetings.board import figures
from meetings.board.turnout import Line, Turnout, turnout_by_group
from meetings.models import AgendaPoint, Finding, Meeting, Publication
from tests.factories import (
    make_agency,
    make_group,
    make_meeting,
    make_user,
)

pytestmark = pytest.mark.django_db
TODAY = date(2022, 6, 15)
PERIOD = figures.last_months(12, TODAY)
DAYS = st.dates(date(2020, 1, 1), date(2023, 12, 31))
# Where the bounds are, days fall more often.
NEAR = st.sampled_from(
    [
        TODAY + timedelta(days=shift)
        for shift in (-366, -365, -91, -90, -30, -29, -15, -14, -1, 0, 1, 365, 366)
    ]
)
DAY = st.one_of(NEAR, DAYS)
generated = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def groups(db):
    return [make_group("GTM/Zinder"), make_group("GTM/Agadez")]


@pytest.fixture
def author(db):
    return make_user()


def fresh():
    for model in (Publication, Meeting):
        model.objects.all().delete()


def make_meetings(rows, groups, author):
    return Meeting.objects.bulk_create(
        Meeting(
            group=groups[place],
            date=day,
            state=state,
            published_version=1 if state == "published" else 0,
            not_held_reason="pluie",
            created_by=author,
        )
        for place, day, state in rows
    )


def make_actions(rows, groups, author):
    """Actions of one published meeting per group; `rows` are dicts of columns with a `group`."""
    points = []
    for group in groups:
        (meeting,) = make_meetings([(0, date(2021, 11, 30), "published")], [group], author)
        points.append(AgendaPoint.objects.create(uid=meeting.pk, meeting=meeting, position=0))
    return ActionItem.objects.bulk_create(
        ActionItem(
            agenda_point=points[row["group"]],
            group=groups[row["group"]],
            decided_on=date(2021, 11, 30),
            deadline_from=date(2021, 11, 30),
            entered_on=date(2021, 11, 30),
            silent_since=date(2021, 11, 30),
            position=0,
            text="x",
            deadline_precision="day" if row["due_on"] else "none",
            **{name: row[name] for name in ("due_on", "status", "declared_on", "closed_on")},
        )
        for row in rows
    )


@st.composite
def an_action(draw):
    """What the verbs can make of an action: dates that fit its status."""
    status = draw(st.sampled_from(ActionItem.Status.values))
    declared = draw(DAY) if status in ("declared", "done") else None
    closed = draw(DAY) if status in ("done", "not_done", "cancelled") else None
    return {
        "group": draw(st.integers(0, 1)),
        "status": status,
        "due_on": draw(st.none() | DAY),
        "declared_on": declared and min(declared, closed or TODAY, TODAY),
        "closed_on": closed and min(closed, TODAY),
    }


def is_late(row, day):
    """Late at the end of a day: due before it, and neither declared nor closed by then."""
    stops = [row[name] for name in ("declared_on", "closed_on") if row[name]]
    return bool(row["due_on"] and row["due_on"] < day and not any(stop <= day for stop in stops))


@generated
@given(st.lists(st.tuples(st.integers(0, 1), DAY, st.sampled_from(Meeting.State.values))))
def test_meetings_are_counted_as_one_by_one(groups, author, rows):
    fresh()
    make_meetings(rows, groups, author)
    wanted = {}
    for place, group in enumerate(groups):
        own = [(day, state) for at, day, state in rows if at == place]
        held = [d for d, s in own if s in ("draft", "submitted", "published") and d <= TODAY]
        ahead = [d for d, s in own if s == "planned" and TODAY <= d <= date(2023, 6, 15)]
        missing = [d for d, s in own if s in ("planned", "draft", "submitted") and d < TODAY]
        if own:
            wanted[group.pk] = {
                "last": max(held, default=None),
                "held": sum(date(2021, 7, 1) <= day for day in held),
                "planned": len(ahead),
                "missing": len(missing),
            }
    assert figures.meetings_by_group(Meeting.objects.all(), PERIOD, TODAY) == wanted


@generated
@given(st.lists(st.tuples(st.integers(0, 1), DAY, st.integers(0, 300)), max_size=8))
def test_the_delay_is_the_median_from_the_meeting_to_its_first_publication(groups, author, rows):
    fresh()
    meetings = make_meetings([(at, day, "published") for at, day, _ in rows], groups, author)
    waited = defaultdict(list)
    for meeting, (at, day, delay) in zip(meetings, rows, strict=True):
        for version in (1, 2):
            Publication.objects.create(
                meeting=meeting, version=version, document={}, published_by=author, size=1,
                light_size=1,
            )  # fmt: skip
        # 23:30 in Niamey, an hour before that in UTC
        at_night = f"{day + timedelta(days=delay)}T22:30:00+00:00"
        meeting.publications.filter(version=1).update(published_at=at_night)
        if PERIOD.first <= day <= PERIOD.last:
            waited[groups[at].pk].append(delay)
    wanted = {group: int(median(days) + 0.5) for group, days in waited.items()}
    assert figures.days_to_publish(Meeting.objects.all(), PERIOD) == wanted


@generated
@given(st.lists(an_action()))
def test_actions_of_groups_are_counted_as_one_by_one(groups, author, rows):
    fresh()
    make_actions(rows, groups, author)
    wanted = {}
    for place, group in enumerate(groups):
        own = [row for row in rows if row["group"] == place]
        closed = [
            row
            for row in own
            if row["status"] in ActionItem.CLOSED
            and PERIOD.first <= row["closed_on"] <= PERIOD.last
        ]
        on_time = [
            row
            for row in closed
            if row["status"] == "done" and row["due_on"] and row["declared_on"] <= row["due_on"]
        ]
        counts = {
            "open": sum(row["status"] not in ActionItem.CLOSED for row in own),
            "late": sum(is_late(row, TODAY) for row in own),
            "closed": len(closed),
            "on_time": len(on_time),
        }
        if any(counts.values()):
            wanted[group.pk] = counts
    assert figures.actions_by_group(ActionItem.objects.all(), PERIOD, TODAY) == wanted


# Closed, and due, on the last day of a month and on the first of the next one.
ENDS = [date(2021, 7, 31), date(2021, 8, 1)]
EMPTY = dict.fromkeys(("declared_on", "closed_on", "due_on")) | {"group": 0}
AT_ENDS = [EMPTY | {"status": "not_done", "closed_on": day} for day in ENDS]
AT_ENDS += [EMPTY | {"status": "todo", "due_on": day} for day in ENDS]


@generated
@given(st.lists(an_action()))
@example(AT_ENDS)
def test_the_trend_is_what_each_month_ended_with(groups, author, rows):
    fresh()
    make_actions(rows, groups, author)
    found = figures.trend(ActionItem.objects.all(), PERIOD, TODAY)
    wanted = []
    for month in PERIOD.months:
        end = min(figures.next_month(month) - timedelta(days=1), TODAY)
        closed = [
            row
            for row in rows
            if row["status"] in ActionItem.CLOSED and month <= row["closed_on"] <= end
        ]
        late = sum(is_late(row, end) for row in rows)
        wanted.append({"month": month, "late": late, "closed": len(closed)})
    assert found == wanted
    assert found[-1]["late"] == ActionItem.objects.late(TODAY).count()


@generated
@given(st.lists(an_action()))
def test_every_late_action_has_one_age(groups, author, rows):
    fresh()
    make_actions(rows, groups, author)
    days = [(TODAY - row["due_on"]).days for row in rows if is_late(row, TODAY)]
    wanted = [
        sum(day < 30 for day in days),
        sum(30 <= day <= 90 for day in days),
        sum(90 < day <= 365 for day in days),
        sum(day > 365 for day in days),
    ]
    assert figures.ageing(ActionItem.objects.all(), TODAY) == wanted


@generated
@given(st.lists(an_action()))
def test_the_review_counts_each_state_as_one_by_one(groups, author, rows):
    fresh()
    make_actions(rows, groups, author)
    open_ones = [row for row in rows if row["status"] not in ActionItem.CLOSED]
    running = [row for row in open_ones if row["status"] != "declared"]
    soon = (TODAY, TODAY + timedelta(days=30))
    wanted = {
        "retard": sum(is_late(row, TODAY) for row in rows),
        "bientot": sum(bool(r["due_on"] and soon[0] <= r["due_on"] <= soon[1]) for r in running),
        "a-verifier": len(open_ones) - len(running),
        "a-attribuer": 0,
        "sans-echeance": sum(row["due_on"] is None for row in running),
        "ouvert": len(open_ones),
        "clos": len(rows) - len(open_ones),
        "tout": len(rows),
    }
    for state, count in wanted.items():
        review = Review(QueryDict(f"etat={state}"), ActionItem.objects.all(), TODAY)
        assert review.count() == review.matching().count() == count
        assert {each.value: number for each, number in review.states} == wanted


PARTS = st.lists(st.integers(0, 3), max_size=3)


YEARS = st.sampled_from([date(2018, 12, 31), date(2019, 1, 1), date(2022, 12, 31)])
FINDING = (st.integers(0, 1), YEARS | DAY, st.sampled_from(Finding.Kind.values), st.booleans())


@generated
@given(st.lists(st.tuples(*FINDING)))
def test_findings_are_counted_by_group_year_and_kind(groups, author, rows):
    fresh()
    wanted = Counter()
    for at, day, kind, withdrawn in rows:
        (meeting,) = make_meetings([(at, day, "published")], groups, author)
        point = AgendaPoint.objects.create(
            uid=meeting.pk, meeting=meeting, position=0, is_withdrawn=withdrawn
        )
        Finding.objects.create(uid=meeting.pk, point=point, kind=kind, position=0, text="x")
        if not withdrawn and 2019 <= day.year <= 2022:
            wanted[groups[at].pk, day.year, kind] += 1
    assert figures.findings_by_year(Meeting.objects.all(), TODAY) == dict(wanted)


PRESENCES = ["present", "remote", "represented", "excused", "absent"]
CAME = PRESENCES[:3]


@generated
@given(
    st.lists(
        st.tuples(DAY, st.lists(st.sampled_from(PRESENCES), min_size=3, max_size=3)),
        unique_by=lambda row: row[0],
    )
)
def test_who_no_longer_comes_missed_the_last_three_meetings(groups, author, rows):
    fresh()
    Agency.objects.all().delete()
    agencies = [make_agency(name) for name in ("OIM", "PAM", "HCR")]
    for day, presences in rows:
        (meeting,) = make_meetings([(0, day, "published")], groups, author)
        for place, agency in enumerate(agencies):
            line = meeting.attendances.create(
                uid=meeting.pk if place == 0 else agency_uid(place), position=place, wording="x",
                presence=presences[place],
            )  # fmt: skip
            line.agencies.add(agency)
    last = sorted(rows, reverse=True)[:6]
    wanted = {}
    for place, agency in enumerate(agencies):
        came = tuple(presences[place] in CAME for _, presences in last)
        if any(came):
            wanted[agency.acronym] = (came, len(came) > 3 and not any(came[:3]))
    found = turnout_by_group(Meeting.objects.all()).get(groups[0].pk)
    lines = found.lines if found else ()
    assert {line.agency.acronym: (line.came, line.is_gone) for line in lines} == wanted


def agency_uid(place):
    return f"00000000-0000-0000-0000-00000000000{place}"


@pytest.mark.parametrize("today", [date(2022, 6, 1), TODAY, date(2022, 6, 30)])
def test_the_period_of_twelve_months_ends_today_and_begins_with_a_month(today):
    period = figures.last_months(12, today)
    months = [date(2021, month, 1) for month in range(7, 13)]
    months += [date(2022, month, 1) for month in range(1, 7)]
    assert (period.days, period.months) == ((months[0], today), months)


@pytest.mark.parametrize(
    ("per_year", "months", "wanted"), [(4, 12, 4), (4, 6, 2), (12, 18, 18), (1, 6, 1), (3, 6, 2)]
)
def test_the_rhythm_is_asked_for_the_length_of_the_period(per_year, months, wanted):
    assert figures.expected(per_year, figures.last_months(months, TODAY)) == wanted


def test_how_many_come_to_a_meeting_is_rounded_and_none_without_a_meeting():
    days = (date(2022, 3, 15), date(2022, 1, 20))
    lines = [Line(None, came, days) for came in ((True, True), (False, True))]
    held = Turnout(tuple(enumerate(days)), tuple(lines))
    assert (held.average, Turnout((), ()).average) == (2, 0)


@pytest.mark.django_db
def test_the_last_meetings_are_those_of_each_group_the_latest_first(secretary):
    places = [(make_group(f"GTM/{name}"), start) for name, start in (("Ici", 1), ("Là", 15))]
    for group, start in places:
        for day in range(7):
            on = date(2022, 3, start + day)
            meeting = make_meeting(group, secretary, on=on)
            Meeting.objects.filter(pk=meeting.pk).update(state="published", published_version=1)
    found = turnout_by_group(Meeting.objects.all())
    assert {group: [day.day for _, day in each.meetings] for group, each in found.items()} == {
        group.pk: [start + day for day in (6, 5, 4, 3, 2, 1)] for group, start in places
    }


def test_of_two_meetings_on_a_day_the_one_created_last_is_the_latest(group, secretary):
    held = [make_meeting(group, secretary) for _ in range(7)]
    Meeting.objects.update(state="published", published_version=1)
    found = turnout_by_group(Meeting.objects.all())[group.pk]
    assert [pk for pk, _ in found.meetings] == [each.pk for each in held[:0:-1]]
