"""A reference is one letter's: the next is proposed, one that is taken is refused."""

from datetime import timedelta

import pytest

from meetings.models import Convocation
from tests.forms import Page
from tests.meetings.convoking import DAY, NOW, convene, member, planned

pytestmark = pytest.mark.django_db

FIRST, SECOND = (f"N° {rank:03}/GTM-ZINDER/2031" for rank in (1, 2))


def references():
    return sorted(Convocation.objects.values_list("reference", flat=True))


@pytest.fixture
def meetings(group, secretary):
    member(group, "OIM")
    return [planned(group, secretary), planned(group, secretary, on=DAY + timedelta(days=30))]


def form_of(client, meeting):
    path = f"/reunions/{meeting.pk}/convoquer/"
    page = Page(path, client.get(path).content)
    return next(each for each in page.sendings if each.button == "Envoyer les convocations")


def test_the_one_that_a_page_proposed_gives_way_to_the_next(meetings, secretary, client_of, freeze):
    freeze(NOW)
    client = client_of(secretary)
    forms = [form_of(client, each) for each in meetings]
    codes = [client.post(each.path, each.data).status_code for each in forms]
    assert (codes, references()) == ([302, 302], [FIRST, SECOND])


@pytest.mark.parametrize("typed", [FIRST, f"  {FIRST.lower()} ".replace(" ", "")])
def test_one_typed_twice_is_refused_at_its_field_with_the_next(
    typed, meetings, secretary, client_of, freeze
):
    freeze(NOW)
    convene(meetings[0], secretary, reference=FIRST)
    client = client_of(secretary)
    form = form_of(client, meetings[1])
    response = client.post(form.path, form.data | {"reference": typed})
    field = response.context["form"]["reference"]
    assert (response.status_code, Convocation.objects.count()) == (422, 1)
    assert (field.value(), [SECOND in each for each in field.errors]) == (typed, [True])
    again = client.post(form.path, form.data | {"reference": SECOND})
    assert (again.status_code, references()) == (302, [FIRST, SECOND])
