"""What the server put together is shown in the form, under the hands of whoever types."""

import json
import uuid

import pytest

from meetings.text import document as doc
from meetings.writing import store
from tests.browser.device import until
from tests.browser.editing import Editor
from tests.factories import make_document, make_meeting, with_actions, with_rows


@pytest.fixture
def editor(new_page, live_server, group, secretary):
    document = make_document()
    document, _ = with_rows(document, "attendance", {"wording": "PAM"}, {"wording": "UNICEF"})
    document, _ = with_actions(document, {"text": "Former"}, {"text": "Informer"})
    editor = Editor(new_page(), make_meeting(group, secretary, document=document), live_server.url)
    editor.sign_in(secretary)
    yield editor.open()
    assert editor.problems() == []


def answer(route, version, document=None, summary=(), **more):
    merged = {"merged": {"document": document, "summary": list(summary)}} if document else {}
    body = {"app": "gtm", "version": version, "saved_at": "2026-11-24T09:32:00+00:00"}
    route.fulfill(json=body | {"problems": [], "others": ""} | merged | more)


def held(editor):
    requests = []
    editor.answer(requests.append)
    return requests


def wait_for(editor, requests, count=1):
    until(editor.page, lambda: len(requests) >= count)


def other_side(editor):
    """The text as somebody else made it meanwhile, and her summary."""
    text = editor.stored.document
    _, second, third = text["attendance"]
    text = doc.with_row_removed(text, second)
    text, _ = with_rows(text, "attendance", {"wording": "CRN"})
    text, (point,) = with_rows(text, "points", {"title": "Point d’Amadou"})
    text, _ = with_rows(text, f"points/{point}/actions", {"text": "Vérifier"})
    text["points"] = [point, *[each for each in text["points"] if each != point]]
    return text | {"place": "Ailleurs", f"attendance/{third}/function": "Chef"}


def test_a_merged_answer_is_shown_without_touching_what_is_typed_meanwhile(editor):
    requests = held(editor)
    place = len(editor.values("text")) - 1
    editor.field("text", place).focus()
    editor.press("End")
    editor.type(" les relais")
    editor.press("Control+s")
    wait_for(editor, requests)
    editor.type(" et la presse")  # after the request has left
    merged = other_side(editor)
    points = merged["points"]
    mine = merged[f"points/{points[1]}/actions"][1]
    merged[f"actions/{mine}/text"] = "Informer les relais"
    answer(requests[0], 7, merged, ["Lieu : « Ailleurs »", "Présence : une ligne retirée"])
    note = editor.page.locator("[data-notice=merged]")
    note.wait_for()
    assert editor.focused == ("text", "Informer les relais et la presse")
    editor.type(" !")  # the caret has not moved
    assert editor.page.locator("[name=place]").input_value() == "Ailleurs"
    assert editor.values("wording") == ["OIM", "UNICEF", "CRN"]
    assert editor.values("title") == ["Point d’Amadou", "Divers"]
    assert editor.values("text") == ["Vérifier", "Former", "Informer les relais et la presse !"]
    assert note.locator("li").all_inner_texts() == [
        "Lieu : « Ailleurs »",
        "Présence : une ligne retirée",
    ]
    wait_for(editor, requests, 2)  # what is mine still is sent by itself, on top of the merge
    assert editor.sent[1]["base_version"] == "7"
    answer(requests[1], 8)
    editor.page.locator("[data-kind=saved]").wait_for()
    note.get_by_role("button", name="Compris").click()
    assert (note.is_visible(), editor.state.inner_text()[:24]) == (
        False,
        "Enregistré sur le serveu",
    )


