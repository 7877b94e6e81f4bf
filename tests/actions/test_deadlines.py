from datetime import date
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.deadlines import Deadline, Precision, describe, parse, parse_day, warning

ZINDER = date(2021, 11, 30)
DATED = {
    Precision.DAY,
    Precision.MONTH,
    Precision.QUARTER,
    Precision.HALF_YEAR,
    Precision.YEAR,
}

ANYTHING = st.text(st.characters() | st.characters(categories=["Cs", "Cc", "Cf"]))
PIECES = """d'ici avant le au fin mi- de du à la prochain prochaine réunion chaque mois année mars
févr. jenvier sept juin 1er 3 15 29 30 31 00 2022 22 9999 T1 S IV premier trimestre semestre sous
dans un jours semaines huitaine / - . – , ( mardi 02 et à définir immédiat ’ continu"""
NEARLY_DEADLINES = st.lists(st.sampled_from(PIECES.split()), max_size=8).flatmap(
    lambda words: st.sampled_from(["", " ", "\u00a0"]).map(lambda joint: joint.join(words))
)
MEETINGS = st.none() | st.dates()

# (typed, last day on time), all typed in the meeting of Zinder, 30 November 2021
DAYS = [
    ("15/03/2022", "2022-03-15"),
    ("15-3-22", "2022-03-15"),
    ("15 / 03 / 2022", "2022-03-15"),
    ("31.05.2016", "2016-05-31"),
    ("2022-03-15", "2022-03-15"),
    ("15 mars 2022", "2022-03-15"),
    ("1er mars 22", "2022-03-01"),
    ("1 er Mars 2022", "2022-03-01"),
    ("premier mars 2022", "2022-03-01"),
    ("mardi 15 mars 2022", "2022-03-15"),
    ("lundi, 15 mars 2022", "2022-03-15"),  # it was a Tuesday: read through
    ("mar. 15/03/2022", "2022-03-15"),
    ("06/Février/2020", "2020-02-06"),
    ("24 Mars 2016, Kinshasa", None),
    ("24 Mars 2016", "2016-03-24"),
    ("09 Juin 2021", "2021-06-09"),
    ("Mercredi 02 mars 2016", "2016-03-02"),
    ("31 déc. 2022", "2022-12-31"),
    ("1er janv. 22", "2022-01-01"),
    ("3 sept 2022", "2022-09-03"),
    ("11 JENVIER 2018", "2018-01-11"),
    ("15 mars", "2022-03-15"),
    ("15/03", "2022-03-15"),
    ("15 mars prochain", "2022-03-15"),
    ("31 décembre", "2021-12-31"),
    ("30 novembre", "2022-11-30"),  # after the meeting, not on its day
    ("29 février", "2024-02-29"),
    ("du 3 au 10 mars 2022", "2022-03-10"),
    ("du 03/03/2022 au 10/03/2022", "2022-03-10"),
    ("du lundi 3 au vendredi 7 mars", "2022-03-07"),
    ("entre le 3 et le 10 mars 2022", "2022-03-10"),
    ("3-10 mars 2022", "2022-03-10"),
    ("du 28 décembre au 3 janvier", "2022-01-03"),
    ("sous 15 jours", "2021-12-15"),
    ("sous quinze jours", "2021-12-15"),
    ("dans un délai de 15 jours", "2021-12-15"),
    ("15 jours après la réunion", "2021-12-15"),
    ("sous quinzaine", "2021-12-15"),
    ("sous huitaine", "2021-12-08"),
    ("sous 48h", "2021-12-02"),
    ("dans deux semaines", "2021-12-14"),
    ("d'ici une semaine", "2021-12-07"),
    ("dans un mois", "2021-12-30"),
    ("dans trois mois", "2022-02-28"),
    ("d’ici un an", "2022-11-30"),
    ("D'ici le 10 Mars 2020", "2020-03-10"),
    ("D’ICI LE 10 MARS 2020", "2020-03-10"),
    ("avant le 18 janvier", "2022-01-18"),
    ("au plus tard le 15/03/2022", "2022-03-15"),
    ("15/03/2022 au plus tard", "2022-03-15"),
    ("15/03/2022 à 10h", "2022-03-15"),
    ("pour le 15 mars 2022", "2022-03-15"),
    ("jusqu’au 15 mars 2022", "2022-03-15"),
    ("réunion du 15 mars 2022", "2022-03-15"),
    ("\u00a0 15\u202fmars\u00a02022 ;", "2022-03-15"),
    ("\u202e15/03/2022\u200b", "2022-03-15"),
    ("« 15 mars 2022 ».", "2022-03-15"),
]
MONTHS = [
    ("mars 2022", "2022-03-31"),
    ("fin mars 2022", "2022-03-31"),
    ("Septembre 2020", "2020-09-30"),
    ("Août 2017", "2017-08-31"),
    ("février 2024", "2024-02-29"),
    ("févr. 2022", "2022-02-28"),
    ("mars 22", "2022-03-31"),
    ("03/2022", "2022-03-31"),
    ("2022-03", "2022-03-31"),
    ("mi-mars 2022", "2022-03-15"),
    ("courant du mois de mars 2022", "2022-03-31"),
    ("d'ici à fin mars 2022", "2022-03-31"),
    ("jusqu'en mars 2022", "2022-03-31"),
    ("de mars à juin 2022", "2022-06-30"),
    ("fin mars", "2022-03-31"),
    ("décembre", "2021-12-31"),
    ("réunion de juillet", "2022-07-31"),
    ("Réunion Juillet", "2022-07-31"),
    ("avant la réunion de juillet 2022", "2022-07-31"),
    ("fin du mois", "2021-11-30"),
    ("d'ici la fin du mois prochain", "2021-12-31"),
]
QUARTERS = [
    ("T1 2022", "2022-03-31"),
    ("t1/2022", "2022-03-31"),
    ("T1-22", "2022-03-31"),
    ("2022 T1", "2022-03-31"),
    ("T IV 2022", "2022-12-31"),
    ("1er trimestre 2022", "2022-03-31"),
    ("premier trimestre 2022", "2022-03-31"),
    ("Ier trimestre 2022", "2022-03-31"),
    ("IIIe trimestre de l’année 2022", "2022-09-30"),
    ("2ème trim. 2022", "2022-06-30"),
    ("fin du 2e trimestre 2022", "2022-06-30"),
    ("dernier trimestre 2022", "2022-12-31"),
    ("trimestre 3 2022", "2022-09-30"),
    ("T1", "2022-03-31"),
    ("fin du trimestre", "2021-12-31"),
]
HALF_YEARS = [
    ("S1 2022", "2022-06-30"),
    ("1er semestre 2022", "2022-06-30"),
    ("2e semestre 2022", "2022-12-31"),
    ("second semestre 2022", "2022-12-31"),
    ("IIe semestre", "2021-12-31"),
]
YEARS = [
    ("2022", "2022-12-31"),
    ("2021", "2021-12-31"),
    ("fin 2022", "2022-12-31"),
    ("courant 2022", "2022-12-31"),
    ("en 2022", "2022-12-31"),
    ("d'ici fin 2022", "2022-12-31"),
    ("à la fin de l'année 2022", "2022-12-31"),
    ("2022-2026", "2026-12-31"),
    ("fin d’année", "2021-12-31"),
    ("l'année prochaine", "2022-12-31"),
]
UNDATED = {
    Precision.NEXT_MEETING: """prochaine réunion|avant la réunion prochaine|
        pendant la réunion de coordination|au plus tard pendant la réunion de coordination|
        Avant la prochaine réunion|à réaliser avant la réunion prochaine|à la prochaine rencontre|
        lors de la prochaine réunion du GTM|prochain GTM|réunion suivante""",
    Precision.IMMEDIATE: """immédiat|Immédiat|immédiatement|urgent|très urgent|ASAP|A.S.A.P.|
        dès que possible|le plus tôt possible|Le plus tôt possible|au plus vite|sans délai|
        dans les plus brefs délais""",
    Precision.ONGOING: """continu|Continue|continus|continues|en continu|permanent|permanente|
        PERMANANT|de façon continue|en permanence""",
    Precision.RECURRING: """chaque mois|à chaque réunion|le 4 de chaque mois|tous les 15 jours|
        au plus tard le 5 de chaque mois|toutes les semaines|chaque fin de mois|une fois par mois|
        trimestrielle|mensuellement|chaque lundi""",
    Precision.NONE: """|/|//|////|/ /|-|- –|—|...|…|____|N/A|n/a|NA|sans échéance|à définir|
        à définir avec le SP/CCM|Date à définir selon la disponibilité de OCHA|À préciser|néant""",
    Precision.FREE: """30/02/2022|31/13/2021|30-02-2022|31-13-2021|00/00/0000|15/03/3022|15|
        31 février|30 fév 2022|T5 2022|S3 2022|si|mois|avant l'|d'ici|pour le|après le Ramadan|
        marais 2022|10 lévrier 2022|membres 2022|décombres 2022|chaque partenaire|début 2022|
        prochaine réunion du comité régional|mars 2022 ou avril 2022|de mars à 2022|🙂|\x00|\ud800|
        no later than Wednesday, 1 February|by COB Wednesday, 16 September 2015|
        before the meeting in February|latest by 04th of each month""",
}


