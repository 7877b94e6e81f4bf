"""The review by silence: who owes news, who was asked in vain, the longest silence first."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.chases.letters import told
from actions.follow_up import Said
from actions.models import ActionItem
from actions.reviewing import exports
from actions.reviewing.exports import rows as exported
from actions.reviewing.filters import Review
from actions.silence import Owed
from gtm.models import Agency, Country, WorkingGroup
from tests.factories import make_action, make_agency, make_group, make_territory
from tests.forms import Page

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 6, 15, 9, tzinfo=UTC)
TODAY, MAY = NOW.date(), datetime(2022, 5, 20, 9, tzinfo=UTC)
OPEN = {"etat": "ouvert"}


@pytest.fixture(autouse=True)
def _today(freeze):
    freeze(NOW)


@pytest.fixture
def three(group, secretary, agency):
    """Never heard of and asked twice; heard of and asked once; heard of."""
    never, asked, heard = (
        make_action(group, secretary, agency, text=text, position=place)
        for place, text in enumerate(("jamais", "relancé", "entendu"))
    )
    for days in (0, 12):
        never.note_chase(Said(secretary, MAY + timedelta(days=days)))
    asked.report(Said(secretary, MAY - timedelta(days=30), sentence="En route."))
    asked.note_chase(Said(secretary, MAY))
    heard.report(Said(secretary, MAY, sentence="En route."))
    return never, asked, heard


def found(**query):
    review = Review(query, ActionItem.objects.all(), TODAY)
    return [action.text for action in review.ordered()]


def test_each_question_about_silence_finds_its_own(three):
    assert found(etat="sans-nouvelle", tri="silence") == ["jamais", "relancé"]
    assert found(etat="relance", tri="silence") == ["jamais", "relancé"]
    assert found(**OPEN, silence="26", tri="silence") == ["jamais", "relancé", "entendu"]
    assert found(**OPEN, silence="27", tri="silence") == ["jamais", "relancé"]
    assert found(**OPEN, relance="14", tri="silence") == ["jamais", "relancé"]
    assert found(**OPEN, relance="15") == ["relancé"]
    assert found(**OPEN, fois="2") == ["jamais"]
    assert found(**OPEN, fois="3") == []


@pytest.mark.parametrize("typed", ["0", "-1", "x", "12345", "²", "1.5", ""])
def test_a_number_that_means_nothing_narrows_nothing(three, typed):
    assert len(found(**OPEN, silence=typed, relance=typed, fois=typed)) == 3


def test_who_was_never_heard_of_comes_first(three):
    assert found(**OPEN, tri="suivi") == ["jamais", "relancé", "entendu"]
    assert found(**OPEN, tri="-suivi") == ["entendu", "relancé", "jamais"]
    assert found(**OPEN, tri="-silence") == ["entendu", "relancé", "jamais"]


def test_what_is_closed_is_not_silent(three, secretary):
    three[0].cancel(Said(secretary, NOW, reason="Sans objet"))
    ActionItem.objects.get(pk=three[0].pk).note_chase(Said(secretary, NOW))
    assert found(etat="relance") == found(etat="sans-nouvelle") == ["relancé"]
    assert found(etat="tout", fois="1") == ["relancé"]


def test_the_counts_beside_the_choices_are_what_each_finds(three):
    for query in ({}, {"silence": "60"}, {"relance": "14", "fois": "2"}, {"etat": "sans-nouvelle"}):
        review = Review(OPEN | query, ActionItem.objects.all(), TODAY)
        review.count()
        for state, count in review.states:
            assert (query, state, count) == (query, state, len(found(**query | {"etat": state})))
        for name in ("silence", "relance", "fois"):
            for value, label in review.form.fields[name].choices[1:]:
                number = len(found(**OPEN | query | {name: value}))
                assert (name, label.endswith(f" ({number})")) == (name, True)


def test_the_screen_and_the_files_say_since_when_and_how_often(three, secretary, client_of):
    page = client_of(secretary).get("/actions/", OPEN | {"tri": "silence"})
    text = page.content.decode()
    assert [row.silence.days for row in page.context["rows"]] == [197, 56, 26]
    assert [row.silence.is_owed for row in page.context["rows"]] == [True, True, False]
    for words in (
        "sans nouvelle depuis 197 jours",
        "relancé le 01/06/2022 (2<sup>e</sup>\u00a0fois)",
        "relancé le 20/05/2022</span>",
        "sans nouvelle depuis 26 jours",
    ):
        assert (words, text.count(words)) == (words, 1)
    first = next(exported(ActionItem.objects.filter(text="jamais"), TODAY))
    assert first.silence_text == (
        "sans nouvelle depuis 197 jours\nrelancé le 1er\xa0juin\xa02022 (2e\xa0fois)"
    )
    columns = {column.heading: column.value(first) for column in exports.COLUMNS}
    assert columns["Sans nouvelle depuis (jours)"] == 197
    assert (columns["Relancé le"], columns["Relances sans réponse"]) == (date(2022, 6, 1), 2)
    assert "sans nouvelle depuis 197 jours" in told(three[0], TODAY)


def test_the_page_of_an_action_says_it_too(three, secretary, client_of):
    page = client_of(secretary).get(three[0].get_absolute_url()).content.decode()
    assert "sans nouvelle depuis 197 jours" in page
    assert "relancé le 01/06/2022 (2<sup>e</sup>\u00a0fois)" in page


def test_words_that_are_removed_tell_what_was_asked(three, secretary, client_of):
    asked = OPEN | {"silence": "60", "relance": "7", "fois": "1"}
    page = client_of(secretary).get("/actions/", asked)
    assert [label for _, label in page.context["words"]] == [
        "ouverts",
        "sans nouvelle depuis 60 jours ou plus",
        "relancé sans réponse depuis 7 jours ou plus",
        "relancé sans réponse 1 fois ou plus",
    ]


# --- Every how many days news are owed ---


@pytest.mark.parametrize(("days", "is_owed"), [(31, False), (32, True)])
def test_news_are_owed_once_more_than_a_month_has_passed(three, days, is_owed):
    never = three[0]
    on = never.decided_on + timedelta(days=days)
    assert Owed.now().silence_of(never, on).is_owed is is_owed
    assert (never in ActionItem.objects.filter(Owed.now().overdue(on))) is is_owed


def test_without_a_row_the_country_has_the_usual_month(three):
    Country.objects.all().delete()
    assert Owed.now().country == 31


def test_there_is_one_row_of_the_country():
    Country.objects.update_or_create(pk=1, defaults={"news_days": 20})
    assert Country.current().news_days == 20
    with pytest.raises(IntegrityError), transaction.atomic():
        Country.objects.create(pk=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        Country.objects.update(news_days=0)


OWN = st.sampled_from([None, None, 7, 20, 60])


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(data=st.data())
def test_the_condition_says_what_is_said_of_each_action(secretary, data):
    """Of structures, antennes and groups with and without a number of their own."""
    place = make_territory()
    country = data.draw(st.sampled_from([10, 31]))
    Country.objects.update_or_create(pk=1, defaults={"news_days": country})
    groups = [
        make_group(f"GTM/{place.pk}-{number}", news_days=data.draw(OWN)) for number in range(2)
    ]
    parent = make_agency(f"P{place.pk}", news_days=data.draw(OWN))
    antenne = make_agency(f"A{place.pk}", parent=parent, territory=place, news_days=data.draw(OWN))
    actions = []
    for number in range(4):
        lead = data.draw(st.sampled_from([parent, antenne, None]))
        group = groups[data.draw(st.integers(0, 1))]
        own = lead and (lead.news_days or parent.news_days)
        days = data.draw(st.integers(0, 70))
        since = TODAY - timedelta(days=days)
        action = make_action(group, secretary, *([lead] if lead else []), text=f"{number}")
        ActionItem.objects.filter(pk=action.pk).update(silent_since=since)
        action.refresh_from_db()
        actions.append((action, days > (own or group.news_days or country)))
    owed = Owed.now()
    these = ActionItem.objects.filter(pk__in=[action.pk for action, _ in actions])
    due = set(these.filter(owed.overdue(TODAY)))
    assert due == {action for action, is_due in actions if is_due}
    assert [owed.silence_of(each, TODAY).is_owed for each, _ in actions] == [x for _, x in actions]
    WorkingGroup.objects.update(news_days=None)
    Agency.objects.update(news_days=None)


def filled(client, address, **typed):
    """What a browser sends of the form of a page."""
    page = Page(address, client.get(address).content.decode())
    (sending,) = [each for each in page.sendings if "is_active" in each.data]
    return sending.data | typed


def test_a_structure_and_a_group_are_given_a_number_of_their_own(
    group, agency, administrator, client_of
):
    client = client_of(administrator)
    for thing in (group, agency):
        address = f"{thing.get_absolute_url()}modifier/"
        for typed, status in (("0", 200), ("367", 200), ("x", 200), ("15", 302)):
            answer = client.post(address, filled(client, address, news_days=typed))
            assert (typed, answer.status_code) == (typed, status)
            shown = "Écrivez un nombre de jours de 1 à 366." in answer.content.decode()
            assert (typed, shown) == (typed, status == 200)
        thing.refresh_from_db()
        assert thing.news_days == 15
        assert "tous les 15 jours" in client.get(thing.get_absolute_url()).content.decode()
