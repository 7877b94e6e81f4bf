"""Zinder as an office has it in Word: brought in, corrected, submitted and published by keyboard.

The file chooser alone is set by the test; what is pressed before and after it is counted.
`bench/import_by_keyboard` plays this and prints what it costs.
"""

from dataclasses import dataclass
from datetime import date

import pytest
from django.core.management import call_command

from gtm.models import WorkingGroup
from meetings.models import Meeting, Original
from tests.browser.keys import Keys
from tests.factories import make_membership, make_user
from tests.importing.layouts import built
from tests.importing.truth import minutes
from tests.pdftext import text_of

KEY, THOUGHT = 0.28, 1.35  # seconds: an average typist; finding and deciding (KLM)
LOADING = 5.0  # seconds that a page takes over a poor link
MOST = 5 * 60
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
GOLDEN = minutes()["zinder-2021-11-30"]
# Whom the directory finds behind the wordings of the nine actions: « Etat/SPCCM/Direction de la
# migration. » are three.
STRUCTURES = [
    ["SP/CCM"],
    ["État", "Partenaires"],
    ["Partenaires"],
    ["État", "SP/CCM", "DM"],
    ["État", "SP/CCM"],
    ["État"],
    ["État", "Partenaires"],
    ["État", "Partenaires"],
    ["DRECM-R", "Partenaires"],
]


class Counted(Keys):
    """Counts the pages seen, and how often one has to look for something."""

    def __init__(self, page):
        super().__init__(page)
        self.pages = self.looks = 0

    def tab_to(self, words):
        self.looks += 1
        super().tab_to(words)

    def go(self, words, address):
        super().go(words, address)
        self.pages += 1

    def chord(self, keys):
        self.looks += 1
        self.count += 1  # the one that is held down
        self.press(keys)

    def begin(self, user):
        self.sign_in(user)
        self.count = self.looks = 0
        self.pages = 1


@dataclass(frozen=True)
class Cost:
    keys: int
    looks: int
    pages: int

    @property
    def seconds(self):
        return self.keys * KEY + self.looks * THOUGHT + self.pages * LOADING


@pytest.fixture
def people(transactional_db):
    call_command("load_reference", verbosity=0)
    group = WorkingGroup.objects.get(name="GTM/Zinder")
    secretary = make_membership(make_user("Amina"), "secretary", group=group).user
    return secretary, make_membership(make_user("Rakia"), "reviewer").user


def bring_in(keys, layout):
    keys.go("Réunions", "**/reunions/")
    keys.go("Importer des comptes rendus", "**/importer/")
    keys.tab_to("Comptes rendus")
    content, _ = built(layout, GOLDEN)
    keys.page.locator("[name=files]").set_input_files(
        {"name": "Zinder nov 2021.docx", "mimeType": WORD, "buffer": content}
    )
    keys.go("Importer", "**/modifier/")
    keys.page.locator("[data-ready]").wait_for()


def correct_plain(keys):
    """The day stood in capitals; no title told the kind."""
    keys.chord("Alt+v")
    assert keys.here == "Date"
    keys.write("30 novembre 2021")
    keys.press("Shift+Tab")
    assert keys.here.startswith("Nature")
    keys.write("ex")
    keys.chord("Alt+v")


def correct_office(keys):
    """Day and place were found in the opening sentence, and are right."""
    keys.chord("Alt+v")
    for label, following in (("Date", "place"), ("Lieu", "")):
        assert keys.here == label
        keys.chord("Alt+j")
        keys.page.wait_for_function("(id) => document.activeElement.id === id", arg=following)


CORRECTED = {"plain": correct_plain, "office": correct_office}


def submit(keys):
    assert keys.here == "Soumettre…"
    with keys.page.expect_navigation(url="**/soumettre/"):
        keys.press("Enter")
    keys.pages += 1
    keys.go("Soumettre à validation", "**/reunions/*/")
    keys.page.get_by_text("Compte rendu soumis à la validation").wait_for()


def publish(keys):
    keys.go("GTM/Zinder", "**/reunions/*/")
    keys.go("Publier…", "**/publier/")
    keys.go("Publier la version 1", "**/reunions/*/")
    keys.page.get_by_text("Compte rendu publié (version 1).").wait_for()


