"""A published version corrected into the next, and what the register makes of it."""

from datetime import UTC, date, datetime

import pytest

from actions import deadlines
from actions.follow_up import Said
from actions.models import ActionItem
from gtm.refusals import NotNow
from meetings.life import publishing, verbs
from meetings.models import JoinedFile, Revision
from tests.factories import (
    hand_in,
    make_document,
    make_meeting,
    make_observation,
    make_reader,
    publish,
    with_actions,
)
from tests.meetings.living import TODAY, address, again, moves, type_in
from tests.pdftext import text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(group, secretary, reviewer):
    meeting = make_meeting(group, secretary)
    publish(meeting, reviewer)
    return again(meeting)


def test_readers_keep_the_published_version_while_it_is_corrected(
    client_of, published, reviewer, secretary, partner
):
    verbs.correct(published, reviewer, "Le lieu")
    type_in(published, secretary, place="Magaria", date="29/11/2021")
    client = client_of(partner)
    page = client.get(address(published)).content.decode()
    assert ("Magaria" in page, "correction" in page, "publié, version 1" in page) == (
        False,
        False,
        True,
    )
    assert again(published).date == date(2021, 11, 30)
    found = {
        state: client.get(f"/reunions/?etat={state}").context["page"].paginator.count
        for state in ("published", "draft")
    }
    assert found == {"published": 1, "draft": 0}
    drafts = client_of(secretary).get("/reunions/?etat=draft").context["page"].paginator.count
    assert drafts == 1


def test_a_file_joined_to_a_correction_is_not_told_to_readers(
    client_of, published, reviewer, secretary, partner
):
    verbs.correct(published, reviewer, "x")
    JoinedFile.objects.create(
        meeting=published, name="SECRET.pdf", size=1, uploaded_by=secretary, file="x.pdf"
    )
    pages = {
        who.name: "SECRET.pdf" in client_of(who).get(address(published)).content.decode()
        for who in (secretary, partner)
    }
    assert pages == {"Amina": True, "Paul": False}


def test_a_correction_says_what_it_changes_or_is_not_handed_in(
    client_of, published, reviewer, secretary
):
    verbs.correct(published, reviewer, "Le lieu")
    client = client_of(secretary)
    assert "Le lieu</textarea>" in client.get(address(published, "meeting_submit")).content.decode()
    page = client.post(address(published, "meeting_submit"), {"changes": ""})
    assert "Dites ce qui change" in page.content.decode()
    assert again(published).state == "draft"
    client.post(address(published, "meeting_submit"), {"changes": "Le lieu : Magaria"})
    assert again(published).state == "submitted"


def test_what_was_said_of_a_settled_text_is_not_said_of_the_next(
    client_of, group, secretary, reviewer
):
    """Not even where the same text was returned and then published, or returned unchanged."""
    meeting = make_meeting(group, secretary)
    make_observation(make_reader(hand_in(meeting)), text="Avant")
    verbs.send_back(again(meeting), reviewer, "Avant", [])
    publish(meeting, reviewer)
    verbs.correct(again(meeting), reviewer, "x")

    def told():
        context = client_of(secretary).get(address(meeting, "meeting_edit")).context
        beside = context["remarks"]["attendance"]["observations"]
        return context["returned"] and context["returned"].reason, [str(each) for each in beside]

    before = told()
    make_observation(make_reader(hand_in(meeting, "x"), token="2"), text="Après")
    verbs.send_back(again(meeting), reviewer, "Après", [])
    after = told()
    verbs.abandon(again(meeting), reviewer)
    verbs.correct(again(meeting), reviewer, "y")
    assert [before, after, told()] == [(None, []), ("Après", ["Après"]), (None, [])]


@pytest.mark.parametrize(("told", "kept"), [("", "Le lieu"), ("Magaria", "Magaria")])
def test_what_a_correction_changes_is_what_was_told_last_and_no_reason_to_return_it(
    client_of, published, reviewer, secretary, told, kept
):
    verbs.correct(published, reviewer, "Le lieu")
    verbs.send_back(hand_in(published, told), reviewer, "Trop court", [])
    page = client_of(secretary).get(address(published, "meeting_submit"))
    assert page.context["form"].initial == {"changes": kept}
    assert publishing.publish(hand_in(published), reviewer, TODAY).changes == kept


@pytest.fixture
def corrected(published, reviewer, secretary):
    published.publications.update(published_at="2022-01-12T10:00:00Z")
    verbs.correct(published, reviewer, "Le lieu")
    type_in(published, secretary, place="Magaria", date="29/11/2021")
    meeting = hand_in(published, "Le lieu est Magaria.")
    publishing.publish(meeting, reviewer, TODAY)
    return again(meeting)


def test_version_2_says_what_it_replaces_and_what_changes(corrected, client_of, partner):
    pdf = client_of(partner).get(address(corrected, "publication_pdf"))
    text = " ".join(text_of(b"".join(pdf.streaming_content)).split())
    replaces = "Cette version annule et remplace la version 1 du 12 janvier 2022."
    assert f"{replaces} Ce qui change : Le lieu est Magaria." in text
    assert "Version 2, à vérifier sur http" in text
    version = corrected.publications.first()
    assert (corrected.date, version.file_name) == (
        date(2021, 11, 29),
        "compte-rendu-gtm-zinder-2021-11-29-v2",
    )


