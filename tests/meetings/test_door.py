"""The secretary at the door: ticked, corrected, taken back, from several phones, in any order."""

import itertools
import json
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from gtm.models import User
from meetings.models import Arrival, Meeting
from tests.at_once import at_once, needs_server
from tests.factories import make_agency, make_convened, make_meeting, make_member
from tests.forms import Page
from tests.meetings.dooring import add, address, confirm, here, post, remove, tick


@pytest.fixture
def convened(meeting, agency):
    return make_convened(meeting, agency, name="Rakia Saley", function="Cheffe de division")


@pytest.fixture
def key(convened):
    return f"c{convened.pk}"


RAKIA = "Rakia Saley, Cheffe de division, OIM"


def test_one_tap_notes_somebody_who_was_convened(client, meeting, key):
    answer = post(client, meeting, tick(key))
    assert here(answer) == {RAKIA: "present"}
    assert (answer.json()["refused"], answer.json()["told"]) == ({}, [])


def test_the_same_tap_sent_again_is_the_same(client, meeting, key):
    act = tick(key)
    first = post(client, meeting, act)
    again = post(client, meeting, act)
    assert first.json()["done"] == again.json()["done"] == [act["act"]]
    assert (Arrival.objects.count(), again.json()["told"]) == (1, [])


def test_two_phones_that_tick_the_same_person_count_one_and_say_so(
    client, client_of, other, meeting, key, freeze
):
    freeze(datetime(2021, 11, 30, 9, 5, tzinfo=UTC))
    post(client, meeting, tick(key))
    answer = post(client_of(other), meeting, tick(key))
    assert here(answer) == {RAKIA: "present"}
    assert answer.json()["told"] == [
        f"{RAKIA}\u00a0: noté par Amina à 10h05\u202f; c’est une seule personne."
    ]
    assert "1 arrivé</strong> sur 1 attendu" in client.get(address(meeting)).text


def test_a_removal_leaves_what_its_phone_had_not_seen(client, client_of, other, meeting, key):
    mine, theirs = tick(key), tick(key)
    post(client, meeting, mine)
    post(client_of(other), meeting, theirs)
    answer = post(client, meeting, remove(mine))
    assert here(answer) == {RAKIA: "present"}
    (told,) = answer.json()["told"]
    assert told.startswith(f"{RAKIA} reste noté\u00a0: noté par Issa à ")
    assert here(post(client, meeting, remove(theirs))) == {}


def test_a_tick_after_the_removal_of_another_says_who_had_removed(
    client, client_of, other, meeting, key
):
    mine = tick(key)
    post(client, meeting, mine)
    post(client, meeting, remove(mine))
    answer = post(client_of(other), meeting, tick(key))
    assert here(answer) == {RAKIA: "present"}
    (told,) = answer.json()["told"]
    assert told.startswith(f"{RAKIA}\u00a0: Amina l’avait retiré à ")


def test_acts_that_cross_lead_to_the_same_list_in_any_order(client, meeting, key, group, secretary):
    first = tick(key)
    acts = [first, tick(key, "remote"), remove(first), add("Omar")]
    seen = set()
    for order in itertools.permutations(range(4)):
        if order.index(2) < order.index(0):
            continue  # one phone sends what it did in order
        Arrival.objects.all().delete()
        for place in order:
            answer = post(client, meeting, acts[place])
        seen.add(json.dumps(here(answer), sort_keys=True))
    assert seen == {json.dumps({RAKIA: "remote", "Omar": "present"}, sort_keys=True)}


def test_what_is_corrected_is_the_same_person_who_came_when_he_came(client, meeting, key):
    first = tick(key, ago=3600)
    post(client, meeting, first)
    came = Arrival.objects.get().at
    answer = post(
        client, meeting, tick(key, "remote", sex="f", phone="90 00", instead_of=[first["id"]])
    )
    (row,) = answer.json()["page"]["expected"]
    assert (row["came"]["presence"], row["came"]["sex"], row["came"]["phone"]) == (
        "remote",
        "f",
        "90 00",
    )
    assert Arrival.objects.standing().get().at == came


