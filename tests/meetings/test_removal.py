"""A meeting created by mistake is taken away from everywhere, given back, or forgotten."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from actions.follow_up import Said
from actions.models import ActionItem
from gtm.models import JournalEntry
from gtm.refusals import NotNow
from meetings.board import feed
from meetings.life import removal, verbs
from meetings.models import JoinedFile, Meeting, Photo, Revision
from meetings.writing import store
from tests.factories import make_action, make_document, make_meeting, publish
from tests.meetings.living import address, again
from tests.meetings.saving import JSON, form

pytestmark = pytest.mark.django_db
NOW = datetime(2022, 3, 1, 12, tzinfo=UTC)
LATER = NOW + removal.KEPT + timedelta(seconds=1)
TO_COME = date(2092, 1, 12)


def remove(meeting, by, reason="Créée deux fois"):
    removal.remove(meeting, by, reason, NOW)


def everywhere(meeting):
    return Meeting.everywhere.get(pk=meeting.pk)


def journal_of(group):
    rows = JournalEntry.objects.filter(kind="group", object_id=group.pk).order_by("pk")
    return [(row.actor.name, row.action, row.changes) for row in rows]


@pytest.mark.parametrize("state", ["planned", "draft", "cancelled"])
def test_it_leaves_lists_calendars_figures_and_its_own_pages(
    group, secretary, partner, client, state
):
    fields = {"not_held_reason": "Pluie"} if state == "cancelled" else {}
    meeting = make_meeting(group, secretary, state, on=TO_COME, **fields)
    response = client.post(address(meeting, "meeting_remove"), {"reason": "Créée deux fois"})
    assert response.url == "/reunions/retirees/"
    for user in (secretary, partner):
        assert str(meeting.pk).encode() not in feed.calendar_of(user, date(2022, 1, 1))
    for page in ("/", "/reunions/", "/tableau-de-bord/", f"/groupes/{group.pk}/"):
        assert str(meeting.pk) not in client.get(page).content.decode()
    names = ("meeting_detail", "meeting_edit", "meeting_history", "meeting_preview")
    assert {client.get(address(meeting, name)).status_code for name in names} == {404}
    assert Meeting.objects.count() == 0


def test_who_took_it_away_and_why_is_listed_and_stands_in_the_journal(
    group, secretary, reviewer, client_of
):
    meeting = make_meeting(group, secretary)
    remove(meeting, secretary, "Lien lent : créée deux fois")
    page = client_of(reviewer).get("/reunions/retirees/").content.decode()
    assert f'data-removed="{meeting.pk}"' in page
    assert (
        "Retirée le 01/03/2022 par Amina\u00a0: Lien lent\u00a0: créée deux fois"
        in page.replace(" : ", "\u00a0: ")
    )
    changes = [
        ["réunion", "", "réunion ordinaire du 30\u00a0novembre\u00a02021"],
        ["motif", "", "Lien lent : créée deux fois"],
    ]
    assert journal_of(group) == [("Amina", "réunion retirée", changes)]


def test_it_comes_back_as_it_was_and_may_go_again(group, secretary, reviewer, client):
    meeting = make_meeting(group, secretary)
    before = everywhere(meeting).__dict__ | {"_state": None}
    remove(meeting, reviewer)
    response = client.post(address(meeting, "meeting_restore"))
    assert response.url == meeting.get_absolute_url()
    assert again(meeting).__dict__ | {"_state": None} == before
    assert client.get(address(meeting, "meeting_edit")).status_code == 200
    remove(again(meeting), secretary)
    acts = [(name, action) for name, action, _ in journal_of(group)]
    assert acts == [
        ("Rakia", "réunion retirée"),
        ("Amina", "réunion restaurée"),
        ("Amina", "réunion retirée"),
    ]


def test_nothing_goes_without_a_reason(group, secretary, client):
    meeting = make_meeting(group, secretary)
    page = client.post(address(meeting, "meeting_remove"), {"reason": " "})
    assert (page.status_code, "Dites pourquoi." in page.content.decode()) == (200, True)
    assert Meeting.objects.count() == 1
    with pytest.raises(NotNow):
        remove(meeting, secretary, " ")


def test_what_was_once_handed_in_stays(group, secretary, reviewer, client):
    meeting = make_meeting(group, secretary)
    verbs.submit(meeting, secretary, meeting.date)
    verbs.withdraw(again(meeting), secretary)
    assert client.get(address(meeting, "meeting_remove")).status_code == 403
    published = make_meeting(group, secretary, on=date(2021, 12, 1))
    publish(published, reviewer)
    for each in (meeting, published):
        with pytest.raises(NotNow):
            remove(again(each), secretary)


def test_a_meeting_at_which_news_of_an_action_were_given_stays(group, secretary, agency):
    action = make_action(group, secretary, agency)
    meeting = make_meeting(group, secretary, on=date(2022, 1, 12))
    action.report(Said(secretary, NOW, sentence="Commencé", meeting=meeting))
    with pytest.raises(NotNow):
        remove(meeting, secretary)


def test_what_waits_for_the_next_meeting_waits_for_the_one_after(group, secretary, agency):
    waiting = {"deadline_wording": "prochaine réunion", "deadline_precision": "next_meeting"}
    action = make_action(group, secretary, agency, due_on=None, **waiting)
    mistaken = make_meeting(group, secretary, state="planned", on=date(2022, 1, 12))
    make_meeting(group, secretary, state="planned", on=date(2022, 2, 9))

    def due_on():
        return ActionItem.objects.get(pk=action.pk).due_on

    days = [due_on()]
    remove(mistaken, secretary)
    days.append(due_on())
    removal.restore(everywhere(mistaken), secretary, NOW)
    assert [*days, due_on()] == [date(2022, 1, 12), date(2022, 2, 9), date(2022, 1, 12)]


def test_a_text_that_comes_later_is_set_aside_and_found_when_the_meeting_is_back(
    group, secretary, client
):
    meeting = make_meeting(group, secretary)
    remove(meeting, secretary)
    sent = form(meeting.document | {"closing": "trop tard"})
    answer = client.post(address(meeting, "meeting_edit"), sent, **JSON)
    assert (answer.status_code, "ne s’écrit plus" in answer.json()["error"]) == (422, True)
    again_sent = client.post(address(meeting, "meeting_edit"), sent, **JSON)
    assert again_sent.json() == answer.json()
    [parked] = Revision.objects.waiting()
    assert parked.document["closing"] == "trop tard"
    removal.restore(everywhere(meeting), secretary, NOW)
    page = client.get(address(meeting, "meeting_edit")).content.decode()
    assert address(meeting, "meeting_conflict", parked.pk) in page
    assert client.post(address(meeting, "meeting_edit"), sent, **JSON).status_code == 409


def test_without_javascript_the_same_text_leads_to_the_meetings_removed(group, secretary, client):
    meeting = make_meeting(group, secretary)
    remove(meeting, secretary)
    sent = form(meeting.document | {"closing": "trop tard"})
    page = client.post(address(meeting, "meeting_edit"), sent, follow=True)
    assert page.redirect_chain == [("/reunions/retirees/", 302)]
    assert "gardé à part sur le serveur" in page.content.decode()
    assert Revision.objects.waiting().count() == 1


def test_a_creation_that_is_sent_again_does_not_bring_it_back(group, secretary):
    meeting = make_meeting(group, secretary)
    remove(meeting, secretary)
    same = Meeting(pk=meeting.pk, group=group, date=meeting.date)
    assert store.create(same, secretary, make_document()).is_new is False
    assert Meeting.objects.count() == 0


def with_files(meeting, author):
    by = {"meeting": meeting, "uploaded_by": author, "size": 1}
    photo, file = Photo(name="a.jpg", width=8, height=8, **by), JoinedFile(name="b.pdf", **by)
    for each in (photo, file):
        each.file.save(each.name, ContentFile(b"x"))
    return [each.file.name for each in (photo, file)]


def test_after_thirty_days_it_is_forgotten_with_its_files(
    group, secretary, django_capture_on_commit_callbacks
):
    meeting, kept = make_meeting(group, secretary), make_meeting(group, secretary)
    names = with_files(meeting, secretary)
    remove(meeting, secretary)
    Revision.objects.update(at=NOW)
    with django_capture_on_commit_callbacks(execute=True):
        assert removal.purge(LATER - timedelta(seconds=1)) == 0
        assert [default_storage.exists(name) for name in names] == [True, True]
        assert removal.purge(LATER) == 1
    assert [default_storage.exists(name) for name in names] == [False, False]
    assert list(Meeting.everywhere.values_list("pk", flat=True)) == [kept.pk]
    assert removal.purge(LATER) == 0


def test_a_text_that_came_since_keeps_it_as_long_again(group, secretary):
    meeting = make_meeting(group, secretary)
    remove(meeting, secretary)
    store.save(meeting, secretary, meeting.document | {"end": "11h"}, 1, store.new_op_id())
    Revision.objects.update(at=NOW + timedelta(days=20))
    assert (removal.purge(LATER), removal.purge(LATER + timedelta(days=20))) == (0, 1)


def test_what_was_given_back_is_not_forgotten(group, secretary):
    meeting = make_meeting(group, secretary)
    remove(meeting, secretary)
    removal.restore(everywhere(meeting), secretary, NOW)
    assert (removal.purge(LATER), Meeting.objects.count()) == (0, 1)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_takes_the_same_queries_for_one_and_three(
    group, secretary, client, count, django_assert_num_queries
):
    for day in range(count):
        remove(make_meeting(group, secretary, on=date(2021, 11, day + 1)), secretary)
    with django_assert_num_queries(5):
        client.get("/reunions/retirees/")
