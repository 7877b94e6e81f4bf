"""Pasting in real Chromium: what programs put on the clipboard, and what the editor makes of it."""

import json
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from hypothesis import given, settings
from hypothesis import strategies as st

from meetings.text import columns
from tests.browser.axe import NO_PRELOAD
from tests.browser.editing import Editor
from tests.factories import make_document, make_meeting, with_actions

CORPUS = Path(__file__).parents[1] / "clipboard"
EXPECTED = json.loads((CORPUS / "expected.json").read_text())
READ = """async ([clip, into, table, fields]) => {
  const { blocksOf } = await import("/static/js/paste/clipboard.js");
  const { understood } = await import("/static/js/paste/columns.js");
  const { discussionOf } = await import("/static/js/paste/written.js");
  const { said } = await import("/static/js/paste/report.js");
  const { agendaOf } = await import("/static/js/paste/agenda.js");
  const read = blocksOf(clip);
  if (into === "discussion") return { into, written: discussionOf(read) };
  const { blocks, aside } = into === "points" ? agendaOf(read) : { blocks: read, aside: [] };
  const found = understood(blocks, into, table);
  found.aside.push(...aside);
  const rows = found.rows.map(({ row }) => {
    const more = Object.entries(row).filter(([name]) => !fields.includes(name));
    return [...fields.map((name) => row[name] ?? null), ...more];
  });
  return { into, fields, rows, aside: said(into, table.fields[into], found)[1] };
}"""


def clip(name):
    """What stands on the clipboard: its HTML and its plain text, either may be missing."""
    texts = {"html": CORPUS / f"{name}.html", "text": CORPUS / f"{name}.txt"}
    return {
        kind: path.read_bytes().decode() if path.exists() else "" for kind, path in texts.items()
    }


def test_each_text_of_the_corpus_gives_its_rows(new_page):
    page = new_page()
    page.goto("/connexion/")
    given = {
        name: page.evaluate(
            READ, [clip(name), case["into"], columns.table(), case.get("fields", [])]
        )
        for name, case in EXPECTED.items()
    }
    wrong = {name: (given[name], case) for name, case in EXPECTED.items() if given[name] != case}
    assert (wrong, len(given) >= 40, page.problems) == ({}, True, [])


STARTS = [
    "",
    "1. ",
    "2. ",
    "3- ",
    "1) ",
    "- ",
    "-",
    "• ",
    "·\t",
    "2.\t",
    "20-30 ",
    "3 - 4 ",
    "M. ",
    "A. ",
]
STARTS += [
    "B. ",
    "a) ",
    "b) ",
    "I. ",
    "II. ",
    "1er ",
    "2e ",
    "2° ",
    "10-12h ",
    "N° 4 ",
    "90-12-34 ",
    "(1) ",
]
LINES = st.lists(
    st.tuples(st.sampled_from(STARTS), st.sampled_from(["Ali", "personnes", "12 mars", "É. ;"])),
    min_size=1,
    max_size=6,
)
ROWS = """async ([text, table]) => {
  const { blocksOf } = await import("/static/js/paste/clipboard.js");
  const { understood } = await import("/static/js/paste/columns.js");
  const { rows } = understood(blocksOf({ html: "", text }), "strengths", table);
  return rows.map(({ row }) => row.text);
}"""


def signs(text):
    return "".join(filter(str.isalnum, text))


def taken_off(line, row):
    """What a paste took from the start of a line; its other letters and figures are there."""
    assert signs(line).endswith(signs(row)), (line, row)
    return signs(line).removesuffix(signs(row))


def test_only_numbers_that_run_on_are_taken_from_pasted_lines(new_page):
    page = new_page()
    page.goto("/connexion/")

    @settings(max_examples=200, deadline=None, database=None)
    @given(LINES)
    def holds(lines):
        typed = [start + words for start, words in lines]
        rows = page.evaluate(ROWS, ["\n".join(typed), columns.table()])
        assert len(rows) == len(typed)
        gone = [each for each in map(taken_off, typed, rows) if each]
        first = int(gone[0]) if gone and gone[0].isdecimal() else None
        counted = [str(first + place) for place in range(len(gone))] if first else gone
        assert gone == counted
        assert first or gone in ([], ["a"], ["a", "b"], ["I"], ["I", "II"])

    holds()


HOLD = """([html, text]) => {
  document.body.replaceChildren(Object.assign(document.createElement("p"), { textContent: "x" }));
  getSelection().selectAllChildren(document.body);
  document.addEventListener("copy", (event) => {
    if (html) event.clipboardData.setData("text/html", html);
    event.clipboardData.setData("text/plain", text);
    event.preventDefault();
  });
}"""