def test_how_long_ago_it_was_is_told_not_the_clock_of_the_phone(client, meeting, key, freeze):
    now = datetime(2021, 11, 30, 12, 0, tzinfo=UTC)
    freeze(now)
    post(client, meeting, tick(key, ago=7200))
    assert Arrival.objects.get().at == now - timedelta(hours=2)


def test_who_represents_is_named_or_known(client, meeting, key, convened):
    answer = post(client, meeting, tick(key, "represented"))
    assert list(answer.json()["refused"].values()) == [
        "Nom et prénom\u00a0: Écrivez le nom ou la fonction de qui représente."
    ]
    make_convened(meeting, None, name="Mariama", function="adjointe", deputy_of=convened)
    answer = post(client, meeting, tick(key, "represented", deputy="1"))
    (row,) = answer.json()["page"]["expected"]
    assert (row["told"], row["deputy"]) == ("", ["Mariama", "adjointe"])
    assert (row["came"]["name"], row["came"]["function"]) == ("Mariama", "adjointe")


def test_somebody_more_has_a_structure_of_the_directory_or_as_told(client, meeting):
    pam = make_agency("PAM", aliases="WFP")
    post(client, meeting, add("Omar", structure="wfp"), add("Ali", structure="Ville de Zinder"))
    known = {each.name: (each.agency, each.structure) for each in Arrival.objects.all()}
    assert known == {"Omar": (pam, "wfp"), "Ali": (None, "Ville de Zinder")}


def test_before_any_convocation_the_members_of_the_day_are_expected(client, meeting, group, agency):
    day = meeting.date
    member = make_member(group, agency)
    make_member(group, make_agency("PAM"), until=day - timedelta(days=1))
    answer = post(client, meeting, tick(f"m{member.pk}"))
    assert [row["label"] for row in answer.json()["page"]["expected"]] == ["OIM"]
    assert here(answer) == {"OIM": "present"}


def test_a_member_ticked_before_he_was_convened_is_the_same_person(client, meeting, group, agency):
    member = make_member(group, agency)
    post(client, meeting, tick(f"m{member.pk}"))
    make_convened(meeting, agency, member=member)
    answer = post(client, meeting, tick(f"m{member.pk}"))
    assert here(answer) == {"OIM": "present"}
    assert answer.json()["page"]["added"] == []


def test_who_is_no_longer_convened_stays_under_his_name(client, meeting, key, convened):
    post(client, meeting, tick(key))
    convened.delete()
    assert here(post(client, meeting)) == {RAKIA: "present"}


def test_who_signed_in_is_confirmed_joined_or_discarded(client, meeting, key):
    now = timezone.now()
    ones = [
        Arrival.objects.create(meeting=meeting, name=name, at=now)
        for name in ("Rakia Saley", "Omar", "Spam")
    ]
    page = post(client, meeting).json()["page"]
    assert {each["name"]: each["proposed"] for each in page["waiting"]} == {
        "Rakia Saley": key,
        "Omar": "",
        "Spam": "",
    }
    gone = {"act": "x", "do": "remove", "ids": [str(ones[2].pk)]}
    answer = post(client, meeting, confirm(ones[0], key), confirm(ones[1]), gone)
    assert here(answer) == {RAKIA: "present", "Omar": "present"}
    assert answer.json()["page"]["waiting"] == []


def test_who_was_ticked_and_signed_in_is_one_person_with_what_he_said(client, meeting, key):
    one = Arrival.objects.create(
        meeting=meeting, name="Rakia Saley", sex="f", phone="90 00", at=timezone.now()
    )
    answer = post(client, meeting, tick(key), confirm(one, key))
    (row,) = answer.json()["page"]["expected"]
    assert (len(row["came"]["ids"]), row["came"]["sex"], row["came"]["phone"]) == (2, "f", "90 00")


def test_the_second_who_confirms_is_told(client, client_of, other, meeting):
    one = Arrival.objects.create(meeting=meeting, name="Omar", at=timezone.now())
    post(client, meeting, confirm(one))
    answer = post(client_of(other), meeting, confirm(one))
    assert answer.json()["told"] == ["Omar\u00a0: Amina l’a déjà confirmé."]


