"""The application from the files that `collectstatic` makes: small, and still working."""

import re

import pytest

from tests.browser.conftest import CHROMIUM
from tests.browser.robot import SAVED, Robot, Site
from tests.browser.test_saving import picture

HASHED = re.compile(r".+\.[0-9a-f]{8}\.js\.br")
ELSEWHERE = ("lecture.", "removed.", "share.", "tick.")  # on pages that need no device
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


def test_the_scripts_of_the_editor_and_of_the_device_weigh_25_kb_at_most(site):
    scripts = (site.folder / "static" / "js").rglob("*.js.br")
    weights = {path.name: path.stat().st_size for path in scripts if HASHED.fullmatch(path.name)}
    counted = {name: size for name, size in weights.items() if not name.startswith(ELSEWHERE)}
    assert len(weights) - len(counted) == len(ELSEWHERE)
    assert (sum(counted.values()) <= 25_000, len(counted) > 30) == (True, True), counted


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