@pytest.mark.parametrize(
    ("typed", "precision", "due_on"),
    [
        (typed, precision if day else Precision.FREE, day and date.fromisoformat(day))
        for precision, rows in (
            ("day", DAYS),
            ("month", MONTHS),
            ("quarter", QUARTERS),
            ("half_year", HALF_YEARS),
            ("year", YEARS),
        )
        for typed, day in rows
    ],
)
def test_a_dated_wording_gives_its_last_day(typed, precision, due_on):
    assert parse(typed, ZINDER) == Deadline(typed, precision, due_on)


@pytest.mark.parametrize(
    ("typed", "precision"),
    [
        (typed.strip(" \n"), precision)
        for precision, wordings in UNDATED.items()
        for typed in wordings.split("|")
    ],
)
def test_a_wording_without_a_date_has_no_last_day(typed, precision):
    assert parse(typed, ZINDER) == Deadline(typed, precision, None)


def test_a_long_text_is_not_read_as_the_deadline_that_it_begins_with():
    typed = "2022" + " " * 300 + "si les moyens le permettent"
    assert parse(typed, ZINDER) == Deadline(typed, Precision.FREE, None)


@pytest.mark.parametrize("prefix", ["d'ici", "d’ici le", "avant", "Avant le", "au plus tard le"])
@pytest.mark.parametrize("prefix_again", ["", "pour le", "jusqu'au", "au plus tard"])
@pytest.mark.parametrize(("typed", "due_on"), [("15 mars 2022", 15), ("fin mars 2022", 31)])
def test_prefixes_are_read_through(prefix, prefix_again, typed, due_on):
    read = parse(f"{prefix} {prefix_again} {typed}", ZINDER)
    assert read.due_on == date(2022, 3, due_on)


