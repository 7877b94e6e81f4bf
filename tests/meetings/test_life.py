"""The table of the life of the minutes, and each of its lines as people take it."""

from datetime import date

import pytest

from gtm.models import Notice
from gtm.refusals import NotNow
from gtm.templatetags.gtm import french
from meetings import transitions
from meetings.life import publishing, verbs
from meetings.models import Comment, Meeting, Step
from meetings.writing import store
from tests.factories import (
    hand_in,
    make_meeting,
    make_membership,
    make_observation,
    make_reader,
    make_user,
    publish,
    with_actions,
)
from tests.meetings.living import TODAY, address, again, moves, type_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def submitted(group, secretary):
    return hand_in(make_meeting(group, secretary))


@pytest.mark.parametrize("state", ["planned", "draft", "submitted", "cancelled"])
def test_minutes_never_published_are_moved_from_the_states_of_the_table_alone(
    group, secretary, reviewer, state
):
    reason = {"not_held_reason": "x"} if state == "cancelled" else {}
    meeting = make_meeting(group, secretary, state="draft")
    Meeting.objects.filter(pk=meeting.pk).update(state=state, **reason)
    allowed = {
        name
        for name in transitions.TABLE
        for who in (secretary, reviewer)
        if Meeting.objects.movable_by(who, name).exists()
    }
    never = {name for name, each in transitions.TABLE.items() if each.corrects}
    assert allowed == {n for n, each in transitions.TABLE.items() if state in each.before} - never


def hand_in_correction(published, reviewer, by):
    verbs.correct(published, reviewer, "Le lieu")
    type_in(published, by, place="Magaria")
    hand_in(published, "Le lieu")


def test_what_one_wrote_before_the_last_version_is_no_longer_one_s_own_text(
    group, secretary, deputy, reviewer
):
    publish(make_meeting(group, secretary), reviewer)  # another's revisions do not count
    make_membership(reviewer, "secretary", group=group)
    meeting = make_meeting(group, reviewer)
    hand_in_correction(publish(meeting, deputy).meeting, reviewer, by=secretary)
    assert list(Meeting.objects.movable_by(reviewer, "publish")) == [meeting]


def test_another_meeting_s_later_texts_do_not_make_one_s_own_somebody_else_s(
    group, other_group, secretary, deputy, reviewer
):
    make_membership(reviewer, "secretary", group=group)
    meeting = make_meeting(group, secretary)
    hand_in_correction(publish(meeting, deputy).meeting, reviewer, by=reviewer)
    make_meeting(other_group, deputy)
    assert list(Meeting.objects.movable_by(reviewer, "publish")) == []


def test_the_table_is_the_one_that_is_drawn():
    lines = [(t.name, t.before, t.after, t.who) for t in transitions.TABLE.values()]
    assert lines == [
        ("start", ("planned", "cancelled"), "draft", ("secretary",)),
        ("cancel", ("planned", "draft"), "cancelled", ("secretary",)),
        ("submit", ("draft",), "submitted", ("secretary",)),
        ("withdraw", ("submitted",), "draft", ("secretary",)),
        ("return", ("submitted",), "draft", ("validator",)),
        ("publish", ("submitted",), "published", ("validator",)),
        ("correct", ("published",), "draft", ("reviewer",)),
        ("abandon", ("draft",), "published", ("secretary", "reviewer")),
    ]


def test_a_step_that_asks_why_is_not_taken_without_a_reason(group, secretary, reviewer):
    asking = [each.name for each in transitions.TABLE.values() if each.asks_why]
    assert asking == ["cancel", "return", "correct"]
    planned = make_meeting(group, secretary, "planned")
    submitted = make_meeting(group, secretary, "submitted", on=date(2022, 1, 12))
    published = publish(make_meeting(group, secretary, on=date(2022, 2, 1)), reviewer).meeting
    for step in (
        lambda: verbs.cancel(planned, secretary, ""),
        lambda: verbs.send_back(submitted, reviewer, " ", []),
        lambda: verbs.correct(published, reviewer, ""),
    ):
        with pytest.raises(NotNow, match="Dites pourquoi"):
            step()
    states = [again(each).state for each in (planned, submitted, published)]
    assert states == ["planned", "submitted", "published"]


