"""Each figure of the board against the same one counted row by row, in plain Python."""

from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta
from statistics import median

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from actions.models import ActionItem
from actions.reviewing.filters import Review
from gtm.models import WorkingGroup
from meetings.board import figures
from meetings.models import AgendaPoint, Finding, KnownMeeting, Meeting, Publication
from tests.factories import make_group, make_user
from tests.meetings.histories import (
    DAY,
    MEETING,
    NIAMEY,
    NOW,
    PAST,
    PERIOD,
    TODAY,
    an_action,
    as_of,
    closed_between,
    end_of,
    fresh,
    generated,
    histories,
    is_closed,
    known,
    late_at,
    make_actions,
    make_meetings,
    put_off_between,
    state_at,
    write,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def groups(db):
    return [make_group("GTM/Zinder"), make_group("GTM/Agadez")]


@pytest.fixture
def author(db):
    return make_user()


def lacks_minutes(state, day):
    handed_in = state["state"] in ("cancelled", "submitted")
    return not handed_in and not state["published_version"] and state["date"] < day


def met(states, period, day):
    held = [
        state
        for state in states
        if state["state"] in ("draft", "submitted", "published") and state["date"] <= day
    ]
    lately = [state for state in held if period.first <= state["date"] <= period.last]
    ahead = [
        state
        for state in states
        if state["state"] == "planned" and day <= state["date"] <= day + timedelta(days=365)
    ]
    return {
        "first": min((state["date"] for state in held), default=None),
        "last": max((state["date"] for state in held), default=None),
        "held": len(lately),
        "published": sum(state["published_version"] > 0 for state in lately),
        "planned": len(ahead),
    }


@generated
@pytest.mark.parametrize("period", [PERIOD, PAST])
@given(st.lists(st.tuples(st.integers(0, 1), histories(MEETING))))
def test_meetings_are_counted_as_they_were_known(groups, author, period, rows):
    fresh()
    made = make_meetings([(at, TODAY, "draft") for at, _ in rows], groups, author)
    for meeting, (place, history) in zip(made, rows, strict=True):
        group = {"group": groups[place]}
        write(KnownMeeting, meeting, [(when, state | group) for when, state in history])
    seen, wanted, missing = as_of(period), {}, set()
    for place, group in enumerate(groups):
        then = {
            meeting.pk: known(history, seen.instant)
            for meeting, (where, history) in zip(made, rows, strict=True)
            if where == place
        }
        own = {pk: state for pk, state in then.items() if state and not state["removed_at"]}
        late = {pk for pk, state in own.items() if lacks_minutes(state, seen.day)}
        missing |= late
        if own:
            wanted[group.pk] = met(own.values(), period, seen.day) | {"missing": len(late)}
    assert seen.meetings_by_group() == wanted
    assert set(seen.missing().values_list("pk", flat=True)) == missing


@generated
@given(st.lists(st.tuples(st.integers(0, 1), DAY, st.integers(0, 120)), max_size=8))
def test_the_delay_is_the_median_from_the_meeting_to_its_first_publication(groups, author, rows):
    fresh()
    meetings = make_meetings([(at, day, "published") for at, day, _ in rows], groups, author)
    KnownMeeting.objects.update(known_at=datetime.combine(date(2020, 1, 1), time.min, NIAMEY))
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
        is_known = day + timedelta(days=delay) < TODAY
        if PERIOD.first <= day <= PERIOD.last and is_known and delay <= 90:
            waited[groups[at].pk].append(delay)
    wanted = {
        group: figures.Delay(int(median(days) + 0.5), len(days)) for group, days in waited.items()
    }
    assert as_of().days_to_publish() == wanted


@generated
@pytest.mark.parametrize("period", [PERIOD, PAST])
@given(st.lists(an_action()))
def test_actions_of_groups_are_counted_as_they_were_known(groups, author, period, rows):
    fresh()
    make_actions(rows, groups, author)
    seen = as_of(period)
    assert seen.instant == end_of(period.last)
    wanted = {}
    for place, group in enumerate(groups):
        own = [row for row in rows if row["group"] == place]
        closed = [
            state_at(row, seen.instant)
            for row in own
            if closed_between(row, period.first, seen.instant)
        ]
        on_time = [
            state
            for state in closed
            if state["status"] == "done"
            and state["due_on"]
            and state["declared_on"] <= state["due_on"]
        ]
        then = [state for row in own if (state := state_at(row, seen.instant))]
        counts = {
            "open": sum(not is_closed(state) for state in then),
            "late": sum(late_at(row, seen.instant) for row in own),
            "closed": len(closed),
            "on_time": len(on_time),
            "put_off": sum(put_off_between(row, period.first, seen.instant) for row in own),
        }
        if any(counts.values()):
            wanted[group.pk] = counts
    assert seen.actions_by_group() == wanted


@generated
@pytest.mark.parametrize("period", [PERIOD, PAST])
@given(st.lists(an_action()))
def test_the_trend_is_what_was_known_at_the_end_of_each_month(groups, author, period, rows):
    fresh()
    make_actions(rows, groups, author)
    wanted = []
    for month in period.months:
        end = end_of(figures.next_month(month) - timedelta(days=1))
        wanted.append(
            {
                "month": month,
                "late": sum(late_at(row, end) for row in rows),
                "closed": sum(closed_between(row, month, end) for row in rows),
                "put_off": sum(put_off_between(row, month, end) for row in rows),
            }
        )
    found = as_of(period).trend()
    assert found == wanted
    assert found[-1]["late"] == as_of(period).late_actions().count()


@generated
@given(st.lists(an_action()))
def test_every_late_action_has_one_age(groups, author, rows):
    fresh()
    make_actions(rows, groups, author)
    days = [(TODAY - state_at(row, NOW)["due_on"]).days for row in rows if late_at(row, NOW)]
    wanted = [
        sum(day < 30 for day in days),
        sum(30 <= day <= 90 for day in days),
        sum(90 < day <= 365 for day in days),
        sum(day > 365 for day in days),
    ]
    assert as_of().ageing() == wanted


@generated
@given(st.lists(an_action()))
def test_the_review_counts_each_state_as_one_by_one(groups, author, rows):
    fresh()
    make_actions(rows, groups, author)
    rows = [row["history"][-1][1] for row in rows]  # what the register says
    open_ones = [row for row in rows if row["status"] not in ActionItem.CLOSED]
    running = [row for row in open_ones if row["status"] != "declared"]
    soon = (TODAY, TODAY + timedelta(days=30))
    wanted = {
        "retard": sum(bool(row["due_on"] and row["due_on"] < TODAY) for row in running),
        "bientot": sum(bool(r["due_on"] and soon[0] <= r["due_on"] <= soon[1]) for r in running),
        "a-verifier": len(open_ones) - len(running),
        "a-attribuer": 0,
        "sans-echeance": sum(row["due_on"] is None for row in running),
        "sans-nouvelle": len(open_ones),  # since the decision, long before
        "relance": 0,
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
        point = AgendaPoint.objects.create(uid=meeting.pk, meeting=meeting, position=0)
        told = {"kind": kind, "position": 0, "text": "x", "is_withdrawn": withdrawn}
        Finding.objects.create(uid=meeting.pk, point=point, **told)
        if not withdrawn and 2019 <= day.year <= 2022:
            wanted[groups[at].pk, day.year, kind] += 1
    assert figures.findings_by_year(Meeting.objects.all(), TODAY) == dict(wanted)


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
    group = WorkingGroup(meetings_per_year=per_year)
    assert figures.expected(group, None, figures.last_months(months, TODAY)) == wanted


@pytest.mark.parametrize(
    ("created_on", "first_on", "wanted"),
    [
        (None, None, 12),  # it was always there
        (None, date(2022, 6, 1), 12),
        (date(2010, 1, 1), None, 12),
        (date(2022, 1, 15), None, 5),  # in the middle: from the month after
        (date(2022, 1, 15), date(2022, 1, 20), 6),
        (date(2022, 1, 15), date(2022, 5, 20), 5),
        (date(2022, 1, 15), date(2021, 12, 31), 7),  # a meeting entered afterwards
        (date(2022, 1, 15), date(2015, 1, 1), 12),
        (TODAY, None, 0),
        (TODAY, TODAY, 1),
        (date(2023, 1, 1), None, 0),  # the period before its creation
        (date(2023, 1, 1), date(2021, 11, 30), 8),
    ],
)
def test_a_group_owes_meetings_from_its_creation_or_its_first_one(created_on, first_on, wanted):
    group = WorkingGroup(meetings_per_year=12, created_on=created_on)
    assert figures.expected(group, first_on, PERIOD) == wanted


@generated
@given(st.integers(1, 52), DAY, st.none() | DAY, st.integers(1, 24))
def test_no_group_owes_more_than_the_months_in_which_it_was_there(per_year, created, first, count):
    period = figures.last_months(count, TODAY)
    group = WorkingGroup(meetings_per_year=per_year, created_on=created)
    there = sum(
        (month > created)
        or (first is not None and (first.year, first.month) <= (month.year, month.month))
        for month in period.months
    )
    assert figures.expected(group, first, period) == int(per_year * there / 12 + 0.5)


@pytest.mark.parametrize(
    ("days", "per_year", "first_on", "wanted"),
    [
        (0, 4, None, True),
        (91, 4, None, True),
        (92, 4, None, False),
        (30, 12, None, True),
        (31, 12, None, False),
        (0, 4, TODAY, False),
    ],
)
def test_a_group_is_new_for_one_interval_of_its_rhythm(days, per_year, first_on, wanted):
    group = WorkingGroup(meetings_per_year=per_year, created_on=TODAY - timedelta(days=days))
    assert figures.is_new(group, first_on, TODAY) == wanted
    group.created_on = None
    assert figures.is_new(group, first_on, TODAY) is False
