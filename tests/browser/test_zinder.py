"""The golden case: the minutes of Zinder typed in a real browser, published, downloaded."""

import json
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command

from gtm.models import WorkingGroup
from meetings.models import Meeting
from tests.factories import PASSWORD, make_membership, make_user
from tests.pdftext import folded_lines, folded_pdf

ROOT = Path(__file__).parents[2]
MINUTES = json.loads((ROOT / "meetings/reference/minutes/zinder-2021-11-30.json").read_text())
SOURCE = (ROOT / "tests/minutes/zinder-2021-11-30.txt").read_text()
PRINTED = SOURCE.replace("Compte-rendu", "Compte rendu", 1)
TITLE = "Compte rendu de la réunion extraordinaire du GTM/Zinder"


@pytest.fixture
def zinder(transactional_db):
    """The reference data, a secretary of GTM/Zinder and SP/CCM."""
    call_command("load_reference", verbosity=0)
    group = WorkingGroup.objects.get(name="GTM/Zinder")
    secretary = make_membership(make_user("Amina"), "secretary", group=group).user
    reviewer = make_membership(make_user("Rakia"), "reviewer").user
    return secretary, reviewer


class Robot:
    """Types like a person, and counts the keys."""

    def __init__(self, page):
        self.page, self.keys = page, 0

    def type(self, text):
        self.keys += len(text)
        self.page.keyboard.type(text)

    def press(self, key, times=1):
        for _ in range(times):
            self.keys += key.count("+") + 1 if len(key) > 1 and "+" in key else 1
            self.page.keyboard.press(key)

    @property
    def focused(self):
        return self.page.evaluate("(document.activeElement.name || '').split('/').pop()")

    def tab_to(self, name):
        for _ in range(30):
            if self.focused == name:
                return
            self.press("Tab")
        raise AssertionError(f"{name} is not reached by Tab")


def create_meeting(robot):
    fields = MINUTES["fields"]
    robot.page.goto("/reunions/nouvelle/")
    robot.page.get_by_label("Nature").focus()
    robot.type("ex")
    robot.press("Tab")
    robot.type(fields["date"])
    robot.press("Tab")
    robot.type(fields["place"])
    robot.press("Enter")
    robot.page.wait_for_url("**/modifier/")


def type_point(robot, point):
    robot.press("Alt+p")
    robot.type(point["title"])
    for name in ("heading", "responsible_heading"):
        if name in point:
            if robot.focused == "title":
                robot.press("Tab")
                robot.press("Enter")  # opens « Intervenants, sous-points, titres, report »
            robot.tab_to(name)
            robot.type(point[name])
    robot.tab_to("discussion")
    robot.type(point["discussion"])
    for section, key in (("strengths", "Alt+o"), ("weaknesses", "Alt+i")):
        if section in point:
            robot.tab_to(f"{section}_intro")
            robot.type(point[f"{section}_intro"])
            for index, text in enumerate(point[section]):
                robot.press("Enter" if index else key)
                robot.type(text)
    type_actions(robot, point["actions"])


def type_actions(robot, actions):
    above = {}
    for index, action in enumerate(actions):
        robot.press("Enter" if index else "Alt+a")
        robot.type(action["text"])
        for name in ("responsible", "deadline"):
            robot.press("Tab")
            robot.type('"' if above.get(name) == action[name] else action[name])
        above = action


def type_minutes(robot):
    assert robot.focused == "start"
    robot.type(MINUTES["fields"]["start"])
    for index, line in enumerate(MINUTES["attendance"]):
        robot.press("Enter" if index else "Alt+l")
        robot.type(line)
    for point in MINUTES["points"]:
        type_point(robot, point)
    robot.tab_to("photos_heading")
    robot.type(MINUTES["fields"]["photos_heading"])


def submit(page):
    page.get_by_role("button", name="Soumettre…").press("Enter")
    page.get_by_role("button", name="Soumettre à validation").press("Enter")
    page.get_by_text("Compte rendu soumis à la validation").wait_for()


def publish_and_download(page, path):
    page.get_by_role("link", name="GTM/Zinder").first.press("Enter")
    page.get_by_role("link", name="Publier…").press("Enter")
    page.get_by_role("button", name="Publier la version 1").press("Enter")
    page.get_by_text("Compte rendu publié (version 1).").wait_for()
    address = page.get_by_role("link", name="Compte rendu (PDF").get_attribute("href")
    path.write_bytes(page.request.get(address).body())
    return path


