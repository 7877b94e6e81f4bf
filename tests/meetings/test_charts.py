from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.board import charts

ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "month": st.dates(date(2020, 1, 1), date(2030, 1, 1)),
            "late": st.integers(0, 10**6),
            "closed": st.integers(0, 10**6),
        }
    ),
    max_size=24,
)


@given(ROWS)
def test_every_mark_stands_inside_the_chart_and_in_proportion(rows):
    for chart in charts.trend_charts(rows):
        top = chart.ticks[-1][1]
        for mark in chart.marks:
            room = charts.HEIGHT - charts.TOP - charts.BOTTOM
            assert chart.left <= mark.bar_x
            assert mark.bar_x + mark.bar_width <= chart.right
            assert mark.bar_y + mark.bar_height == chart.base
            assert abs((chart.base - mark.y) - room * mark.row["late"] / top) <= 1
            assert charts.TOP <= mark.y <= chart.base


@given(ROWS)
def test_labels_stand_apart_and_the_last_month_has_one(rows):
    for chart in charts.trend_charts(rows):
        labels = [mark.x for mark in chart.marks if mark.shows_label]
        assert all(two - one >= 44 for one, two in pairwise(labels))
        assert labels[-1:] == [mark.x for mark in chart.marks[-1:]]


@pytest.mark.parametrize(
    ("highest", "top"), [(0, 1), (1, 1), (3, 5), (6, 10), (11, 20), (501, 1000)]
)
def test_the_scale_ends_with_a_round_number(highest, top):
    assert charts.ceiling(highest) == top


def test_a_bar_that_is_not_nothing_is_seen():
    assert charts.shares([0, 1, 5000], 120) == [0, 2, 120]
