"""Local first, then the server, by itself: what the page says of the text is true."""

import json
import re

import pytest

from meetings.models import Operation
from tests.browser.device import kept, until, until_kept
from tests.browser.editing import Editor, discussion, write
from tests.factories import make_document, make_meeting

ON_DEVICE = r"Enregistré sur cet appareil à \d{1,2}h\d\d"
ON_SERVER = r"Enregistré sur le serveur à \d{1,2}h\d\d"


@pytest.fixture
def meeting(group, secretary):
    return make_meeting(group, secretary, document=make_document())


@pytest.fixture
def editor(new_page, live_server, meeting, secretary):
    editor = Editor(new_page(), meeting, live_server.url)
    editor.sign_in(secretary)
    yield editor.open()
    assert editor.problems() == []


def device_says(editor):
    return editor.page.locator("[data-device-state]").inner_text()


def previewed(found):
    """What the panel says of the discussion of the only point: the old words and the new ones."""
    label = "Point « Divers » : Discussion"
    found.wait_for()
    lines = [" ".join(line.split()) for line in found.locator("li").all_inner_texts()]
    return [line.removeprefix(label).strip() for line in lines]


def test_words_typed_before_the_scripts_have_come_are_sent_too(
    new_page, live_server, meeting, secretary
):
    page = new_page()
    editor = Editor(page, meeting, live_server.url)
    editor.sign_in(secretary)
    late = []
    page.route("**/editor.js", lambda route: late.append(route))
    page.route("**/modifier/", editor._pass)
    page.goto(f"/reunions/{meeting.pk}/modifier/", wait_until="commit")
    write(editor, "Avant les scripts")
    until(page, lambda: late)
    late[0].continue_()
    page.locator("[data-kind=saved]").wait_for()
    assert discussion(editor.stored.document) == "Avant les scripts"


def test_what_is_typed_goes_to_the_device_then_by_itself_to_the_server(editor, secretary):
    sent = editor.answer(lambda route: route.continue_())
    write(editor, "Mots précieux")
    until_kept(editor.page, "Mots précieux")
    assert (editor.state.inner_text(), sent) == ("En attente d’envoi", [])
    assert (kept(editor.page), bool(re.fullmatch(ON_DEVICE, device_says(editor)))) == (
        ["Mots précieux"],
        True,
    )
    editor.page.locator("[data-kind=saved]").wait_for()
    assert re.fullmatch(ON_SERVER, editor.state.inner_text())
    assert discussion(editor.stored.document) == "Mots précieux"
    assert [(each["auto"], each["base_version"], each["account"]) for each in sent] == [
        ("1", "1", str(secretary.pk))
    ]
    assert kept(editor.page) == []


def test_a_retry_by_itself_bears_the_same_op_id_and_counts_once(editor):
    answers = [
        lambda route: route.abort(),
        lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>Payez</h1>"),
        lambda route: route.fulfill(status=429, body=""),
        lambda route: (route.fetch(), route.abort()),
        lambda route: route.continue_(),
    ]
    sent = editor.answer(lambda route: answers.pop(0)(route))
    write(editor, "Une seule fois")
    editor.press("Control+s")
    title, saved = editor.page.locator("h1"), editor.page.locator("[data-kind=saved]")
    until(editor.page, lambda: title.click() or saved.is_visible())  # a click tries at once
    assert len({each["op_id"] for each in sent}) == 1
    assert (len(sent), editor.stored.version, Operation.objects.count()) == (5, 2, 1)


def test_a_refused_text_is_told_and_kept_and_no_longer_sent_by_itself(editor):
    body = '{"app": "gtm", "error": "Ce texte est trop long."}'
    sent = editor.answer(
        lambda route: route.fulfill(status=413, content_type="application/json", body=body)
    )
    write(editor, "Trop long")
    editor.press("Control+s")
    editor.page.locator("[data-kind=failed]").wait_for()
    assert editor.state.inner_text() == (
        "Pas envoyé : le serveur refuse ce texte. Ce texte est trop long."
    )
    editor.type("!")
    editor.page.wait_for_timeout(3_500)
    assert (len(sent), kept(editor.page)) == (1, ["Trop long!"])


