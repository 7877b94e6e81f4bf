"""What is slow is noted by its shape, in a table that does not grow."""

from datetime import UTC, datetime, timedelta

import pytest

from gtm.models import Slow
from gtm.watching import slow
from tests.at_once import at_once, needs_server

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
ROW = ("kind", "shape", "page", "times", "worst")


def rows():
    return list(Slow.objects.values_list(*ROW))


@pytest.mark.parametrize(
    ("sql", "shape"),
    [
        ("SELECT 1 WHERE name = 'Amina d''ici'", "SELECT ? WHERE name = ?"),
        ("SELECT a\n  FROM t1 WHERE id IN (%s, %s,%s)", "SELECT a FROM t1 WHERE id IN (…)"),
        ("SELECT " + 99 * "col, " + "c FROM t", "SELECT … FROM t"),
        ("UPDATE t SET b = %s LIMIT 21", "UPDATE t SET b = %s LIMIT ?"),
    ],
)
def test_the_shape_of_a_query_has_no_value(sql, shape):
    assert slow.shape_of(sql) == shape


def test_the_same_shape_counts_and_keeps_its_worst():
    for ms in (700, 900, 800):
        slow.note([("query", "SELECT a", ms)], "meetings:home", NOW)
    assert rows() == [("query", "SELECT a", "meetings:home", 3, 900)]


class TestTwoAtOnce:
    pytestmark = needs_server

    def test_a_shape_that_is_new_for_both_counts_twice(self):
        at_once(*[lambda: slow.note([("query", "SELECT a", 700)], "", NOW)] * 2)
        assert rows() == [("query", "SELECT a", "", 2, 700)]


def test_the_table_keeps_what_was_seen_last(monkeypatch):
    monkeypatch.setattr(slow, "MOST", 3)
    for number in range(5):
        slow.note([("page", f"GET {number}", 1)], "", NOW + timedelta(seconds=number))
    assert sorted(Slow.objects.values_list("shape", flat=True)) == ["GET 2", "GET 3", "GET 4"]


def test_a_slow_page_is_noted_by_the_name_of_its_view(settings, client_of, secretary):
    settings.SLOW_PAGE_MS = 0
    client_of(secretary).get("/actions/?q=Amina")
    view = "actions:action_list"
    assert [row[:3] for row in rows()] == [("page", f"GET {view}", view)]


def test_a_slow_query_is_noted_with_its_page(settings, client_of, secretary):
    settings.SLOW_QUERY_MS = 0
    client_of(secretary).get("/actions/")
    found = {(row[0], row[2]) for row in rows()}
    assert found == {("query", "actions:action_list")}


def test_nothing_is_written_for_what_is_fast(client_of, secretary):
    client_of(secretary).get("/actions/")
    assert rows() == []
