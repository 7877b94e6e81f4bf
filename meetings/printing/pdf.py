"""Minutes and reports as pages that are printed (`press.py` prints them)."""

import re
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from meetings.printing import press
from meetings.printing.square import drawn

DATA = "memory:compte-rendu.json"  # as `typeset.py` has it
# Hollow letters (outlines of Liberation Sans Bold) up the margin: legible in monochrome, crossing
# no text, and drawn, so that the word is in no text that people copy from a page.
WATERMARK = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 150 890">
<path transform="translate(0 890) rotate(-90)" fill="none" stroke="#555" stroke-width="3"
d="M130 49Q130 58
127 66Q124 75 117 81Q111 88 101 92Q92 95 78 95H43V145H14V4H77Q90 4 100 7Q110 11 117 16Q123 22 126
31Q130 39 130 49ZM100 49Q100 38 93 33Q87 27 74 27H43V73H74Q81 73 86 71Q91 69 94 66Q97 63 98 59Q100
54 100 49ZM259 145 226 92H192V145H162V4H233Q246 4 256 7Q266 10 272 15Q279 21 282 29Q285 36 285
46Q285 54 283 61Q281 67 276 72Q272 77 267 81Q261 84 254 86L292 145ZM256 47Q256 37 249 32Q242 27 230
27H192V69H230Q237 69 242 67Q246 66 250 63Q253 60 254 56Q256 52 256 47ZM459 74Q459 90 454 104Q449
117 440 127Q431 137 418 142Q404 147 388 147Q370 147 357 142Q344 136 335 126Q326 117 321 103Q317 90
317 74Q317 57 322 44Q326 31 335 21Q344 12 358 7Q371 2 388 2Q405 2 418 7Q432 12 441 22Q450 31 454
44Q459 58 459 74ZM429 74Q429 63 426 54Q424 45 419 38Q413 32 406 29Q398 25 388 25Q378 25 370 29Q362
32 357 38Q352 45 349 54Q347 63 347 74Q347 85 349 94Q352 103 357 110Q362 116 370 120Q378 124 388
124Q399 124 406 120Q414 116 419 110Q424 103 427 94Q429 85 429 74ZM532 147Q522 147 513 145Q505 143
499 138Q493 133 489 125Q485 118 483 107L512 102Q513 108 515 112Q517 116 519 119Q522 122 525 123Q528
124 532 124Q541 124 546 118Q550 112 550 101V27H522V4H580V100Q580 111 577 120Q574 128 567 134Q561
140 553 144Q544 147 532 147ZM619 145V4H730V27H649V62H724V85H649V122H734V145ZM832 27V145H802V27H757
V4H877V27Z"/></svg>"""
# A sheet of its own: a named page would keep the margins that a page break drops, and a draft
# would not fall on the same pages as what is published.
_UP = "url('memory:projet.svg') no-repeat"
DRAFT = f"""@page {{
  background: {_UP} -20mm 15% / 13mm, {_UP} -20mm 85% / 13mm;
  @top-right {{
    content: "PROJET"; font: bold 11pt "Liberation Serif", serif; letter-spacing: 1.5pt;
    vertical-align: bottom; padding-bottom: 9mm; /* a line of its own, over the running title */
  }}
}}"""

# At the foot of the first page, between the version and the number of the page, in the margin: no
# line moves for it. It is drawn as a background is: whoever listens is told the address in words.
CODE = """@page:first {
  background: url('memory:code.svg') no-repeat left 82% bottom -16mm / 14mm;
}"""

# Signs of the page that is printed, where what begins a line or a cell counts as a full line: about
# 80 pages, five times the longest minutes made up here. It takes up to 20 s, in which a process of
# the server has nothing else printed (`bench/pdf --growing`).
LARGEST = 450_000
LINE = 75
BEGINS_LINE = re.compile(r"<(?:br|p|li|tr|td|th)\b")

Later, Refused = press.Later, press.Refused


class TooLong(Exception):
    """Not to be printed as it is; the message says so in French."""

    def __init__(self):
        super().__init__(
            "Ce texte est trop long pour être imprimé : 80 pages environ au plus. Rien n’est "
            "perdu. Raccourcissez-le, ou joignez ses annexes comme fichiers."
        )


@cache
def _stylesheet(name):
    """The text of a sheet of static/css/; two stand above."""
    own = {"DRAFT": DRAFT, "CODE": CODE}
    return own[name] if name in own else Path(finders.find(name)).read_text()


def page(minutes, *, draft, with_photos=True):
    """The HTML that is printed; photos are at `memory:photo/<uid>`. Raises `TooLong`."""
    if with_photos:
        minutes = minutes.with_photos_at(_address)
    return _fitting("meetings/minutes_pdf.html", {"minutes": minutes, "draft": draft})


def _fitting(template, context):
    html = render_to_string(template, context)
    if len(html) + LINE * len(BEGINS_LINE.findall(html)) > LARGEST:
        raise TooLong
    return html


def render(minutes, *, draft, with_photos=True, images, person=None, code="", data=b""):
    """PDF bytes of a `Printed`; the same ones for the same minutes.

    `images` are JPEG bytes by uid, one for each photo of the minutes when they are printed;
    `person` as for `press.printed`; `code` is an address that is drawn as a square; `data` is
    JSON, which it carries. Raises `Refused` when an image is missing, or when the text got an
    address past the templates; `TooLong` for what would take minutes; `Later`.
    """
    contents = {_address(uid): content for uid, content in images.items()}
    contents["memory:projet.svg"] = WATERMARK
    if data:
        contents[DATA] = data
    sheets = ("css/minutes.css", *["DRAFT"] * draft, *["CODE"] * bool(code))
    if code:
        contents["memory:code.svg"] = drawn(code, error="l", border=0)
    return _write(page(minutes, draft=draft, with_photos=with_photos), contents, sheets, person)


def render_report(report, person=None):
    """PDF bytes of an `actions.reviewing.report.Report`. Raises `TooLong`, `Later`."""
    html = _fitting("actions/report_pdf.html", {"report": report})
    return _write(html, {}, ("css/minutes.css", "css/report.css"), person)


def render_page(template, context, contents, sheets, *, draft=False, person=None):
    """PDF bytes of a page of any template; `contents` are the bytes at its `memory:` addresses.

    Raises `TooLong`, `Later`.
    """
    drawn = contents | {"memory:projet.svg": WATERMARK}
    names = (*sheets, "DRAFT") if draft else sheets
    return _write(_fitting(template, context), drawn, names, person)


def _write(html, contents, sheets, person=None):
    return press.printed(html, contents, [_stylesheet(name) for name in sheets], person)


def _address(uid):
    return f"memory:photo/{uid}"
