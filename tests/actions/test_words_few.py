"""Words that few actions hold are looked for once; many are found as few are."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.follow_up import Said
from actions.reviewing import words
from tests.factories import make_action

pytestmark = pytest.mark.django_db
AT = datetime(2023, 2, 1, 9, tzinfo=UTC)


@pytest.fixture
def actions(group, secretary, reviewer):
    texts = ("recenser les sites", "recenser", "former", "former les sites")
    actions = [make_action(group, secretary, text=text) for text in texts]
    actions[2].report(Said(by=reviewer, at=AT, sentence="Les sites sont connus"))
    return actions


@pytest.mark.parametrize("few", [0, 1, 2, 3, 1_000])
def test_many_are_found_as_few_are(actions, reviewer, client_of, few, monkeypatch):
    monkeypatch.setattr(words, "FEW", few)
    found = {}
    for asked in ("recenser", "sites", "former site", "introuvable", "recenser connus"):
        page = client_of(reviewer).get("/actions/", {"etat": "tout", "mots": asked}).context
        rows = sorted(actions.index(row.action) for row in page["rows"])
        found[asked] = (rows, page["found"], dict(page["review"].states)["tout"])
    assert found == {
        "recenser": ([0, 1], 2, 2),
        "sites": ([0, 2, 3], 3, 3),
        "former site": ([2, 3], 2, 2),
        "introuvable": ([], 0, 0),
        "recenser connus": ([], 0, 0),
    }


def test_few_are_looked_for_once(actions, reviewer, client_of):
    client = client_of(reviewer)
    client.get("/actions/")
    with CaptureQueriesContext(connection) as asked:
        client.get("/actions/", {"etat": "tout", "mots": "recenser"})
    assert sum("LIKE" in each["sql"] for each in asked) == 2
