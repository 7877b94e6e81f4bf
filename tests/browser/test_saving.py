"""Saving the minutes in real Chromium: no word is lost, whatever answers or does not."""

import io
import re

import pytest
from django.conf import settings
from PIL import Image

from gtm import uploads
from meetings.models import Meeting, Operation
from tests.browser.editing import Editor, discussion, write
from tests.factories import PASSWORD, make_document, make_meeting

SAVED = r"Enregistré sur le serveur à \d{1,2}h\d\d"
WAITING = "En attente d’envoi"
SOON = "Nouvel essai bientôt, sans rien faire."


@pytest.fixture
def editor(new_page, live_server, group, secretary):
    meeting = make_meeting(group, secretary, document=make_document())
    editor = Editor(new_page(), meeting, live_server.url)
    editor.sign_in(secretary)
    yield editor.open()
    assert editor.problems() == []


def test_ctrl_s_saves_and_says_when(editor):
    write(editor, "Été à Zinder + 10 % & « œuf »\nligne")
    assert editor.state.inner_text() == WAITING
    editor.save()
    assert re.fullmatch(SAVED, editor.state.inner_text())
    assert discussion(editor.stored.document) == "Été à Zinder + 10 % & « œuf »\nligne"


def test_a_save_soon_after_midnight_keeps_its_hour(editor):
    body = '{"app": "gtm", "version": 1, "saved_at": "2021-11-30T23:05:00+00:00", "problems": []}'
    editor.answer(lambda route: route.fulfill(content_type="application/json", body=body))
    write(editor, "Mots précieux")
    editor.press("Control+s")
    editor.page.locator("[data-kind=saved]").wait_for()
    assert editor.state.inner_text() == "Enregistré sur le serveur le 01/12/2021 à 0h05"


def test_saving_again_without_a_change_is_harmless(editor):
    write(editor, "Mots précieux")
    editor.save()
    before = (editor.stored.version, editor.stored.document, editor.meeting.revisions.count())
    with editor.page.expect_response("**/modifier/") as answer:
        editor.press("Control+s")
    editor.save()
    after = (editor.stored.version, editor.stored.document, editor.meeting.revisions.count())
    assert (answer.value.status, before) == (200, after)
    assert re.fullmatch(SAVED, editor.state.inner_text())


def test_what_is_typed_during_a_save_is_not_called_saved(editor):
    held = []
    editor.answer(held.append)
    write(editor, "Début")
    editor.press("Control+s")
    while not held:
        editor.page.wait_for_timeout(10)
    editor.type(" et suite")
    held[0].continue_()
    editor.page.get_by_text(WAITING).wait_for()
    editor.answer_truly()
    editor.save()
    assert discussion(editor.stored.document) == "Début et suite"


FAULTS = {
    "the server is down": (
        lambda route: route.abort(),
        f"{WAITING} : le serveur ne répond pas. {SOON}",
    ),
    "the server fails": (
        lambda route: route.fulfill(status=500, content_type="text/html", body="<h1>Erreur</h1>"),
        f"{WAITING} : le serveur a une panne. {SOON}",
    ),
    "a captive portal answers": (
        lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>Payez</h1>"),
        f"{WAITING} : une autre page répond à la place du serveur. {SOON}",
    ),
    "the answer is cut": (
        lambda route: route.fulfill(status=200, content_type="application/json", body='{"app":'),
        f"{WAITING} : une autre page répond à la place du serveur. {SOON}",
    ),
    "the answer is lost": (
        lambda route: (route.fetch(), route.abort()),
        f"{WAITING} : le serveur ne répond pas. {SOON}",
    ),
}


def fail(editor, fault):
    """Try to save against a fault; returns what was sent, once that is said."""
    answer, message = FAULTS[fault]
    sent = editor.answer(answer)
    editor.press("Control+s")
    editor.page.locator("[data-kind=waiting]").wait_for()
    assert editor.state.inner_text() == message
    editor.answer_truly()
    return list(sent)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_leaves_the_text_and_the_next_save_counts_once(editor, fault):
    write(editor, "Mots précieux")
    sent = fail(editor, fault)[0]
    assert editor.values("discussion") == ["Mots précieux"]
    editor.save()
    assert (editor.stored.version, discussion(editor.stored.document)) == (2, "Mots précieux")
    assert [str(each.op_id) for each in Operation.objects.all()] == [sent["op_id"]]


