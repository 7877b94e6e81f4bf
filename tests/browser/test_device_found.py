"""Text found again: what was typed last is in the page, and the bar says so."""

import re
from datetime import date

import pytest

from meetings.models import Meeting
from meetings.writing import store
from tests.browser.device import kept, ready_offline, records, until, until_kept
from tests.browser.editing import Editor, discussion, write
from tests.factories import (
    make_document,
    make_meeting,
    make_membership,
    make_user,
    publish,
    with_actions,
)

BACK = r"Texte de cet appareil, \d{1,2}h\d\d, remis dans la page"
SAVED = "[data-save-state][data-kind=saved]"
FIELD = "[name$='/discussion']"


@pytest.fixture
def meeting(group, secretary):
    document, _ = with_actions(make_document(closing="Merci"), {"text": "Former"})
    return make_meeting(group, secretary, document=document)


@pytest.fixture
def online(device, network, secretary):
    """Start the browser of a secretary over a network that can be cut."""
    device.address = network.address
    return lambda: device.start_as(secretary)


def seen(page):
    """Of a page that is ready: the field, whether the bar says « remis », whether it offers."""
    page.locator("[data-ready]").wait_for()
    told = page.locator("[data-device-state]").inner_text()
    offers = page.locator("[data-found]").is_visible()
    return page.locator(FIELD).input_value(), bool(re.fullmatch(BACK, told)), offers


def typed_and_not_sent(editor, text):
    editor.answer(lambda route: route.abort())
    write(editor, text)
    until_kept(editor.page, text)


def test_after_a_reload_the_text_typed_last_is_in_the_page_and_the_bar_says_so(editor):
    typed_and_not_sent(editor, "Tapé avant F5")
    editor.page.reload()
    assert seen(editor.page) == ("Tapé avant F5", True, False)
    assert re.fullmatch(BACK, editor.announced)
    editor.answer_truly()
    editor.page.locator(SAVED).wait_for()
    assert (discussion(editor.stored.document), kept(editor.page)) == ("Tapé avant F5", [])
    assert re.fullmatch(BACK, editor.page.locator("[data-device-state]").inner_text())
    editor.page.reload()
    assert seen(editor.page) == ("Tapé avant F5", False, False)


@pytest.mark.parametrize("width", [360, 1280])
def test_after_a_reload_without_network_the_text_typed_last_is_in_the_page(
    network, online, meeting, width
):
    page = online()
    page.set_viewport_size({"width": width, "height": 640 if width == 360 else 900})
    page.goto(f"/reunions/{meeting.pk}/modifier/")
    ready_offline(page)
    network.turn("cut")
    page.locator(FIELD).fill("Tapé sans réseau")
    until_kept(page, "Tapé sans réseau")
    page.reload()
    assert seen(page) == ("Tapé sans réseau", True, False)
    page.reload()
    assert seen(page) == ("Tapé sans réseau", True, False)
    page.locator(FIELD).fill("Tapé sans réseau, puis repris")
    until_kept(page, "Tapé sans réseau, puis repris")
    page.reload()
    assert seen(page) == ("Tapé sans réseau, puis repris", True, False)
    network.turn("fair")
    page.locator(SAVED).wait_for()  # nobody touches it
    document = Meeting.objects.get(pk=meeting.pk).document
    assert discussion(document) == "Tapé sans réseau, puis repris"


def test_text_of_a_killed_browser_is_in_the_page_when_it_is_opened_again(
    device, meeting, secretary
):
    page = device.start()
    editor = device.editor(page, meeting, secretary)
    editor.open()
    typed_and_not_sent(editor, "Tapé juste avant la panne")
    device.kill()
    page = device.start()
    editor = device.editor(page, meeting, secretary)
    editor.open()
    assert seen(page) == ("Tapé juste avant la panne", True, False)
    page.locator(SAVED).wait_for()
    assert discussion(editor.stored.document) == "Tapé juste avant la panne"


def by_somebody_else(meeting, group, **fields):
    other = make_membership(make_user("Issa"), "secretary", group=group).user
    stored = Meeting.objects.get(pk=meeting.pk)
    text = stored.document | fields
    return store.save(stored, other, text, stored.version, store.new_op_id())


def test_over_a_newer_version_of_the_server_the_newest_text_is_offered_once_with_its_time(
    editor, group
):
    typed_and_not_sent(editor, "Tapé par Amina")
    by_somebody_else(editor.meeting, group, closing="Clos par Issa")
    editor.page.reload()
    found = editor.page.locator("[data-found]")
    found.wait_for()
    assert re.fullmatch(r"à \d{1,2}h\d\d", found.locator("[data-found-when]").inner_text())
    assert (editor.values("discussion"), found.locator("li").all_inner_texts()) == (
        [""],
        ["Point « Divers »\u00a0: Discussion (vide) Tapé par Amina"],
    )
    editor.answer_truly()
    found.get_by_role("button", name="Laisser").click()
    until(editor.page, lambda: "isLeft" in records(editor.page, "drafts")[0])
    editor.page.goto("/")  # left aside is neither thrown away nor sent
    editor.page.locator("[data-unsent] li").wait_for()
    editor.page.wait_for_timeout(500)
    assert (editor.stored.version, kept(editor.page)) == (2, ["Tapé par Amina"])
    editor.page.goto(f"/reunions/{editor.meeting.pk}/modifier/")
    found.get_by_role("button", name="Reprendre").click()
    editor.page.locator(SAVED).wait_for()
    document = editor.stored.document
    assert (discussion(document), document["closing"]) == ("Tapé par Amina", "Clos par Issa")
    assert (found.is_visible(), kept(editor.page)) == (False, [])