def test_each_person_may_take_what_the_table_says(
    group, secretary, other_secretary, reviewer, deputy, partner, administrator
):
    persons = (secretary, other_secretary, reviewer, deputy, partner, administrator)

    def of_each(meeting):
        return [" ".join(sorted(moves(meeting, person))) for person in persons]

    meeting = make_meeting(group, secretary)
    draft = of_each(meeting)
    hand_in(meeting)
    handed_in = of_each(meeting)
    publishing.publish(again(meeting), reviewer, TODAY)
    out = of_each(meeting)
    verbs.correct(again(meeting), reviewer, "Le lieu")
    correction = of_each(meeting)
    assert [draft, handed_in, out, correction] == [
        ["cancel submit", "", "", "", "", ""],
        ["withdraw", "", "publish return", "publish return", "", ""],
        ["", "", "correct", "", "", ""],
        ["abandon submit", "", "abandon", "", "", ""],
    ]


def test_a_deputy_reads_what_is_submitted_and_nothing_else_of_sp_ccm_s(
    group, secretary, deputy, client_of, submitted
):
    draft = make_meeting(group, secretary, on=date(2021, 12, 1))
    client = client_of(deputy)
    pages = [client.get(address(meeting)).status_code for meeting in (submitted, draft)]
    assert pages == [200, 404]
    assert client.post(address(submitted, "meeting_publish")).status_code == 302
    assert again(submitted).state == "published"
    assert client.get(address(submitted, "correction_open")).status_code == 403


def test_home_shows_a_deputy_what_waits(deputy, client_of, submitted):
    assert list(client_of(deputy).get("/").context["to_publish"]) == [submitted]


@pytest.mark.parametrize("is_parked", [False, True])
def test_who_wrote_any_text_since_the_last_version_neither_publishes_nor_returns(
    group, secretary, reviewer, client_of, is_parked
):
    meeting = make_meeting(group, secretary)
    base = 0 if is_parked else meeting.version
    store.save(meeting, reviewer, meeting.document | {"end": "12h"}, base, store.new_op_id())
    hand_in(meeting)
    assert moves(meeting, reviewer) == set()
    refused = client_of(reviewer).post(address(meeting, "meeting_publish"))
    assert refused.status_code == 403
    assert "Vous avez écrit une partie de ce texte" in refused.content.decode()
    other = make_membership(make_user("Sani"), "reviewer").user
    assert moves(meeting, other) == {"publish", "return"}


def test_who_wrote_the_first_version_may_publish_the_correction_of_somebody_else(
    group, secretary, reviewer, deputy
):
    meeting = make_meeting(group, reviewer)
    publish(meeting, deputy)
    verbs.correct(again(meeting), reviewer, "x")
    type_in(meeting, secretary, place="Magaria")
    hand_in(meeting, "Le lieu")
    assert moves(meeting, reviewer) == {"publish", "return"}


def test_one_person_may_be_reviewer_and_secretary_of_a_group(group, secretary, reviewer):
    make_membership(reviewer, "secretary", group=group)
    own = hand_in(make_meeting(group, reviewer))
    theirs = hand_in(make_meeting(group, secretary, on=date(2021, 12, 1)))
    assert (moves(own, reviewer), moves(theirs, reviewer)) == (
        {"withdraw"},
        {"withdraw", "publish", "return"},
    )


def test_while_submitted_nobody_edits_nor_adds_files(client_of, secretary, submitted):
    client = client_of(secretary)
    saved = client.post(
        address(submitted, "meeting_edit"),
        submitted.document | {"place": "Autre", "base_version": "1"},
    )
    answers = [client.post(address(submitted, name)).status_code for name in ("photo_add",)]
    assert (answers, again(submitted).document) == ([403], submitted.document)
    assert "/ecarts/" in saved.url


