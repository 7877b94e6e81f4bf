"""A planned meeting stays announced until its day has passed; it is moved, called off, listed."""

import re
import uuid
from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from meetings.life import verbs
from meetings.models import Meeting, Move
from meetings.planning import series
from meetings.writing import store
from tests.at_once import at_once, needs_server
from tests.factories import make_document, make_meeting, publish

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 2, 10, tzinfo=UTC)
DAY = date(2026, 11, 12)


@pytest.fixture(autouse=True)
def _early_november(freeze):
    freeze(NOW)


@pytest.fixture
def planned(group, secretary):
    text = make_document(date="12/11/2026")
    return make_meeting(group, secretary, state="planned", document=text, on=DAY)


def address(meeting, name):
    return reverse(f"meetings:{name}", args=[meeting.pk])


def label_of(client, meeting):
    """What the list and the page of a meeting say of it, as one word where they agree."""
    listed = client.get("/reunions/").content.decode()
    page = client.get(meeting.get_absolute_url())
    if page.status_code == 404:
        assert meeting.get_absolute_url() not in listed
        return None
    (label,) = SHOWN.findall(page.content.decode())
    assert SHOWN.findall(listed) == [label]
    return label


SHOWN = re.compile(r'<span class="state state-[a-z]+">([^<]+)</span>')


def coming(client):
    return [each.pk for each in client.get("/").context["next_meetings"]]


def test_begun_before_its_day_it_stays_announced_to_who_may_not_read_the_text(
    planned, client_of, client, partner, other_secretary, reviewer, deputy, freeze
):
    client.post(address(planned, "meeting_start"))
    store.save(
        planned, planned.created_by, planned.document | {"closing": "Secret"}, 1, uuid.uuid4()
    )
    outside = [client_of(person) for person in (partner, other_secretary, deputy)]
    for each in outside:
        assert (label_of(each, planned), coming(each)) == ("planifiée", [planned.pk])
        page = each.get(planned.get_absolute_url()).content.decode()
        assert ("Secret" in page, "Divers" in page) == (False, True)
        found = each.get("/reunions/", {"etat": "planned"}).context["page"].object_list
        assert [meeting.pk for meeting in found] == [planned.pk]
        found = each.get("/reunions/", {"etat": "draft"}).context["page"].object_list
        assert list(found) == []
    assert (label_of(client, planned), coming(client)) == ("brouillon", [planned.pk])
    assert label_of(client_of(reviewer), planned) == "brouillon"
    freeze(NOW + timedelta(days=11))  # the day after
    assert [label_of(each, planned) for each in outside] == [None, None, None]
    assert [coming(each) for each in (*outside, client)] == [[], [], [], []]


def test_handed_in_on_its_day_it_is_still_announced_to_others(
    planned, client_of, client, partner, deputy, freeze
):
    client.post(address(planned, "meeting_start"))
    Meeting.objects.update(state="submitted")
    freeze(datetime(2026, 11, 12, 18, tzinfo=UTC))
    assert label_of(client_of(partner), planned) == "planifiée"
    assert label_of(client_of(deputy), planned) == "soumis"
    freeze(datetime(2026, 11, 13, 10, tzinfo=UTC))
    assert label_of(client_of(partner), planned) is None


def test_a_draft_that_was_never_announced_shows_to_nobody_else(
    group, secretary, client_of, partner
):
    draft = make_meeting(group, secretary, on=DAY)
    assert label_of(client_of(partner), draft) is None


def test_called_off_ahead_of_its_day_it_is_annulee_and_afterwards_non_tenue(
    planned, client, client_of, partner, freeze
):
    page = client.get(address(planned, "meeting_cancel")).content.decode()
    assert "Annuler la réunion" in page
    client.post(address(planned, "meeting_cancel"), {"reason": "Routes coupées"})
    other = client_of(partner)
    assert label_of(other, planned) == "annulée"
    page = other.get(planned.get_absolute_url()).content.decode()
    assert ("Réunion annulée" in page, "Routes coupées" in page) == (True, True)
    freeze(NOW + timedelta(days=11))
    assert label_of(client_of(partner), planned) == "non tenue"
    assert "Réunion non tenue" in other.get(planned.get_absolute_url()).content.decode()


# --- Moved ---


def move_form(client, meeting, **typed):
    form = client.get(address(meeting, "meeting_move")).context["form"]
    data = {name: form[name].value() for name in form.fields}
    return data | {"reason": "Salle prise"} | typed


