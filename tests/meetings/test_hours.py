from datetime import time
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gtm.typography import format_hour
from meetings.text.hours import parse_hours

ANYTHING = st.text(st.characters() | st.characters(categories=["Cs", "Cc", "Cf"]))
PIECES = "0 5 9 10 24 60 h H : . - – à a et de midi demie min ( ) heures jusqu'à"
NEARLY_HOURS = st.lists(st.sampled_from(PIECES.split())).flatmap(
    lambda words: st.sampled_from(["", " "]).map(lambda joint: joint.join(words))
)


@pytest.mark.parametrize(
    ("typed", "hour"),
    [
        ("10h20", time(10, 20)),
        ("9H15", time(9, 15)),
        ("09:00", time(9)),
        ("09:00:00", time(9)),
        ("09.30", time(9, 30)),
        ("11h", time(11)),
        ("11", time(11)),
        ("12H", time(12)),
        ("9h5", time(9, 5)),
        ("10h30 min", time(10, 30)),
        ("10 H 30 mn", time(10, 30)),
        ("14 H30", time(14, 30)),
        ("14\u00a0h\u202f30", time(14, 30)),
        ("10 heures 30", time(10, 30)),
        ("10 heures 30 minutes", time(10, 30)),
        ("10 heures et demie", time(10, 30)),
        ("1 heure et quart", time(1, 15)),
        ("midi", time(12)),
        ("Midi et demi", time(12, 30)),
        ("minuit", time(0)),
        ("à 9h30.", time(9, 30)),
        ("à partir de 9h30", time(9, 30)),
        ("Heure : 9h30", time(9, 30)),
        ("9h30 (2h30)", time(9, 30)),
        ("16 H 00’", time(16)),
        ("16 H 00'", time(16)),
        ("16h30′", time(16, 30)),
        ("début ; 10h", time(10)),
        ("Début : 10h20", time(10, 20)),
        ("Heure de début : 9h", time(9)),
        ("10h30mn", time(10, 30)),
        ("10h précises", time(10)),
        ("9h30 TU", time(9, 30)),
        ("jeudi 27 juillet 2017 à 9h", time(9)),
        ("15/03/2022 15:00", time(15)),
    ],
)
def test_one_hour_is_read_as_the_start(typed, hour):
    assert parse_hours(typed) == (hour, None)


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ("10h20-11h25", time(10, 20), time(11, 25)),  # Zinder, 30 November 2021
        ("9h30 - 11h20", time(9, 30), time(11, 20)),  # Niamey, 11 March 2021
        ("9h30 - 12h30", time(9, 30), time(12, 30)),  # Niamey, 9 June 2021
        ("09h00-11h", time(9), time(11)),  # Tahoua, 15 September 2022
        ("10h00 à 12h30 – (2h30)", time(10), time(12, 30)),  # WASH RDC, 2 March 2016
        ("DE 10H – 12H", time(10), time(12)),  # Nutrition Lubumbashi, 11 January 2018
        ("de 09:30 à 11:00", time(9, 30), time(11)),
        ("9H15-11H00", time(9, 15), time(11)),
        ("9h30 - 11h06", time(9, 30), time(11, 6)),
        ("9-11h", time(9), time(11)),
        ("10h00à12h30", time(10), time(12, 30)),
        ("entre 9h et 11h", time(9), time(11)),
        ("9 heures et demie à midi", time(9, 30), time(12)),
        ("9h jusqu’à 11h", time(9), time(11)),
        ("9h → 11h", time(9), time(11)),
        ("11h - 9h", time(11), time(9)),  # as typed: the form warns
        ("jusqu'à 11h", None, time(11)),
        ("– 11h", None, time(11)),
        ("fin ; 11h", None, time(11)),
        ("Heure de fin : 11h25", None, time(11, 25)),
        ("Début : 10h20 ; fin : 11h25", time(10, 20), time(11, 25)),
        ("10h20, fin 11h25", time(10, 20), time(11, 25)),
        ("10h00mn à 12h00mn", time(10), time(12)),
        ("24 Juillet 2013 entre 09h et 11h", time(9), time(11)),
        ("mardi 30/11/2021 de 10h20 à 11h25", time(10, 20), time(11, 25)),
    ],
)
def test_a_range_gives_its_start_and_its_end(typed, start, end):
    assert parse_hours(typed) == (start, end)


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "-", "à", "h", "9h-", "jusqu'à", "\x00", "٩h", "matin", "10 30", "1030", "2021"),
        *("24h", "25h10", "10h60", "30/11/2021", "9h-10h-11h", "10h20 ?? 11h", "30/11/2021 10"),
        *("27 juillet 2017", "27 juillet 2017 9", "10h'30'", "fin", "début ;", "'"),
    ],
)
def test_what_is_not_an_hour_is_not_understood(typed):
    assert parse_hours(typed) is None


@pytest.mark.parametrize(
    ("hour", "printed"),
    [
        (time(10, 20), "10h20"),
        (time(9), "9h"),
        (time(9, 5), "9h05"),
        (time(0), "0h"),
        (time(0, 7), "0h07"),
    ],
)
def test_an_hour_is_printed_in_one_way(hour, printed):
    assert format_hour(hour) == printed


@given(st.times().map(lambda t: t.replace(second=0, microsecond=0)))
def test_a_printed_hour_is_read_back(hour):
    assert parse_hours(format_hour(hour)) == (hour, None)


@settings(deadline=None)
@given(ANYTHING | NEARLY_HOURS)
def test_no_text_raises(text):
    read = parse_hours(text)
    assert read is None or any(read)


@pytest.mark.parametrize("text", ["\x00", "9", "9h", " ", "(", "9h-", "\ud800", "🙂", "\u202e"])
def test_a_million_signs_are_answered_at_once(text):
    started = perf_counter()
    parse_hours(text * 1_000_000)
    assert perf_counter() - started < 0.5
