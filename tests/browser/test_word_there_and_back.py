"""The Word file of Zinder: taken away, filled in by LibreOffice, given back while others type."""

from pathlib import Path

import pytest

from meetings.models import Revision
from tests.browser.editing import session_of
from tests.factories import make_meeting, make_membership, make_user
from tests.meetings import libreoffice
from tests.meetings.living import again
from tests.meetings.test_word import ACTION, POINT, ZINDER

DISCUSSION, DEADLINE = f"points/{POINT}/discussion", f"actions/{ACTION}/deadline"


@pytest.fixture
def meeting(group, secretary):
    return make_meeting(group, secretary, document=ZINDER)


@pytest.fixture
def abroad(new_page, live_server, group, meeting):
    """The page of the Word file, on a small screen, of a second secretary."""
    issa = make_membership(make_user("Issa"), "secretary", group=group).user
    page = new_page(width=360)
    page.context.add_cookies([session_of(issa, live_server.url)])
    page.goto(f"/reunions/{meeting.pk}/trame/")
    return page


def filled_in(page, texts, folder):
    """The path of the file that the page gives, once LibreOffice typed in it."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Télécharger la trame").click()
    content = Path(download.value.path()).read_bytes()
    given = folder / "trame.docx"
    given.write_bytes(libreoffice.filled(content, texts, folder))
    return given


def give_back(page, path):
    page.get_by_label("La trame remplie").set_input_files(path)
    with page.expect_navigation():
        page.get_by_role("button", name="Rendre la trame").click()


def test_what_libreoffice_filled_in_and_what_is_typed_meanwhile_come_together(
    editor, abroad, meeting, tmp_path
):
    path = filled_in(abroad, {"closing": "Levée à « 11h25 ».", DEADLINE: "fin 2023"}, tmp_path)
    editor.page.locator("[name=place]").fill("Gouvernorat")
    editor.save()
    before = again(meeting).document
    editor.page.locator(f"[name='{DISCUSSION}']").focus()
    editor.press("Control+End")
    editor.type(" Un relais est")  # not sent yet
    give_back(abroad, path)
    told = abroad.locator("main").inner_text()
    for each in ("Le texte est enregistré", "Écrit entre-temps", "Lieu", "11h25"):
        assert each in told
    editor.type(" nommé.")
    editor.press("Control+s")
    editor.page.locator("[data-notice=merged]").wait_for()
    assert editor.focused == ("discussion", f"{ZINDER[DISCUSSION]} Un relais est nommé.")
    assert editor.page.locator("[name=closing]").input_value() == "Levée à « 11h25 »."
    editor.page.locator("[data-save-state][data-kind=saved]").wait_for()
    changed = {
        "closing": "Levée à « 11h25 ».",
        DEADLINE: "fin 2023",
        DISCUSSION: f"{ZINDER[DISCUSSION]} Un relais est nommé.",
    }
    assert again(meeting).document == before | changed
    assert (editor.problems(), abroad.problems) == ([], [])


def test_the_passage_that_both_changed_is_chosen_on_the_page_of_both_texts(
    editor, abroad, meeting, tmp_path
):
    texts = {"closing": "Levée à 11h25.", DISCUSSION: "Le point est reporté."}
    path = filled_in(abroad, texts, tmp_path)
    editor.page.locator(f"[name='{DISCUSSION}']").fill("Le point est discuté.")
    editor.save()
    before = again(meeting).document
    give_back(abroad, path)
    assert again(meeting).document == before
    abroad.get_by_role("link", name="comparez et choisissez").click()
    abroad.get_by_role("heading", name="Deux textes à réunir").wait_for()
    assert abroad.locator("fieldset.choice").count() == 1
    abroad.get_by_label("Les deux, l’une après l’autre").check()
    abroad.get_by_role("button", name="Enregistrer les choix").click()
    abroad.wait_for_url("**/modifier/")
    both = "Le point est discuté.\nLe point est reporté."
    assert again(meeting).document == before | texts | {DISCUSSION: both}
    assert Revision.objects.waiting().count() == 0
    assert (editor.problems(), abroad.problems) == ([], [])