@pytest.mark.parametrize(
    ("typed", "precision"),
    [
        ("15 mars", "day"),
        ("29 février", "day"),
        ("sous 15 jours", "day"),
        ("fin mars", "month"),
        ("fin du trimestre", "quarter"),
        ("30 février", "free"),
    ],
)
def test_what_counts_from_the_meeting_waits_for_its_date(typed, precision):
    assert parse(typed, None) == Deadline(typed, precision, None)


@pytest.mark.parametrize(
    ("typed", "reading"),
    [
        ("2022", "→ au plus tard le 31 décembre 2022"),
        ("1er mars 22", "→ au plus tard le 1er mars 2022"),
        ("prochaine réunion", "→ à la prochaine réunion du groupe"),
        ("urgent", "→ immédiat : jamais en retard, l’ancienneté est affichée"),
        ("en continu", "→ en continu : jamais en retard"),
        ("chaque mois", "→ récurrent : jamais en retard"),
        ("//", "→ sans échéance"),
        (
            "après le Ramadan",
            "→ gardé tel quel, sans date ; pour en avoir une : « 15/03/2022 », « mars 2022 », "
            "« T1 2022 », « 2022 » ou « prochaine réunion »",
        ),
    ],
)
def test_the_reading_is_told_in_french(typed, reading):
    assert describe(parse(typed, ZINDER)) == reading


