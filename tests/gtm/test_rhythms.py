"""When groups meet, against plain enumeration of the calendar; and the public holidays."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gtm import holidays
from gtm.models import Holiday, JournalEntry, usual_dates
from gtm.rhythms import LAST, Rhythm, next_dates, told

WORKING = ("next", "previous")
rules = st.builds(
    Rhythm,
    rank=st.integers(1, 31) | st.just(LAST),
    weekday=st.none(),
    every=st.sampled_from([1, 2, 3, 4, 6, 12]),
    first_month=st.integers(1, 12),
    shift=st.sampled_from(["next", "previous", "none"]),
) | st.builds(
    Rhythm,
    rank=st.sampled_from([1, 2, 3, 4, LAST]),
    weekday=st.integers(0, 6),
    every=st.sampled_from([1, 2, 3, 4, 6, 12]),
    first_month=st.integers(1, 12),
    shift=st.sampled_from(["next", "previous", "none"]),
)
days = st.dates(date(2019, 11, 1), date(2032, 3, 31))


def is_named(rule, day):
    """Whether a day is the one that the rule names, asked of the day alone."""
    if (day.month - rule.first_month) % rule.every:
        return False
    tomorrow_is_first = (day + timedelta(days=1)).day == 1
    if rule.weekday is None:
        if rule.rank == LAST:
            return tomorrow_is_first
        return day.day == rule.rank or (tomorrow_is_first and day.day < rule.rank)
    if day.weekday() != rule.weekday:
        return False
    if rule.rank == LAST:
        return (day + timedelta(days=7)).month != day.month
    return (day.day + 6) // 7 == rule.rank


def enumerated(rule, after, off, count):
    """Day by day: where each named day goes, those after a day."""
    found, day = set(), after - timedelta(days=70)
    while len(found) < count + 3:
        if is_named(rule, day):
            moved = day
            while rule.shift != "none" and off(moved):
                moved += timedelta(days=1 if rule.shift == "next" else -1)
            found |= {moved} if moved > after else set()
        day += timedelta(days=1)
    return sorted(found)[:count]


@settings(max_examples=150, deadline=None)
@given(rules, days, st.sets(st.integers(0, 900), max_size=40), st.integers(1, 5))
def test_the_next_dates_are_those_that_a_calendar_gives_day_by_day(rule, after, feasts, count):
    free = {after + timedelta(days=number) for number in feasts}

    def off(day):
        return holidays.is_off(day, free)

    assert next_dates(rule, after, off, count) == enumerated(rule, after, off, count)


def test_a_series_of_days_off_across_the_end_of_a_year():
    feasts = holidays.fixed(date(2027, 12, 1), date(2028, 2, 1))
    free = {*feasts, date(2027, 12, 31)}
    rule = Rhythm(rank=31)
    found = next_dates(rule, date(2027, 12, 1), lambda day: holidays.is_off(day, free), 2)
    assert found == [date(2028, 1, 3), date(2028, 1, 31)]


def test_where_every_day_is_off_a_meeting_stays_where_it_was():
    found = next_dates(Rhythm(rank=15), date(2026, 1, 1), lambda day: True, 2)
    assert found == [date(2026, 1, 15), date(2026, 2, 15)]


@pytest.mark.parametrize(
    ("rule", "sentence"),
    [
        (Rhythm(LAST, 3, shift="none"), "dernier jeudi du mois"),
        (Rhythm(1, 0), "premier lundi du mois, sinon le jour ouvré suivant"),
        (
            Rhythm(15, every=3),
            "tous les trois mois (janvier, avril, juillet, octobre), le 15, "
            "sinon le jour ouvré suivant",
        ),
        (Rhythm(1, shift="previous"), "le 1er du mois, sinon le jour ouvré précédent"),
        (
            Rhythm(LAST, every=12, first_month=6, shift="none"),
            "une fois par an (juin), le dernier jour du mois",
        ),
    ],
)
def test_a_rhythm_is_said_as_people_say_it(rule, sentence):
    assert told(rule) == sentence


def test_the_fixed_holidays_of_niger_are_computed_and_those_of_the_moon_only_proposed():
    year = (date(2027, 1, 1), date(2027, 12, 31))
    sure, foretold = holidays.fixed(*year), holidays.proposed(*year)
    assert [f"{day:%d/%m}" for day in sure] == [
        *("01/01", "29/03", "24/04", "01/05", "26/07", "03/08", "18/12", "25/12"),
    ]
    assert {"Tabaski", "Mouloud"} <= set(foretold.values())
    assert not set(sure) & set(foretold)


@pytest.mark.django_db
def test_a_feast_that_is_entered_moves_the_rhythm_and_is_proposed_no_more(group):
    group.meets_rank, group.meets_weekday = 1, 0
    tabaski = date(2027, 5, 17)
    group.meets_rank, group.meets_weekday = 3, 0
    assert usual_dates(group, date(2027, 5, 1), 1) == [tabaski]
    Holiday.objects.create(day=tabaski, name="Tabaski")
    assert usual_dates(group, date(2027, 5, 1), 1) == [date(2027, 5, 18)]
    assert tabaski not in Holiday.objects.proposed(date(2027, 5, 1), date(2027, 5, 31))


# --- On screen ---


@pytest.mark.django_db
def test_sp_ccm_accepts_what_is_proposed_corrects_it_and_removes_it(reviewer, client_of):
    client, page = client_of(reviewer), "/jours-feries/?annee=2027"
    assert "Accepter" in client.get(page).content.decode()
    client.post("/jours-feries/", {"day": "2027-05-16", "name": "Tabaski"})
    again = client.post("/jours-feries/", {"day": "2027-05-16", "name": "Tabaski"})
    assert list(again.context["form"].errors) == ["day"]
    feast = Holiday.objects.get()
    client.post(f"/jours-feries/{feast.pk}/modifier/", {"day": "2027-05-17", "name": "Tabaski"})
    assert Holiday.objects.get().day == date(2027, 5, 17)
    for _ in range(2):
        client.post(f"/jours-feries/{feast.pk}/retirer/")
    assert not Holiday.objects.exists()
    acts = JournalEntry.objects.order_by("pk").values_list("action", flat=True)
    assert list(acts) == ["création", "modification", "retrait"]


@pytest.mark.django_db
@pytest.mark.parametrize("person", ["secretary", "partner", "deputy"])
def test_others_read_the_holidays_and_keep_none(request, person, client_of):
    client = client_of(request.getfixturevalue(person))
    assert "Accepter" not in client.get("/jours-feries/?annee=2027").content.decode()
    response = client.post("/jours-feries/", {"day": "2027-05-16", "name": "Tabaski"})
    assert (response.status_code, Holiday.objects.count()) == (403, 0)


@pytest.mark.django_db
@pytest.mark.parametrize("year", ["", "0", "99999", "²", "1989", "2200", "\ud800"])
def test_a_year_that_is_none_is_this_one(secretary, client_of, year):
    response = client_of(secretary).get(
        "/jours-feries/", {"annee": year.encode("utf-8", "replace")}
    )
    assert response.status_code == 200


@pytest.mark.django_db
def test_the_secretary_says_when_the_group_meets_and_it_is_shown(group, secretary, client_of):
    client, page = client_of(secretary), f"/groupes/{group.pk}/rythme/"
    typed = {"kind": "weekday", "every": "1", "first_month": "1", "rank": "-1", "weekday": "3"}
    typed |= {"day": "15", "shift": "next"}
    client.post(page, typed)
    shown = client.get(group.get_absolute_url()).content.decode()
    assert "dernier jeudi du mois, sinon le jour ouvré suivant" in shown
    client.post(page, typed | {"kind": "day", "every": "3"})
    group.refresh_from_db()
    assert group.rhythm == Rhythm(rank=15, every=3)
    client.post(page, typed | {"kind": "none"})
    group.refresh_from_db()
    assert group.rhythm is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong", [{"every": "5"}, {"weekday": "7"}, {"rank": "6"}, {"shift": "x"}, {"kind": "\x00"}]
)
def test_a_rhythm_that_is_none_is_refused_at_its_field(group, secretary, client_of, wrong):
    typed = {"kind": "weekday", "every": "1", "first_month": "1", "rank": "-1", "weekday": "3"}
    response = client_of(secretary).post(
        f"/groupes/{group.pk}/rythme/", typed | {"shift": "next"} | wrong
    )
    assert list(response.context["form"].errors) == list(wrong)
    group.refresh_from_db()
    assert group.rhythm is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("person", "status"),
    [("other_secretary", 403), ("partner", 403), ("outsider", 404), ("reviewer", 200)],
)
def test_whose_rhythm_one_keeps(request, group, client_of, person, status):
    client = client_of(request.getfixturevalue(person))
    assert client.get(f"/groupes/{group.pk}/rythme/").status_code == status
