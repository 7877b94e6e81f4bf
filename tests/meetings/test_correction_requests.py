"""The secretary asks for a correction of published minutes; SP/CCM opens it, or says why not."""

from datetime import UTC, datetime

import pytest

from gtm.models import Notice
from gtm.refusals import NotNow
from meetings.life import correction_requests, verbs
from meetings.models import CorrectionRequest
from tests.factories import make_meeting, make_membership, make_user, publish
from tests.meetings.living import address, again, moves

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 3, 1, 12, tzinfo=UTC)
WHY = "Point 2 : le HCR est responsable."


@pytest.fixture
def published(meeting, reviewer):
    publish(meeting, reviewer)
    return again(meeting)


def ask(meeting, by):
    return correction_requests.ask(again(meeting), by, WHY)


def outcomes():
    return list(CorrectionRequest.objects.order_by("pk").values_list("outcome", flat=True))


def page_of(client, meeting):
    return client.get(meeting.get_absolute_url()).content.decode()


def test_it_is_asked_opened_in_one_click_and_typed(
    published, secretary, reviewer, client, client_of
):
    assert address(published, "correction_ask") in page_of(client, published)
    client.post(address(published, "correction_ask"), {"reason": WHY})
    asked = CorrectionRequest.objects.get()
    assert (asked.by, asked.reason, asked.outcome) == (secretary, WHY, "")
    sp_ccm = client_of(reviewer)
    for page in ("/", published.get_absolute_url()):
        assert "Point\u00a02" in sp_ccm.get(page).content.decode().replace(
            "Point 2", "Point\u00a02"
        )
    assert address(published, "correction_ask") not in page_of(client, published)
    sp_ccm.post(address(published, "correction_accept", asked.pk))
    assert (again(published).state, outcomes()) == ("draft", ["opened"])
    step = published.steps.first()
    assert (step.name, step.by, step.reason) == ("correct", reviewer, WHY)
    assert "submit" in moves(published, secretary)
    assert "Corrections demandées" not in sp_ccm.get("/").content.decode()


def test_it_is_declined_with_a_reason_which_is_told_and_asked_again(
    published, secretary, other, reviewer, client, client_of
):
    asked, sp_ccm = ask(published, secretary), client_of(reviewer)
    address_of = address(published, "correction_decline", asked.pk)
    assert sp_ccm.post(address_of, {"reason": ""}).status_code == 200
    assert outcomes() == [""]
    sp_ccm.post(address_of, {"reason": "C’est ce qui fut dit."})
    assert (outcomes(), again(published).state) == (["declined"], "published")
    told = dict(Notice.objects.filter(kind="declined").values_list("user", "detail"))
    assert set(told) == {secretary.pk, other.pk}
    assert "C’est ce qui fut dit." in told[secretary.pk]
    page = page_of(client, published)
    assert ("Correction refusée" in page, "C’est ce qui fut dit." in page) == (True, True)
    ask(published, other)
    assert outcomes() == ["declined", ""]
    assert "Correction refusée" not in page_of(client, published)


def test_it_is_withdrawn_and_asked_again(published, secretary, other, client):
    asked = ask(published, secretary)
    client.post(address(published, "correction_unask", asked.pk))
    ask(published, other)
    assert outcomes() == ["withdrawn", ""]


def test_one_waits_at_most(published, secretary, other, client):
    ask(published, secretary)
    with pytest.raises(NotNow):
        ask(published, other)
    assert client.get(address(published, "correction_ask")).status_code == 403


@pytest.mark.parametrize("late", ["accept", "decline", "withdraw"])
def test_what_was_withdrawn_or_answered_meanwhile_is_not_answered_again(
    published, secretary, reviewer, late
):
    asked = ask(published, secretary)
    correction_requests.withdraw(asked, secretary, NOW)
    acts = {
        "accept": lambda: verbs.correct_as_asked(asked, reviewer),
        "decline": lambda: correction_requests.decline(asked, reviewer, "Non", NOW),
        "withdraw": lambda: correction_requests.withdraw(asked, secretary, NOW),
    }
    with pytest.raises(NotNow):
        acts[late]()
    assert (outcomes(), again(published).state) == (["withdrawn"], "published")


def test_a_correction_that_sp_ccm_opens_by_itself_answers_it(published, secretary, reviewer):
    ask(published, secretary)
    verbs.correct(again(published), reviewer, "Le lieu")
    assert (outcomes(), Notice.objects.filter(kind="corrected").count()) == (["opened"], 1)


def test_nobody_is_told_of_his_own_doing(group, secretary, reviewer):
    both = make_membership(make_user("Zara"), "reviewer").user
    make_membership(both, "secretary", group=group)
    meeting = make_meeting(group, secretary)
    publish(meeting, reviewer)
    verbs.correct_as_asked(ask(meeting, both), both)
    told = Notice.objects.filter(kind="corrected").values_list("user", flat=True)
    assert list(told) == [secretary.pk]


def test_nothing_is_asked_without_saying_what(published, secretary, client):
    page = client.post(address(published, "correction_ask"), {"reason": " "})
    assert (page.status_code, outcomes()) == (200, [])
    with pytest.raises(NotNow):
        correction_requests.ask(published, secretary, " ")


def test_only_what_is_published_can_be_asked_about(meeting, secretary, client):
    assert client.get(address(meeting, "correction_ask")).status_code == 403
    with pytest.raises(NotNow):
        ask(meeting, secretary)


def test_others_read_nothing_of_it(published, secretary, partner, client_of):
    ask(published, secretary)
    page = page_of(client_of(partner), published)
    assert ("Correction demandée" in page, "le HCR est responsable" in page) == (False, False)