def test_a_deadline_that_waits_for_the_date_of_the_meeting_says_so():
    assert describe(parse("sous 15 jours", None)) == (
        "→ date connue dès que la réunion aura la sienne"
    )


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("2021", ""),  # Zinder: 31 days are left
        ("30/11/2021", ""),
        ("29/11/2021", "L’échéance précède la réunion."),
        ("2020", "L’échéance précède la réunion."),
        ("prochaine réunion", ""),
        ("", ""),
        (
            "après le Ramadan",
            "Échéance gardée telle quelle, sans date. Formes reconnues : « 15/03/2022 », "
            "« mars 2022 », « T1 2022 », « 2022 » ou « prochaine réunion ».",
        ),
    ],
)
def test_what_is_unwise_is_warned(typed, told):
    assert warning(parse(typed, ZINDER), ZINDER) == told


def test_nothing_precedes_a_meeting_without_a_date():
    assert warning(parse("2020", None), None) == ""


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("30/11/2021", ZINDER),
        ("2021-11-30", ZINDER),
        ("30 novembre 2021", ZINDER),
        ("mardi 30 novembre 21", ZINDER),
        ("le mardi 30 novembre 2021", ZINDER),
        ("L’an deux mille vingt un et le jeudi 28 octobre 2021", date(2021, 10, 28)),
        ("L'an deux mille vingt et un et le mardi 30 novembre 2021", ZINDER),
        ("28 novembre", date(2021, 11, 28)),  # the nearest: minutes are typed afterwards too
        ("3 janvier", date(2022, 1, 3)),
        ("29 février", date(2020, 2, 29)),
        ("novembre 2021", None),
        ("2021", None),
        ("30/02/2021", None),
        ("du 3 au 10 mars 2022", None),
        ("sous 15 jours", None),
        ("", None),
        ("\ud800", None),
    ],
)
def test_the_day_of_a_meeting_is_read_in_every_form_of_a_day(typed, day):
    assert parse_day(typed, ZINDER) == day


def test_a_day_without_its_year_needs_a_day_to_be_near_to():
    assert parse_day("30 novembre") is None


@settings(deadline=None, max_examples=300)
@given(ANYTHING | NEARLY_DEADLINES, MEETINGS)
def test_no_text_raises_and_the_wording_survives(text, meeting_on):
    read = parse(text, meeting_on)
    assert read.wording == text
    assert parse(read.wording, meeting_on) == read
    assert read.due_on is None or read.precision in DATED
    assert describe(read).startswith("→ ")
    warning(read, meeting_on)
    parse_day(text, meeting_on)


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)), st.sampled_from(["%d/%m/%Y", "%Y-%m-%d"]))
def test_every_day_of_the_calendar_is_read_back(day, form):
    assert parse(day.strftime(form), ZINDER).due_on == day
    assert parse_day(day.strftime(form)) == day


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_the_reading_that_is_shown_is_itself_understood(day):
    told = describe(Deadline("", Precision.DAY, day)).removeprefix("→ ")
    assert parse(told, ZINDER) == Deadline(told, Precision.DAY, day)


@given(
    st.dates(date(1900, 1, 1), date(2090, 12, 31)), st.sampled_from(["15 mars", "fin mai", "T2"])
)
def test_without_a_year_the_next_after_the_meeting_is_meant(meeting_on, typed):
    assert 0 < (parse(typed, meeting_on).due_on - meeting_on).days <= 366


@pytest.mark.parametrize(
    "text",
    [
        *("\x00", " ", "/", "-", "(", "\ud800", "🙂", "\u202e", "\ufdfa", "l'", "2022 ", "mars "),
        *("1-", "1 et ", "a 1 ", "à 1h ", "chaque ", "avant ", "deux mille "),
    ],
)
def test_a_million_signs_are_answered_at_once(text):
    text *= 1_000_000
    started = perf_counter()
    read = parse(text, ZINDER)
    parse_day(text)
    assert perf_counter() - started < 0.5
    assert read.wording == text