def assert_is_zinder(path):
    """Every line of the source stands in the PDF, in order; points, actions and their cells too."""
    text, place = folded_pdf(path.read_bytes(), TITLE), 0
    for line in folded_lines(PRINTED):
        found = text.find(line, place)
        assert (line, found) == (line, max(found, place))
        place = found + len(line)
    meeting = Meeting.objects.get()
    points = meeting.points.order_by("position")
    actions = [
        [(a.text, a.responsible_wording, a.deadline_wording) for a in point.actions.all()]
        for point in points
    ]
    wanted = [
        [(a["text"], a["responsible"], a["deadline"]) for a in point["actions"]]
        for point in MINUTES["points"]
    ]
    assert actions == wanted
    assert [point.title for point in points] == [point["title"] for point in MINUTES["points"]]


def test_zinder_typed_with_the_keyboard_comes_out_as_its_pdf(zinder, new_page, sign_in, tmp_path):
    secretary, reviewer = zinder
    page = new_page()
    sign_in(page, secretary, PASSWORD)
    robot = Robot(page)
    create_meeting(robot)
    type_minutes(robot)
    robot.press("Control+s")
    page.locator("[data-save-state][data-kind=saved]").wait_for()
    submit(page)

    other = new_page()
    sign_in(other, reviewer, PASSWORD)
    assert_is_zinder(publish_and_download(other, tmp_path / "zinder.pdf"))
    ratio = robot.keys / len(SOURCE)
    print(f"{robot.keys} keys for {len(SOURCE)} characters: {ratio:.3f}")  # noqa: T201
    assert ratio <= 1.10
    assert (page.problems, other.problems) == ([], [])


def test_zinder_typed_without_javascript_comes_out_as_its_pdf(zinder, new_page, sign_in, tmp_path):
    secretary, reviewer = zinder
    page = new_page(javascript=False)
    sign_in(page, secretary, PASSWORD)
    create_meeting(Robot(page))
    page.locator("[name=start]").fill(MINUTES["fields"]["start"])
    page.locator("[name=photos_heading]").fill(MINUTES["fields"]["photos_heading"])
    for line in MINUTES["attendance"]:
        send(page, page.get_by_role("button", name="+ Présence", exact=True))
        page.locator("[name$='/wording']").last.fill(line)
    for point in MINUTES["points"]:
        fill_point(page, point)
    page.get_by_role("button", name="Enregistrer", exact=True).last.click()
    page.get_by_text("Enregistré sur le serveur.").wait_for()
    submit(page)

    other = new_page(javascript=False)
    sign_in(other, reviewer, PASSWORD)
    assert_is_zinder(publish_and_download(other, tmp_path / "zinder.pdf"))


def send(page, button):
    """Press a button that sends the form; until the next page is there, the former one is shown."""
    with page.expect_navigation():
        button.click()


def fill_point(page, point):
    send(page, page.get_by_role("button", name="+ Point de l’ordre du jour"))
    here = page.locator(".point").last
    here.locator("[name$='/title']").first.fill(point["title"])
    here.locator("[name$='/discussion']").fill(point["discussion"])
    here.locator(".point-more > summary").click()
    for name in ("heading", "responsible_heading"):
        here.locator(f"[name$='/{name}']").fill(point.get(name, ""))
    for section, add in (("strengths", "+ Force"), ("weaknesses", "+ Faiblesse")):
        here.locator(f"[name$='/{section}_intro']").fill(point.get(f"{section}_intro", ""))
        for text in point.get(section, ()):
            send(page, here.get_by_role("button", name=add, exact=True))
            here = page.locator(".point").last
            here.locator(f".rows-{section} [name$='/text']").last.fill(text)
    for action in point["actions"]:
        send(page, here.get_by_role("button", name="+ Point d’action", exact=True))
        here = page.locator(".point").last
        for name, value in action.items():
            here.locator(f".rows-actions [name$='/{name}']").last.fill(value)


def test_enter_saves_and_removes_nothing_without_javascript(zinder, new_page, sign_in):
    page = new_page(javascript=False)
    sign_in(page, zinder[0], PASSWORD)
    create_meeting(Robot(page))
    page.get_by_role("button", name="+ Présence", exact=True).click()
    page.locator("[name$='/wording']").fill("OIM Zinder")
    page.locator("[name$='/wording']").press("Enter")
    page.get_by_text("Enregistré sur le serveur.").wait_for()
    assert [field.input_value() for field in page.locator("[name$='/wording']").all()] == [
        "OIM Zinder"
    ]


@pytest.fixture(scope="session", autouse=True)
def _poppler():
    subprocess.run(["pdftotext", "-v"], check=True, capture_output=True)  # noqa: S607
