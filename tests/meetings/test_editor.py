import uuid

import pytest
from django.urls import reverse

from gtm.typography import french
from meetings.models import Meeting, Revision
from meetings.text import document as doc
from tests.factories import (
    make_agency,
    make_document,
    make_meeting,
    make_membership,
    make_user,
    with_actions,
    with_rows,
)
from tests.meetings.saving import JSON, form

pytestmark = pytest.mark.django_db


def address(meeting, name="meeting_edit", *args):
    return reverse(f"meetings:{name}", args=[meeting.pk, *args])


def document_of(meeting):
    return Meeting.objects.get(pk=meeting.pk).document


def test_what_is_typed_is_stored_and_shown_again(client, meeting):
    text = meeting.document | {"date": "30/13/2021", "place": "<b>PAM</b> & « OIM »"}
    response = client.post(address(meeting), form(text))
    assert (response.status_code, document_of(meeting)) == (302, text)
    page = client.get(address(meeting)).content.decode()
    assert 'value="30/13/2021"' in page
    assert 'value="&lt;b&gt;PAM&lt;/b&gt; &amp; « OIM »"' in page
    assert 'href="#date"' in page
    assert 'id="date--problem"' in page


def test_a_discussion_that_begins_with_a_line_end_keeps_it(client, meeting):
    key = doc.key_of("points", meeting.document["points"][0], "discussion")
    client.post(address(meeting), form(meeting.document | {key: "\n\nun\r\ndeux"}))
    assert document_of(meeting)[key] == "\n\nun\ndeux"
    page = client.get(address(meeting)).content.decode()
    assert f'name="{key}"' in page
    assert ">\n\n\nun\ndeux</textarea>" in page


def test_adding_without_javascript_stores_the_text_and_comes_back_to_the_row(client, meeting):
    text = meeting.document | {"place": "Magaria"}
    response = client.post(address(meeting), form(text, do="add:points"))
    stored = document_of(meeting)
    assert (stored["place"], len(stored["points"])) == ("Magaria", 2)
    assert response.url == f"{address(meeting)}#row-{stored['points'][1]}"


def test_moving_and_removing_without_javascript(client, group, secretary):
    document, (second,) = with_rows(make_document(), "points", {"title": "Deux"})
    meeting = make_meeting(group, secretary, document=document)
    first = document["points"][0]
    response = client.post(address(meeting), form(document, do=f"up:{second}"))
    assert document_of(meeting)["points"] == [second, first]
    assert response.url.endswith(f"#row-{second}")
    moved = document_of(meeting)
    response = client.post(address(meeting), form(moved, base=2, do=f"remove:{second}"))
    assert document_of(meeting)["points"] == [first]
    assert response.url.endswith(f"#row-{first}")


@pytest.mark.parametrize(
    "button", ["add:photos", "add:points/x/actions", "add:", "up:", "remove:x", "down:42", "x", ":"]
)
def test_a_button_that_means_nothing_saves_and_changes_nothing(client, meeting, button):
    response = client.post(address(meeting), form(meeting.document, do=button))
    assert (response.status_code, document_of(meeting)) == (302, meeting.document)


@pytest.mark.parametrize("page", ["preview", "submit", "photos", "files", "close"])
def test_buttons_that_leave_the_page_save_first(client, meeting, page):
    client.post(address(meeting), form(meeting.document | {"place": "Tanout"}, do=page))
    assert document_of(meeting)["place"] == "Tanout"


@pytest.mark.parametrize("base", ["", "x", "-1", "99999999999999999999", "²"])
def test_a_nonsensical_version_is_a_stale_one(client, meeting, base):
    response = client.post(address(meeting), form({"place": "Gouré"}, base=base))
    parked = Revision.objects.get(version=None)
    assert response.url == address(meeting, "meeting_conflict", parked.pk)
    assert (parked.document, document_of(meeting)) == ({"place": "Gouré"}, meeting.document)


def test_a_save_by_script_is_answered_in_json_with_what_is_left_to_do(client, meeting):
    posted = form(meeting.document | {"place": ""})
    answer = client.post(address(meeting), posted, **JSON).json()
    assert (answer["app"], answer["version"]) == ("gtm", 2)
    assert [(each["key"], each["blocks"]) for each in answer["problems"]] == [("place", True)]
    assert client.post(address(meeting), posted, **JSON).json()["version"] == 2
    assert Revision.objects.count() == 2


@pytest.fixture
def in_small_letters(group, secretary):
    """A meeting whose only fault is an acronym in small letters, and the fields that have it."""
    make_agency("PAM")
    document, (uid,) = with_rows(make_document(), "attendance", {"wording": "Pam"})
    meeting = make_meeting(group, secretary, document=document)
    return meeting, f"attendance/{uid}/wording", uid


