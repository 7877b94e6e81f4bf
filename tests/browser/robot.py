"""A robot that types in the real editor and remembers every letter.

`Site`: the real server in a process of its own, behind a network that can be made bad.
`Robot`: one person at one browser over it, with a `Ledger`.
"""

import contextlib
import json
import time
import uuid
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import parse_qs

from playwright.sync_api import Error

from tests.browser.device import Device
from tests.browser.editing import posted
from tests.network import Network
from tests.serving import Server

PATIENCE = 40  # seconds until something has failed for good; a loaded machine is slow
LATELY = 1.0  # seconds: what was typed before that comes back after the browser was killed
SAVED = "Enregistré sur le serveur"
WAITING = "En attente d’envoi :"


class Site:
    """gunicorn with its failpoints and its back door, and the network before it."""

    def __init__(self, folder, database=""):
        self.folder = Path(folder)
        self.network = Network(0)
        self.address = f"http://127.0.0.1:{self.network.port}"
        self.server = Server(folder, database, self.address, "tests.backstage")
        self.network.server_port = self.server.port
        self.server.prepare()
        self.server.start()

    def ask(self, verb, **arguments):
        """Of the back door; again while the server is down."""
        until = time.monotonic() + PATIENCE
        while True:
            door = HTTPConnection("127.0.0.1", self.server.port, timeout=PATIENCE)
            try:
                door.request("POST", f"/-/{verb}", json.dumps(arguments))
                answer = door.getresponse()
                body = answer.read()
                if answer.status == 200:
                    return json.loads(body)
                raise RuntimeError(f"/-/{verb}: {self.server.log.read_text()[-2_000:]}")
            except (OSError, HTTPException):
                if time.monotonic() > until:
                    raise
                time.sleep(0.1)
            finally:
                door.close()

    def write(self, **what):
        """Somebody else saves, once."""
        self.ask("write", op=str(uuid.uuid4()), **what)

    def close(self):
        self.server.kill()
        self.network.close()


class Ledger:
    """Every letter, the field in which it was typed, and when."""

    def __init__(self):
        self.fields, self.count, self.late = {}, 0, []

    def note(self, field, sign):
        self.fields.setdefault(field, []).append((time.monotonic(), sign))
        self.count += 1

    def text(self, field):
        return "".join(sign for _, sign in self.fields.get(field, ()))

    def forgive(self, field, found, killed):
        """The browser was killed: of the end of a text, what was typed lately may be missing.

        Returns how many letters older than that are missing too.
        """
        typed = self.fields.get(field, [])
        if not self.text(field).startswith(found):
            return 0  # not a missing end: the oracle will tell
        missing = typed[len(found) :]
        self.late.append(killed - missing[0][0] if missing else 0.0)
        self.fields[field] = typed[: len(found)]
        return sum(at < killed - LATELY for at, _ in missing)


LOOK = """() => {
  const form = document.getElementById("minutes");
  const shown = (place) => Boolean(document.querySelector(place)?.checkVisibility?.());
  return {
    says: document.querySelector("[data-save-state]")?.innerText || "",
    ready: "ready" in (document.documentElement?.dataset || {}),
    found: shown("[data-found]"),
    conflict: shown("[data-notice=conflict]"),
    signIn: shown("[data-sign-in]"),
    reading: shown("[data-notice=reading]"),
    version: Number(form?.elements.base_version.value),
    entries: form ? [...new FormData(form)].filter(([, value]) => typeof value === "string") : [],
  };
}"""
COPIES = """() => new Promise((resolve) => {
  const opening = indexedDB.open("gtm", 1);
  opening.onupgradeneeded = () => opening.transaction.abort(); // not there: the page makes it
  opening.onerror = () => resolve([]);
  opening.onsuccess = () => {
    const all = opening.result.transaction("drafts").objectStore("drafts").getAll();
    all.onsuccess = () => { opening.result.close(); resolve(all.result.map(({ map }) => map)); };
  };
})"""
TAKEN = """() => {
  const button = document.querySelector("[data-found-take]");
  return !button.disabled || !button.checkVisibility();
}"""
LAST = {"discussion": "#minutes [name$='/discussion']", "closing": "#minutes [name=closing]"}


