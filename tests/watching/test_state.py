"""« État du système »: what is so and what to do, for administrators."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from gtm.models import Slow, TaskRun
from tests.gtm.reading import text_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)


@pytest.fixture
def page(client_of, administrator):
    client = client_of(administrator)
    return lambda: text_of(client.get("/etat/"))


def test_each_red_line_says_what_to_do(page):
    text = page()
    assert "Sauvegarde N’a encore jamais réussi ici. Que faire : Vérifiez que" in text
    assert "à réparer" in text


def test_what_is_to_be_mended_stands_first(page):
    text = page()
    places = [text.index(f" {each} ") for each in ("à réparer", "à surveiller", "bien")]
    assert places == sorted(places)


def test_the_last_run_of_each_task_is_told_those_of_others_too(page):
    TaskRun.objects.create(
        **{"name": "backup", "began_at": NOW, "ended_at": NOW, "failed_at": NOW},
        **{"is_good": False, "seconds": 2.5, "told": "Le disque est plein."},
    )
    TaskRun.objects.create(name="depot", began_at=NOW)
    text = page()
    assert "A échoué le 29 novembre 2026 à 13h : Le disque est plein." in text
    assert "2,5 s échec : Le disque est plein." in text
    assert "depot 29 novembre 2026 à 13h en cours, ou interrompue" in text


def test_slow_pages_and_queries_stand_apart_the_worst_first(page):
    rows = [("page", "GET a", 3000), ("page", "GET b", 5000), ("query", "SELECT c", 900)]
    for kind, shape, worst in rows:
        Slow.objects.create(
            **{"digest": shape, "kind": kind, "shape": shape, "page": "a"},
            **{"worst": worst, "times": 2, "seen_at": timezone.now()},
        )
    text = page()
    places = [text.index(each) for each in ("GET b", "GET a", "SELECT c")]
    assert places == sorted(places)
    assert "2 fois, 900 ms au pire" in text


def test_the_page_asks_as_much_with_many_rows(
    page, client_of, administrator, django_assert_max_num_queries
):
    counts = []
    for number in (1, 3):
        for each in range(number):
            name = f"t{number}{each}"
            TaskRun.objects.create(name=name, began_at=NOW - timedelta(days=each))
            fields = {"digest": name, "shape": name, "kind": "page", "worst": 1, "times": 1}
            Slow.objects.create(seen_at=NOW, **fields)
        client = client_of(administrator)
        client.get("/etat/")
        with django_assert_max_num_queries(60) as asked:
            client.get("/etat/")
        counts.append(len(asked))
    assert counts[0] == counts[1]