def test_a_token_that_changed_is_fetched_and_the_save_sent_again(editor):
    editor.faked = True
    write(editor, "Avec un autre jeton")
    editor.page.context.add_cookies([{"name": "csrf", "value": "x" * 32, "url": editor.address}])
    editor.save()
    assert discussion(editor.stored.document) == "Avec un autre jeton"


@pytest.mark.parametrize(
    "fault",
    [
        "indexedDB.open = () => { throw new DOMException('non', 'SecurityError') }",
        "IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError') }",
    ],
    ids=["refused", "full"],
)
def test_without_memory_a_rescue_copy_is_offered_and_the_text_is_sent(
    new_page, live_server, meeting, secretary, fault
):
    page = new_page()
    page.add_init_script(fault)
    editor = Editor(page, meeting, live_server.url)
    editor.sign_in(secretary)
    editor.open()
    write(editor, "Sans mémoire")
    page.locator("[data-copy=failed]").wait_for()
    assert device_says(editor) == "Cet appareil ne garde pas de copie"
    with page.expect_download() as download:
        page.locator("[data-notice=memory] button").click()
    assert "Sans mémoire" in download.value.path().read_text()
    page.locator("[data-kind=saved]").wait_for()
    assert discussion(editor.stored.document) == "Sans mémoire"


def test_a_rescue_copy_is_read_back_with_a_preview(editor, tmp_path):
    editor.answer(lambda route: route.abort())
    write(editor, "À garder")
    page = editor.page
    page.get_by_text("Copie de secours", exact=True).click()
    with page.expect_download() as download:
        page.locator("[data-rescue] [data-rescue-out]").click()
    copy = tmp_path / "copie.json"
    download.value.save_as(copy)
    write(editor, "Autre chose")
    chooser = page.get_by_label("Choisir une copie de secours")
    chooser.set_input_files(copy)
    found = page.locator("[data-found]")
    assert previewed(found) == ["Autre chose À garder"]
    found.get_by_role("button", name="Reprendre").click()
    found.wait_for(state="hidden")
    assert editor.values("discussion") == ["À garder"]
    wrong = tmp_path / "faux.json"
    wrong.write_text(
        '{"kind": "gtm-copie", "map": {}, "acked": {}, "meeting": "x", "title": "GTM Diffa"}'
    )
    chooser.set_input_files(wrong)
    page.get_by_text("Cette copie est celle d’un autre texte : GTM Diffa.").wait_for()
    editor.answer_truly()
    editor.save()
    assert discussion(editor.stored.document) == "À garder"


def test_a_copy_of_another_meeting_or_of_nothing_is_refused(editor, tmp_path):
    wrong = tmp_path / "faux.json"
    chooser = editor.page.get_by_label("Choisir une copie de secours")
    editor.page.get_by_text("Copie de secours", exact=True).click()
    copy = {"kind": "gtm-copie", "map": {}, "acked": {}, "meeting": "x", "title": "GTM Diffa"}
    for content, told in (
        (json.dumps(copy), "Cette copie est celle d’un autre texte : GTM Diffa."),
        ("<html>", "Ce fichier n’est pas une copie de secours."),
    ):
        wrong.write_text(content)
        chooser.set_input_files(wrong)
        editor.page.get_by_text(told).wait_for()


def test_a_save_cut_by_the_death_of_the_browser_counts_once(device, meeting, secretary):
    page = device.start()
    editor = device.editor(page, meeting, secretary)
    editor.open()
    editor.answer(lambda route: route.fetch())  # it arrives; its answer does not
    write(editor, "Arrivé")
    editor.press("Control+s")
    until(page, lambda: meeting.revisions.count() == 2)
    editor.type(" et plus")
    until(page, lambda: kept(editor.page) == ["Arrivé et plus"])
    device.kill()
    page = device.start()
    editor = device.editor(page, meeting, secretary)
    editor.open()
    page.locator("[data-found]").get_by_role("button", name="Reprendre").click()
    page.locator("[data-kind=saved]").wait_for()
    assert discussion(editor.stored.document) == "Arrivé et plus"
    assert [each.version for each in meeting.revisions.order_by("pk")] == [1, 2, 3]