class Writer(Editor):
    """The editor, before somebody who has another program beside it."""

    def copy(self, html, text=""):
        """By Ctrl+C in a page that writes what that program would."""
        other = self.page.context.new_page()
        other.goto("/hors-ligne/")
        other.evaluate(HOLD, [html, text])
        other.keyboard.press("Control+c")
        other.close()
        self.page.bring_to_front()

    def paste_here(self):
        """By Ctrl+V, until it has been said what was understood."""
        self.page.evaluate("document.querySelector('[data-announce]').textContent = ''")
        self.press("Control+v")
        self.page.locator("[data-announce]:not(:empty)").wait_for(state="attached")

    def copy_case(self, name):
        self.copy(**clip(name))

    @property
    def report(self):
        return self.page.locator(".paste-report > p").first.inner_text()

    def titles(self):
        return self.page.locator("textarea[data-point-title]").evaluate_all(
            "fields => fields.map(field => field.value)"
        )


@pytest.fixture
def open_editor(new_page, live_server, group, secretary):
    editors = []

    def open_editor(document=None, width=1280):
        meeting = make_meeting(group, secretary, document=document or make_document())
        editor = Writer(new_page(width=width), meeting, live_server.url)
        editor.sign_in(secretary)
        editors.append(editor)
        return editor.open()

    yield open_editor
    assert [editor.problems() for editor in editors] == [[] for _ in editors]


ACTION = ("text", "responsible", "deadline")
THREE = [
    ("Recenser les acteurs", "OIM", "15/03/2022"),
    ("Former les membres du GTM", "PAM, HCR", "T1 2022"),
    ("Partager le rapport", "SP/CCM", "prochaine réunion"),
]


@pytest.mark.parametrize("width", [1280, 360])
def test_a_table_of_word_is_taken_by_the_names_of_its_columns(open_editor, width):
    editor = open_editor(width=width)
    editor.copy_case("word-actions-numbered")
    editor.press("Alt+a")
    editor.paste_here()
    assert editor.rows(*ACTION) == THREE
    assert editor.report == (
        "3\u00a0points d’action collés\u00a0: Point d’action, Responsable, Date limite\u202f; "
        "colonne «\u00a0N°\u00a0» laissée de côté"
    )
    assert editor.focused == ("text", "Partager le rapport")
    assert editor.page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("keys", ["Control+z", "Alt+z"])
def test_one_step_gives_back_what_stood_before_a_paste(open_editor, keys):
    editor = open_editor()
    editor.copy("", "PAM\nHCR\nOXFAM")
    editor.field("wording").focus()
    editor.press("Control+a")
    editor.paste_here()
    assert editor.values("wording") == ["PAM", "HCR", "OXFAM"]
    editor.press(keys)
    assert (editor.values("wording"), editor.focused) == (["OIM"], ("wording", "OIM"))
    assert editor.page.locator(".paste-report").count() == 0


def test_typed_words_are_undone_before_a_paste_is(open_editor):
    editor = open_editor()
    editor.copy("", "PAM\nHCR")
    editor.field("wording").focus()
    editor.paste_here()
    editor.press("End")
    editor.type("x")
    editor.press("Control+z")
    assert editor.values("wording") == ["OIM", "PAM", "HCR"]
    editor.page.get_by_role("button", name="Annuler", exact=True).first.click()
    assert editor.values("wording") == ["OIM"]


def test_the_columns_of_a_paste_are_changed_by_hand(open_editor):
    editor = open_editor()
    editor.copy_case("word-actions-other-order")
    editor.press("Alt+a")
    editor.paste_here()
    assert editor.rows(*ACTION) == [("Former", "OIM", "2022"), ("Suivre", "PAM", "2023")]
    editor.page.get_by_role("button", name="Changer les colonnes").press("Enter")
    editor.page.locator(".paste-columns select:focus").wait_for()
    label = editor.page.evaluate("document.activeElement.ariaLabel")
    assert label == "Colonne «\u00a0Échéances\u00a0»"
    assert Axe().run(editor.page, options=NO_PRELOAD).response["violations"] == []
    editor.page.get_by_role("combobox", name="Colonne «\u00a0Observations\u00a0»").select_option(
        "Point d’action"
    )
    editor.page.get_by_role("button", name="Appliquer").press("Enter")
    assert editor.rows(*ACTION) == [
        ("Former, à financer", "OIM", "2022"),
        ("Suivre", "PAM", "2023"),
    ]
    assert editor.report.endswith("Point d’action")
    editor.press("Control+z")
    assert editor.values("text") == [""]


