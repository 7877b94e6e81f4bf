"""What was said or asked by telephone or WhatsApp is noted, for whom and by whom."""

from datetime import UTC, datetime, timedelta

import pytest

from actions.follow_up import Said
from actions.heard import heard_for
from gtm.models import Mail
from tests.factories import make_action, make_agency

pytestmark = pytest.mark.django_db
AT = datetime(2022, 6, 15, 9, tzinfo=UTC)


@pytest.fixture
def hcr():
    return make_agency("HCR")


@pytest.fixture
def action(group, secretary, hcr, agency):
    return make_action(group, secretary, hcr, agency)


def test_news_of_a_structure_are_noted_by_who_heard_them(action, hcr, secretary, client_of):
    client = client_of(secretary)
    typed = {"sentence": "Les termes sont prêts.", "agency": hcr.pk, "channel": "phone"}
    client.post(f"{action.get_absolute_url()}suivi/", typed)
    (update,) = action.updates.all()
    assert (update.agency, update.by, update.channel) == (hcr, secretary, "phone")
    assert update.told == "HCR, par téléphone : Les termes sont prêts."
    page = client.get(action.get_absolute_url()).content.decode()
    assert f"{secretary}, pour HCR, par téléphone" in page


def test_a_chase_made_outside_is_noted(action, hcr, reviewer, client_of):
    client = client_of(reviewer)
    client.post(f"{action.get_absolute_url()}relance/", {"agency": hcr.pk, "channel": "whatsapp"})
    (update,) = action.updates.all()
    action.refresh_from_db()
    noted = (update.kind, update.agency, update.by, update.channel, action.chased_count)
    assert noted == ("chased", hcr, reviewer, "whatsapp", 1)
    page = client.get(action.get_absolute_url()).content.decode()
    assert "Relancé\xa0: HCR" in page
    assert f"{reviewer}, par WhatsApp" in page


def test_a_chase_says_how_it_was_made(action, reviewer, client_of):
    client = client_of(reviewer)
    for channel in ("", "screen", "link", "x"):
        answer = client.post(f"{action.get_absolute_url()}relance/", {"channel": channel})
        assert (channel, answer.status_code) == (channel, 422)
    assert action.updates.count() == 0


def test_one_tells_for_those_who_have_a_part_in_a_common_action_for_any(
    group, action, hcr, agency, secretary
):
    pam, everybody = make_agency("PAM"), make_agency("Partenaires", is_collective=True)
    common = make_action(group, secretary, everybody)
    assert set(heard_for(action)) == {hcr, agency}
    assert set(heard_for(common)) == {hcr, agency, pam}


def test_a_structure_speaks_for_itself_alone(action, hcr, partner, client_of):
    client = client_of(partner)
    typed = {"sentence": "Fait.", "agency": hcr.pk, "channel": "phone"}
    client.post(f"{action.get_absolute_url()}suivi/", typed)
    (update,) = action.updates.all()
    assert (update.agency.acronym, update.channel) == ("OIM", "screen")
    answer = client.post(f"{action.get_absolute_url()}relance/", {"channel": "phone"})
    assert answer.status_code == 404


@pytest.mark.parametrize(("times", "shown"), [(1, False), (2, True)])
def test_asked_twice_in_vain_those_above_are_named(
    group, secretary, reviewer, client_of, times, shown
):
    above = make_agency("CRN", email="crn@example.org")
    antenne = make_agency("CRN", parent=above, territory=group.territory)
    action = make_action(group, secretary, antenne)
    for days in range(times):
        action.note_chase(Said(reviewer, AT + timedelta(days=days)))
    page = client_of(reviewer).get(action.get_absolute_url()).content.decode()
    found = ["crn@example.org" in page, f"mailto:{secretary.email}" in page]
    assert found == [shown, shown]


@pytest.mark.parametrize("channel", ["whatsapp", "phone"])
def test_a_letter_that_went_another_way_is_noted_and_what_was_typed_stays(
    action, hcr, reviewer, client_of, channel
):
    client = client_of(reviewer)
    typed = {
        "action": [action.pk],
        "begun": "1",
        f"note-{channel}": str(hcr.pk),
        "end": "Au revoir",
    }
    page = client.post("/actions/relancer/", typed)
    assert "Au revoir" in page.content.decode()
    (update,) = action.updates.all()
    assert (update.kind, update.agency, update.channel) == ("chased", hcr, channel)
    assert (update.by, Mail.objects.count()) == (reviewer, 0)


def test_the_letter_of_another_list_is_not_noted(action, reviewer, client_of):
    client_of(reviewer).post("/actions/relancer/", {"action": [action.pk], "note-phone": "999"})
    assert action.updates.count() == 0
