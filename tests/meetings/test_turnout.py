"""Who comes to meetings, against the same counted row by row, in plain Python."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gtm.models import Agency
from meetings.board.turnout import Line, Turnout, turnout_by_group
from meetings.models import Meeting
from tests.factories import make_agency, make_group, make_meeting, make_member, make_user
from tests.meetings.histories import (
    DAY,
    TODAY,
    fresh,
    generated,
    make_meetings,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def groups(db):
    return [make_group("GTM/Zinder"), make_group("GTM/Agadez")]


@pytest.fixture
def author(db):
    return make_user()


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
    lately = [row for row in rows if row[0] > TODAY - timedelta(days=730)]
    last = sorted(lately, reverse=True)[:6]
    wanted = {}
    for place, agency in enumerate(agencies):
        came = tuple(presences[place] in CAME for _, presences in last)
        if any(came):
            wanted[agency.acronym] = (came, sum(came) > 1 and not any(came[:3]))
    found = turnout_by_group(Meeting.objects.all(), TODAY).get(groups[0].pk)
    lines = found.lines if found else ()
    assert {line.agency.acronym: (line.came, line.is_gone) for line in lines} == wanted


def agency_uid(place):
    return f"00000000-0000-0000-0000-00000000000{place}"


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
    found = turnout_by_group(Meeting.objects.all(), TODAY)
    assert {group: [day.day for _, day in each.meetings] for group, each in found.items()} == {
        group.pk: [start + day for day in (6, 5, 4, 3, 2, 1)] for group, start in places
    }


def test_of_two_meetings_on_a_day_the_one_created_last_is_the_latest(group, secretary):
    held = [make_meeting(group, secretary) for _ in range(7)]
    Meeting.objects.update(state="published", published_version=1)
    found = turnout_by_group(Meeting.objects.all(), TODAY)[group.pk]
    assert [pk for pk, _ in found.meetings] == [each.pk for each in held[:0:-1]]


@pytest.mark.parametrize(
    ("came", "is_gone"),
    [
        ([0, 0, 0, 1, 0, 0], False),  # a single visit is no habit
        ([0, 0, 0, 1, 1, 0], True),
        ([0, 0, 1, 1, 1, 1], False),
    ],
)
def test_who_came_once_is_not_said_to_come_no_longer(came, is_gone):
    days = tuple(date(2022, 6 - place, 1) for place in range(6))
    assert Line(None, tuple(map(bool, came)), days).is_gone == is_gone


@pytest.mark.parametrize(
    ("came", "expected", "is_gone"),
    [
        ([0, 0, 0, 0, 0, 0], [1, 1, 1, 1, 1, 1], True),  # a member that never comes
        ([0, 0, 0, 0, 0, 0], [1, 1, 1, 0, 0, 0], True),
        ([0, 0, 0, 1, 1, 1], [0, 1, 1, 1, 1, 1], False),  # it is no longer a member
        ([0, 0, 0, 1, 1, 1], [1, 1, 0, 0, 0, 0], False),  # nor was it one long enough
        ([0, 0, 1, 0, 0, 0], [1, 1, 1, 1, 1, 1], False),
        ([0, 0], [1, 1], False),  # of two meetings nobody can say
        ([0, 0, 0, 1, 1, 0], [1, 1, None, None, None, None], True),  # as without members
        ([0, 0, 0, 1, 0, 0], [1, 1, None, None, None, None], False),
    ],
)
def test_who_comes_no_longer_is_said_of_members_of_each_day(came, expected, is_gone):
    days = tuple(date(2022, 6 - place, 1) for place in range(len(came)))
    awaited = tuple(each if each is None else bool(each) for each in expected)
    assert Line(None, tuple(map(bool, came)), days, awaited).is_gone == is_gone


def test_members_are_those_of_the_day_of_each_meeting(group, secretary):
    """From its first day to its last, both included; another group's are nobody here."""
    oim, pam, hcr = map(make_agency, ("OIM", "PAM", "HCR"))
    days = [date(2022, 3, each) for each in (20, 15, 10)]
    for day in days:
        meeting = make_meeting(group, secretary, on=day)
        Meeting.objects.filter(pk=meeting.pk).update(state="published", published_version=1)
    make_member(make_group("GTM/Ailleurs"), hcr)
    make_member(group, function="Préfet")
    make_member(group, oim, since=days[2], until=days[0])
    make_member(group, pam, since=days[1], until=days[1])
    lines = turnout_by_group(Meeting.objects.all(), TODAY)[group.pk].lines
    assert {each.agency: (each.expected, each.is_gone, each.last_on) for each in lines} == {
        oim: ((True, True, True), True, None),
        pam: ((False, True, False), False, None),
    }


def test_a_member_comes_by_its_antenne(group, secretary):
    oim = make_agency("OIM")
    antenne = make_agency("OIM", parent=oim, territory=group.territory)
    make_member(group, oim)
    meeting = make_meeting(group, secretary, on=date(2022, 3, 20))
    Meeting.objects.filter(pk=meeting.pk).update(state="published", published_version=1)
    meeting.attendances.create(uid=meeting.pk, position=0, wording="x").agencies.add(antenne)
    (line,) = turnout_by_group(Meeting.objects.all(), TODAY)[group.pk].lines
    assert (line.agency, line.came, line.expected) == (oim, (True,), (True,))


def test_an_antenne_counts_for_the_structure_that_looks_and_alone_for_others(group, secretary):
    oim, pam = make_agency("OIM"), make_agency("PAM")
    antenne = make_agency("OIM", parent=oim, territory=group.territory)
    for place, present in enumerate([(oim, antenne), (antenne,), (pam,)]):
        meeting = make_meeting(group, secretary, on=date(2022, 3, 20 - place))
        Meeting.objects.filter(pk=meeting.pk).update(state="published", published_version=1)
        line = meeting.attendances.create(uid=meeting.pk, position=0, wording="x")
        line.agencies.set(present)

    def told(*agencies):
        only = {each.pk for each in agencies} or None
        lines = turnout_by_group(Meeting.objects.all(), TODAY, only)[group.pk].lines
        return {line.agency: line.came for line in lines}

    yes, no = True, False
    assert told(oim) == {oim: (yes, yes, no)}
    assert told(antenne) == {antenne: (yes, yes, no)}
    assert told(oim, antenne) == {oim: (yes, no, no), antenne: (yes, yes, no)}
    assert told() == {oim: (yes, no, no), antenne: (yes, yes, no), pam: (no, no, yes)}