@pytest.mark.parametrize("fault", ["the server fails", "the answer is lost"])
def test_words_typed_after_a_fault_are_no_conflict_with_oneself(editor, fault):
    write(editor, "Mots précieux")
    sent = fail(editor, fault)[0]
    write(editor, "Mots plus précieux")
    again = editor.answer(lambda route: route.continue_())
    editor.save()
    assert editor.page.url.endswith("/modifier/")
    assert discussion(editor.stored.document) == "Mots plus précieux"
    assert [each["op_id"] == sent["op_id"] for each in again] == [True, False]
    assert editor.meeting.revisions.filter(version=None).count() == 0


def test_an_ended_session_is_told_and_after_signing_in_elsewhere_the_save_works(
    editor, secretary, sign_in
):
    editor.faked = True  # the browser notes the 401
    write(editor, "Mots précieux")
    editor.page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    editor.press("Control+s")
    editor.page.locator("[data-kind=failed]").wait_for()
    assert editor.state.inner_text() == "Pas envoyé : votre session est terminée."
    with editor.page.context.expect_page() as other:
        editor.page.get_by_role("link", name="Dans un autre onglet").click()
    sign_in(other.value, secretary, PASSWORD)  # which changes the token against forgeries
    editor.page.bring_to_front()
    editor.save()
    assert discussion(editor.stored.document) == "Mots précieux"
    assert not editor.page.locator("[data-sign-in]").is_visible()


def test_without_any_cookie_one_is_asked_to_sign_in_too(editor):
    editor.faked = True  # the browser notes the 403
    write(editor, "Mots précieux")
    editor.page.context.clear_cookies()
    editor.press("Control+s")
    editor.page.locator("[data-sign-in]").wait_for()
    assert editor.values("discussion") == ["Mots précieux"]


def come_too_late(editor):
    write(editor, "Mienne")
    editor.faked = True  # the browser notes the 409
    meeting = editor.stored
    key = f"points/{meeting.document['points'][0]}/discussion"
    theirs = meeting.document | {key: "Autre"}
    Meeting.objects.filter(pk=meeting.pk).update(version=2, document=theirs)
    editor.press("Control+s")
    editor.page.get_by_role("heading", name="Deux textes à réunir").wait_for()
    return meeting


def test_a_text_that_comes_too_late_is_set_beside_the_other(editor, secretary):
    meeting = come_too_late(editor)
    parked = meeting.revisions.get(version=None)
    assert (discussion(parked.document), parked.author) == ("Mienne", secretary)
    assert discussion(editor.stored.document) == "Autre"


def test_a_text_set_aside_is_offered_by_the_server_and_not_once_more_by_the_device(editor):
    come_too_late(editor)
    editor.open()
    editor.page.get_by_role("link", name="Réunir le texte de Amina").wait_for()
    assert editor.page.locator("[data-found]").is_hidden()


def test_leaving_with_unsaved_words_asks(editor):
    asked = []
    editor.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    write(editor, "Mots précieux")
    editor.page.evaluate("() => { setTimeout(() => location.assign('/'), 0) }")
    editor.page.wait_for_timeout(500)
    assert (asked, editor.values("discussion")) == (["beforeunload"], ["Mots précieux"])
    editor.save()
    editor.page.get_by_role("link", name="Historique").click()
    editor.page.get_by_role("heading", level=1, name="Historique").wait_for()
    assert asked == ["beforeunload"]


def test_submitting_saves_first_and_stays_when_that_fails(editor):
    write(editor, "Mots précieux")
    editor.answer(lambda route: route.abort())
    button = editor.page.get_by_role("button", name="Soumettre…")
    button.click()
    editor.page.locator("[data-kind=waiting]").wait_for()
    assert (editor.page.url[-10:], editor.values("discussion")) == ("/modifier/", ["Mots précieux"])
    notice = editor.page.locator("[data-notice=unsubmitted]")
    assert notice.inner_text().startswith("Rien n’a été soumis")
    editor.answer_truly()
    editor.save()
    assert notice.is_hidden()
    button.click()
    editor.page.get_by_role("heading", name="Soumettre à validation").wait_for()
    assert discussion(editor.stored.document) == "Mots précieux"


def test_empty_fields_do_not_travel(editor):
    sent = editor.answer(lambda route: route.continue_())
    editor.page.locator("[name=start]").fill("")
    editor.save()
    assert [name for text in sent for name, value in text.items() if not value] == []
    assert "start" not in editor.stored.document


