"""Photos without network: kept on the device, sent in pieces when it is back, in the text once."""

import io
from pathlib import Path

import pytest
from django.conf import settings
from PIL import Image

from meetings.models import Meeting, Photo
from meetings.writing import pieces
from tests.browser.device import ready_offline, records, until
from tests.browser.editing import Editor
from tests.factories import make_document, make_meeting, make_membership, make_user

WAITS = "« {} » : sur cet appareil, part dès que le serveur répond."


@pytest.fixture
def meeting(group, secretary):
    return make_meeting(group, secretary, document=make_document())


@pytest.fixture
def online(device, network, meeting, secretary):
    """Open the editor over a network that can be cut; again after a kill."""
    device.address = network.address

    def open_editor():
        page = device.start_as(secretary)
        page.goto(f"/reunions/{meeting.pk}/modifier/")
        page.locator("[data-ready]").wait_for()
        return page

    return open_editor


def picture(name, size=(80, 60)):
    out = io.BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(out, "JPEG")
    return {"name": name, "mimeType": "image/jpeg", "buffer": out.getvalue()}


def choose(page, *chosen, label="Choisir des photos"):
    page.get_by_label(label).set_input_files(list(chosen))


def without_last_answer(route):
    """The photo arrives, its answer does not."""
    answer = route.fetch()
    if Photo.objects.exists():
        route.abort()
    else:
        route.fulfill(response=answer)


def told(page):
    return page.locator(".upload-progress li").all_inner_texts()


def names(meeting):
    uids = Meeting.objects.get(pk=meeting.pk).document.get("photos", [])
    return [Photo.objects.get(pk=uid).name for uid in uids]


def saved(page):
    page.locator("[data-kind=saved]").wait_for()
    page.locator(".upload-progress li").wait_for(state="detached")


def test_photos_chosen_without_network_survive_the_browser_and_arrive_once(
    device, network, online, meeting
):
    page = online()
    ready_offline(page)
    network.turn("cut")
    page.reload()
    page.locator("[data-ready]").wait_for()
    choose(page, picture("a.jpg"), picture("b.jpg"))
    until(page, lambda: told(page) == [WAITS.format("a.jpg"), WAITS.format("b.jpg")])
    device.kill()
    page = online()
    assert len(records(page, "files")) == 2
    until(page, lambda: told(page) == [WAITS.format("a.jpg"), WAITS.format("b.jpg")])
    network.turn("fair")
    page.evaluate("dispatchEvent(new Event('online'))")
    page.locator(".thumb").nth(1).wait_for()
    until(page, lambda: names(meeting) == ["a.jpg", "b.jpg"])
    saved(page)
    assert (Photo.objects.count(), records(page, "files")) == (2, [])
    page.reload()
    page.locator("[data-ready]").wait_for()
    assert (page.locator(".thumb").count(), Photo.objects.count()) == (2, 2)


def test_a_photo_that_the_network_cuts_goes_on_where_it_was(network, online, meeting, monkeypatch):
    taken = []
    take = pieces.Arriving.take

    def noted(arriving, offset, piece):
        taken.append((offset, piece.size))
        return take(arriving, offset, piece)

    monkeypatch.setattr(pieces.Arriving, "take", noted)
    page = online()
    network.rate, network.delay = 400_000, 0.0
    network.turn("slow")
    choose(page, picture("grande.jpg", (1600, 1200)))
    until(page, lambda: sum(size for _, size in taken) > 100_000, 30)
    network.turn("cut")
    until(page, lambda: told(page) == [WAITS.format("grande.jpg")])
    cut = len(taken)
    network.turn("fair")
    page.evaluate("dispatchEvent(new Event('online'))")
    saved(page)
    [whole] = {offset + size for offset, size in taken[-1:]}
    [asked, *rest] = taken[cut:]
    assert (asked, rest[0][0] >= 100_000) == ((0, 0), True)
    assert sum(size for _, size in taken) - whole <= pieces.MOST  # no more than what was under way
    assert names(meeting) == ["grande.jpg"]


def test_a_photo_whose_answer_was_lost_is_in_the_text_once(editor):
    page = editor.page
    page.route("**/morceaux/", without_last_answer)
    choose(page, picture("a.jpg"))
    until(page, lambda: told(page) == [WAITS.format("a.jpg")])
    assert Photo.objects.count() == 1
    page.unroute("**/morceaux/")
    page.evaluate("dispatchEvent(new Event('online'))")
    saved(page)
    assert (names(editor.meeting), Photo.objects.count()) == (["a.jpg"], 1)


def test_a_browser_killed_between_the_photo_and_the_text_places_it_once(
    device, network, online, meeting
):
    page = online()
    page.route("**/modifier/", lambda route: route.abort())
    page.route("**/morceaux/", without_last_answer)
    with page.expect_event("requestfailed", lambda asked: "/morceaux/" in asked.url):
        choose(page, picture("a.jpg"))
    assert Photo.objects.count() == 1
    device.kill()
    page = online()
    saved(page)
    assert (names(meeting), Photo.objects.count()) == (["a.jpg"], 1)


def test_a_photo_for_a_meeting_made_without_network_follows_it(
    device, network, online, meeting, group
):
    page = online()
    ready_offline(page, choices=True)
    network.turn("cut")
    page.goto("/reunions/nouvelle/")
    page.get_by_label("Date").fill("07/12/2021")
    page.get_by_role("button", name="Créer la réunion").click()
    page.locator("[data-ready]").wait_for()
    choose(page, picture("a.jpg"))
    until(page, lambda: told(page) == [WAITS.format("a.jpg")])
    network.turn("fair")
    page.evaluate("dispatchEvent(new Event('online'))")
    saved(page)
    made = Meeting.objects.exclude(pk=meeting.pk).get()
    assert names(made) == ["a.jpg"]