def assert_is_zinder(meeting, pdf):
    held = (meeting.get_kind_display(), meeting.date, meeting.place, meeting.attendances.count())
    assert held == ("extraordinaire", date(2021, 11, 30), GOLDEN["fields"]["place"], 5)
    points = list(meeting.points.order_by("position"))
    assert [point.title for point in points] == [each["title"] for each in GOLDEN["points"]]
    found = [
        [(a.text, a.responsible_wording, a.deadline_wording) for a in point.actions.all()]
        for point in points
    ]
    assert found == [
        [(a["text"], a["responsible"], a["deadline"]) for a in each["actions"]]
        for each in GOLDEN["points"]
    ]
    actions = [action for point in points for action in point.actions.all()]
    assert [action.due_on for action in actions] == [date(2022, 12, 31)] * 7 + [
        date(2021, 12, 31)
    ] * 2
    assert [names_of(action) for action in actions] == STRUCTURES
    printed = " ".join(text_of(pdf).split())
    assert "Compte rendu de la réunion extraordinaire du GTM/Zinder" in printed
    assert "saisi d’après l’original" in printed


def names_of(action):
    """Who is responsible, in order, by the name that the directory has."""
    return [each.agency.acronym for each in action.responsibles.select_related("agency")]


@pytest.mark.parametrize("layout", CORRECTED)
def test_zinder_of_an_office_is_published_in_five_minutes_by_keyboard(people, new_page, layout):
    secretary, reviewer = Counted(new_page()), Counted(new_page())
    secretary.begin(people[0])
    bring_in(secretary, layout)
    CORRECTED[layout](secretary)
    submit(secretary)
    reviewer.begin(people[1])
    publish(reviewer)
    meeting = Meeting.objects.get()
    assert (meeting.state, meeting.is_from_original) == ("published", True)
    address = reviewer.page.get_by_role("link", name="Compte rendu (PDF").get_attribute("href")
    assert_is_zinder(meeting, reviewer.page.request.get(address).body())
    assert Original.objects.get().doubtful(meeting.document) == []
    cost = told(layout, secretary, reviewer)
    assert cost.seconds <= MOST
    assert (secretary.page.problems, reviewer.page.problems) == ([], [])


def told(layout, *people):
    """The `Cost` of all; a row of the bench."""
    cost = Cost(
        *(sum(getattr(each, name) for each in people) for name in ("count", "looks", "pages"))
    )
    print(f"| {layout} | {cost.keys} | {cost.looks} | {cost.pages} | {cost.seconds:.0f} |")  # noqa: T201
    return cost


# --- What the keys rest on ---


@pytest.fixture
def imported(people, new_page):
    """The editor of Zinder of an office, with two fields to verify."""
    keys = Counted(new_page())
    keys.begin(people[0])
    bring_in(keys, "office")
    return keys


def to_check(page):
    return page.locator("[data-to-check]").inner_text(), page.locator("[data-check]").count()


def warned(page):
    """(What the bar says of remarks, at how many fields one stands.)"""
    return page.locator("[data-problem-count]").inner_text(), page.locator(".entry-problem").count()


def test_a_field_that_was_changed_leaves_the_list_once_it_is_saved(imported):
    page = imported.page
    assert to_check(page) == ("2 champs à vérifier", 2)
    imported.chord("Alt+v")
    imported.write("mardi 30 novembre 2021")
    page.keyboard.press("Control+s")
    page.locator("[data-save-state][data-kind=saved]").wait_for()
    assert to_check(page) == ("1 champ à vérifier", 1)
    assert imported.here == "Date"  # one goes on where one was
    imported.chord("Alt+v")
    assert imported.here == "Lieu"


def test_once_the_last_one_is_verified_in_the_list_the_focus_stays_there(imported):
    page = imported.page
    page.get_by_role("button", name="Vérifié").first.focus()
    page.keyboard.press("Enter")
    page.get_by_text("1 champ à vérifier").wait_for()
    assert imported.here.startswith("Vérifié")
    assert warned(page) == ("1 remarque", 1)
    page.keyboard.press("Enter")
    page.get_by_text("Tous les champs sont vérifiés").wait_for()
    assert imported.here == "Tous les champs sont vérifiés"
    assert warned(page) == ("", 0)
    assert Original.objects.get().to_check == 0


def test_the_key_that_says_right_says_nothing_of_a_field_that_was_sure(imported):
    page = imported.page
    page.locator("#start").focus()
    imported.chord("Alt+j")
    imported.chord("Alt+v")
    page.wait_for_function("() => document.activeElement.id === 'date'")
    assert (to_check(page), Original.objects.get().checked) == (("2 champs à vérifier", 2), [])
