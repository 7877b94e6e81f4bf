"""Writing minutes in real Chromium: rows, keys, pasting, suggestions, readings, the phone."""

import uuid

import pytest

from tests.browser.editing import Editor
from tests.factories import make_agency, make_document, make_meeting, with_actions, with_rows


@pytest.fixture
def open_editor(new_page, live_server, group, secretary):
    """Open the editor on a text (or a small one): `open_editor(document, width=360)`."""
    editors = []

    def open_editor(document=None, width=1280):
        meeting = make_meeting(group, secretary, document=document or make_document())
        editor = Editor(new_page(width=width), meeting, live_server.url)
        editor.sign_in(secretary)
        editors.append(editor)
        return editor.open()

    yield open_editor
    assert [editor.problems() for editor in editors] == [[] for _ in editors]


@pytest.fixture
def directory(db):
    make_agency("SP/CCM", name="Secrétariat permanent", aliases="SPCCM\nSP-CCM")
    make_agency("OIM", name="Organisation internationale pour les migrations")
    make_agency("PAM", name="Programme alimentaire mondial", aliases="WFP")
    make_agency("DREC-MR", name="Direction de l’état civil")


def three_actions():
    return with_actions(
        make_document(),
        {"text": "Un", "responsible": "OIM/PAM", "deadline": "2022"},
        {"text": "Deux"},
        {"text": "Trois"},
    )[0]


def test_enter_goes_to_the_next_row_and_opens_one_below_the_last(open_editor):
    document, _ = with_rows(make_document(), "attendance", {"wording": "PAM"})
    editor = open_editor(document)
    editor.field("wording", 0).focus()
    editor.press("Enter")
    assert editor.focused == ("wording", "PAM")
    editor.press("Enter")
    editor.type("OXFAM")
    assert editor.values("wording") == ["OIM", "PAM", "OXFAM"]


def test_enter_in_an_empty_last_row_leaves_the_list(open_editor):
    editor = open_editor(three_actions())
    editor.field("text").focus()
    editor.press("Enter", "Enter")
    assert (len(editor.values("text")), editor.focused) == (4, ("closing", ""))


def test_enter_in_a_single_field_goes_to_the_next_one(open_editor):
    editor = open_editor()
    editor.page.locator("[name=place]").focus()
    editor.press("Enter")
    assert editor.focused == ("start", "10h20")
    editor.field("title").focus()
    editor.press("Enter")
    assert editor.focused == ("discussion", "")


def list_of_focus(editor):
    return editor.page.evaluate("document.activeElement.closest('[data-list]').dataset.pattern")


def test_alt_and_a_letter_open_what_it_stands_for(open_editor):
    editor = open_editor()
    editor.field("discussion").focus()
    opened = []
    for key in "loiap":
        editor.press(f"Alt+{key}")
        opened.append(list_of_focus(editor))
    assert opened == ["attendance", "strengths", "weaknesses", "actions", "points"]
    assert editor.values("title") == ["Divers", ""]


def test_a_row_gets_a_uid_where_a_page_by_http_is_refused_the_usual_one(open_editor):
    editor = open_editor()
    editor.page.evaluate("delete Crypto.prototype.randomUUID")
    editor.press("Alt+l")
    uid = editor.page.locator("[name=attendance]").last.input_value()
    assert str(uuid.UUID(uid)) == uid


def test_an_empty_row_is_used_before_another_opens(open_editor):
    editor = open_editor()
    editor.press("Alt+a", "Alt+o", "Alt+a")
    assert (list_of_focus(editor), len(editor.values("responsible"))) == ("actions", 1)


def test_letters_are_found_by_their_place_where_alt_writes_other_signs(open_editor):
    editor = open_editor()
    editor.field("wording").evaluate(
        "field => field.dispatchEvent(new KeyboardEvent('keydown', "
        "{key: '¬', code: 'KeyL', altKey: true, bubbles: true}))"
    )
    assert editor.values("wording") == ["OIM", ""]


def test_alt_arrows_move_the_row_under_the_hand(open_editor):
    editor = open_editor(three_actions())
    editor.field("text", 2).focus()
    editor.press("Home", "ArrowRight", "Alt+ArrowUp", "Alt+ArrowUp", "Alt+ArrowUp")
    editor.type("!")
    assert editor.values("text") == ["T!rois", "Un", "Deux"]
    assert editor.announced == "Ligne 1 sur 3"
    editor.press("Alt+ArrowDown")
    assert (editor.values("text"), editor.focused) == (["Un", "T!rois", "Deux"], ("text", "T!rois"))


