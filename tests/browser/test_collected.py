"""The application from the files that `collectstatic` makes: small, and still working."""

import re

import pytest

from tests.browser.conftest import CHROMIUM
from tests.browser.robot import SAVED, Robot, Site
from tests.browser.test_saving import picture

HASHED = re.compile(r".+\.[0-9a-f]{8}\.js\.br")
APART = ("paste", "door")
# On pages that need no device; beside an original.
ELSEWHERE = (
    *("door.", "lecture.", "notices.", "original.", "removed.", "report."),
    *("review.", "share.", "tick.", "typed-choice.", "verify_offline."),
)
# Loaded at the act that needs them: counted apart.
LATER = ("creation.", "offer.", "respell.", "search.", "unsent.")
SAME = ("/", "/reunions/", "/reunions/nouvelle/", "/hors-ligne/", "/actions/", "/tableau-de-bord/")


@pytest.fixture(scope="module")
def site(chromium, tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("site"))
    yield site
    site.close()


@pytest.fixture
def robot(site, chromium, tmp_path, request):
    """Another person for each test."""
    name = request.node.name[:30]
    robot = Robot(site, chromium.browser_type, CHROMIUM, tmp_path / "profile", name)
    robot.start()
    yield robot
    robot.device.stop()


def weighed(site, room=""):
    """{name: bytes} of the scripts as they travel: of a room that is fetched by itself, or of none.

    Those that read a paste come with the first; the door is a page of its own.
    """
    scripts = (site.folder / "static" / "js").rglob("*.js.br")
    return {
        path.name: path.stat().st_size
        for path in scripts
        if HASHED.fullmatch(path.name) and (path.parent.name in APART) == bool(room)
        if not room or path.parent.name == room
    }


ON_DEMAND = ("agenda.", "choose.", "cut.", "written.")  # only with what they are about


def test_a_first_paste_fetches_8_kb_and_no_paste_more_than_10_kb(site):
    weights = weighed(site, "paste")
    first = {name: size for name, size in weights.items() if not name.startswith(ON_DEMAND)}
    assert (len(first), len(weights)) == (6, 10)
    assert (sum(first.values()) <= 8_000, sum(weights.values()) <= 10_000) == (True, True), weights


def test_the_scripts_of_the_editor_and_of_the_device_weigh_25_kb_at_most(site):
    weights = weighed(site)
    apart = (*ELSEWHERE, *LATER)
    counted = {name: size for name, size in weights.items() if not name.startswith(apart)}
    assert len(weights) - len(counted) == len(apart)
    later = [size for name, size in weights.items() if name.startswith(LATER)]
    assert sum(later) <= 3_800, later
    assert (sum(counted.values()) <= 25_000, len(counted) > 25) == (True, True), counted


def test_the_scripts_of_the_door_weigh_5_5_kb_at_most(site):
    """Beside those that it shares with the editor."""
    weights = weighed(site, "door")
    assert (sum(weights.values()) <= 5_500, len(weights)) == (True, 4), weights


def test_the_pages_run_from_the_collected_files(robot):
    problems, names = [], []
    robot.page.on("pageerror", lambda error: problems.append(str(error)))
    robot.page.on("request", lambda asked: names.append(asked.url.rpartition("/")[2]))
    robot.begin()
    assert "editor.js" not in names  # its name bears a hash
    robot.type("Tapé « ici »\n")
    robot.add_row("PAM")
    robot.page.get_by_label("Choisir des photos").set_input_files([picture("a.jpg")])
    robot.page.locator(".thumb").wait_for()
    robot.until_says(SAVED)
    stored = robot.site.ask("truth", meeting=robot.meeting)["document"]
    assert ("photos" in stored, "PAM" in stored.values()) == (True, True)
    assert "Tapé « ici »\n" in stored.values()
    robot.page.reload()
    robot.page.locator("[data-ready] .thumb").wait_for()
    for path in SAME:
        robot.page.goto(path)
        robot.page.wait_for_load_state()
    assert problems == []


def test_the_editor_opens_without_network_from_the_collected_files(robot):
    robot.begin()
    robot.page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    robot.site.network.turn("cut")
    robot.page.reload()
    robot.page.locator("[data-ready]").wait_for()
    robot.type("Sans réseau")
    robot.site.network.turn("fair")
    robot.until_says(SAVED)
    stored = robot.site.ask("truth", meeting=robot.meeting)["document"]
    assert "Sans réseau" in stored.values()


def test_a_list_is_pasted_without_network_from_the_collected_files(robot):
    robot.begin()
    robot.page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    robot.site.network.turn("cut")
    robot.page.reload()
    robot.page.locator("[data-ready]").wait_for()
    robot.paste_rows(["PAM", "HCR"])
    robot.page.locator(".paste-report").wait_for()
    robot.site.network.turn("fair")
    robot.until_says(SAVED)
    stored = robot.site.ask("truth", meeting=robot.meeting)["document"].values()
    assert [name for name in ("PAM", "HCR") if name not in stored] == []
