import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.text.counts import parse_count, says_whom


@pytest.mark.parametrize(
    ("typed", "count"),
    [
        ("20", 20),
        (" 020 ", 20),
        ("1 200", 1200),
        ("20 personnes", 20),
        ("20 Participants.", 20),
        ("1 personne", 1),
        ("12 femmes", 12),
        ("20 personnes présentes", 20),
        ("20 au total", 20),
        ("environ 20", 20),
        ("Environ 20 personnes", 20),
        ("à peu près 20", 20),
        ("Total : 20", 20),
        ("vingt", 20),
        ("vingt et un", 21),
        ("Vingt-cinq personnes", 25),
        ("dix-sept", 17),
        ("deux", 2),
        ("une", 1),
        ("vingt (20)", 20),
        ("20 (vingt) participants", 20),
        ("zéro", 0),
        ("99999", 99_999),
    ],
)
def test_a_number_of_persons_is_read(typed, count):
    assert parse_count(typed) == count


@pytest.mark.parametrize(
    "typed",
    [
        *("", " ", "personnes", "beaucoup", "une vingtaine", "20-30", "20 à 30", "20 ou 25", "-5"),
        *("20 + 5", "20 hommes et 5 femmes", "12,5", "10 %", "vingt (25)", "100000", "20 ans"),
        *("quatre-vingts", "dix-deux", "vingt vingt", "\x00", "\ud800", "20" * 40),
    ],
)
def test_what_is_no_number_of_persons_is_not_read(typed):
    assert parse_count(typed) is None


@pytest.mark.parametrize(
    ("typed", "whom"), [("20 personnes", True), ("12 femmes.", True), ("20", False)]
)
def test_a_number_may_say_of_whom_it_is(typed, whom):
    assert says_whom(typed) == whom


@given(st.text())
def test_no_text_raises(text):
    assert parse_count(text) is None or 0 <= parse_count(text) <= 99_999
    says_whom(text)
