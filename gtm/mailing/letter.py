"""The HTML of a mail, made from its text as it leaves and kept nowhere: one rule for all of them.

An empty line parts blocks. Lines that begin with a number or a dash are lists, and what is indented
under them is theirs; a line in capitals is a heading; below `--` everything is small. An address is
a link, and one of ours that has a line to itself a button, named after it and the line before.
All else is text, and stays so.
"""

import re
from dataclasses import dataclass
from html import escape
from itertools import groupby

from gtm.typography import french

LARGEST = 20_000  # bytes of text and HTML together: beyond, the text goes alone
ADDRESS = re.compile(r"https?://[^\s<>\"«»]+[^\s<>\"«».,;:!?)\]’']")
ITEM = re.compile(r"(?:(\d{1,4})[.)]|[-–•])[ \u00a0]+(?=\S)")
ASKS = re.compile("pour répondre", re.IGNORECASE)
HEADING = re.compile(r"[^a-zß-öø-ÿ]*[A-ZÀ-Þ]{2}[^a-zß-öø-ÿ]*")

# No colour of the page or its text: the reader's program has its own, dark ones too.
PAGE = """<!doctype html>
<html lang="fr" style="color-scheme:light dark">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">\
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" \
content="light dark"><title>{title}</title></head>
<body style="margin:0;padding:0">
<div style="max-width:600px;margin:0 auto;padding:20px 16px;font-family:system-ui,-apple-system,\
'Segoe UI',Roboto,Arial,sans-serif;font-size:16px;line-height:1.5;overflow-wrap:anywhere">
{body}
</div>
</body>
</html>
"""
BUTTON = (
    '<p style="margin:16px 0"><a href="{address}" style="display:inline-block;padding:12px 20px;'
    "border:1px solid #7fd3dc;border-radius:6px;background-color:#0b5d66;color:#ffffff;"
    'font-weight:600;text-decoration:none">{label}</a></p>'
)
PLAIN = '<p style="margin:0 0 16px"><a href="{address}">{label}</a></p>'
PARAGRAPH = '<p style="margin:0 0 16px">{}</p>'
TITLE = '<h2 style="margin:24px 0 12px;font-size:16px;line-height:1.4">{}</h2>'
SMALL = (
    '<div style="margin-top:24px;padding-top:12px;border-top:1px solid #8a8f98;font-size:14px">'
    "\n{}\n</div>"
)


@dataclass(frozen=True)
class Ours:
    """Where our own addresses begin, and what one becomes that has a line to itself."""

    site: str
    shown: str

    def has(self, line):
        mine = line.startswith(f"{self.site}/") and line != f"{self.site}/"
        return mine and bool(ADDRESS.fullmatch(line))

    def link(self, address, led_by):
        label = "Ouvrir la page"
        if address.partition("?")[0].endswith(".pdf"):
            label = "Ouvrir le PDF"
        elif ASKS.search(led_by):
            label = "Répondre"
        return self.shown.format(address=escape(address), label=label)


def html_of(subject, text, site):
    """The page of a mail; `site` is where our own addresses begin."""
    before, mark, after = ("\n" + text.replace("\r\n", "\n")).partition("\n--\n")
    parts = _blocks(before, Ours(site, BUTTON))
    if mark and after.strip():
        parts.append(SMALL.format("\n".join(_blocks(after, Ours(site, PLAIN)))))
    return PAGE.format(title=escape(french(subject)), body="\n".join(parts))


def _blocks(text, ours):
    blocks = [block for block in re.split(r"\n[ \t]*\n", text) if block.strip()]
    shown = []
    for kind, pieces in groupby(map(_pieces, blocks), key=lambda pieces: pieces[0][0]):
        if kind == "":
            shown += [_prose(lines, ours) for own in pieces for _, lines in own]
        else:  # items with empty lines between them are one list
            shown += _lists([piece for own in pieces for piece in own], ours)
    return shown


def _pieces(block):
    """[(kind, lines)] of a block: « ol » and « ul » begin an item, "" is prose before any."""
    pieces = []
    for line in block.strip("\n").split("\n"):
        item = ITEM.match(line)
        if item:
            pieces.append(("ol" if item[1] else "ul", [line]))
        elif pieces:
            pieces[-1][1].append(line)
        else:
            pieces.append(("", [line]))
    if pieces[0][0] == "" and len(pieces) > 1:  # what leads to a list is a part of it
        pieces = [("led", pieces[0][1]), *pieces[1:]]
    return pieces


def _lists(pieces, ours):
    shown = []
    for kind, own in groupby(pieces, key=lambda piece: piece[0]):
        if kind in ("", "led"):
            shown += [_prose(lines, ours) for _, lines in own]
            continue
        rows = "\n".join(_item(lines) for _, lines in own)
        shown.append(f'<{kind} style="margin:0 0 16px;padding-left:24px">\n{rows}\n</{kind}>')
    return shown


def _item(lines):
    mark = ITEM.match(lines[0])
    number = f' value="{mark[1]}"' if mark[1] else ""
    texts = [lines[0][mark.end() :], *lines[1:]]
    return f'<li{number} style="margin-bottom:10px">{_lines(texts)}</li>'


def _prose(lines, ours):
    """A paragraph, with a button where a line is one of our addresses."""
    if len(lines) == 1 and HEADING.fullmatch(lines[0]):
        return TITLE.format(_linked(lines[0]))
    shown, led_by = [], ""
    for is_button, own in groupby(lines, key=lambda line: ours.has(line.strip())):
        own = list(own)
        if is_button:
            shown += [ours.link(line.strip(), led_by) for line in own]
        else:
            shown.append(PARAGRAPH.format(_lines(own)))
        led_by = own[-1]
    return "\n".join(shown)


def _lines(lines):
    return "<br>\n".join(_linked(line.strip()) for line in lines)


def _linked(line):
    """A line of text, escaped, with its addresses as links; French spaces are no part of them."""
    line, shown, end = french(line), [], 0
    for found in ADDRESS.finditer(line):
        address = escape(found[0])
        shown += [escape(line[end : found.start()]), f'<a href="{address}">{address}</a>']
        end = found.end()
    return "".join([*shown, escape(line[end:])])
