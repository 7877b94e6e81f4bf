"""The application from the files that `collectstatic` makes: small, and still working."""

import re

import pytest

from tests.browser.conftest import CHROMIUM
from tests.browser.robot import SAVED, Robot, Site
from tests.browser.test_saving import picture
from tests.test_architecture import ALL_TEMPLATES

HASHED = re.compile(r".+\.[0-9a-f]{8}\.(?:js|css)\.br")
NAMED = re.compile(r"{% static ['\"]((?:css|js)/[^'\"]+)['\"] %}")
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


@pytest.fixture(scope="module")
def weights(site):
    """{name: bytes} of our scripts and sheets as they travel."""
    folder = site.folder / "static"
    return {
        re.sub(r"\.[0-9a-f]{8}|\.br$", "", path.relative_to(folder).as_posix()): path.stat().st_size
        for room in ("js", "css")
        for path in (folder / room).rglob("*.br")
        if HASHED.fullmatch(path.name)
    }


# Of a page: its files in the order in which it asks for them, and the bytes that they may weigh.
LATER = tuple(f"js/editor/{name}.js" for name in ("creation", "offer", "respell", "unsent"))
SHARED = ("js/device.js", "js/editor/store.js", "js/editor/post.js")
SCRIPTS = {
    "editor": ((*SHARED, "js/editor/saving.js", "js/editor.js"), 19_500),
    "report": ((*SHARED, "js/editor/saving.js", "js/report.js"), 14_500),
    "door": ((*SHARED, "js/door/sending.js", "js/door.js"), 12_800),
    "a first paste": (("js/paste/columns.js", "js/paste/put.js"), 7_500),
    "later": (LATER, 3_000),
}
SHEETS = {
    "any page": ("site",),
    "reading": ("site", "paper"),
    "editor beside an original": ("site", "writing", "originals"),
    "report": ("site", "writing", "reports", "charts"),
    "door": ("site", "editor", "door"),
    "review": ("site", "review"),
}


@pytest.mark.parametrize("what", SCRIPTS)
def test_scripts_weigh_little(weights, what):
    names, limit = SCRIPTS[what]
    assert sum(weights[name] for name in names) <= limit


@pytest.mark.parametrize("page", SHEETS)
def test_the_sheets_of_a_page_weigh_14_kb_at_most(weights, page):
    assert sum(weights[f"css/{name}.css"] for name in SHEETS[page]) <= 14_000


def test_the_modules_stand_in_few_files_and_every_page_finds_its_own(weights):
    named = {found for path in ALL_TEMPLATES for found in NAMED.findall(path.read_text())}
    scripts = [name for name in weights if name.startswith("js/")]
    assert (named - set(weights), len(scripts)) == (set(), 29)


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