def test_an_acronym_is_written_as_in_the_directory_by_one_button(client, in_small_letters):
    meeting, key, uid = in_small_letters
    page = client.get(address(meeting)).content.decode()
    offer = f'value="respell:{uid}" data-offer="{{&quot;{key}&quot;: &quot;PAM&quot;}}"'
    assert (page.count(offer), "respell.js" in page) == (1, True)
    answer = client.post(address(meeting), form(meeting.document, do=f"respell:{uid}"))
    assert answer.url == f"{address(meeting)}#row-{uid}"
    assert document_of(meeting) == meeting.document | {key: "PAM"}
    assert "data-offer" not in client.get(address(meeting)).content.decode()


def test_an_acronym_is_offered_to_scripts_and_changed_by_nobody_else(client, in_small_letters):
    meeting, key, _ = in_small_letters
    answer = client.post(address(meeting), form(meeting.document), **JSON).json()
    assert answer["problems"] == [
        {
            "key": key,
            "message": french("Écrit autrement dans l’annuaire : « Pam » (PAM)."),
            "blocks": False,
            "offer": {key: "PAM"},
        }
    ]
    assert document_of(meeting) == meeting.document


def test_an_op_id_used_for_another_text_is_refused_to_a_script(client, meeting):
    posted = form(meeting.document)
    client.post(address(meeting), posted | {"place": "A"}, **JSON)
    refused = client.post(address(meeting), posted | {"place": "B"}, **JSON)
    assert (refused.status_code, document_of(meeting)["place"]) == (422, "A")


def test_a_page_of_the_browser_s_history_changed_and_sent_is_compared_not_lost(client, meeting):
    posted = form(meeting.document)
    client.post(address(meeting), posted | {"place": "A"})
    response = client.post(address(meeting), posted | {"place": "B"})
    parked = Revision.objects.get(version=None)
    assert response.url == address(meeting, "meeting_conflict", parked.pk)
    assert (parked.document["place"], document_of(meeting)["place"]) == ("B", "A")


def test_a_button_pressed_twice_adds_one_row(client, meeting):
    posted = form(meeting.document, do="add:points")
    answers = [client.post(address(meeting), posted).url for _ in range(2)]
    assert answers[0] == answers[1]
    assert len(document_of(meeting)["points"]) == 2
    assert Revision.objects.filter(version=None).count() == 0


def test_a_stale_save_by_script_is_answered_409_with_the_page_that_compares(client, meeting):
    client.post(address(meeting), form(meeting.document | {"place": "A"}))
    stale = client.post(address(meeting), form(meeting.document | {"place": "B"}), **JSON)
    parked = Revision.objects.get(version=None)
    assert stale.status_code == 409
    assert stale.json()["conflict"] == address(meeting, "meeting_conflict", parked.pk)


def told_of_a_conflict(client, meeting, place):
    answer = client.post(address(meeting), form(meeting.document | {"place": place}), **JSON)
    return answer.json()["told"]


def test_a_conflict_names_who_stands_against_the_text(client, meeting, client_of, group):
    issa = make_membership(make_user("Issa"), "secretary", group=group).user
    client_of(issa).post(address(meeting), form(meeting.document | {"place": "A"}))
    assert told_of_a_conflict(client, meeting, "B") == "Issa a changé les mêmes champs."
    meeting.revisions.filter(author=issa).update(author=meeting.created_by)
    own = "Vous-même, dans une autre fenêtre, avez changé les mêmes champs."
    assert told_of_a_conflict(client, meeting, "C") == own
    Meeting.objects.filter(pk=meeting.pk).update(state="submitted")
    closed = french("Ce compte rendu est passé à l’état « soumis ».")
    assert told_of_a_conflict(client, meeting, "D") == closed


def test_the_page_of_a_conflict_with_oneself_says_so(client, meeting):
    client.post(address(meeting), form(meeting.document | {"place": "A", "start": "9h"}))
    response = client.post(address(meeting), form(meeting.document | {"place": "B"}))
    page = client.get(response.url).content.decode()
    assert "Vous-même, dans une autre fenêtre, avez enregistré pendant que vous écriviez" in page
    assert "Vous-même, dans une autre fenêtre, avez modifié" in page


