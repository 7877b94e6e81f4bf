"""A structure without mail is chased by WhatsApp, with a personal link that is shown once."""

import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from lxml import html

from gtm.models import JournalEntry, Mail, PersonalLink
from gtm.tokens import token_hash
from tests.actions.test_chasing import CHASE, preview
from tests.factories import make_action, make_agency
from tests.forms import Page

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 6, 15, 11, tzinfo=UTC)
DAY = "22/06/2022"


@pytest.fixture(autouse=True)
def _clock(freeze):
    freeze(NOW)


@pytest.fixture
def action(group, secretary, agency):
    return make_action(group, secretary, agency, text="Former")


def press(client, page, button, **typed):
    (sending,) = [each for each in Page(CHASE, page.content).sendings if each.key == button]
    return client.post(CHASE, sending.data | typed)


def shared(client, action, agency, **typed):
    """The page after « Partager » was pressed, and the text that it shows."""
    page = press(client, preview(client, action), f"share={agency.pk}", **typed)
    found = html.fromstring(page.content).xpath("//*[@id='texte-partage']")
    return page, "".join(each.text for each in found).replace("\u00a0", " ")


def test_the_text_carries_a_link_that_answers_and_the_chase_is_noted(
    action, agency, secretary, client_of
):
    _, text = shared(client_of(secretary), action, agency, end="Bien à vous")
    (token,) = re.findall(r"/actions/repondre/([\w-]{43})/", text)
    assert text.strip().endswith(
        "Merci de répondre avant le 22 juin 2022, en ouvrant le lien ci-dessus ou en répondant à "
        "ce message.\n\nBien à vous"
    )
    link = PersonalLink.objects.get()
    assert (link.token_sha256, link.agency, link.email) == (token_hash(token), agency, "")
    assert (link.purpose, link.made_by, link.expires_at.date()) == (
        "answer",
        secretary,
        date(2022, 7, 21),  # 30 days after the day to answer by, at midnight in Niamey
    )
    (update,) = action.updates.all()
    noted = (update.kind, update.agency, update.by, update.channel)
    assert noted == ("chased", agency, secretary, "whatsapp")
    kinds = JournalEntry.objects.order_by("pk").values_list("kind", "action")
    assert list(kinds) == [
        ("link", "lien envoyé"),
        ("chase", "relance par WhatsApp, 1 point d’action"),
    ]
    assert Mail.objects.count() == 0
    assert "Former" in Client().get(f"/actions/repondre/{token}/").content.decode()


def test_the_link_is_shown_once_and_what_was_typed_stays(action, agency, secretary, client_of):
    client = client_of(secretary)
    begun = {f"debut-{agency.pk}": "Avant la session du CCM"}
    page, text = shared(client, action, agency, **begun)
    assert text.startswith("Avant la session du CCM\n")
    again = press(client, page, "do=look").content.decode()
    assert ("/repondre/" in again, "Avant la session du CCM" in again) == (False, True)


def test_no_link_is_offered_nor_made_where_sp_ccm_has_switched_it_off(
    group, action, secretary, reviewer, agency, client_of
):
    parent = make_agency("HCR", answers_by_link=False)
    mute = make_agency("HCR", parent=parent, territory=group.territory)
    other = make_action(group, secretary, mute)
    client = client_of(reviewer)
    page = preview(client, action, other)
    keys = [each.key for each in Page(CHASE, page.content).sendings if "share" in each.key]
    assert keys == [f"share={agency.pk}"]
    typed = {"action": [other.pk], "begun": "1", "answer_by": DAY, "share": mute.pk}
    answer = client.post(CHASE, typed).content.decode()
    assert "HCR Zinder ne répond pas par lien" in answer
    assert (PersonalLink.objects.count(), other.updates.count()) == (0, 0)


def test_without_a_day_no_link_is_made_and_the_day_is_asked_for(
    action, agency, secretary, client_of
):
    page, text = shared(client_of(secretary), action, agency, answer_by="bientôt")
    assert (page.status_code, text, list(page.context["form"].errors)) == (422, "", ["answer_by"])
    assert (PersonalLink.objects.count(), action.updates.count()) == (0, 0)


def test_a_letter_that_is_not_ticked_is_shared_all_the_same(action, agency, secretary, client_of):
    page, _ = shared(client_of(secretary), action, agency, **{f"envoyer-{agency.pk}": ""})
    assert (page.status_code, PersonalLink.objects.count()) == (200, 1)


def test_who_does_not_chase_makes_no_link(action, agency, partner, other_secretary, client_of):
    typed = {"action": [action.pk], "begun": "1", "answer_by": DAY, "share": agency.pk}
    statuses = [
        client_of(each).post(CHASE, typed).status_code for each in (partner, other_secretary)
    ]
    assert (statuses, PersonalLink.objects.count()) == ([403, 302], 0)


def test_the_page_of_an_action_leads_there_and_one_comes_back(
    action, agency, secretary, partner, client_of
):
    client, path = client_of(secretary), action.get_absolute_url()

    def chasing(person):
        content = client_of(person).get(path).content
        return [each for each in Page(path, content).sendings if each.path == CHASE]

    (sending,) = chasing(secretary)
    assert chasing(partner) == []
    page = client.post(CHASE, sending.data)
    assert page.context["back"] == path
    assert press(client, page, "do=look").context["back"] == path


@pytest.mark.parametrize("typed", ["x", "²", "9" * 30, "-1"])
def test_a_way_back_that_is_none_leads_to_the_list(action, secretary, client_of, typed):
    page = client_of(secretary).post(CHASE, {"action": [action.pk], "fiche": typed})
    assert page.context["back"] == "/actions/?"
