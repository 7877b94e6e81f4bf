"""A later meeting of Zinder: each line of the follow-up filled by keyboard, read aloud, printed."""

import re
from datetime import date

import pytest

from actions.models import ActionItem
from meetings.models import Meeting
from tests.browser.editing import Editor
from tests.factories import make_meeting, publish
from tests.meetings.zinder import zinder_document
from tests.pdftext import text_of

MARCH = date(2022, 3, 15)


@pytest.fixture
def zinder(transactional_db, group, secretary, reviewer):
    """The real minutes of 30 November 2021, published, and the meeting that follows."""
    former = make_meeting(group, secretary, document=zinder_document())
    publish(former, reviewer)
    return former, make_meeting(group, secretary, on=MARCH)


@pytest.fixture
def editor(new_page, live_server, secretary, zinder):
    made = Editor(new_page(), zinder[1], live_server.url)
    made.sign_in(secretary)
    return made.open()


def test_the_nine_actions_of_zinder_are_followed_up_by_keyboard_and_printed(
    editor, zinder, reviewer
):
    _, later = zinder
    page = editor.page
    assert len(editor.values("said")) == 9
    page.locator("select[name$='/decision']").select_option("adopted")
    page.locator("select[name^='followups/']").first.focus()
    for number in range(9):
        assert editor.focused[0] == "status"
        editor.press(*("r" * 2 if number == 0 else "e"))  # « reconduite », else « en cours »
        editor.press("Tab")
        if number == 0:
            assert editor.focused[0] == "new_deadline"
            editor.type("30/06/2022")
            editor.press("Tab")
        assert editor.focused[0] == "said"
        editor.type(f"dit {number + 1}")
        editor.press("Enter")
    assert editor.focused[0] != "said"  # on the last one, Enter leaves the list
    editor.save()
    page.reload()
    assert editor.values("said") == [f"dit {number + 1}" for number in range(9)]
    publish(later, reviewer)
    text = " ".join(text_of(pdf_of(page, later)).split())
    assert text.count("Le compte rendu de la réunion du 30 novembre 2021 a été adopté.") == 1
    said = [found.group(1) for found in re.finditer(r"dit (\d)", text)]
    assert said == [str(number + 1) for number in range(9)]
    assert text.count("Reconduite (nouvelle échéance") == 1
    statuses = list(ActionItem.objects.order_by("status").values_list("status", flat=True))
    assert statuses == ["doing"] * 8 + ["todo"]
    assert editor.problems() == []


def pdf_of(page, meeting):
    return page.request.get(f"/reunions/{meeting.pk}/compte-rendu.pdf").body()


def test_an_amendment_is_noted_while_the_minutes_are_read_without_javascript(
    new_page, live_server, secretary, zinder
):
    former, later = zinder
    editor = Editor(new_page(javascript=False, width=360), later, live_server.url)
    editor.sign_in(secretary)
    editor.open()
    editor.page.get_by_role("link", name="Lecture en séance").click()
    editor.page.get_by_role("link", name="Suivant →").first.click()
    editor.page.locator("#ecran-2").get_by_role("button", name="Amender").click()
    editor.page.wait_for_url("**/modifier/**")
    assert editor.values("point")[0].startswith("1- Présentation de la stratégie")
    editor.field("text", 0).fill("Lire trois forces")
    editor.page.get_by_role("button", name="Enregistrer", exact=True).last.click()
    editor.page.get_by_text("Enregistré sur le serveur.").wait_for()
    document = Meeting.objects.get(pk=later.pk).document
    (uid,) = document[f"adoptions/{former.pk}/amendments"]
    assert document[f"amendments/{uid}/text"] == "Lire trois forces"


def test_the_arrows_go_from_screen_to_screen(new_page, live_server, secretary, zinder):
    editor = Editor(new_page(), zinder[1], live_server.url)
    editor.sign_in(secretary)
    editor.page.goto(f"/reunions/{zinder[0].pk}/lecture/")
    for key, place in (("ArrowRight", 2), ("PageDown", 3), ("ArrowLeft", 2)):
        editor.press(key)
        editor.page.wait_for_url(f"**/lecture/#ecran-{place}")


def test_reason_and_new_deadline_show_where_the_status_asks_for_them(editor):
    status = editor.page.locator("select[name^='followups/']").first
    shown = {}
    for value in ("doing", "waiting", "rescheduled"):
        status.select_option(value)
        shown[value] = tuple(
            editor.page.locator(f"[name^='followups/'][name$='/{name}']").first.is_visible()
            for name in ("reason", "new_deadline")
        )
    assert shown == {
        "doing": (False, False),
        "waiting": (True, False),
        "rescheduled": (False, True),
    }
