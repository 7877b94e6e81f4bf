"""The page of the code: who comes in signs in himself, and whoever tries codes learns nothing."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from gtm.models import JournalEntry
from gtm.refusals import NotNow
from meetings.door import arrivals, code
from meetings.door.views import signing
from meetings.models import Arrival, Door, Meeting
from meetings.models.door import LETTERS
from tests.at_once import at_once, needs_server
from tests.factories import make_agency, make_meeting
from tests.forms import Page
from tests.meetings.dooring import address

DAY = datetime(2021, 11, 30, 9, 0, tzinfo=UTC)


@pytest.fixture
def visitor(db):
    """A phone without an account; rates are counted anew."""
    cache.clear()
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def door(meeting, secretary, freeze):
    freeze(DAY)
    return code.open_door(meeting, secretary, DAY)


def page_of(door, typed=None):
    return reverse("meetings:sign_in", args=[typed or door.code])


def sign_in(visitor, door, query="", **said):
    page = Page(page_of(door), visitor.get(page_of(door) + query).content)
    (sending,) = page.sendings
    return visitor.post(sending.path, sending.data | said)


def test_a_code_has_six_signs_that_nobody_takes_for_others(door):
    assert len(door.code) == 6
    assert set(door.code) <= set(LETTERS)
    assert set("0O1I") & set(LETTERS) == set()


def test_who_comes_signs_in_and_waits_for_the_secretary(visitor, door, client, meeting):
    answer = sign_in(visitor, door, name="Mariama Sani", function="Cheffe", sex="f", phone="90 00")
    assert (answer.status_code, answer["Location"]) == (302, page_of(door))
    one = Arrival.objects.get()
    assert (one.name, one.sex, one.phone, one.by, one.confirmed_at) == (
        *("Mariama Sani", "f", "90 00"),
        *(None, None),
    )
    page = visitor.get(page_of(door)).text
    assert "Mariama Sani\u00a0: en attente de confirmation par le rapporteur." in page
    assert "0 arrivé</strong>" in client.get(address(meeting)).text


def test_what_one_says_is_shown_to_nobody_else(visitor, door):
    sign_in(visitor, door, name="Mariama Sani", function="Secrète", phone="90001122")
    stranger = Client().get(page_of(door)).text
    assert [word for word in ("Mariama", "Secrète", "90001122") if word in stranger] == []


def test_the_same_phone_corrects_until_it_is_confirmed(visitor, door, secretary):
    sign_in(visitor, door, name="Mariama")
    sign_in(visitor, door, name="Mariama Sani")
    one = Arrival.objects.get()
    assert one.name == "Mariama Sani"
    Arrival.objects.update(confirmed_at=DAY, confirmed_by=secretary)
    page = visitor.get(page_of(door)).text
    assert "votre présence est confirmée" in page
    token = visitor.cookies["csrf"].value
    typed = {"id": one.pk, "name": "Faux", "csrfmiddlewaretoken": token}
    visitor.post(page_of(door), typed)
    assert Arrival.objects.get().name == "Mariama Sani"


def test_another_person_signs_in_from_the_same_phone(visitor, door):
    sign_in(visitor, door, name="Mariama")
    sign_in(visitor, door, "?encore=1", name="Omar")
    assert sorted(Arrival.objects.values_list("name", flat=True)) == ["Mariama", "Omar"]


def test_sent_twice_it_is_one(visitor, door):
    page = Page(page_of(door), visitor.get(page_of(door)).content)
    (sending,) = page.sendings
    for _ in range(2):
        visitor.post(sending.path, sending.data | {"name": "Mariama"})
    assert Arrival.objects.count() == 1


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(visitor, door):
    answer = sign_in(visitor, door, phone="90 00 11", structure="OIM")
    assert (answer.status_code, Arrival.objects.count()) == (422, 0)
    assert "Écrivez votre nom." in answer.text
    assert 'value="90 00 11"' in answer.text


def test_reading_writes_nothing(visitor, door):
    for _ in range(2):
        visitor.get(page_of(door))
        visitor.get(reverse("meetings:door_code_ask"), {"code": door.code})
    assert Arrival.objects.count() == 0


@pytest.mark.parametrize("typed", ["{0}", " {1} ", "{2}-{3}", "{2} {3}"])
def test_a_code_is_typed_as_people_do(visitor, door, typed):
    whole = door.code
    typed = typed.format(whole, whole.lower(), whole[:3], whole[3:])
    answer = visitor.get(reverse("meetings:door_code_ask"), {"code": typed})
    assert (answer.status_code, answer["Location"]) == (302, page_of(door))


def answers(visitor, paths):
    return {(each.status_code, each.text) for each in map(visitor.get, paths)}


def test_wrong_closed_old_and_of_another_day_are_one_answer(
    visitor, door, meeting, secretary, group, freeze
):
    others = [make_meeting(group, secretary, on=DAY.date() + timedelta(days)) for days in (1, -2)]
    codes = [code.open_door(each, secretary, DAY).code for each in others]  # not yet, no longer
    closed = make_meeting(group, secretary)
    codes.append(code.open_door(closed, secretary, DAY).code)
    code.close(closed, secretary, DAY)
    removed = make_meeting(group, secretary, removed_at=DAY)
    Meeting.everywhere.filter(pk=removed.pk).update(removed_at=DAY)
    codes.append(code.open_door(removed, secretary, DAY).code)
    codes.append(door.code)
    code.change_code(meeting, secretary, DAY)
    codes += ["AAAAAA", "000000", "A", "Z" * 300, "\u0661" * 6, "%00", "é"]
    [(status, text)] = answers(visitor, [page_of(door, typed) for typed in codes])
    assert status == 404
    assert "Ce code n’ouvre rien" in text


def test_it_is_open_until_the_end_of_the_day_after(visitor, door, freeze):
    seen = []
    for days in (-1, 0, 1, 2):
        freeze(DAY + timedelta(days))
        seen.append(visitor.get(page_of(door)).status_code)
    assert seen == [404, 200, 200, 404]


def test_whoever_tries_codes_is_held_up(visitor, door):
    tried = [visitor.get(page_of(door, f"AAAA{a}{b}")) for a in "234567" for b in "234567"]
    assert [each.status_code for each in tried] == [404] * 30 + [429] * 6
    # Who has the right one comes in all the same.
    assert visitor.get(page_of(door)).status_code == 200


def test_one_code_takes_in_so_many_an_hour(visitor, door, monkeypatch):
    monkeypatch.setitem(signing.LIMITS, "post", "2/h/key")
    statuses = [sign_in(visitor, door, "?encore=1", name=f"N {n}").status_code for n in range(3)]
    assert (statuses, Arrival.objects.count()) == ([302, 302, 429], 2)


def test_no_more_wait_than_a_room_holds(visitor, door, monkeypatch):
    monkeypatch.setattr(arrivals, "MOST_WAITING", 1)
    sign_in(visitor, door, name="Mariama")
    answer = sign_in(Client(enforce_csrf_checks=True), door, name="Omar")
    assert (answer.status_code, Arrival.objects.count()) == (422, 1)
    assert "Trop de personnes attendent" in answer.text


def test_nobody_takes_the_place_of_somebody_whom_the_secretary_noted(visitor, door, meeting):
    noted = Arrival.objects.create(
        meeting=meeting, name="Omar", at=DAY, by=meeting.created_by, confirmed_at=DAY
    )
    sign_in(visitor, door, id=str(noted.pk), name="Faux")
    assert list(Arrival.objects.values_list("name", flat=True)) == ["Omar"]


@pytest.mark.parametrize("typed", ["x\x00y", "\ud800", "a" * 151, "<script>alert(1)</script>"])
def test_hostile_input_is_stored_as_text_or_refused(visitor, door, typed):
    answer = sign_in(visitor, door, name=typed.encode("utf-8", "surrogatepass"), phone="é")
    assert answer.status_code in (302, 422)


@pytest.mark.parametrize("id_", ["", "x", "0", "9" * 50])
def test_a_form_without_its_id_is_refused(visitor, door, id_):
    assert sign_in(visitor, door, id=id_, name="Omar").status_code == 422


def test_without_the_token_of_the_form_nothing_is_taken(visitor, door):
    page = Page(page_of(door), visitor.get(page_of(door)).content)
    (sending,) = page.sendings
    data = {name: value for name, value in sending.data.items() if name != "csrfmiddlewaretoken"}
    assert visitor.post(page_of(door), data | {"name": "Omar"}).status_code == 403


def test_no_search_engine_no_cache_no_referrer(visitor, door):
    for path in (page_of(door), reverse("meetings:door_code_ask"), page_of(door, "AAAAAA")):
        answer = visitor.get(path)
        assert answer["X-Robots-Tag"] == "noindex, nofollow"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "no-store" in answer["Cache-Control"]


def test_acronyms_alone_are_suggested(visitor, door):
    make_agency("OIM", name="Organisation internationale", email="oim@example.org")
    page = visitor.get(page_of(door)).text
    assert '<option value="OIM">' in page
    assert "Organisation internationale" not in page


def test_what_was_typed_when_the_code_closed_is_given_back(visitor, door, meeting, secretary):
    page = Page(page_of(door), visitor.get(page_of(door)).content)
    (sending,) = page.sendings
    code.close(meeting, secretary, DAY)
    answer = visitor.post(sending.path, sending.data | {"name": "Mariama Sani"})
    assert answer.status_code == 404
    assert "Mariama Sani" in answer.text


# --- The code ---


def test_preparing_twice_is_one_code_and_changing_kills_the_old_one(client, meeting):
    for do in ("open", "open"):
        client.post(address(meeting, "door_code"), {"do": do})
    first = Door.objects.get().code
    client.post(address(meeting, "door_code"), {"do": "change"})
    assert Door.objects.get().code != first
    client.post(address(meeting, "door_code"), {"do": "close"})
    client.post(address(meeting, "door_code"), {"do": "close"})
    assert Door.objects.get().closed_at is not None
    told = JournalEntry.objects.filter(kind="link").order_by("pk").values_list("action", flat=True)
    assert list(told) == ["code à la porte", "code à la porte", "code à la porte fermé"]


def test_a_code_that_another_door_has_is_made_again(meeting, secretary, group, monkeypatch):
    given = iter(["AAAAAA", "AAAAAA", "BBBBBB"])
    monkeypatch.setattr(code, "new_code", lambda: next(given))
    code.open_door(meeting, secretary, DAY)
    assert code.open_door(make_meeting(group, secretary), secretary, DAY).code == "BBBBBB"
    monkeypatch.setattr(code, "new_code", lambda: "AAAAAA")
    with pytest.raises(NotNow):
        code.open_door(make_meeting(group, secretary), secretary, DAY)


def test_reading_the_page_makes_no_code(client, meeting):
    client.get(address(meeting))
    client.get(address(meeting, "attendance_sheet"))
    assert Door.objects.count() == 0


class TestAtOnce:
    pytestmark = needs_server

    def test_two_who_prepare_the_door_at_once_have_one_code(
        self, client, client_of, other, meeting
    ):
        two = client_of(other)
        path = address(meeting, "door_code")
        at_once(*[lambda b=b: b.post(path, {"do": "open"}) for b in (client, two, client, two)])
        assert Door.objects.count() == 1
        assert JournalEntry.objects.filter(kind="link").count() == 1

    def test_the_same_form_at_the_same_instant_is_one_arrival(self, meeting, secretary):
        door = code.open_door(meeting, secretary, timezone.now())
        own = "00000000-0000-4000-8000-000000000001"
        said = {"name": "Omar", "function": "", "structure": "", "sex": "", "phone": ""}
        at_once(*[lambda: arrivals.sign_in(door.meeting, own, said, timezone.now())] * 4)
        assert Arrival.objects.count() == 1