COPY = """([text, seconds]) => import("/static/js/editor/store.js").then(async (store) => {
  const [draft] = await store.startingWith("drafts", "");
  const [field] = Object.keys(draft.map).filter((key) => key.endsWith("/discussion"));
  const at = new Date(Date.parse(draft.at) - 1_000 * seconds).toISOString();
  const map = { ...draft.map, [field]: text };
  const more = { key: draft.key + seconds, opId: crypto.randomUUID(), at, map };
  await store.write({ store: "drafts", put: { ...draft, ...more } });
})"""


def test_older_copies_are_not_offered_and_go_once_a_newer_one_holds_their_words(editor):
    typed_and_not_sent(editor, "Début, milieu et fin")
    for number, text in enumerate(("Début", "Début, milieu"), 1):
        editor.page.evaluate(COPY, [text, 60 * number])
    editor.page.reload()
    assert seen(editor.page) == ("Début, milieu et fin", True, False)
    editor.answer_truly()
    editor.page.locator(SAVED).wait_for()
    until(editor.page, lambda: records(editor.page, "drafts") == [])
    assert discussion(editor.stored.document) == "Début, milieu et fin"


def test_an_older_copy_with_words_of_its_own_stays_and_is_offered_when_the_newer_has_left(editor):
    typed_and_not_sent(editor, "Le nouveau")
    editor.page.evaluate(COPY, ["Tout autre chose", 60])
    editor.page.reload()
    assert seen(editor.page) == ("Le nouveau", True, False)
    editor.answer_truly()
    editor.page.locator(SAVED).wait_for()
    until(editor.page, lambda: kept(editor.page) == ["Tout autre chose"])
    editor.page.reload()
    found = editor.page.locator("[data-found]")
    found.wait_for()
    assert [" ".join(line.split()) for line in found.locator("li").all_inner_texts()] == [
        "Point « Divers » : Discussion Le nouveau Tout autre chose"
    ]


def test_a_tab_that_only_reads_puts_nothing_back(editor, live_server):
    typed_and_not_sent(editor, "Dans le premier onglet")
    page = editor.page.context.new_page()
    Editor(page, editor.meeting, live_server.url).open()
    page.locator("[data-notice=reading]").wait_for()
    assert seen(page) == ("", False, False)
    assert editor.values("discussion") == ["Dans le premier onglet"]


@pytest.fixture
def later(group, secretary, reviewer, meeting):
    """A meeting after one that left an action open."""
    publish(meeting, reviewer)
    return make_meeting(group, secretary, on=date(2022, 3, 15))


def test_what_is_offered_is_told_in_the_french_names_of_fields_and_choices(
    editor, later, group, live_server
):
    other = Editor(editor.page, later, live_server.url)
    other.open()
    other.answer(lambda route: route.abort())
    write(other, "presque", name="said")
    page = other.page
    page.get_by_role("button", name="+ Amendement").click()
    other.type("Ajouter le PAM")
    page.get_by_role("button", name="+ Présence").click()
    other.type("Croix-Rouge")  # no other line says it
    until(page, lambda: "Croix-Rouge" in str([each["map"] for each in records(page, "drafts")]))
    by_somebody_else(later, group, closing="Clos", modality="online")
    page.reload()
    found = page.locator("[data-found]")
    found.wait_for()
    assert sorted(found.locator("li strong").all_inner_texts()) == [
        "Amendement\u00a0: Amendement",
        "Compte rendu à adopter\u00a0: Liste des amendements",
        "Liste de présence",
        "Présence\u00a0: Présence",
        "Suivi « Former »\u00a0: Observations",
    ]
    text = found.inner_text()
    words = ("followups", "adoptions", "undefined", "member", "present", "online")
    assert [word for word in words if word in text] == []


def test_what_was_said_of_former_actions_stays_when_the_page_is_opened_without_network(
    network, online, later
):
    page = online()
    page.goto(f"/reunions/{later.pk}/modifier/")
    page.locator("[name$='/said']").fill("Presque fini")
    page.locator(SAVED).wait_for()
    ready_offline(page)
    until(page, lambda: "Presque fini" in str(records(page, "pages")))
    network.turn("cut")
    page.reload()
    page.locator("[data-ready]").wait_for()
    assert page.locator("[name$='/said']").input_value() == "Presque fini"
    assert page.get_by_text("Former").is_visible()
    page.locator("[name=closing]").fill("Clos")
    network.turn("fair")
    page.locator(SAVED).wait_for()
    document = Meeting.objects.get(pk=later.pk).document
    said = [text for key, text in document.items() if key.endswith("/said")]
    assert (said, document["closing"]) == (["Presque fini"], "Clos")


CLOSED = """() => {
  const { transaction } = IDBDatabase.prototype;
  IDBDatabase.prototype.transaction = function (...all) {
    if (all[1] !== "readwrite") return transaction.apply(this, all);
    IDBDatabase.prototype.transaction = transaction;
    this.close();
    return transaction.apply(this, all); // « InvalidStateError »
  };
}"""


def test_a_handle_that_the_browser_has_closed_is_opened_anew(editor):
    editor.answer(lambda route: route.abort())
    editor.page.evaluate(CLOSED)
    write(editor, "Après la fermeture")
    until_kept(editor.page, "Après la fermeture")
    told = editor.page.locator("[data-device-state]").inner_text()
    assert told.startswith("Enregistré sur cet appareil")