def test_problems_are_shown_at_their_field_and_in_the_summary(editor):
    summary = editor.page.locator("#checklist")
    assert not summary.is_visible()
    editor.page.locator("[name=end]").fill("9h")
    editor.field("title").fill("")
    editor.save()
    links = summary.get_by_role("link")
    summary.locator("summary").click()
    assert [text.replace("\xa0", " ") for text in links.all_inner_texts()] == [
        "À vérifier : La réunion finit avant d’avoir commencé.",
        "À corriger : Il n’y a aucun point à l’ordre du jour.",
    ]
    assert editor.page.locator("[data-problem-count]").inner_text() == "2 remarques"
    assert editor.page.locator(".entry-problem").all_inner_texts() == [
        "La réunion finit avant d’avoir commencé."
    ]
    editor.page.locator("[name=end]").fill("11h25")
    editor.field("title").fill("Divers")
    editor.save()
    assert (summary.is_visible(), editor.page.locator(".entry-problem").count()) == (False, 0)


def picture(name, size=(80, 60), form="JPEG"):
    out = io.BytesIO()
    Image.effect_noise(size, 90).save(out, form)
    return {"name": name, "mimeType": f"image/{form.lower()}", "buffer": out.getvalue()}


def choose(editor, label, *chosen):
    editor.page.get_by_label(label).set_input_files(list(chosen))


def test_photos_land_in_order_and_are_saved_with_their_captions(editor):
    choose(editor, "Choisir des photos", picture("a.jpg"), picture("b.png", form="PNG"))
    editor.page.locator("[data-kind=saved]").wait_for()
    thumbs = editor.page.locator(".thumb")
    assert thumbs.evaluate_all("all => all.map(image => image.alt)") == ["a.jpg", "b.png"]
    thumbs.last.scroll_into_view_if_needed()
    thumbs.evaluate_all("all => Promise.all(all.map(image => image.decode()))")
    editor.field("caption", 0).fill("La salle")
    editor.field("caption", 1).focus()
    editor.press("Alt+ArrowUp")
    editor.save()
    photos = editor.stored.document["photos"]
    names = [editor.stored.photos.get(pk=uid).name for uid in photos]
    captions = [editor.stored.document.get(f"photos/{uid}/caption") for uid in photos]
    assert (names, captions) == (["b.png", "a.jpg"], [None, "La salle"])


def test_a_removed_photo_comes_back(editor):
    choose(editor, "Choisir des photos", picture("a.jpg"))
    editor.page.locator("[data-kind=saved]").wait_for()
    editor.field("caption").fill("La salle")
    editor.press("Alt+Backspace")
    assert editor.page.locator(".thumb").count() == 0
    editor.press("Alt+z")
    editor.save()
    [photo] = editor.stored.document["photos"]
    assert editor.stored.document[f"photos/{photo}/caption"] == "La salle"


def test_a_large_photo_is_made_small_before_it_travels(editor):
    large = picture("grande.jpg", size=(2400, 1800))
    pieces = []
    editor.page.on("request", lambda asked: "/morceaux/" in asked.url and pieces.append(asked))
    choose(editor, "Choisir des photos", large)
    editor.page.locator("[data-kind=saved]").wait_for()
    photo = editor.stored.photos.get()
    assert photo.name == "grande.jpg"
    sent = sum(piece.sizes()["requestBodySize"] for piece in pieces)
    assert 0 < sent < len(large["buffer"]) / 2


def test_a_refused_file_says_why_and_the_others_arrive(editor):
    editor.faked = True  # the browser notes the 422
    broken = {"name": "note.jpg", "mimeType": "image/jpeg", "buffer": b"du texte"}
    choose(editor, "Choisir des photos", broken, picture("a.jpg"))
    editor.page.locator(".thumb").wait_for()
    assert editor.page.locator(".upload-progress .late").all_inner_texts() == [
        "« note.jpg » : ce n’est pas une photo JPEG, PNG ou WebP lisible."
    ]


def test_a_huge_file_is_refused_before_it_travels(editor):
    sent = []
    editor.page.on("request", lambda request: sent.append(request.method))
    huge = {"name": "film.pdf", "mimeType": "application/pdf", "buffer": b"0" * 10_485_761}
    choose(editor, "Choisir des pièces jointes", huge)
    editor.page.locator(".upload-progress .late").wait_for()
    assert (
        editor.page.locator(".upload-progress .late").all_inner_texts(),
        [each for each in sent if each == "POST"],
    ) == (
        ["« film.pdf » : plus de 10 Mo."],
        [],
    )
    assert uploads.MAX_BYTES == 10_485_760  # what the page says is what the server does