def test_a_row_removed_by_another_stays_when_words_were_typed_in_it_since(editor):
    requests = held(editor)
    editor.field("wording", 0).focus()
    editor.press("Control+s")
    wait_for(editor, requests)
    editor.field("wording", 1).focus()
    editor.press("End")
    editor.type(" Zinder")
    merged = other_side(editor)
    answer(requests[0], 7, merged, ["Présence : une ligne retirée"])
    editor.page.locator("[data-notice=merged]").wait_for()
    assert editor.values("wording") == ["OIM", "PAM Zinder", "UNICEF", "CRN"]
    assert editor.focused == ("wording", "PAM Zinder")


def test_a_row_added_and_one_removed_meanwhile_stay_so(editor):
    requests = held(editor)
    editor.press("Control+s")
    wait_for(editor, requests)
    editor.field("wording", 0).focus()
    editor.press("Alt+Enter")
    editor.type("HCR")
    editor.field("wording", 3).focus()
    editor.press("Alt+Backspace")
    answer(requests[0], 7, other_side(editor), ["Présence : une ligne retirée"])
    editor.page.locator("[data-notice=merged]").wait_for()
    assert editor.values("wording") == ["OIM", "CRN", "HCR"]


def test_a_conflict_found_by_the_timer_is_offered_and_nobody_is_led_away(editor):
    requests = held(editor)
    address = f"/reunions/{editor.meeting.pk}/historique/"
    editor.field("discussion").focus()
    editor.type("Mienne")
    wait_for(editor, requests)
    body = {"app": "gtm", "version": 3, "conflict": address}
    requests[0].fulfill(status=409, json=body)
    notice = editor.page.locator("[data-notice=conflict]")
    notice.wait_for()
    assert editor.state.inner_text() == "Mis de côté sur le serveur, à réunir avec l’autre version."
    editor.type(" et la suite")
    editor.answer(lambda route: route.fulfill(status=409, json=body))
    notice.get_by_role("button").click()
    editor.page.get_by_role("heading", level=1, name="Historique").wait_for()
    [last] = editor.sent
    assert "Mienne+et+la+suite" in json.dumps(last)


def test_a_conflict_with_oneself_in_another_window_is_told_as_such(editor, secretary):
    document = editor.stored.document
    key = doc.key_of("points", document["points"][0], "discussion")
    store.save(editor.meeting, secretary, document | {key: "Là-bas"}, 1, uuid.uuid4())
    editor.faked = True  # the browser notes the 409
    editor.field("discussion").fill("Ici")
    notice = editor.page.locator("[data-notice=conflict] p")
    notice.wait_for()
    assert notice.inner_text() == (
        "Vous-même, dans une autre fenêtre, avez changé les mêmes champs. "
        "Votre texte est gardé à part sur le serveur, rien n’est perdu."
    )


def test_ctrl_s_while_the_timer_saves_is_answered_as_what_was_asked_for(editor):
    requests = held(editor)
    address = f"/reunions/{editor.meeting.pk}/historique/"
    editor.field("discussion").focus()
    editor.type("Mienne")
    wait_for(editor, requests)
    editor.press("Control+s")
    requests[0].fulfill(status=409, json={"app": "gtm", "version": 3, "conflict": address})
    editor.page.get_by_role("heading", level=1, name="Historique").wait_for()
    assert [each["auto"] for each in editor.sent] == ["1"]


def test_who_else_writes_is_asked_however_far_the_clock_is_set_back(editor):
    with editor.page.expect_request("**/presence/"):
        editor.page.evaluate("""() => {
          const [now, running] = [Date.now(), performance.now()];
          Date.now = () => now - 864e5;
          performance.now = () => running + 60_000;
        }""")


def test_who_else_writes_is_told_by_the_saves(editor):
    told = "Ali, Omar et Rakia modifient aussi ce compte rendu."
    others = editor.page.locator("[data-others-now]")
    editor.answer(lambda route: answer(route, 2, others=told))
    editor.save()
    assert others.inner_text() == told
    editor.answer(lambda route: answer(route, 2))
    editor.press("Control+s")
    others.filter(has_text=told).wait_for(state="detached")
