"""Nothing typed is ever obeyed: no file is read and no address called while a PDF is made."""

import io
import re
import socket
import sys
import time
from contextlib import suppress

import pikepdf
import pytest
from django.utils.safestring import mark_safe
from weasyprint import HTML
from weasyprint.urls import URLFetcher

from gtm.models import Letterhead, WorkingGroup
from meetings.printing import pdf
from meetings.printing.minutes import printed
from meetings.text import document as doc
from tests.meetings.zinder import (
    StoredPhoto,
    add_rows,
    jpeg,
    long,
    rendered,
    uid,
    zinder,
    zinder_document,
    zinder_group,
)
from tests.pdfua import folded, read_aloud


class Bait:
    """A secret file and a listener on loopback."""

    def __init__(self, folder, listener):
        (folder / "secret.txt").write_text("mot de passe")
        self.listener = listener
        self.host = f"127.0.0.1:{listener.getsockname()[1]}"
        self.addresses = (f"file://{folder}/secret.txt", f"http://{self.host}/secret.txt")

    def taken(self):
        """How often the file was opened, the host was called, and the listener heard of it."""
        heard = 0
        with suppress(BlockingIOError):
            while True:
                self.listener.accept()[0].close()
                heard += 1
        files = sum("secret.txt" in name for name in WATCH["read"])
        return files, sum("127.0.0.1" in name for name in WATCH["read"]), heard


WATCH = {"on": False, "read": []}  # files opened and addresses called while a bait is out


def _watch(event, arguments, watch=WATCH):
    if watch["on"] and event in ("open", "socket.connect"):
        watch["read"].append(str(arguments[event == "socket.connect"]))


sys.addaudithook(_watch)  # cannot be taken away: it is idle without a bait


@pytest.fixture
def bait(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        found = Bait(tmp_path, listener)
        WATCH.update(on=True, read=[])
        yield found
        WATCH["on"] = False


PAYLOADS = [
    '<link rel="attachment" href="{0}">',
    '<link rel="stylesheet" href="{0}">',
    '<img src="{0}" alt="x">',
    '<object data="{0}"></object>',
    '<embed src="{0}">',
    '<p style="background: url({0})">x</p>',
    '<p style="list-style: url({0}); display: list-item">x</p>',
    "<style>@import url({0});</style>",
    "<style>@import '{0}';</style>",
    "<style>@font-face {{ font-family: f; src: url({0}) }} p {{ font-family: f }}</style><p>x</p>",
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="{0}" width="9" height="9"/></svg>',
    '<img alt="x" src="data:image/svg+xml,<svg xmlns=\'http://www.w3.org/2000/svg\''
    " xmlns:xlink='http://www.w3.org/1999/xlink'><image xlink:href='{0}' width='9'"
    " height='9'/></svg>\">",
]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_an_address_that_got_past_the_templates_is_not_read(payload, bait):
    for address in bait.addresses:
        with suppress(pdf.Refused):
            obeyed = mark_safe(payload.format(address))  # noqa: S308 - what is tested
            rendered(zinder(adoption=obeyed))
    assert bait.taken() == (0, 0, 0)


def test_the_bait_is_taken_by_a_renderer_that_obeys(bait):
    for address in bait.addresses:
        string = PAYLOADS[0].format(address) + "<p>x</p>"
        HTML(string=string, url_fetcher=URLFetcher(timeout=0.2)).write_pdf()
    assert bait.taken() == (1, 1, 1)


def test_an_endless_word_breaks_and_does_not_take_its_time():
    document, word = zinder_document(), "x" * 50_000
    document["closing"] = word
    began = time.process_time()
    content = rendered(printed(document, group=zinder_group()))
    assert time.process_time() - began < 6  # 18 s when each line is sought in the whole word
    assert word in folded(read_aloud(content))


UNPRINTED = {f"attendance.{name}" for name in ("name", "function", "phone", "email")}
UNPRINTED |= {"attendance.structures", "attendance.persons"}  # the wording says who
UNPRINTED |= {"followups.closed"}  # ours, and only where the meeting gave no status
UNPRINTED |= {"followups.days_late"}  # a number of ours; words there are none
UNPRINTED |= {"actions.followup_agencies"}  # the printed responsibles stay as written
UNPRINTED |= {"points.minutes"}  # planned for the agenda of the letters; what was said is printed
UNPRINTED |= {"header.territory"}  # a key; the place says where


def filled_with(text):
    """A map with ‹section.field› and `text`, as far as it may be long, in every field of text."""
    document = {}

    def fill(section, fields, list_key=None):
        typed = {
            name: f"‹{section}.{name}›{text}"[: max(field.limit, 80)]
            for name, field in fields.items()
            if not field.choices and name not in doc.FLAGS
        }
        if list_key:
            add_rows(document, list_key, section, [typed])
        else:
            document.update(typed)

    fill("header", doc.HEADER)
    for section in doc.LISTS:
        fill(section, doc.ROWS[section], section)
    for section, children in doc.CHILDREN.items():
        for child in children:
            fill(child, doc.ROWS[child], f"{section}/{uid(section, 0)}/{child}")
    document[f"points/{uid('points', 0)}/followup"] = "1"
    for section in ("adoptions", "former_adoptions"):
        document[f"{section}/{uid(section, 0)}/decision"] = "amended"
    for section in ("followups", "former_actions"):
        document[f"{section}/{uid(section, 0)}/status"] = "rescheduled"
    document[f"points/{uid('points', 0)}/postponed"] = "1"
    document[f"attendance/{uid('attendance', 0)}/presence"] = "represented"
    return document


def test_markup_typed_in_every_field_is_printed_as_text_and_reads_nothing(bait):
    payload = "".join(each.format(address) for each in PAYLOADS for address in bait.addresses)
    typed, name = filled_with(payload), PAYLOADS[0].format(bait.addresses[1])
    group = WorkingGroup(name=name, responsible_heading=payload, has_signatures=True)
    letterhead = Letterhead(style="administrative", lines=payload, place=payload)
    photo = StoredPhoto(uid("photos", 0), 40, 30)
    options = {"group": group, "letterhead": letterhead, "photos": [photo], "edition": name}
    content = rendered(printed(typed, **options), images={photo.pk: jpeg(40, 30)[0]})
    assert bait.taken() == (0, 0, 0)
    text = folded(read_aloud(content))
    fields = set(re.findall("‹[a-z_.]+›", " ".join(map(str, typed.values()))))
    begins = folded(payload)[:20]  # a row higher than a page goes on in the next
    shown = {field for field in fields if f"{field}{begins}" in text}
    assert {field.strip("‹›") for field in fields - shown} == UNPRINTED
    with pikepdf.open(io.BytesIO(content)) as file:
        assert "/Names" not in file.Root or "/EmbeddedFiles" not in file.Root.Names


def test_an_image_that_is_a_drawing_reads_nothing(bait):
    photo = StoredPhoto(uid("photo"), 40, 30)
    for address in bait.addresses:
        drawing = PAYLOADS[10].format(address).encode()
        with suppress(pdf.Refused):
            rendered(long([photo]), images={photo.pk: drawing})
    assert bait.taken() == (0, 0, 0)
