"""The last news of an action is what was said last, wherever it is shown."""

from datetime import UTC, datetime

import pytest

from actions.chases import reminders
from actions.follow_up import Said
from actions.models import ActionItem
from actions.reviewing import exports
from tests.factories import make_action, make_axis

pytestmark = pytest.mark.django_db
FEBRUARY, MARCH, APRIL = (datetime(2022, month, 10, 9, tzinfo=UTC) for month in (2, 3, 4))


@pytest.fixture
def action(group, secretary, agency):
    return make_action(group, secretary, agency)


def shown(client):
    (row,) = client.get("/actions/?etat=ouvert").context["rows"]
    (exported,) = exports.rows(ActionItem.objects.all(), APRIL.date())
    return row.news.sentence, exported.news_text


def test_what_old_minutes_say_late_is_not_the_last_news(action, secretary, client_of):
    action.report(Said(secretary, MARCH, sentence="Le camion est parti."))
    action.report(Said(secretary, FEBRUARY, sentence="Rien à dire."))
    assert shown(client_of(secretary)) == ("Le camion est parti.", "Le camion est parti.")


def test_of_two_said_at_once_the_last_written_counts(action, secretary, client_of):
    for sentence in ("Un.", "Deux."):
        action.report(Said(secretary, MARCH, sentence=sentence))
    assert shown(client_of(secretary)) == ("Deux.", "Deux.")


@pytest.mark.parametrize(("said_at", "asked"), [(FEBRUARY, 1), (APRIL, 0)])
def test_only_what_was_said_since_answers_who_asked(action, group, secretary, said_at, asked):
    action.note_chase(Said(secretary, MARCH))
    action.report(Said(secretary, said_at, sentence="C’est en route."))
    assert len(reminders.digest_of(group, MARCH.date()).asked) == asked


def test_what_is_withdrawn_is_no_longer_asked_about(action, group, secretary):
    action.note_chase(Said(secretary, MARCH))
    ActionItem.objects.withdraw(Said(), MARCH.date())
    assert reminders.digest_of(group, APRIL.date()).asked == []


def test_each_action_waits_for_news_of_its_own_and_an_axis_is_none(group, secretary, agency):
    asked, told = (make_action(group, secretary, agency) for _ in range(2))
    asked.note_chase(Said(secretary, FEBRUARY))
    asked.classify(Said(secretary, MARCH), make_axis())
    told.note_chase(Said(secretary, FEBRUARY))
    told.report(Said(secretary, MARCH, sentence="Le camion est parti."))
    assert list(ActionItem.objects.awaiting_news()) == [asked]
    news = ActionItem.objects.with_last_news().values_list("pk", "last_news")
    assert dict(news) == {asked.pk: None, told.pk: told.updates.first().pk}
