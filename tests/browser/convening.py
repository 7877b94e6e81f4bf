"""The world of a whole scenario: a clock, hands that are counted, mails as a server took them."""

import io
import os
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

from django.core.management import call_command
from django.utils import timezone

from gtm.models import Mail
from tests.factories import (
    make_agency,
    make_document,
    make_group,
    make_meeting,
    make_member,
    make_membership,
    make_territory,
    make_user,
    publish,
    with_actions,
    with_rows,
)

SHOTS = os.environ.get("SHOTS")  # a folder for a picture of each step, or nothing
PHONE, DESK = 360, 1280
LAST = date(2031, 10, 30)
# Acronym, category, how its address begins ("" for none).
MEMBERS = (
    ("DREC/MR", "Etat", "drec"),
    ("Police", "Etat", "police"),
    ("Gouvernorat", "Collectivités", "gouvernorat"),
    ("OIM", "Nations Unies", "oim"),
    ("HCR", "Nations Unies", ""),
    ("PAM", "Nations Unies", "pam"),
    ("CICR", "Croix-Rouge", "cicr"),
    ("DRC", "ONG internationale", "drc"),
)


class Clock:
    """Time goes on as ever, from the instant that it was turned to, for the whole server."""

    def __init__(self, monkeypatch):
        monkeypatch.setattr(timezone, "now", self)

    def turn(self, day, hour, minute=0):
        """To an hour of Niamey, which is one ahead of UTC."""
        self.base = datetime(day.year, day.month, day.day, hour - 1, minute, tzinfo=UTC)
        self.since = time.monotonic()

    def __call__(self):
        return self.base + timedelta(seconds=time.monotonic() - self.since)


@dataclass
class Told:
    """What a step took: taps on what is shown, keys, seconds of this machine."""

    name: str
    who: str
    taps: int = 0
    keys: int = 0
    seconds: float = 0.0


@dataclass
class Story:
    steps: list = field(default_factory=list)

    @contextmanager
    def step(self, name, who):
        self.steps.append(Told(name, who))
        began = time.monotonic()
        yield self.steps[-1]
        self.steps[-1].seconds = time.monotonic() - began

    @property
    def table(self):
        head = ["| étape | qui | gestes | touches | secondes |", "|---|---|---|---|---|"]
        rows = [
            f"| {each.name} | {each.who} | {each.taps} | {each.keys} | {each.seconds:.1f} |"
            for each in self.steps
        ]
        taps, keys = (sum(getattr(each, name) for each in self.steps) for name in ("taps", "keys"))
        seconds = sum(each.seconds for each in self.steps)
        return "\n".join([*head, *rows, f"| **en tout** | | {taps} | {keys} | {seconds:.1f} |"])


class Hand:
    """Somebody before a page: taps and types, as the step counts."""

    def __init__(self, story, page):
        self.story, self.page = story, page

    @property
    def now(self):
        return self.story.steps[-1]

    def button(self, name, within=None):
        self.tap((within or self.page).get_by_role("button", name=name).first)

    def link(self, name, within=None):
        self.tap((within or self.page).get_by_role("link", name=name).first)

    def tap(self, locator):
        self.now.taps += 1
        locator.click()

    def write(self, locator, text):
        """A tap into a field, then the keys."""
        self.tap(locator)
        self.type(text)

    def date(self, locator, day):
        """In the browser's own field of a day: its order of day and month is the browser's."""
        self.tap(locator)
        self.now.keys += len("24112031")
        locator.fill(f"{day}")

    def type(self, text):
        self.now.keys += len(text)
        self.page.keyboard.type(text)

    def press(self, key):
        self.now.keys += key.count("+") + 1 if len(key) > 1 and "+" in key else 1
        self.page.keyboard.press(key)

    def says(self, text):
        self.page.get_by_text(text).first.wait_for()

    def picture(self, name):
        """At the width of a phone and of a desk, where pictures are asked for."""
        if not SHOTS:
            return
        size = self.page.viewport_size
        for width in (PHONE, DESK):
            self.page.set_viewport_size({"width": width, "height": 900})
            path = Path(SHOTS) / f"{len(self.story.steps):02}-{name}-{width}.png"
            self.page.screenshot(path=path, full_page=True)
        self.page.set_viewport_size(size)