def test_ids_of_another_meeting_are_left_alone(client, meeting, client_of, other_secretary):
    theirs = make_meeting(other_secretary.memberships.get().group, other_secretary)
    act = add("Omar")
    post(client_of(other_secretary), theirs, act)
    before = list(Arrival.objects.values())
    post(client, meeting, act | {"name": "Faux"}, remove(act), confirm(Arrival.objects.get()))
    assert list(Arrival.objects.values()) == before


HOSTILE = [
    "[",
    "{}",
    "[1]",
    "[" * 100_000,
    '[{"do": ["arrive"]}]',
    '[{"do": "arrive", "id": "\\ud800", "key": "\\u0000"}]',
    '[{"do": "remove", "ids": [{"a": 1}]}]',
    '[{"do": "remove", "ids": 5}]',
    '[{"do": "arrive", "id": 99999999999999999999, "presence": {"a": []}}]',
    '[{"act": {"a": 1}, "do": "confirm", "id": null}]',
]


@pytest.mark.parametrize("acts", HOSTILE)
def test_what_no_page_sends_is_refused(client, meeting, acts):
    answer = client.post(address(meeting), {"acts": acts}, headers={"Accept": "application/json"})
    assert answer.status_code in (200, 422)
    assert answer.json()["app"] == "gtm"
    assert Arrival.objects.count() == 0


@pytest.mark.parametrize("ago", [-1, 10**30, "x", 1e300])
def test_a_time_that_no_phone_tells_is_refused(client, meeting, key, ago):
    answer = post(client, meeting, tick(key, ago=ago))
    assert (len(answer.json()["refused"]), Arrival.objects.count()) == (1, 0)


def test_half_signs_and_null_letters_are_stored_as_they_may_be(client, meeting):
    post(client, meeting, add("O\x00mar\ud800", structure="A" * 250))
    assert Arrival.objects.get().name == "Omar\ufffd"


@pytest.mark.parametrize("key", ["m999999999999999999999", "c0", "pxyz", "m", "'--", "z" * 60])
def test_a_key_that_means_nobody_keeps_who_was_meant(client, meeting, key):
    answer = post(client, meeting, tick(key, label="OIM Zinder"))
    assert here(answer) == {"OIM Zinder": "present"}


def test_another_account_sends_nothing_of_the_first_one(client, meeting, key):
    answer = post(client, meeting, tick(key), account="999")
    assert (answer.status_code, answer.json()) == (401, {"app": "gtm", "other_account": True})
    assert Arrival.objects.count() == 0


def test_arrivals_come_late_while_the_minutes_are_out_and_not_where_none_was_held(
    client, meeting, key
):
    Meeting.objects.filter(pk=meeting.pk).update(state="submitted")
    assert here(post(client, meeting, tick(key))) == {RAKIA: "present"}
    Meeting.objects.filter(pk=meeting.pk).update(state="cancelled", not_held_reason="x")
    assert post(client, meeting, tick(key)).status_code == 403


def test_only_the_secretary_of_the_group_is_at_the_door(
    client_of, meeting, other_secretary, reviewer, deputy, partner, administrator, outsider
):
    for person in (other_secretary, reviewer, deputy, partner, administrator, outsider):
        browser = client_of(person)
        assert browser.get(address(meeting)).status_code == 404
        assert post(browser, meeting, add("Faux")).status_code == 404
        for name in ("door_code", "door_take_over"):
            assert browser.post(address(meeting, name)).status_code == 404
    assert Arrival.objects.count() == 0


def _count(client, meeting, count, django_assert_num_queries, number):
    for rank in range(count):
        agency = make_agency(f"A{uuid.uuid4().hex[:6]}")
        convened = make_convened(meeting, agency)
        post(client, meeting, tick(f"c{convened.pk}"), add(f"Omar {rank}"))
        Arrival.objects.create(meeting=meeting, name=f"Ali {rank}", at=timezone.now())
    with django_assert_num_queries(number):
        client.get(address(meeting))


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_whoever_came(client, meeting, count, django_assert_num_queries):
    _count(client, meeting, count, django_assert_num_queries, 15)