def test_a_refused_photo_can_be_kept_and_let_go_while_the_others_arrive(editor):
    page = editor.page
    broken = {"name": "note.jpg", "mimeType": "image/jpeg", "buffer": b"du texte"}
    choose(page, broken, picture("a.jpg"))
    page.locator(".thumb").wait_for()
    assert page.locator(".upload-progress .late").all_inner_texts() == [
        "« note.jpg » : ce n’est pas une photo JPEG, PNG ou WebP lisible."
    ]
    page.locator("[data-kind=saved]").wait_for()
    page.reload()  # it is still there, and refused again
    page.locator(".upload-progress .late").wait_for()
    with page.expect_download() as download:
        page.get_by_role("button", name="Garder une copie").click()
    assert (download.value.suggested_filename, Path(download.value.path()).read_bytes()) == (
        "note.jpg",
        b"du texte",
    )
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Retirer", exact=True).click()
    page.locator(".upload-progress li").wait_for(state="detached")
    until(page, lambda: records(page, "files") == [])
    assert names(editor.meeting) == ["a.jpg"]


def test_a_photo_for_minutes_closed_meanwhile_says_so_and_stays_here(editor):
    page = editor.page
    page.route("**/morceaux/", lambda route: route.abort())
    choose(page, picture("a.jpg"))
    until(page, lambda: told(page) == [WAITS.format("a.jpg")])
    Meeting.objects.update(state="submitted")
    page.unroute("**/morceaux/")
    page.evaluate("dispatchEvent(new Event('online'))")
    page.get_by_text("« a.jpg » : Ce compte rendu ne se modifie plus.").wait_for()
    page.goto("/")
    waiting = page.locator("[data-unsent] li")
    waiting.wait_for()
    assert waiting.inner_text().replace("\xa0", " ").endswith("« a.jpg » Garder une copie Retirer")


def test_an_ended_session_asks_to_sign_in_and_the_photo_goes_after(editor, secretary):
    page = editor.page
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    choose(page, picture("a.jpg"))
    page.locator("[data-sign-in]").wait_for()
    assert told(page) == ["« a.jpg » : sur cet appareil, part quand vous serez reconnecté."]
    editor.sign_in(secretary)
    page.evaluate("dispatchEvent(new Event('focus'))")
    saved(page)
    assert names(editor.meeting) == ["a.jpg"]


def test_another_account_neither_sees_nor_sends_the_photo(editor, group, live_server):
    page = editor.page
    page.route("**/morceaux/", lambda route: route.abort())
    choose(page, picture("a.jpg"))
    until(page, lambda: told(page) == [WAITS.format("a.jpg")])
    other = make_membership(make_user("Issa"), "secretary", group=group).user
    second = page.context.new_page()
    Editor(second, editor.meeting, live_server.url).sign_in(other)
    second.goto(f"/reunions/{editor.meeting.pk}/modifier/")
    second.locator("[data-ready]").wait_for()
    assert told(second) == []
    page.unroute("**/morceaux/")  # the page of the first account is still there, with her photo
    page.evaluate("dispatchEvent(new Event('online'))")
    page.get_by_text("part quand vous serez reconnecté").wait_for()
    assert (Photo.objects.count(), len(records(page, "files"))) == (0, 1)


def test_signing_out_with_an_unsent_photo_asks_and_keeps_it(editor):
    page = editor.page
    page.route("**/morceaux/", lambda route: route.abort())
    choose(page, picture("a.jpg"))
    until(page, lambda: told(page) == [WAITS.format("a.jpg")])
    page.goto("/")
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url("**/connexion/")
    assert (": a.jpg" in asked[0], [each["name"] for each in records(page, "files")]) == (
        True,
        ["a.jpg"],
    )


def test_without_memory_the_photo_is_sent_and_leaving_before_asks(
    new_page, live_server, meeting, secretary
):
    page = new_page()
    page.add_init_script("IDBObjectStore.prototype.put = () => { throw new DOMException('', 'Q') }")
    page.route("**/morceaux/", lambda route: route.abort())
    editor = Editor(page, meeting, live_server.url)
    editor.sign_in(secretary)
    editor.open()
    page.locator("[data-ready]").wait_for()
    choose(page, picture("a.jpg"))
    page.get_by_text("Ne quittez pas cette page : cet appareil ne garde pas le fichier.").wait_for()
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.locator("h1").click()
    page.evaluate("() => { setTimeout(() => location.assign('/'), 0) }")
    until(page, lambda: asked == ["beforeunload"])
    page.unroute("**/morceaux/")
    page.evaluate("dispatchEvent(new Event('online'))")
    saved(page)
    assert names(meeting) == ["a.jpg"]


def test_a_joined_file_waits_for_the_network_too(editor):
    page = editor.page
    page.route("**/morceaux/", lambda route: route.abort())
    liste = {"name": "liste.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    choose(page, liste, label="Choisir des pièces jointes")
    until(page, lambda: told(page) == [WAITS.format("liste.pdf")])
    page.reload()
    page.unroute("**/morceaux/")
    page.evaluate("dispatchEvent(new Event('online'))")
    saved(page)
    assert [each.file.read() for each in editor.meeting.joined_files.all()] == [b"%PDF-1.7"]
    assert len(editor.stored.document["files"]) == 1


def test_a_photo_that_does_not_come_is_a_frame_that_says_so(editor):
    page = editor.page
    choose(page, picture("a.jpg"))
    saved(page)
    editor.field("caption").focus()
    page.locator("img.thumb").evaluate("image => (image.src = 'data:image/jpeg,rien')")
    page.get_by_text("Photo visible avec le réseau").wait_for()
    assert page.locator("img.thumb").count() == 0