def test_a_meeting_is_moved_and_says_from_where(planned, client, client_of, partner, secretary):
    data = move_form(client, planned, date="jeudi 19 novembre 2026", start="9h", place="Mairie")
    client.post(address(planned, "meeting_move"), data)
    planned.refresh_from_db()
    assert (planned.date, planned.place) == (date(2026, 11, 19), "Mairie")
    assert (planned.document["date"], planned.document["start"]) == ("19/11/2026", "9h")
    (move,) = planned.moves.all()
    assert (move.date_before, move.start_before, move.place_before, move.reason, move.by) == (
        DAY,
        "10h20",
        "PAM Zinder",
        "Salle prise",
        secretary,
    )
    page = client_of(partner).get(planned.get_absolute_url()).content.decode()
    assert "Salle prise" in page
    month = client_of(partner).get("/calendrier/?mois=2026-11").content.decode()
    assert month.count(planned.get_absolute_url()) == 2
    assert ("déplacée du 12\u00a0novembre" in month, "déplacée au 19\u00a0novembre" in month) == (
        True,
        True,
    )


def test_sent_twice_it_is_moved_once_and_sent_changed_it_is_moved_again(planned, client):
    data = move_form(client, planned, date="19/11/2026")
    for _ in range(2):
        client.post(address(planned, "meeting_move"), data)
    assert Move.objects.count() == 1
    planned.refresh_from_db()
    data |= {"date": "20/11/2026", "base_version": planned.version}
    client.post(address(planned, "meeting_move"), data)
    assert [f"{each.date_before:%d}" for each in Move.objects.order_by("pk")] == ["12", "19"]


def test_what_the_editor_has_saved_meanwhile_is_kept(planned, client, other):
    data = move_form(client, planned, date="19/11/2026")
    store.save(planned, other, planned.document | {"closing": "Levée"}, 1, uuid.uuid4())
    client.post(address(planned, "meeting_move"), data)
    planned.refresh_from_db()
    assert (planned.document["closing"], planned.date) == ("Levée", date(2026, 11, 19))


def test_two_days_typed_at_the_same_time_are_put_together_by_who_came_last(planned, client, other):
    data = move_form(client, planned, date="19/11/2026")
    store.save(planned, other, planned.document | {"date": "18/11/2026"}, 1, uuid.uuid4())
    answer = client.post(address(planned, "meeting_move"), data)
    assert "/ecarts/" in answer.url
    assert Move.objects.count() == 0


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"date": "01/11/2026"}, "date"),
        ({"date": "31/02/2027"}, "date"),
        ({"start": "aube"}, "start"),
        ({"start": "10h", "end": "9h"}, "end"),
        ({"place": "x" * 201}, "place"),
        ({"reason": " "}, "reason"),
        ({"base_version": "9" * 20}, "base_version"),
        ({"op_id": "x"}, "op_id"),
        ({}, "__all__"),
    ],
)
def test_what_cannot_be_a_move_is_said_at_its_field(planned, client, wrong, field):
    response = client.post(address(planned, "meeting_move"), move_form(client, planned, **wrong))
    assert list(response.context["form"].errors) == [field]
    assert Move.objects.count() == 0


@pytest.mark.parametrize(
    ("person", "status"), [("partner", 404), ("other_secretary", 404), ("reviewer", 404)]
)
def test_only_its_secretary_moves_a_meeting(request, planned, client_of, person, status):
    client = client_of(request.getfixturevalue(person))
    assert client.get(address(planned, "meeting_move")).status_code == status


def test_what_has_taken_place_is_not_moved(group, secretary, client):
    draft = make_meeting(group, secretary, on=date(2026, 10, 1))
    assert client.get(address(draft, "meeting_move")).status_code == 403


# --- Several at once ---


@pytest.fixture
def rhythmic(group):
    group.meets_rank, group.meets_weekday = -1, 3
    group.save()
    return group


def plan_form(client, group, count):
    page = client.get(f"/groupes/{group.pk}/planifier/?nombre={count}")
    return {"dates": [value for value, _ in page.context["form"].fields["dates"].choices]} | {
        "start": "9h30",
        "end": "12h",
        "place": "Gouvernorat",
        "modality": "on_site",
    }


