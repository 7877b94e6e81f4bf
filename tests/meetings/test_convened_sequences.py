"""Whatever happens in whatever order: a person is never convened twice, and never forgotten."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gtm import notices
from gtm.models import Member
from gtm.refusals import NotNow
from meetings.convocation import answering, convening
from meetings.convocation.answering import Deputy, Reply, Said
from meetings.convocation.convening import Guest, who_is
from meetings.models import Convened, Meeting
from tests.factories import make_agency
from tests.meetings.convoking import DAY, NOW, change, convene, planned, type_in

pytestmark = pytest.mark.django_db
ACTS = st.lists(
    st.tuples(
        st.sampled_from(["join", "leave", "convene", "guest", "move", "tell", "deputy", "back"]),
        st.integers(0, 3),
    ),
    max_size=14,
)


@pytest.fixture
def world(group, secretary):
    agencies = [make_agency(f"S{number}") for number in range(4)]
    return group, secretary, agencies, planned(group, secretary).pk


def act(name, number, world):
    group, secretary, agencies, pk = world
    agency, meeting = agencies[number], Meeting.objects.get(pk=pk)
    rows = Convened.objects.filter(meeting=pk, agency=agency, deputy_of=None).order_by("pk")
    if name == "join" and not Member.objects.filter(agency=agency, until=None).exists():
        Member.objects.create(group=group, agency=agency, since=DAY - timedelta(days=number))
    elif name == "leave":
        Member.objects.filter(agency=agency, until=None).update(until=DAY + timedelta(days=number))
    elif name == "convene":
        convene(meeting, secretary)
    elif name == "guest":
        convene(meeting, secretary, members=[], guests=[Guest(agency=agency)])
    elif name == "move":
        type_in(meeting, secretary, date=f"{DAY + timedelta(days=number):%d/%m/%Y}")
    elif name == "tell":
        convening.tell_change(meeting, secretary, NOW, "crue", change(group))
    elif rows:
        deputy = Deputy(f"Issa {number}") if name == "deputy" else None
        reply = Reply("represented", deputy=deputy) if deputy else Reply("present")
        answering.answer(rows[0], reply, Said(NOW, "link"))


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(acts=ACTS)
def test_nobody_is_convened_twice_and_nobody_is_forgotten(world, acts):
    group, _, _, pk = world
    Convened.objects.all().delete()
    Member.objects.all().delete()
    Meeting.objects.get(pk=pk).convocations.all().delete()
    with notices.silence():
        for name, number in acts:
            try:
                act(name, number, world)
            except NotNow:
                continue
    meeting = Meeting.objects.get(pk=pk)
    convened = [who_is(each) for each in meeting.convened.whole()]
    assert len(convened) == len(set(convened))
    awaited = {who_is(each) for each in Member.objects.on(meeting.date).filter(group=group)}
    named = {who_is(each) for each in convening.not_convened(meeting)}
    assert named == awaited - set(convened)
    deputies = [each.deputy_of for each in meeting.convened.exclude(deputy_of=None)]
    assert [each.answer for each in deputies] == ["represented"] * len(deputies)
    ranks = list(meeting.convocations.values_list("sequence", flat=True))
    assert ranks == list(range(len(ranks)))