def test_two_texts_are_shown_side_by_side_and_the_choices_are_saved(client, meeting):
    first = meeting.document["points"][0]
    title = doc.key_of("points", first, "title")
    theirs = meeting.document | {"place": "A", "start": "9h"}
    mine, (line,) = with_rows(meeting.document, "attendance", {"wording": "PAM"})
    client.post(address(meeting), form(theirs))
    response = client.post(address(meeting), form(mine | {"place": "B", title: "Autre"}))
    page = client.get(response.url).content.decode()
    assert page.count("<fieldset") == 1
    assert "Rien n’est perdu" in page
    choices = {"base_version": 2, "op_id": str(uuid.uuid4()), "place": "theirs"}
    client.post(response.url, choices)
    stored = document_of(meeting)
    assert (stored["place"], stored["start"], stored[title]) == ("A", "9h", "Autre")
    assert stored["attendance"] == [*meeting.document["attendance"], line]
    assert stored[f"attendance/{line}/wording"] == "PAM"


def test_a_text_saved_after_the_hand_in_is_kept_and_says_so(client, meeting):
    Meeting.objects.update(state="submitted")
    response = client.post(address(meeting), form(meeting.document | {"place": "tard"}))
    page = client.get(response.url).content.decode()
    assert "n’y entre plus, mais il est gardé" in page
    assert "Enregistrer les choix" not in page


def test_submitted_minutes_are_not_edited(client, meeting):
    Meeting.objects.update(state="submitted")
    assert client.get(address(meeting)).status_code == 403


def test_the_history_tells_who_changed_what(client, meeting, secretary):
    client.post(address(meeting), form(meeting.document | {"place": "Magaria"}))
    page = client.get(address(meeting, "meeting_history")).content.decode()
    assert "Enregistrement 2" in page
    assert secretary.name in page
    assert ("PAM Zinder" in page, "Magaria" in page) == (True, True)
    revision = Revision.objects.get(version=1)
    old = client.get(address(meeting, "revision_detail", revision.pk)).content.decode()
    assert ("PAM Zinder" in old, "Magaria" in old) == (True, False)


def test_a_revision_of_another_meeting_is_not_found(client, meeting, group, secretary):
    other = make_meeting(group, secretary)
    revision = other.revisions.get()
    assert client.get(address(meeting, "revision_detail", revision.pk)).status_code == 404
    assert client.get(address(meeting, "meeting_conflict", revision.pk)).status_code == 404


def long_document(points, actions, lines):
    document, _ = with_rows(
        make_document(), "attendance", *[{"wording": f"L{n}"} for n in range(lines)]
    )
    document, _ = with_rows(document, "points", *[{"title": f"P{n}"} for n in range(points)])
    document, _ = with_actions(document, *[{"text": "x", "responsible": "OIM"}] * actions)
    return document


@pytest.mark.parametrize("size", [(1, 1, 1), (20, 60, 60)])
def test_reading_and_saving_take_the_same_few_queries_for_any_size(
    client, group, secretary, size, django_assert_num_queries
):
    make_agency("OIM")
    document = long_document(*size)
    meeting = make_meeting(group, secretary, document=document)
    client.get(address(meeting))
    with django_assert_num_queries(15):
        client.get(address(meeting))
    with django_assert_num_queries(15):
        client.post(address(meeting), form(document | {"place": "B"}), **JSON)
    assert document_of(meeting)["place"] == "B"


def test_the_preview_is_a_pdf(client, meeting):
    response = client.get(address(meeting, "meeting_preview"))
    assert (response["Content-Type"], response.content[:5]) == ("application/pdf", b"%PDF-")


def test_names_no_longer_in_use_are_read_everywhere_and_suggested_nowhere(client, group, secretary):
    make_agency("OIM")
    make_agency("VIEUX", is_active=False)
    document, _ = with_actions(make_document(), {"text": "x", "responsible": "VIEUX"})
    meeting = make_meeting(group, secretary, document=document)
    page = client.get(address(meeting))
    assert ([name for name, *_ in page.context["names"]], page.context["checklist"]) == (
        ["OIM"],
        [],
    )
    saved = client.post(address(meeting), form(document | {"place": "B"}), **JSON)
    assert saved.json()["problems"] == []
    assert client.get(address(meeting, "meeting_submit")).context["checklist"] == []


def test_a_list_of_attendance_on_one_line_is_cut_without_javascript(client, group, secretary):
    document = make_document()
    [line] = document["attendance"]
    document[doc.key_of("attendance", line, "wording")] = "OIM ; HCR ; PAM."
    meeting = make_meeting(group, secretary, document=document)
    button = f'name="do" value="cut:{line}" data-cut>Couper en 3 lignes</button>'
    assert client.get(address(meeting)).content.decode().count(button) == 1
    response = client.post(address(meeting), form(document, do=f"cut:{line}"))
    wordings = [each["wording"] for each in doc.tree(document_of(meeting))["attendance"]]
    assert (wordings, response.url) == (["OIM", "HCR", "PAM"], f"{address(meeting)}#row-{line}")