def test_the_secretary_takes_a_submission_back_once(client_of, secretary, submitted):
    client = client_of(secretary)
    answers = [client.post(address(submitted, "meeting_withdraw")).status_code for _ in range(2)]
    assert (answers, again(submitted).state) == ([302, 403], "draft")


def test_a_text_is_decided_on_once(submitted, reviewer, deputy):
    first, second = again(submitted), again(submitted)
    verbs.send_back(first, reviewer, "Le lieu manque", [])
    with pytest.raises(NotNow):
        publishing.publish(second, deputy, TODAY)
    assert (again(submitted).state, again(submitted).publications.count()) == ("draft", 0)


def test_a_return_needs_its_reason_and_loses_no_comment(client_of, reviewer, submitted):
    point = f"points/{submitted.document['points'][0]}"
    page = client_of(reviewer).post(
        address(submitted, "meeting_return"), {"reason": " ", point: "Trop court"}
    )
    text = page.content.decode()
    assert "Dites au rapporteur pourquoi vous le lui renvoyez." in text
    assert "Trop court</textarea>" in text
    assert again(submitted).state == "submitted"


def test_a_returned_text_shows_why_at_home_by_mail_and_beside_the_points(
    client_of, secretary, reviewer, submitted
):
    point = f"points/{submitted.document['points'][0]}"
    client_of(reviewer).post(
        address(submitted, "meeting_return"),
        {"reason": "Le motif <b>", point: "Trop court", "attendance": "Il manque le HCR"},
    )
    client = client_of(secretary)
    home = client.get("/").content.decode()
    editor = client.get(address(submitted, "meeting_edit")).content.decode()
    assert "renvoyé pour correction" in home
    assert "Le motif &lt;b&gt;" in home
    assert "Renvoyé pour correction le" in editor
    beside = {
        part: [comment.text for comment in remark["comments"]]
        for part, remark in client.get(address(submitted, "meeting_edit"))
        .context["remarks"]
        .items()
    }
    assert beside == {
        "general": [],
        "attendance": ["Il manque le HCR"],
        submitted.document["points"][0]: ["Trop court"],
        "head": [],
        "followup": [],
        "closing": [],
    }
    labels = Comment.objects.order_by("text").values_list("label", flat=True)
    assert list(labels) == ["Présence", "1- Divers"]
    notice = secretary.notices.get()
    assert (notice.kind, notice.detail) == ("returned", "Motif\u00a0: Le motif <b>")


def test_a_return_is_told_to_those_who_write_for_the_group_that_day(
    group, other_secretary, submitted, secretary, reviewer
):
    second = make_membership(make_user("Issa"), "secretary", group=group).user
    make_membership(second, "secretary", group=group, until=date(2099, 1, 1))  # told once
    make_membership(make_user("Parti"), "secretary", group=group, until=date(2022, 1, 11))
    disabled = make_membership(make_user("Fermé"), "secretary", group=group).user
    type(disabled).objects.filter(pk=disabled.pk).update(is_active=False)
    verbs.send_back(again(submitted), reviewer, "x", [])
    told = Notice.objects.filter(kind="returned").values_list("user", flat=True)
    assert sorted(told) == sorted([secretary.pk, second.pk])


def test_a_text_handed_in_again_is_no_longer_a_returned_one(submitted, reviewer, secretary):
    verbs.send_back(submitted, reviewer, "x", [])
    assert [step.meeting for step in Step.objects.returns_of([submitted])] == [submitted]
    hand_in(submitted)
    assert list(Step.objects.returns_of([submitted])) == []


def test_the_reviewer_sees_what_changed_since_the_return(client_of, reviewer, secretary, submitted):
    client = client_of(reviewer)
    assert client.get(address(submitted)).context["compared"] == []
    verbs.send_back(submitted, reviewer, "x", [])
    type_in(submitted, secretary, place="Magaria")
    hand_in(submitted)
    page = client.get(address(submitted))
    told = [
        (each.label, each.before, each.after) for each in page.context["compared"][0]["changes"]
    ]
    assert told == [("Lieu", "PAM Zinder", "Magaria")]
    assert "Ce qui diffère depuis le renvoi du" in page.content.decode()


