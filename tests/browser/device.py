"""A browser with a profile of its own on disk, which can be killed."""

import contextlib
import os
import signal
import time
from pathlib import Path

from tests.browser.editing import Editor, discussion, session_of

RECORDS = """(name) => new Promise((resolve) => {
  const opening = indexedDB.open("gtm");
  opening.onsuccess = () => {
    const all = opening.result.transaction(name).objectStore(name).getAll();
    all.onsuccess = () => { opening.result.close(); resolve(all.result); };
  };
})"""


def records(page, store):
    """What this browser keeps in a store of static/js/editor/store.js."""
    return page.evaluate(RECORDS, store)


def until(page, condition, seconds=10):
    """Wait for what neither the page shows nor the browser tells."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not come"
        page.wait_for_timeout(50)


def kept(page):
    """The discussions of the drafts of this device."""
    return [discussion(each["map"]) for each in records(page, "drafts")]


def until_kept(page, text):
    """Until this device has the last letter of it; the page says so after the first ones."""
    until(page, lambda: text in kept(page))


def ready_offline(page, choices=False):
    """Wait until this page opens without network; `choices`: a new meeting can be made too."""
    page.evaluate("() => navigator.serviceWorker.ready.then(() => null)")
    until(page, lambda: records(page, "pages") and len(records(page, "who")) > choices)


class Device:
    """Chromium over a folder: closed, killed and started again, it finds what it kept."""

    def __init__(self, browser_type, executable, folder, address):
        self.browser_type, self.executable = browser_type, executable
        self.folder, self.address = folder, address
        self.context = None

    def start(self, width=1280):
        self.context = self.browser_type.launch_persistent_context(
            self.folder,
            executable_path=self.executable,
            args=["--no-sandbox"],
            base_url=self.address,
            viewport={"width": width, "height": 900},
            locale="fr-FR",
        )
        self.context.set_default_timeout(10_000)
        return self.context.pages[0]

    def start_as(self, user):
        """With a session, also after a restart: Chromium writes cookies every half minute only."""
        page = self.start()
        self.context.add_cookies([session_of(user, self.address)])
        return page

    def kill(self):
        """As when the power goes: nothing is told to the pages."""
        for process in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                if f"--user-data-dir={self.folder}".encode() in process.read_bytes().split(b"\0"):
                    os.kill(int(process.parent.name), signal.SIGKILL)
        self.stop()

    def stop(self):
        if self.context:
            with contextlib.suppress(Exception):
                self.context.close()
        self.context = None

    def editor(self, page, meeting, user=None):
        editor = Editor(page, meeting, self.address)
        if user:
            editor.sign_in(user)
        return editor