def test_alt_enter_inserts_a_row_below(open_editor):
    editor = open_editor(three_actions())
    editor.field("text", 0).focus()
    editor.press("Alt+Enter")
    editor.type("Un bis")
    assert editor.values("text") == ["Un", "Un bis", "Deux", "Trois"]


def test_removed_rows_come_back_where_they_stood(open_editor):
    editor = open_editor(three_actions())
    editor.field("text", 0).focus()
    editor.press("Alt+Backspace", "Alt+Backspace")
    assert (editor.values("text"), editor.focused) == (["Trois"], ("text", "Trois"))
    editor.press("Alt+z")
    editor.page.get_by_role("button", name="Annuler").click()
    assert editor.values("text") == ["Un", "Deux", "Trois"]
    assert editor.focused == ("text", "Un")
    assert not editor.page.get_by_role("button", name="Annuler").is_visible()


def test_a_removed_point_comes_back_with_all_that_stands_in_it(open_editor):
    editor = open_editor(three_actions())
    editor.field("title").focus()
    editor.press("Alt+Backspace")
    assert (editor.values("title"), editor.values("text")) == ([], [])
    assert (
        editor.page.evaluate("document.activeElement.textContent") == "+ Point de l’ordre du jour"
    )
    editor.press("Alt+z")
    assert (editor.focused, editor.values("text")) == (("title", "Divers"), ["Un", "Deux", "Trois"])


def test_a_ditto_mark_repeats_the_row_above(open_editor, directory):
    editor = open_editor(three_actions())
    for name in ("responsible", "deadline"):
        editor.field(name, 1).focus()
        editor.type('"')
    assert editor.values("responsible") == ["OIM/PAM", "OIM/PAM", ""]
    assert editor.values("deadline") == ["2022", "2022", ""]
    assert editor.page.locator(".suggestions").count() == 0
    editor.page.get_by_text("→ au plus tard le 31 décembre 2022").nth(1).wait_for()


def test_a_ditto_button_waits_in_empty_fields_on_a_phone(open_editor):
    editor = open_editor(three_actions(), width=360)
    buttons = editor.page.get_by_role("button", name="Comme la ligne au-dessus")
    assert buttons.count() == 4  # two fields of two rows: nothing stands above the first
    buttons.first.click()
    assert (editor.values("responsible"), buttons.count()) == (["OIM/PAM", "OIM/PAM", ""], 3)
    assert editor.focused == ("responsible", "OIM/PAM")


def test_a_pasted_list_makes_one_row_a_line_without_its_signs(open_editor):
    editor = open_editor()
    editor.press("Alt+o")
    assert (
        editor.paste(
            "text", "1. Cadre créé ;\r\n\r\n2) Bonne entente\n- SP/CCM présent\n•\tEt plus"
        )
        is True
    )
    assert editor.values("text") == ["Cadre créé", "Bonne entente", "SP/CCM présent", "Et plus"]
    assert (editor.focused, editor.announced) == (
        ("text", "Et plus"),
        "4\u00a0forces collées\u202f; numéros laissés de côté. Ctrl + Z annule.",
    )


PUT_IN = """() => {
  window.putIn = 0;
  const list = document.querySelector("[data-list=attendance]");
  new MutationObserver((puts) => (window.putIn += puts.length)).observe(list, {childList: true});
}"""


def test_a_pasted_list_is_put_in_at_once_however_long(open_editor):
    editor = open_editor()
    editor.page.evaluate(PUT_IN)
    lines = [f"Structure {number}" for number in range(60)]
    editor.paste("wording", "\n".join(lines))
    assert editor.values("wording") == ["OIM", *lines]
    assert editor.page.evaluate("window.putIn") == 1
    # For each button that would send the form, Chromium goes through the whole of it.
    assert editor.page.locator("[data-list=attendance] button:not([type=button])").count() == 3