def test_the_second_reading_shows_the_comments_of_the_first(
    client_of, reviewer, secretary, submitted
):
    point = submitted.document["points"][0]
    said = [
        ("attendance", "Présence", "Il manque le HCR"),
        (f"points/{point}", "1- Divers", "Bref"),
    ]
    verbs.send_back(submitted, reviewer, "Complétez", said)
    hand_in(submitted)
    page = client_of(reviewer).get(address(submitted))
    beside = {
        part: [comment.text for comment in remark["comments"]]
        for part, remark in page.context["beside"].items()
        if remark["comments"]
    }
    assert beside == {"attendance": ["Il manque le HCR"], point: ["Bref"]}
    words = page.content.decode().replace("\N{NO-BREAK SPACE}", " ")
    told = ["Motif du renvoi par Rakia :</strong> Complétez", "Rendu sans changement"]
    assert [each in words for each in told] == [True, True]


def test_a_correction_is_compared_with_the_text_returned_and_with_the_version(
    client_of, reviewer, secretary, submitted
):
    publishing.publish(again(submitted), reviewer, TODAY)
    meeting = again(submitted)
    verbs.correct(meeting, reviewer, "Le lieu")
    type_in(meeting, secretary, place="Magaria")
    hand_in(meeting, "Le lieu")
    client = client_of(reviewer)
    compared = client.get(address(meeting)).context["compared"]
    assert [each["since"] for each in compared] == ["la version 1"]
    verbs.send_back(again(meeting), reviewer, "L’heure aussi", [])
    type_in(meeting, secretary, end="12h")
    hand_in(again(meeting), "Le lieu et l’heure")
    compared = client.get(address(meeting)).context["compared"]
    labels = [[change.label for change in each["changes"]] for each in compared]
    assert [each["since"].split(" du ")[0] for each in compared] == ["le renvoi", "la version 1"]
    assert [sorted(each) for each in labels] == [["Heure de fin"], ["Heure de fin", "Lieu"]]


def test_publishing_is_asked_about_with_what_follows_and_what_is_to_be_checked(
    client_of, reviewer, secretary, submitted
):
    verbs.send_back(submitted, reviewer, "x", [])
    text, _ = with_actions(submitted.document, {"text": "Former", "responsible": "Inconnus"})
    type_in(submitted, secretary, **text)
    hand_in(submitted)
    client, submitted = client_of(reviewer), again(submitted)
    for name in ("meeting_publish", "meeting_detail"):
        page = client.get(address(submitted, name))
        noted = [
            french(each.message) in page.content.decode() for each in page.context["checklist"]
        ]
        assert (bool(noted), all(noted)) == (True, True)
    words = client.get(address(submitted, "meeting_publish")).content.decode()
    assert "<h1>Publier la version 1\N{NARROW NO-BREAK SPACE}?</h1>" in words
    assert again(submitted).state == "submitted"
    stale = {"enregistrement": submitted.version - 1}
    client.post(address(submitted, "meeting_publish"), stale)
    assert again(submitted).state == "submitted"
    client.post(address(submitted, "meeting_publish"), {"enregistrement": submitted.version})
    assert again(submitted).state == "published"


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_under_review_takes_the_same_queries_for_one_and_three(
    client_of, reviewer, secretary, submitted, count, django_assert_num_queries
):
    for number in range(count):
        verbs.send_back(again(submitted), reviewer, "x", [])
        type_in(submitted, secretary, end=f"1{number}h")
        hand_in(submitted)
        reader = make_reader(submitted, email=f"{number}@example.org", token=str(number))
        make_observation(reader)
    client = client_of(reviewer)
    with django_assert_num_queries(26):
        client.get(address(submitted))
