"""Wordings of deadlines that secretaries tried, in a meeting of Thursday 3 February 2022."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.deadlines import Deadline, Precision, describe, missing_day, parse, parse_day, warning

MEETING = date(2022, 2, 3)
DAYS = [
    ("semaine du 10 mai", "2022-05-15"),  # on time until the Sunday of that week
    ("semaine du 14 mars 2022", "2022-03-20"),
    ("Semaine du lundi 14 mars 2022", "2022-03-20"),
    ("durant la semaine du 14/03/2022", "2022-03-20"),
    ("semaine du 14 au 18 mars 2022", "2022-03-18"),
    ("semaine du 31 janvier", "2022-02-06"),  # the week in which one meets, not next year's
    ("semaine du 14", "2022-02-20"),
    ("semaine prochaine", "2022-02-13"),
    ("la semaine prochaine", "2022-02-13"),
    ("d’ici la semaine prochaine", "2022-02-13"),
    ("fin de semaine prochaine", "2022-02-13"),
    ("dans le courant de la semaine prochaine", "2022-02-13"),
    ("cette semaine", "2022-02-06"),
    ("avant la fin de la semaine", "2022-02-06"),
    ("fin de semaine", "2022-02-06"),
    ("lundi prochain", "2022-02-07"),
    ("avant lundi", "2022-02-07"),
    ("jeudi prochain", "2022-02-10"),  # one meets on a Thursday: the next one
    ("vendredi", "2022-02-04"),
    ("Vendredi prochain au plus tard", "2022-02-04"),
    ("lundi en huit", "2022-02-14"),
    ("lundi en quinze", "2022-02-21"),
    ("mardi de la semaine prochaine", "2022-02-08"),
    ("vendredi de la semaine prochaine", "2022-02-11"),
    ("demain", "2022-02-04"),
    ("demain à 10h", "2022-02-04"),
    ("demain matin", "2022-02-04"),
    ("après-demain", "2022-02-05"),
    ("aujourd’hui", "2022-02-03"),
    ("Aujourd'hui même", None),
    ("ce jour", "2022-02-03"),
    ("avant ce soir", "2022-02-03"),
    ("séance tenante", "2022-02-03"),
    ("avant le 15 du mois", "2022-02-15"),
    ("le 2 du mois", "2022-03-02"),
    ("le 15 du mois prochain", "2022-03-15"),
    ("le 30 du mois prochain", "2022-03-30"),
    ("le 31 de ce mois", None),
    ("le 15 courant", "2022-02-15"),
    ("le 1er de ce mois", "2022-02-01"),
    ("le 30", "2022-03-30"),  # February has none
    ("avant le 30", "2022-03-30"),
    ("au plus tard le 20", "2022-02-20"),
    ("jusqu’au 20", "2022-02-20"),
    ("le 1er", "2022-03-01"),
    ("le 32", None),
    ("le 31", "2022-03-31"),
    ("15 du mois", "2022-02-15"),
    ("11 jenvier", "2023-01-11"),
    ("3/10 mars 2022", None),
    ("sous 9999 ans", None),
    ("30", None),
    ("trois (3) mois", "2022-05-03"),
    ("sous trois (3) mois", "2022-05-03"),
    ("dans un délai de quinze (15) jours", "2022-02-18"),
    ("3 (trois) mois", "2022-05-03"),
    ("trois (03) mois après la présente réunion", "2022-05-03"),
    ("trois (4) mois", None),
    ("15 jours après", "2022-02-18"),
    ("15 jours après la formation", None),
    ("15 jours plus tard", "2022-02-18"),
    ("J+15", "2022-02-18"),
    ("dans un délai d’un (1) mois", "2022-03-03"),
    ("dans 6 à 8 semaines", "2022-03-31"),
    ("le 5/6 mars 2022", None),
    ("3 mois (renouvelable)", None),
    ("j + 15 jours", "2022-02-18"),
    ("D+15", None),
    ("2 à 3 semaines", "2022-02-24"),
    ("dans deux ou trois mois", "2022-05-03"),
    ("dans les 15 prochains jours", "2022-02-18"),
    ("dans les quinze jours qui suivent", "2022-02-18"),
    ("dans les trois mois à venir", "2022-05-03"),
    ("15 jours maximum", "2022-02-18"),
    ("dans un délai maximum de 10 jours", "2022-02-13"),
    ("15 jours ouvrables", None),
    ("48h", "2022-02-05"),
    ("sous 36h", "2022-02-05"),
    ("10h", None),  # an hour, and not so many of them
    ("15/03/2022 00:00:00", "2022-03-15"),
    ("2022-03-15 00:00:00", "2022-03-15"),
    ("2022-03-15T00:00:00", "2022-03-15"),
    ("lundi 14/02/2022 15:00", "2022-02-14"),
    ("15 mars 2022 de 9h à 11h", "2022-03-15"),
    ("15 mars 2022 à 15h30 précises", "2022-03-15"),
    ("15 mars 2022 (matin)", "2022-03-15"),
    ("15-mars-22", "2022-03-15"),
    ("15.03.22", "2022-03-15"),
    ("les 15 et 16 mars 2022", "2022-03-16"),
    ("15, 16 et 17 mars 2022", "2022-03-17"),
    ("du 15/03 au 20/03/2022", "2022-03-20"),
    ("du lundi 14 au vendredi 18 mars 2022", "2022-03-18"),
    ("15 mars 2022 (à confirmer)", "2022-03-15"),
    ("15 mars 2022, délai de rigueur", "2022-03-15"),
    ("si possible avant le 15 mars 2022", "2022-03-15"),
    ("vers le 15 mars 2022", "2022-03-15"),
    ("Date butoir : 15 mars 2022", "2022-03-15"),
    ("À finaliser avant le 15 mars 2022", "2022-03-15"),
    ("prochaine réunion du 15 mars 2022", "2022-03-15"),
    ("à partir du 15 mars 2022", None),
    ("après le 15 mars 2022", None),
    ("dès le 15 mars 2022", None),
    ("15 mars 2022 ou 30 mars 2022", None),
    ("15 mars 2022, sinon 30 avril 2022", None),
    ("15/03/2022 si les fonds arrivent le 01/03", None),
]
MONTHS = [
    ("avril/mai 2022", "2022-05-31"),
    ("juin/juillet 2022", "2022-07-31"),
    ("mars/avril 2022", "2022-04-30"),
    ("mars / avril", "2022-04-30"),
    ("avril-mai 2022", "2022-05-31"),
    ("mars, avril et mai 2022", None),
    ("de mars à juin", "2022-06-30"),
    ("entre mars et juin 2022", "2022-06-30"),
    ("mi-juin/fin juin 2022", "2022-06-30"),
    ("en fin de mois", "2022-02-28"),
    ("décembre 2022/janvier 2023", "2023-01-31"),
    ("décembre 2021 – janvier 2022", "2022-01-31"),
    ("03/22", "2022-03-31"),
    ("12/25", "2025-12-31"),
    ("03/28", "2028-03-31"),
    ("03/29", None),
    ("03/45", None),  # no year that one plans for
    ("31/22", None),
    ("mi-mars", "2022-03-15"),
    ("mi mars 2022", "2022-03-15"),
    ("à la mi-mars", "2022-03-15"),
    ("d’ici mi-mars", "2022-03-15"),
    ("milieu du mois de mars", "2022-03-15"),
    ("mi-février", "2022-02-15"),
    ("mi-janvier", "2023-01-15"),
    ("début mars", "2022-03-10"),
    ("début du mois de mars 2022", "2022-03-10"),
    ("fin mars", "2022-03-31"),
    ("avant la fin du mois de mars 2022", "2022-03-31"),
    ("fin mars au plus tard", "2022-03-31"),
    ("1ère quinzaine de mars 2022", "2022-03-15"),
    ("première quinzaine du mois de mars", "2022-03-15"),
    ("deuxième quinzaine de mars", "2022-03-31"),
    ("dernière semaine de mars", "2022-03-31"),
    ("début du mois prochain", "2022-03-10"),
    ("mi-mois prochain", "2022-03-15"),
    ("le mois prochain", "2022-03-31"),
    ("ce mois-ci", "2022-02-28"),
    ("courant du mois", "2022-02-28"),
    ("réunion du mois prochain", "2022-03-31"),
    ("au courant du mois de mars", "2022-03-31"),
    ("mars-22", "2022-03-31"),
    ("jenvier 2023", "2023-01-31"),
    ("jenvier", None),
    ("maris 2022", None),
    ("semaine du 1er trimestre 2022", None),
    ("Prochaine réunion (mars 2022)", "2022-03-31"),
    ("prochaine réunion, mars 2022", "2022-03-31"),
    ("prochaine réunion du GTM (mars 2022)", "2022-03-31"),
    ("Mars 2022 (si financement)", "2022-03-31"),
    ("mars 2022 sous réserve de financement", "2022-03-31"),
    ("mars 2022 selon la disponibilité des fonds", "2022-03-31"),
    ("mars 2022 (date à confirmer)", "2022-03-31"),
    ("à partir de mars 2022", None),
    ("dès mars 2022", None),
    ("mars 2022 ou plus tard", None),
]
YEARS = [
    ("2022/2023", "2023-12-31"),
    ("avant la fin de l’exercice 2022", "2022-12-31"),
    ("Exercice 2022", "2022-12-31"),
    ("exercice budgétaire 2022", "2022-12-31"),
    ("année budgétaire 2022", "2022-12-31"),
    ("budget 2022", "2022-12-31"),
    ("gestion 2022", "2022-12-31"),
    ("année scolaire 2022-2023", "2023-06-30"),  # lessons end with June
    ("fin de l’année scolaire 2022/2023", "2023-06-30"),
    ("année scolaire 2022-23", "2023-06-30"),
    ("année académique 2022-2023", None),
    ("année scolaire", None),
    ("mi-2022", "2022-06-30"),
    ("2022 si possible", "2022-12-31"),
    ("courant de l’année 2022", "2022-12-31"),
    ("cette année", "2022-12-31"),
    ("avant la fin de l’année", "2022-12-31"),
    ("l’année suivante", "2023-12-31"),
]
UNDATED = {
    Precision.NEXT_MEETING: "prochaine réunion (date à fixer)|prochaine réunion du groupe de "
    "travail|d’ici la prochaine réunion si possible|réunion à venir",
    Precision.IMMEDIATE: "Dès maintenant|maintenant|dès à présent|dès aujourd’hui|sans attendre|"
    "incessamment|dans l’immédiat|dans les délais les plus brefs|à bref délai|sur-le-champ",
    Precision.ONGOING: "Au fur et à mesure|au fur et à mesure des besoins|toute l’année|"
    "tout au long de l’année|jusqu’à nouvel ordre",
    Precision.RECURRING: "quotidien|au quotidien|bimensuelle|régulièrement|périodiquement",
    Precision.NONE: "RAS|R.A.S.|TBD|tbc|Non déterminé|date non définie|pas encore fixée|"
    "indéterminé|pas de date|aucune échéance|non précisé|date inconnue",
    Precision.FREE: "bientôt|prochainement|sous peu|dans les prochains jours|dans la semaine|"
    "après le Ramadan|mi-parcours|début 2022|fin du projet|semaine 12|S12|campagne 2022|"
    "mars 2022 si possible ou avril|15 jours si possible, sinon un mois|"
    "lundi ou mardi|hier|quand les fonds seront là|début de semaine prochaine|si possible|"
    "un jour|semaine du Ramadan|le 30 et le 32 mars 2022|à compter de mars|mois|la semaine",
}


@pytest.mark.parametrize(
    ("typed", "precision", "due_on"),
    [
        (typed, precision if day else Precision.FREE, day and date.fromisoformat(day))
        for precision, rows in (("day", DAYS), ("month", MONTHS), ("year", YEARS))
        for typed, day in rows
    ]
    + [
        (typed, precision, None)
        for precision, typed_together in UNDATED.items()
        for typed in typed_together.split("|")
    ],
)
def test_a_wording_is_read_as_the_person_expects(typed, precision, due_on):
    assert parse(typed, MEETING) == Deadline(typed, precision, due_on)


@pytest.mark.parametrize(
    ("typed", "precision"),
    [
        *((typed, "day") for typed in ("demain", "lundi prochain", "le 30", "J+15", "ce jour")),
        *((typed, "day") for typed in ("semaine prochaine", "trois (3) mois", "semaine du 14")),
        *((typed, "month") for typed in ("03/22", "mi-mars", "début du mois prochain")),
    ],
)
def test_what_is_near_to_the_meeting_waits_for_its_date(typed, precision):
    assert parse(typed, None) == Deadline(typed, precision, None)


def test_a_day_that_no_month_has_is_none_before_the_meeting_has_its_own():
    assert parse("le 32", None) == Deadline("le 32", Precision.FREE, None)


@pytest.mark.parametrize(
    ("typed", "meeting_on", "due_on"),
    [
        ("fin du mois", date.min, date(1, 1, 31)),
        ("fin du mois", date.max, date.max),
        ("demain", date.max, None),
        ("demain", date(9999, 12, 30), date.max),
        ("sous 9999 jours", date.max, date.max),
    ],
)
def test_the_first_and_the_last_days_of_the_calendar_are_days(typed, meeting_on, due_on):
    assert parse(typed, meeting_on).due_on == due_on


def test_no_day_is_before_the_first_of_the_calendar():
    assert (parse_day("hier", date.min), parse_day("hier", date(1, 1, 2))) == (None, date.min)


@pytest.mark.parametrize(("signs", "precision"), [(300, "year"), (301, "free")])
def test_no_deadline_is_longer_than_300_signs(signs, precision):
    assert parse("2022 si ".ljust(signs, "a"), MEETING).precision == precision


NO_SUCH = "Ce jour n’existe pas, "
VERIFY = ". Vérifiez la date."


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("lundi 15 mars 2022", f"Le 15 mars 2022 est un mardi, pas un lundi{VERIFY}"),
        ("lun. 15/03/2022", f"Le 15 mars 2022 est un mardi, pas un lundi{VERIFY}"),
        ("avant le lundi 1er mars", f"Le 1er mars 2022 est un mardi, pas un lundi{VERIFY}"),
        (
            "du lundi 14 au jeudi 18 mars 2022",
            f"Le 18 mars 2022 est un vendredi, pas un jeudi{VERIFY}",
        ),
        ("mardi 15 mars 2022", ""),
        ("mar. 15 mars 2022", ""),
        ("lundi prochain", ""),
        ("30/02/2022", f"{NO_SUCH}février 2022 finit le 28."),
        ("30 février 2024", f"{NO_SUCH}février 2024 finit le 29."),
        ("30 février", f"{NO_SUCH}février finit le 28 ou le 29."),
        ("avant le 31 avril 2022", f"{NO_SUCH}avril 2022 finit le 30."),
        ("31/04/2022 00:00:00", f"{NO_SUCH}avril 2022 finit le 30."),
        ("31/13/2022", f"{NO_SUCH}vérifiez le mois."),
        ("29 février", ""),
        ("31 avril", f"{NO_SUCH}avril finit le 30."),
        ("32 janvier 2022", f"{NO_SUCH}janvier 2022 finit le 31."),
        ("32 décembre 2022", f"{NO_SUCH}décembre 2022 finit le 31."),
    ],
)
def test_a_day_that_contradicts_itself_or_does_not_exist_is_told(typed, told):
    assert warning(parse(typed, MEETING), MEETING) == told


@pytest.mark.parametrize("typed", ["15/03/2022", "13/2022", "mars 2022", "bientôt", ""])
def test_of_anything_else_it_is_not_said_that_it_does_not_exist(typed):
    assert missing_day(typed) == ""


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("aujourd’hui", MEETING),
        ("ce jour", MEETING),
        ("demain", date(2022, 2, 4)),
        ("hier", date(2022, 2, 2)),
        ("jeudi 27 juillet 2017 à 9h", date(2017, 7, 27)),
        ("24 Juillet 2013 entre 09h et 11h", date(2013, 7, 24)),
        ("Mercredi 6 mars 2018", date(2018, 3, 6)),
        ("15/03/2022 00:00:00", date(2022, 3, 15)),
        ("Le 6 Octobre 2010", date(2010, 10, 6)),
        ("lundi prochain", None),
        ("le 30", None),
        ("30/02/2022", None),
    ],
)
def test_the_day_of_a_meeting_may_bear_its_hour_or_be_today(typed, day):
    assert parse_day(typed, MEETING) == day


def test_today_is_nothing_without_a_day_to_be_near_to():
    assert parse_day("aujourd’hui") is None


# No number, and no word of the calendar: nothing from which a day could follow.
UNKNOWN = st.lists(st.text("bcfghjkpqvwxyz", min_size=3, max_size=9), min_size=1, max_size=6).map(
    " ".join
)


@given(UNKNOWN, st.dates())
def test_an_unknown_wording_stays_free(typed, meeting_on):
    assert parse(typed, meeting_on) == Deadline(typed, Precision.FREE, None)


@given(UNKNOWN, st.sampled_from(["15 mars 2022", "le 30", "demain", "mars 2022", "J+15", "2022"]))
def test_a_date_among_unknown_words_is_not_taken_for_the_deadline(words, known):
    for typed in (f"{words} {known}", f"{known} {words}"):
        assert parse(typed, MEETING) == Deadline(typed, Precision.FREE, None)


@given(st.dates(date(1900, 1, 1), date(2090, 12, 31)), st.integers(1, 31))
def test_a_day_of_the_month_is_the_next_that_exists(meeting_on, day):
    due_on = parse(f"avant le {day}", meeting_on).due_on
    assert (due_on.day, 0 < (due_on - meeting_on).days <= 62) == (day, True)


@given(st.dates(date(1900, 1, 1), date(2090, 12, 31)), st.integers(0, 6))
def test_a_weekday_is_the_next_after_the_meeting(meeting_on, weekday):
    name = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")[weekday]
    due_on = parse(f"{name} prochain", meeting_on).due_on
    assert (due_on.weekday(), 0 < (due_on - meeting_on).days <= 7) == (weekday, True)


@settings(deadline=None, max_examples=30)
@given(st.dates())
def test_the_end_of_the_calendar_is_no_error(meeting_on):
    for typed, _ in (*DAYS, *MONTHS, *YEARS):
        describe(parse(typed, meeting_on))