def test_a_list_pasted_behind_a_text_leaves_it_alone(open_editor):
    editor = open_editor()
    assert editor.paste("wording", "PAM\nOXFAM\n") is True
    assert editor.values("wording") == ["OIM", "PAM", "OXFAM"]
    assert editor.paste("wording", "CICR") is False  # one line: the browser's own business


def test_a_table_pasted_from_excel_fills_the_columns(open_editor):
    editor = open_editor()
    editor.press("Alt+a")
    table = (
        "N°\tPoints d’action\tResponsables\tDélai\n"
        '1\t"Recenser les ""acteurs""\nde la région"\tOIM\t2022\n'
        "2\tFormer\tPAM, OIM\tT1 2022\tà financer\n"
    )
    assert editor.paste("text", table) is True
    assert editor.rows("text", "responsible", "deadline") == [
        ('Recenser les "acteurs"\nde la région', "OIM", "2022"),
        ("Former, à financer", "PAM, OIM", "T1 2022"),
    ]


def test_a_pasted_list_of_persons_puts_contacts_where_they_are_not_printed(open_editor):
    editor = open_editor(make_document(attendance=[]))
    editor.press("Alt+l")
    editor.paste(
        "wording", "1\tAli Moussa\tOIM\t+227 90 11 22 33\ta.m@example.org\n2\tRabi\tPAM\t\t"
    )
    assert editor.rows("wording", "phone", "email") == [
        ("Ali Moussa, OIM", "+227 90 11 22 33", "a.m@example.org"),
        ("Rabi, PAM", "", ""),
    ]


def suggested(editor):
    return editor.page.locator("[role=option]").evaluate_all("all => all.map(o => o.dataset.label)")


@pytest.mark.parametrize(
    ("typed", "names", "result"),
    [
        ("oi", ["OIM"], "OIM"),
        ("oim", ["OIM"], "OIM"),  # typed wholly, in small letters
        ("PAM & oi", ["OIM"], "PAM & OIM"),
        ("wfp", ["PAM"], "PAM"),  # an alias
        ("org", ["OIM"], "OIM"),  # a name
        ("Etat/pa", ["PAM"], "Etat/PAM"),
        ("oim et dr", ["DREC-MR"], "oim et DREC-MR"),
        ("sp/c", ["SP/CCM"], "SP/CCM"),
        ("PAM, spcc", ["SP/CCM"], "PAM, SP/CCM"),
    ],
)
def test_names_are_suggested_by_what_people_type(open_editor, directory, typed, names, result):
    editor = open_editor(three_actions())
    editor.field("responsible", 1).focus()
    editor.type(typed)
    assert (suggested(editor), editor.announced) == (names, "1 structure, flèche bas pour choisir")
    editor.press("ArrowDown", "Enter")
    assert (suggested(editor), editor.focused) == ([], ("responsible", result))


def test_enter_without_a_choice_goes_on_and_keeps_the_free_text(open_editor, directory):
    editor = open_editor(three_actions())
    editor.field("responsible", 0).focus()
    editor.press("Control+a")
    editor.type("oi")
    editor.press("Enter")
    assert (editor.values("responsible")[0], editor.focused) == ("oi", ("text", "Deux"))
    assert suggested(editor) == []


def test_escape_closes_the_suggestions_and_tab_takes_the_marked_one(open_editor, directory):
    editor = open_editor(three_actions())
    editor.field("responsible", 1).focus()
    editor.type("oi")
    editor.press("Escape")
    assert suggested(editor) == []
    editor.type("m")  # wholly typed: nothing is left to suggest
    editor.press("Control+a")
    editor.type("pa")
    editor.press("ArrowDown", "Tab")
    assert (editor.values("responsible")[1], editor.focused) == ("PAM", ("deadline", ""))


@pytest.mark.parametrize("width", [360, 1280])
def test_suggestions_stand_below_the_field_and_are_taken_by_a_tap(open_editor, directory, width):
    editor = open_editor(three_actions(), width=width)
    editor.field("responsible").focus()
    editor.type("oi")
    field, box = editor.field("responsible").bounding_box(), editor.page.locator(".suggestions")
    shown = box.bounding_box()
    assert shown["y"] >= field["y"] + field["height"]
    assert 0 <= shown["x"] <= shown["x"] + shown["width"] <= width
    bar = editor.page.locator(".save-bar").bounding_box()
    assert shown["y"] + shown["height"] <= bar["y"]
    box.get_by_role("option").click()
    assert editor.focused == ("responsible", "OIM")


