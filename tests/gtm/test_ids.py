"""What an address or a form may bring in the place of a number."""

import pytest

from gtm.ids import number_in


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("1", 1),
        ("007", 7),
        ("999999999", 999_999_999),
        ("1000000000", 0),
        ("0", 0),
        ("", 0),
        (None, 0),
        ("-1", 0),
        ("1.0", 0),
        (" 1", 0),
        ("1e3", 0),
        ("٣", 0),
        ("²", 0),
        ("9" * 5_000, 0),
    ],
)
def test_a_number_is_read_or_none(typed, number):
    assert number_in(typed) == number


def test_a_shorter_one_may_be_asked_for():
    assert [number_in(typed, 4) for typed in ("9999", "10000")] == [9999, 0]