@pytest.mark.parametrize("count", [1, 3])
def test_noting_costs_the_same_whoever_came(client, meeting, count, django_assert_num_queries):
    acts = [add(f"Omar {rank}", structure="OIM") for rank in range(count)]
    with django_assert_num_queries(16):
        post(client, meeting, *acts)


# --- Without a script ---


def _send(client, page, text, **typed):
    (sending,) = [each for each in page.sendings if each.button == text]
    return client.post(sending.path, sending.data | typed, follow=True)


def _open(client, meeting, query=""):
    return Page(address(meeting), client.get(address(meeting) + query).content)


def test_without_a_script_every_row_is_a_form(client, meeting, key):
    page = _open(client, meeting)
    assert page.dead == []
    _send(client, page, "Présent")
    answer = _send(client, page, "Présent")  # pressed twice
    assert Arrival.objects.count() == 1
    assert "✓ Présent, " in answer.text
    _send(client, _open(client, meeting), "Annuler")
    assert Arrival.objects.standing().count() == 0


def test_without_a_script_somebody_is_added_and_what_is_wrong_stays_typed(client, meeting):
    page = _open(client, meeting)
    answer = _send(client, page, "Ajouter : présent", phone="90 00 11")
    assert answer.status_code == 422
    assert "Dites qui est arrivé" in answer.text
    assert 'value="90 00 11"' in answer.text
    _send(client, page, "Ajouter : à distance", name="Omar", sex="m")
    one = Arrival.objects.get()
    assert (one.name, one.sex, one.presence) == ("Omar", "m", "remote")


def test_women_are_counted_where_somebody_s_sex_was_said(client, meeting):
    told = []
    for name, sex in (("", ""), ("Omar", ""), ("Zara", "f"), ("Ali", "m")):
        post(client, meeting, *([add(name, sex=sex)] if name else []))
        totals = _open(client, meeting).tree.xpath("//*[@data-totals]")[0]
        told.append(totals.text_content().replace("\xa0", " "))
    assert told == [
        "0 arrivé sur 0 attendu",
        "1 arrivé sur 0 attendu",
        "2 arrivés sur 0 attendu, dont 1 femme (1 sans précision)",
        "3 arrivés sur 0 attendu, dont 1 femme (1 sans précision)",
    ]


def test_without_a_script_the_list_is_searched(client, meeting, key):
    make_convened(meeting, make_agency("PAM"))
    labels = _open(client, meeting, "?q=ráKIA").tree.xpath(
        '//ul[@data-list="expected"]/li/@data-key'
    )
    assert labels == [key]


def test_without_a_script_who_signed_in_is_confirmed(client, meeting, key):
    Arrival.objects.create(meeting=meeting, name="Rakia Saley", at=timezone.now())
    _send(client, _open(client, meeting), "Confirmer")
    assert Arrival.objects.confirmed().get().convened_id == int(key[1:])


# --- Two at once ---


class TestAtOnce:
    pytestmark = needs_server

    def test_two_phones_at_the_same_instant_count_one_person(
        self, client, client_of, other, meeting, key
    ):
        act = tick(key)
        two = client_of(other)
        at_once(
            *[lambda: post(client, meeting, act)] * 2, *[lambda: post(two, meeting, tick(key))] * 2
        )
        assert here(post(client, meeting)) == {RAKIA: "present"}
        assert Arrival.objects.count() == 3

    def test_a_confirmation_and_a_discard_at_the_same_instant_leave_one_of_both(
        self, client, client_of, other, meeting
    ):
        one = Arrival.objects.create(meeting=meeting, name="Omar", at=timezone.now())
        two = client_of(other)
        gone = {"act": "x", "do": "remove", "ids": [str(one.pk)]}
        at_once(lambda: post(client, meeting, confirm(one)), lambda: post(two, meeting, gone))
        one.refresh_from_db()
        assert one.removed_at is not None
        assert one.removed_by == User.objects.get(name="Issa")
