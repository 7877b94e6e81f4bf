"""Real Chromium against a live server. Absent: skipped with a message, but a failure in CI."""

import os
import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.device import Device
from tests.browser.door import Door
from tests.browser.editing import Editor
from tests.browser.robot import Robot, Site
from tests.network import Network

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# The same engine without windows: half of the processor's time. Robots have the whole.
SHELL = shutil.which("chromium-headless-shell") or CHROMIUM
# Playwright's loop runs in this thread; Django would take it for an asynchronous caller.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups in its own
def pytest_collection_modifyitems(items):
    own = [item for item in items if "browser" in item.path.parts]
    for place, item in enumerate(own):
        item.add_marker(pytest.mark.browser)
        # Two processes share them: more Chromiums than two cores time each other out.
        item.add_marker(pytest.mark.xdist_group(f"browser {place % 2}"))


@pytest.fixture(scope="session")
def chromium():
    if CHROMIUM is None:
        message = "Chromium est absent : apt-get install chromium"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=SHELL, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def live_server(live_server):
    """The live server, whose threads may end after it.

    In SQLite's memory they share one connection. Stopping the server takes their leave to touch it,
    while Chromium still holds some of them by its idle sockets: each would end with an error.
    """
    for shared in live_server.thread.connections_override.values():
        shared.inc_thread_sharing()
    server = live_server.thread.httpd
    server.set_app(Door(server.get_app()))
    return live_server


@pytest.fixture(autouse=True)
def door(request):
    """The live server's door is shut before the database of the test is emptied."""
    if "live_server" not in request.fixturenames:
        yield
        return
    request.getfixturevalue("transactional_db")
    door = request.getfixturevalue("live_server").thread.httpd.get_app()
    door.open()
    yield
    door.shut()


@pytest.fixture
def new_page(chromium, live_server):
    """Open a page of a new browser session: `new_page(javascript=False, width=360)`."""
    contexts = []

    def open_page(javascript=True, width=1280, worker=False):
        # A service worker would answer in the place of the faults that a test plays.
        context = chromium.new_context(
            base_url=live_server.url,
            java_script_enabled=javascript,
            viewport={"width": width, "height": 900},
            locale="fr-FR",
            service_workers="allow" if worker else "block",
        )
        context.set_default_timeout(10_000)
        contexts.append(context)
        page = context.new_page()
        page.problems = []
        page.on("pageerror", lambda error: page.problems.append(str(error)))
        page.on(
            "console",
            lambda line: page.problems.append(line.text) if line.type == "error" else None,
        )
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def sign_in():
    """Sign in by the form, with the keyboard."""

    def sign_in(page, user, password):
        page.goto("/connexion/")
        page.locator("[name=login]").focus()
        page.keyboard.type(user.email)
        page.keyboard.press("Tab")
        page.keyboard.type(password)
        page.keyboard.press("Enter")
        page.get_by_role("heading", name=f"Bonjour {user.name}").wait_for()

    return sign_in


@pytest.fixture
def editor(new_page, live_server, meeting, secretary):
    """The editor of the `meeting` of the test, ready to be typed in."""
    editor = Editor(new_page(), meeting, live_server.url)
    editor.sign_in(secretary)
    editor.open()
    editor.page.locator("[data-ready]").wait_for()
    return editor


@pytest.fixture
def device(chromium, live_server, tmp_path):
    """A browser whose profile stays on disk: `page = device.start()`, `device.kill()`."""
    device = Device(chromium.browser_type, SHELL, str(tmp_path / "profile"), live_server.url)
    yield device
    device.stop()


@pytest.fixture
def network(live_server):
    """The network between the browser and the server: `network.turn("cut")`."""
    network = Network(live_server.thread.port)
    yield network
    network.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("site"))
    yield site
    site.close()


@pytest.fixture(scope="module")
def person(site, chromium, tmp_path_factory):
    robot = Robot(site, chromium.browser_type, CHROMIUM, tmp_path_factory.mktemp("profile"))
    yield robot
    robot.device.stop()


@pytest.fixture
def robot(site, person):
    """A person before a new meeting, in fair weather."""
    if person.device.context is None:
        person.start()
    person.sign_in()
    yield person.begin()
    site.network.turn("fair")