def row(page, label):
    return page.locator("[data-list=expected] .door-row").filter(has_text=label)


def come_in(hand, label, name="Présent"):
    hand.button(name, within=row(hand.page, label))
    row(hand.page, label).get_by_role("button", name="Annuler").wait_for()


class Post:
    """Mails that leave by the real server, read as it took them."""

    def __init__(self, office):
        self.office, self.read = office, 0

    def send(self):
        """What waits leaves; {address: the message}, each address once."""
        call_command("send_mail", stdout=io.StringIO())
        new, self.read = self.office.messages[self.read :], len(self.office.messages)
        found = {message["To"]: message for message in new}
        assert len(found) == len(new)
        assert not Mail.objects.waiting().exists()
        return found


def text_of(message):
    return message.get_body(("plain",)).get_content()


def link_in(message, beginning):
    """The address of a personal link in the text."""
    [found] = [line for line in text_of(message).splitlines() if line.startswith(beginning)]
    return found


def read_on_a_phone(hand, message, name):
    """The HTML of a mail, as it is drawn at 360 px in both sets of colours; it asks for nothing."""
    html, asked = message.get_body(("html",)).get_content(), []
    hand.page.on("request", lambda request: asked.append(request.url))
    hand.page.set_content(html)
    for colours in ("light", "dark"):
        hand.page.emulate_media(color_scheme=colours)
        hand.picture(f"{name}-{colours}")
    wide = hand.page.evaluate("document.documentElement.scrollWidth")
    assert (wide, asked, len(html.encode()) <= 20_000) == (PHONE, [], True)


def calendar_in(message):
    """The text/calendar part, whose MIME method is the one that it says."""
    [part] = [each for each in message.walk() if each.get_content_type() == "text/calendar"]
    text = part.get_payload(decode=True).decode()
    assert f"METHOD:{part.get_param('method')}" in text.splitlines()
    return text


def pdfs_in(message):
    parts = message.iter_attachments()
    return [each.get_content() for each in parts if each.get_content_type() == "application/pdf"]


def make_world():
    """Zinder, its department Magaria, both last minutes published, eight members, their people."""
    region = make_territory("Zinder")
    below = make_territory("Magaria", "department", parent=region)
    rhythm = {"meets_rank": -1, "meets_weekday": 3}  # the last Thursday of the month
    group = make_group("GTM/Zinder", region, **rhythm)
    department = make_group("GTM/Magaria", below, "departmental")
    world = SimpleNamespace(
        group=group,
        secretary=make_membership(make_user("Amina"), "secretary", group=group).user,
        below=make_membership(make_user("Ibrahim"), "secretary", group=department).user,
        reviewer=make_membership(make_user("Rakia"), "reviewer").user,
        agencies={},
    )
    for acronym, category, name in MEMBERS:
        email = f"{name}@example.org" if name else ""
        agency = make_agency(acronym, category=category, email=email)
        world.agencies[acronym] = agency
        make_member(group, agency, since=date(2030, 1, 1))
    world.last = _last_of_zinder(world)
    world.department = _last_of_magaria(world, department)
    Mail.objects.all().delete()
    return world


def _last_of_zinder(world):
    document = make_document(date=f"{LAST:%d/%m/%Y}", end="12h30")
    action = {"text": "Former les agents d’accueil", "responsible": "OIM", "deadline": "2032"}
    document, _ = with_actions(document, action)
    left = {
        "title": "Cartographie des acteurs",
        "presenters": "DRC",
        "postponed": "1",
        "postponed_reason": "données non reçues",
    }
    document, _ = with_rows(document, "points", left)
    meeting = make_meeting(world.group, world.secretary, document=document, on=LAST)
    publish(meeting, world.reviewer)
    return meeting


def _last_of_magaria(world, group):
    document = make_document(date="06/11/2031", place="Préfecture de Magaria")
    point = {"title": "Refoulements à la frontière", "discussion": "120 personnes en octobre."}
    document, _ = with_rows(document, "points", point)
    meeting = make_meeting(group, world.below, document=document, on=date(2031, 11, 6))
    publish(meeting, world.reviewer)
    return meeting
