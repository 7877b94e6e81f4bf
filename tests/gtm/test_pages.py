"""Pages of long lists: those near the end are read from there, and hold the same rows."""

import re
from itertools import chain

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from gtm.models import User
from gtm.pages import Pages
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [0, 1, 3, 4, 9, 10])
def test_the_pages_are_the_list(count):
    for number in range(count):
        make_user(f"Amina {number % 2}", function="" if number % 3 else "cheffe")
    rows = User.objects.order_by(F("last_login").asc(nulls_last=True), "-name", "pk")
    pages = Pages(rows, 3)
    shown = [list(pages.page(number).object_list) for number in pages.page_range]
    assert [len(page) for page in shown[:-1]] == [3] * (len(shown) - 1)
    assert list(chain.from_iterable(shown)) == list(rows)


def test_no_page_skips_more_than_half_of_the_rows():
    for _ in range(20):
        make_user()
    pages = Pages(User.objects.order_by("pk"), 2, 20)
    with CaptureQueriesContext(connection) as asked:
        for number in pages.page_range:
            list(pages.page(number).object_list)
    skipped = [re.search(r"OFFSET (\d+)", each["sql"]) for each in asked]
    assert [int(each[1]) if each else 0 for each in skipped] == [0, 2, 4, 6, 8, 10, 6, 4, 2, 0]


def test_what_is_no_page_is_the_first_or_the_last():
    first, second = make_user(), make_user()
    pages = Pages(User.objects.order_by("pk"), 1)
    found = [list(pages.get_page(asked).object_list) for asked in ("x", "0", "99")]
    assert found == [[first], [second], [second]]
