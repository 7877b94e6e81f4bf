"""The words of the review find what was said of an action since its meeting."""

from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from actions.follow_up import ActionUpdate, Said
from tests.factories import make_action

pytestmark = pytest.mark.django_db
AT = datetime(2023, 2, 1, 9, tzinfo=UTC)


@pytest.fixture
def action(group, secretary):
    make_action(group, secretary, text="autre")
    return make_action(group, secretary, text="recenser")


@pytest.fixture
def found(client_of, reviewer):
    """The actions that some words find."""
    client = client_of(reviewer)

    def ask(words):
        page = client.get("/actions/", {"etat": "tout", "mots": words})
        return [row.action for row in page.context["rows"]]

    return ask


def test_words_are_found_in_what_was_said_and_in_the_reason(action, reviewer, found):
    action.report(Said(by=reviewer, at=AT, sentence="L’Étude est prête", reason="financement"))
    assert found("letude recens") == [action]
    assert found("FINANCEMENT") == [action]
    assert found("étude autre") == []


def test_what_was_said_before_it_was_searched_is_found_too(action, reviewer, found):
    said = {"action": action, "by": reviewer, "status": "todo", "status_before": "todo", "at": AT}
    ActionUpdate.objects.create(kind="report", sentence="Étude prête", **said)
    ActionUpdate.objects.create(kind="axis", sentence="Axe étude 2", **said)
    assert found("étude") == []
    before = MigrationLoader(connection).project_state([("actions", "0018_said")]).apps
    import_module("actions.migrations.0018_said").fill(before, None)
    assert found("étude") == [action]
    assert ActionUpdate.objects.exclude(searched="").count() == 1