def test_the_reading_of_a_deadline_is_shown_at_once(open_editor):
    editor = open_editor(three_actions())
    editor.field("deadline", 1).focus()
    editor.type("T1 2022")
    output = editor.page.locator("output.reading").nth(1)
    editor.page.get_by_text("→ au plus tard le 31 mars 2022").wait_for()
    assert "warns" not in output.get_attribute("class")
    editor.press("Control+a")
    editor.type("2020")
    editor.page.get_by_text("L’échéance précède la réunion.").wait_for()
    assert "warns" in output.get_attribute("class")


def test_the_day_of_the_meeting_gives_its_weekday(open_editor):
    editor = open_editor()
    titles = []
    for typed in ("1/12/2021", "31/02/2022", "bientôt"):
        editor.page.locator("[name=date]").fill(typed)
        titles.append(editor.page.locator("[data-title-date]").inner_text())
    assert titles == ["mercredi 1er décembre 2021", "31/02/2022", "bientôt"]


def test_the_plan_follows_the_points(open_editor):
    editor = open_editor()
    editor.press("Alt+p")
    editor.type("Collecte")
    editor.press("Alt+ArrowUp")
    links = editor.page.locator(".outline [data-outline]")
    assert links.all_inner_texts() == ["Collecte", "Divers"]


def test_the_shortcuts_are_one_key_away(open_editor):
    editor = open_editor()
    assert not editor.page.get_by_text("insérer une ligne au-dessous").is_visible()
    editor.field("wording").focus()
    editor.press("Alt+h")
    assert editor.page.get_by_text("insérer une ligne au-dessous").is_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_a_link_of_the_summary_opens_what_hides_the_field(open_editor, width):
    document, [first, second] = with_rows(
        make_document(points=[]), "points", {"title": "Un"}, {"title": "Deux", "postponed": "1"}
    )
    editor = open_editor(document, width=width)
    editor.page.get_by_role("link", name="À corriger : Point reporté : dites pourquoi.").click()
    assert editor.focused == ("postponed_reason", "")
    field = editor.field("postponed_reason", 1)
    assert field.bounding_box()["y"] > 0
    assert field.get_attribute("aria-describedby") == f"points/{second}/postponed_reason--problem"
    open_points = editor.page.locator(".point[open]").evaluate_all(
        "all => all.map(p => p.dataset.row)"
    )
    assert open_points == ([second] if width == 360 else [first, second])


def test_a_link_to_a_list_leads_to_the_button_that_adds(open_editor):
    editor = open_editor(make_document(points=[]))
    editor.page.locator("#checklist > summary").click()
    editor.page.get_by_role("link", name="Il n’y a aucun point à l’ordre du jour").click()
    assert editor.page.evaluate("document.activeElement.dataset.add") == "points"


def test_a_phone_has_one_point_open_and_tools_where_one_writes(open_editor):
    document, _ = with_rows(make_document(), "points", {"title": "Deux"})
    editor = open_editor(document, width=360)
    is_open = "points => points.map(point => point.open)"
    points = editor.page.locator(".point")
    assert points.evaluate_all(is_open) == [True, False]
    editor.page.locator(".point-summary", has_text="Deux").click()
    editor.page.locator(".point:first-child:not([open])").wait_for(state="attached")
    assert points.evaluate_all(is_open) == [False, True]
    tools = editor.page.locator("#attendance .row-tools")
    assert not tools.is_visible()
    editor.field("wording").click()
    assert tools.is_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_bar_stays_in_sight_and_covers_no_field(open_editor, width):
    editor = open_editor(three_actions(), width=width)
    editor.field("title").focus()
    bar = editor.page.locator(".save-bar").bounding_box()
    assert bar["y"] + bar["height"] == 900
    covered = []
    for _ in range(30):
        editor.press("Tab")
        place = editor.page.evaluate(
            "(() => { const f = document.activeElement, box = f.getBoundingClientRect();"
            " return f.closest('.save-bar, body > footer') || f === document.body"
            " ? null : [f.name || f.tagName, box.bottom] })()"
        )
        if place and place[1] > bar["y"]:
            covered.append(place)
    assert covered == []
