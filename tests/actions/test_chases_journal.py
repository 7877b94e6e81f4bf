"""Each chase is one line of the journal: who, how, how many actions, which structures."""

from datetime import UTC, datetime

import pytest

from actions.chases import chasing
from actions.models import ActionItem
from gtm.models import JournalEntry
from tests.actions.test_chasing import CHASE, sent
from tests.factories import make_action, make_agency
from tests.gtm.reading import text_of

pytestmark = pytest.mark.django_db
AT = datetime(2022, 6, 15, 12, tzinfo=UTC)


def told():
    lines = JournalEntry.objects.filter(kind="chase").order_by("pk").select_related("actor")
    return [(each.actor.name, each.object_label, each.action, each.changes) for each in lines]


@pytest.fixture
def pam(db):
    return make_agency("PAM", email="pam@example.org")


def test_a_chase_by_mail_is_one_line_for_all_its_letters(
    group, secretary, reviewer, partner, agency, pam, client_of
):
    actions = [make_action(group, secretary, agency, text=text) for text in ("Former", "Lire")]
    actions.append(make_action(group, secretary, pam, text="Recenser"))
    client = client_of(reviewer)
    sent(client, *actions)
    line = (
        "Rakia",
        "OIM, PAM",
        "relance par courriel, 3 points d’action",
        [["OIM", "", "2 points d’action"], ["PAM", "", "Recenser"]],
    )
    assert told() == [line]
    sent(client, *actions)  # nothing new has gone
    assert told() == [line]


@pytest.mark.parametrize(
    ("channel", "how"), [("whatsapp", "par WhatsApp"), ("phone", "par téléphone")]
)
def test_a_letter_that_went_another_way_is_a_line(
    group, secretary, agency, client_of, channel, how
):
    action = make_action(group, secretary, agency, text="Former")
    typed = {"action": [action.pk], "begun": "1", f"note-{channel}": str(agency.pk)}
    client_of(secretary).post(CHASE, typed)
    line = ("Amina", "OIM", f"relance {how}, 1 point d’action", [["OIM", "", "Former"]])
    assert told() == [line]


@pytest.mark.parametrize("named", [True, False])
def test_a_chase_noted_on_the_action_is_a_line(group, secretary, agency, client_of, named):
    action = make_action(group, secretary, agency, text="Former")
    typed = {"channel": "spoken", "agency": agency.pk if named else ""}
    client_of(secretary).post(f"{action.get_absolute_url()}relance/", typed)
    label = "OIM" if named else "structure non précisée"
    act = "relance de vive voix, 1 point d’action"
    assert told() == [("Amina", label, act, [[label, "", "Former"]])]


def test_the_journal_is_narrowed_to_chases(group, secretary, reviewer, agency, pam, client_of):
    client = client_of(reviewer)
    sent(client, make_action(group, secretary, pam, text="Recenser"))  # makes a link too
    kinds = [str(each) for each in JournalEntry.objects.values_list("kind", flat=True)]
    assert sorted(kinds) == ["chase", "link"]
    page = client.get("/journal/?kind=chase")
    assert page.context["count"] == 1
    assert "relance PAM : relance par courriel, 1 point d’action" in text_of(page)


@pytest.mark.parametrize("count", [1, 3])
def test_a_line_costs_one_query_for_one_letter_and_for_three(
    group, secretary, reviewer, count, django_assert_num_queries
):
    for number in range(count):
        make_action(group, secretary, make_agency(f"A{number}"))
    chase = chasing.chase_of(ActionItem.objects.all(), reviewer, AT.date())
    asked = {letter.sections[0].agency: letter.actions for letter in chase.letters}
    said = chasing.Said(reviewer, AT, channel="mail")
    with django_assert_num_queries(1):
        chasing.telling.journal_chase(asked, said)