def test_former_actions_get_their_status_and_their_date_once(open_editor):
    editor = open_editor()
    editor.page.get_by_text("Points d’action d’une réunion qui n’est pas dans").click()
    editor.page.get_by_role("button", name="+ Point d’action plus ancien").click()
    editor.copy_case("word-former-wash")
    editor.paste_here()
    editor.page.get_by_role("textbox", name="Réunion qui les a décidés").fill("03/12/2015")
    names = ("text", "meeting_date", "responsible", "deadline", "status")
    assert editor.rows(*names)[0] == (
        "Suivi du choléra (Kindu, Kisangani…)", "03/12/2015", "Cluster National", "Immédiat",
        "done",
    )  # fmt: skip
    assert editor.values("status") == ["done", "permanent", "not_done"]
    assert editor.values("meeting_date") == ["03/12/2015"] * 3


def test_an_agenda_pasted_in_a_title_makes_points_that_show_their_numbers(open_editor):
    editor = open_editor(make_document(points=[]))
    editor.copy_case("word-agenda-automatic")
    editor.press("Alt+p")
    editor.paste_here()
    assert editor.titles() == ["Ouverture", "Tendances migratoires (OIM)", "Divers"]
    numbers = """() => [...document.querySelectorAll(".point-head")].map(
      (head) => getComputedStyle(head, "::before").content)"""
    assert editor.page.evaluate(numbers) == ['counter(point) "-"'] * 3
    editor.page.locator(".point-more > summary").first.click()
    editor.page.get_by_role("checkbox", name="Sans numéro").first.check()
    assert editor.page.evaluate(numbers) == ["none", 'counter(point) "-"', 'counter(point) "-"']
    editor.press("Control+z")
    assert editor.page.locator(".point").count() == 3  # ticking came after the paste


def test_sub_points_of_a_pasted_agenda_stand_below_their_point(open_editor):
    editor = open_editor(make_document(points=[]))
    editor.copy_case("word-agenda-sub-points")
    editor.press("Alt+p")
    editor.paste_here()
    assert (editor.titles(), editor.values("title")[1]) == (["Tendances", "Divers"], "Flux")
    editor.press("Control+z")
    assert editor.values("title") == [""]


def test_lists_and_tables_pasted_in_a_discussion_are_read_as_such(open_editor):
    editor = open_editor()
    editor.copy_case("word-discussion-table")
    editor.field("discussion").focus()
    editor.type("Avant : ")
    editor.paste_here()
    written = EXPECTED["word-discussion-table"]["written"]
    assert editor.values("discussion") == [f"Avant : {written}"]
    editor.press("Control+z")
    assert editor.values("discussion") == ["Avant : "]


def test_a_list_on_one_line_of_attendance_is_cut_on_demand(open_editor):
    editor = open_editor()
    editor.press("Alt+l")
    editor.type("HCR ; PAM ; OXFAM.")
    editor.page.get_by_role("button", name="Couper en 3 lignes").press("Enter")
    editor.page.locator(".cut").wait_for(state="detached")
    assert editor.values("wording") == ["OIM", "HCR", "PAM", "OXFAM"]
    editor.press("Control+z")
    assert editor.values("wording") == ["OIM", "HCR ; PAM ; OXFAM."]


def test_ctrl_z_gives_back_a_removed_row_and_says_what_goes_with_a_point(open_editor):
    document, _ = with_actions(make_document(), {"text": "Un"}, {"text": "Deux"})
    editor = open_editor(document)
    editor.page.locator("textarea[data-point-title]").focus()
    editor.press("Alt+Backspace")
    assert (
        editor.page.locator("[data-undo]")
        .inner_text()
        .startswith("Point 1 et ses 2 points d’action retirés.")
    )
    editor.press("Control+z")
    assert editor.values("text") == ["Un", "Deux"]


def test_words_arrive_when_the_modules_that_read_a_paste_do_not(open_editor):
    editor = open_editor()
    editor.page.route("**/paste/*.js", lambda route: route.abort())
    editor.copy("<ul><li>PAM</li><li>HCR</li></ul>", "PAM\nHCR")
    editor.field("discussion").focus()
    editor.press("Control+v")
    editor.page.wait_for_timeout(500)
    assert editor.values("discussion") == ["PAM\nHCR"]
    editor.page.problems.clear()