def test_both_versions_stay_readable_and_name_each_other(corrected, client_of, partner):
    client = client_of(partner)
    first = client.get(address(corrected, "version_detail", 1)).content.decode()
    second = client.get(address(corrected, "version_detail", 2)).content.decode()
    assert (address(corrected, "version_detail", 2) in first, "PAM Zinder" in first) == (True, True)
    assert (address(corrected, "version_detail", 1) in second, "Magaria" in second) == (True, True)
    assert "remplacée par la version 2" in client.get(address(corrected)).content.decode()
    old = client.get(address(corrected, "publication_pdf") + "?version=1")
    assert "PAM Zinder" in text_of(b"".join(old.streaming_content))


def test_an_abandoned_correction_gives_the_published_text_back_and_loses_nothing(
    client_of, published, reviewer, secretary
):
    verbs.correct(published, reviewer, "Le lieu")
    type_in(published, reviewer, place="Magaria")
    client_of(secretary).post(address(published, "correction_abandon"))
    meeting = again(published)
    assert (meeting.state, meeting.document) == ("published", published.document)
    texts = [
        (each.version, each.base_version, each.document["place"])
        for each in Revision.objects.filter(meeting=meeting)
    ]
    assert texts == [(3, 2, "PAM Zinder"), (2, 1, "Magaria"), (1, 0, "PAM Zinder")]
    # Nothing that was typed and given up counts as written for the next correction.
    verbs.correct(meeting, reviewer, "Autre chose")
    type_in(meeting, secretary, end="12h")
    hand_in(meeting, "Autre chose")
    assert "publish" in moves(meeting, reviewer)


def test_a_correction_is_never_noted_as_not_held(published, reviewer, secretary):
    verbs.correct(published, reviewer, "x")
    with pytest.raises(NotNow):
        verbs.cancel(again(published), secretary, "pluie")


def test_a_submitted_correction_is_what_the_reviewer_reads(
    published, reviewer, secretary, partner, client_of
):
    verbs.correct(published, reviewer, "x")
    type_in(published, secretary, place="Magaria")
    hand_in(published, "x")
    pages = {
        who.name: "Magaria" in client_of(who).get(address(published)).content.decode()
        for who in (reviewer, secretary, partner)
    }
    assert pages == {"Rakia": True, "Amina": True, "Paul": False}


# --- The register at the next version ---


def next_version(meeting, secretary, reviewer, **fields):
    verbs.correct(again(meeting), reviewer, "x")
    type_in(meeting, secretary, **fields)
    publishing.publish(hand_in(meeting, "x"), reviewer, TODAY)


def test_an_action_left_out_and_taken_back_has_the_status_that_it_had(group, secretary, reviewer):
    document, (doing, stopped) = with_actions(make_document(), {"text": "a"}, {"text": "b"})
    meeting = make_meeting(group, secretary, document=document)
    publish(meeting, reviewer)
    ActionItem.objects.filter(uid=doing).update(status="doing")
    ActionItem.objects.filter(uid=stopped).update(status="cancelled", closed_on=TODAY)
    rows = f"points/{document['points'][0]}/actions"

    def statuses():
        return {str(a.uid): a.status for a in ActionItem.objects.all()}

    next_version(meeting, secretary, reviewer, place="Magaria")
    assert statuses() == {doing: "doing", stopped: "cancelled"}
    for _ in range(2):  # still left out: what it was is not forgotten
        next_version(meeting, secretary, reviewer, **{rows: []})
        assert statuses() == {doing: "cancelled", stopped: "cancelled"}
    next_version(meeting, secretary, reviewer, **{rows: [doing, stopped]})
    assert statuses() == {doing: "doing", stopped: "cancelled"}


def test_a_deadline_put_off_since_stands_unless_the_correction_writes_another(
    group, secretary, reviewer
):
    document, (kept, changed) = with_actions(
        make_document(), {"text": "a", "deadline": "2021"}, {"text": "b", "deadline": "2021"}
    )
    meeting = make_meeting(group, secretary, document=document)
    publish(meeting, reviewer)
    for action in ActionItem.objects.all():
        said = Said(by=secretary, at=datetime(2021, 12, 15, tzinfo=UTC))
        action.reschedule(said, deadlines.parse("S1 2022", date(2021, 12, 15)))
    next_version(meeting, secretary, reviewer, **{f"actions/{changed}/deadline": "2023"})
    due = {str(action.uid): action.due_on for action in ActionItem.objects.all()}
    assert due == {kept: date(2022, 6, 30), changed: date(2023, 12, 31)}


@pytest.mark.parametrize(
    ("wording", "due_on"), [("lundi prochain", None), ("mardi prochain", date(2021, 12, 7))]
)
def test_a_wording_that_a_correction_leaves_is_not_read_again(
    group, secretary, reviewer, wording, due_on
):
    text = {"text": "x", "responsible": "OIM", "deadline": "lundi prochain"}
    document, (uid,) = with_actions(make_document(), text)
    meeting = make_meeting(group, secretary, document=document)
    publish(meeting, reviewer)
    # Published when nobody could read it yet.
    ActionItem.objects.update(due_on=None, deadline_precision="free")
    next_version(again(meeting), secretary, reviewer, **{f"actions/{uid}/deadline": wording})
    assert ActionItem.objects.get().due_on == due_on