class Robot:
    """A person who types; what she sees is compared with what is."""

    def __init__(self, site, browser_type, executable, folder, name="Amina"):
        self.site, self.name = site, name
        self.user = site.ask("writer", name=name)
        self.device = Device(browser_type, executable, str(folder), site.address)
        self.page, self.meeting, self.finished = None, None, []

    def start(self):
        """Open the browser, with a session: Chromium writes cookies every half minute only."""
        self.page = self.device.start()
        self.device.context.set_default_timeout(PATIENCE * 1_000)
        self.device.context.grant_permissions(["clipboard-read", "clipboard-write"])
        self.device.context.on("dialog", lambda dialog: dialog.accept())
        self.device.context.on("requestfinished", self._heard)
        self.sign_in()

    def sign_in(self):
        value = self.site.ask("session", user=self.user)
        cookie = {"name": "session", "value": value, "url": self.site.address}
        self.device.context.add_cookies([cookie])

    def begin(self, meeting=None, **how):
        """Open the editor of a meeting of its own, with an empty ledger."""
        self.meeting = meeting or self.site.ask("meeting", user=self.user, **how)
        self.ledger, self.acknowledged, self.rows = Ledger(), [], []
        self.finished.clear()
        self.samples = self.false = self.lost = 0
        self.steps = []  # (seconds, what she did when a page asked)
        self.told = []  # what was false in it
        self.open()
        return self

    def open(self):
        self.page.goto(f"/reunions/{self.meeting}/modifier/")
        if "/connexion/" in self.page.url:  # the session has ended meanwhile
            self.sign_in()
            self.page.goto(f"/reunions/{self.meeting}/modifier/")
        self.page.locator("[data-ready]").wait_for()

    def _heard(self, request):
        """A text was acknowledged: from now on it must be in the history."""
        if request.method != "POST" or not request.url.endswith("/modifier/"):
            return
        if self.meeting and self.meeting in request.url and posted(request):
            self.finished.append(request)

    def hear(self):
        """Look at the answers that came; outside of the driver's own callbacks."""
        while self.finished:
            request = self.finished.pop(0)
            with contextlib.suppress(Error):
                answer = request.response()
                if answer is None or "json" not in answer.headers.get("content-type", ""):
                    continue
                if answer.status in (200, 409):
                    self.acknowledged.append(parse_qs(posted(request)))

    def type(self, text, field="discussion", pace=0.0):
        """At the end of a field, letter by letter, as hands do."""
        place = self.page.locator(LAST[field]).last
        place.focus()
        self.page.keyboard.press("Control+End")
        for sign in text:
            self.page.keyboard.type(sign)
            self.ledger.note(field, sign)
            if pace:
                self.page.wait_for_timeout(pace * 1_000)

    def paste(self, text, field="discussion"):
        self.page.locator(LAST[field]).last.focus()
        self.page.keyboard.press("Control+End")
        # By the clipboard, as hands do: the driver's own way is as slow as the square of the lines.
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        self.page.keyboard.press("Control+v")
        for sign in text:
            self.ledger.note(field, sign)

    def paste_rows(self, wordings):
        """Below the last line of attendance, a line each."""
        self.page.keyboard.press("Alt+l")
        self.page.evaluate("text => navigator.clipboard.writeText(text)", "\n".join(wordings))
        self.page.keyboard.press("Control+v")
        self.page.locator(".paste-report").wait_for()  # what reads it may still be on its way
        self.rows += [(time.monotonic(), wording) for wording in wordings]

    def save(self):
        self.page.keyboard.press("Control+s")

    def add_row(self, wording):
        self.page.keyboard.press("Alt+l")
        self.page.keyboard.type(wording)
        self.page.keyboard.press("Escape")
        self.rows.append((time.monotonic(), wording))

    def can_type(self):
        """Whether the page before her is the editor, with nothing that asks her first."""
        if not self.page.url.endswith("/modifier/"):
            return False
        seen = self.look()
        asks = seen["found"] or seen["conflict"] or seen["reading"] or seen["signIn"]
        return seen["ready"] and not asks

    def value(self, field):
        return self.page.locator(LAST[field]).last.input_value()

    def look(self):
        """What the page shows; of the next one while it is being left."""
        while True:
            try:
                return self.page.evaluate(LOOK)
            except Error as error:
                if "navigation" not in error.message:
                    raise
                self.page.wait_for_load_state("domcontentloaded")

    def sample(self):
        """Whether the page's « Enregistré sur le serveur » is true at this instant."""
        self.hear()
        seen = self.look()
        if not seen["says"].startswith(SAVED) or seen["reading"] or not seen["ready"]:
            return
        self.samples += 1
        known = {"version": seen["version"], "entries": seen["entries"]}
        wrong = self.site.ask("differing", meeting=self.meeting, **known)
        self.false += bool(wrong)
        if wrong:
            self.told.append((seen["says"], wrong))

    def until(self, condition, what):
        """Wait for something in the page, sampling the indicator meanwhile."""
        end = time.monotonic() + PATIENCE
        while not condition():
            if time.monotonic() > end:
                seen = {**self.look(), "entries": ""}
                raise TimeoutError(f"{what}: {seen} at {self.page.url} after {self.steps[-12:]}")
            self.page.wait_for_timeout(50)
            self.sample()

    def until_says(self, words):
        self.until(lambda: self.look()["says"].startswith(words), words)

    def until_copied(self):
        """Until the device has the newest text, or needs it no more: the server has it."""

        def is_kept():
            text = self.value("discussion")
            return any(text in map.values() for map in self.copies()) or self._is_saved()

        self.until(is_kept, "the copy on the device")

    def copies(self):
        """The texts that the device keeps, as maps."""
        return self.page.evaluate(COPIES)

    def _is_saved(self):
        return self.look()["says"].startswith(SAVED)

    def hurry(self):
        """What the browser tells a page when it is looked at again."""
        self.page.evaluate("() => dispatchEvent(new Event('focus'))")

    def kill(self):
        self.hear()
        self.killed = time.monotonic()
        self.device.kill()

    def come_back(self):
        """After a kill: open the editor, take what the device has kept, see what is missing."""
        self.start()
        self.open()
        while self.look()["found"]:
            self._take_found()
        for field in self.ledger.fields:
            self.lost += self.ledger.forgive(field, self.value(field), self.killed)
        self._forgive_rows()

    def _take_found(self):
        """Once for each: the offer stays in sight until the device has written it anew."""
        with contextlib.suppress(Error):  # it was pressed already
            self.page.locator("[data-found-take]:enabled").click(timeout=1_000)
        self.page.wait_for_function(TAKEN)

    def _forgive_rows(self):
        shown = self.page.locator("#minutes [name$='/wording']").evaluate_all(
            "fields => fields.map(field => field.value)"
        )
        missing = [(at, wording) for at, wording in self.rows if wording not in shown]
        self.lost += sum(at < self.killed - LATELY for at, _ in missing)
        self.rows = [row for row in self.rows if row not in missing]

    def settle(self, side="mine"):
        """With all faults over, do what the page asks for until the server has everything."""

        def step():
            with contextlib.suppress(Error):  # the page was left meanwhile: look again
                return look_and_act()
            self.page.wait_for_timeout(100)

        def look_and_act():
            if self.page.url.partition("?")[0].endswith("/modifier/"):
                return self._answer(self.look())
            if "/ecarts/" in self.page.url:
                self.choose(side)
                return False
            self.open()
            return False

        self.until(step, "settled")

    def _step(self, what):
        self.steps.append((round(time.monotonic()), what))

    def _answer(self, seen):
        page = self.page
        asks = [name for name in ("found", "conflict", "reading", "signIn") if seen[name]]
        self._step(f"{asks} « {seen['says']} »")
        if seen["found"]:
            self._take_found()
        elif seen["conflict"]:
            page.locator("[data-notice=conflict] button").click()
            page.wait_for_url("**/ecarts/**")
        elif seen["reading"]:
            page.locator("[data-notice=reading] button").click()
            page.wait_for_timeout(200)
        elif seen["says"].startswith("Pas envoyé : votre session"):
            self.sign_in()
            self.hurry()
        elif seen["says"].startswith("Pas envoyé"):
            page.keyboard.press("Control+s")
        elif seen["says"].startswith(SAVED):
            return seen["ready"]
        else:
            self.hurry()
        return False

    def choose(self, side):
        """Answer every question of the conflict page; again when the answer was lost."""
        address = self.page.url
        self._step("chooses")
        for radio in self.page.locator(f"input[type=radio][value={side}]").all():
            radio.check()
        self.page.locator(".form-actions button.btn-primary").click()
        try:
            self.page.wait_for_url("**/modifier/", timeout=10_000)
        except Error:
            self.page.goto(address)