def test_the_six_next_are_planned_once_with_hour_and_place(rhythmic, client):
    data = plan_form(client, rhythmic, 6)
    path = f"/groupes/{rhythmic.pk}/planifier/?nombre=6"
    client.post(path, data)
    meetings = Meeting.objects.order_by("date")
    assert [f"{each.date:%d/%m}" for each in meetings] == [
        "26/11",
        "31/12",
        "28/01",
        "25/02",
        "25/03",
        "29/04",
    ]
    assert {(each.state, each.place, f"{each.starts_at:%H:%M}") for each in meetings} == {
        ("planned", "Gouvernorat", "09:30")
    }
    again = client.post(path, data)
    assert list(again.context["form"].errors) == ["dates"]
    assert meetings.count() == 6


def test_a_day_that_was_called_off_or_moved_away_is_not_proposed_again(rhythmic, client, secretary):
    client.post(f"/groupes/{rhythmic.pk}/planifier/?nombre=2", plan_form(client, rhythmic, 2))
    first, second = Meeting.objects.order_by("date")
    client.post(address(first, "meeting_cancel"), {"reason": "x"})
    client.post(address(second, "meeting_move"), move_form(client, second, date="30/12/2026"))
    assert plan_form(client, rhythmic, 1)["dates"] == ["2027-01-28"]


def test_the_day_is_proposed_on_the_group_s_page_and_where_a_meeting_is_created(rhythmic, client):
    link = f"/groupes/{rhythmic.pk}/planifier/"
    assert link in client.get(rhythmic.get_absolute_url()).content.decode()
    assert "26\u00a0novembre" in client.get("/reunions/nouvelle/").content.decode()


@pytest.mark.parametrize("person", ["partner", "other_secretary", "reviewer"])
def test_only_its_secretary_plans(request, rhythmic, client_of, person):
    client = client_of(request.getfixturevalue(person))
    assert client.get(f"/groupes/{rhythmic.pk}/planifier/").status_code == 404


class TestAtOnce:
    pytestmark = needs_server

    def test_two_who_plan_the_same_days_plan_each_once(self, rhythmic, secretary, other):
        days = [DAY + timedelta(days=number) for number in range(3)]

        def plan(person):
            return lambda: len(series.plan(rhythmic, person, days, NOW.date(), start="9h"))

        assert sorted(at_once(plan(secretary), plan(other))) == [0, 3]
        assert Meeting.objects.count() == 3


# --- The calendar ---


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("view", "queries"), [("", 8), ("&vue=liste", 8)])
def test_the_calendar_asks_the_same_for_one_and_three(
    group, secretary, client, count, view, queries, django_assert_num_queries
):
    for number in range(count):
        meeting = make_meeting(group, secretary, state="planned", on=DAY + timedelta(days=number))
        meeting.moves.create(date_before=date(2026, 11, 3), reason="x", by=secretary, at=NOW)
    with django_assert_num_queries(queries):
        client.get(f"/calendrier/?mois=2026-11{view}")


def test_the_calendar_is_of_a_group_of_one_s_groups_or_of_all(
    group, other_group, secretary, other_secretary, client
):
    for place in (group, other_group):
        make_meeting(place, secretary, state="planned", on=DAY)

    def shown(asked):
        page = client.get(f"/calendrier/?mois=2026-11&groupe={asked}").content.decode()
        return [
            each.group.name
            for each in Meeting.objects.order_by("group__name")
            if each.get_absolute_url() in page
        ]

    assert shown("") == ["GTM/Agadez", "GTM/Zinder"]
    assert shown("miens") == ["GTM/Zinder"]
    assert shown(other_group.pk) == ["GTM/Agadez"]


@pytest.mark.parametrize("month", ["", "2026-13", "9999-01", "x", "2026-11-01", "²-1", "1990-01"])
def test_whatever_month_is_asked_for_there_is_a_calendar(client, month):
    for view in ("", "liste"):
        page = client.get("/calendrier/", {"mois": month, "vue": view, "groupe": "\x00"})
        assert page.status_code == 200


def test_the_calendar_tells_a_correction_to_nobody_outside(
    group, secretary, reviewer, partner, client_of
):
    meeting = make_meeting(group, secretary, on=date(2026, 10, 1))
    publish(meeting, reviewer)
    verbs.correct(Meeting.objects.get(), reviewer, "Secret")
    page = client_of(partner).get("/calendrier/?mois=2026-10").content.decode()
    assert ("publié, version 1" in page, "correction" in page) == (True, False)


def test_a_holiday_stands_in_the_calendar(client):
    assert "Fête de la République" in client.get("/calendrier/?mois=2026-12").content.decode()


def test_who_has_no_role_has_no_calendar(outsider, client_of):
    assert client_of(outsider).get("/calendrier/").status_code == 403
