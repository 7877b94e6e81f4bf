"""HTML becomes PDF/UA-1; meanwhile nothing is read from a disk or a network. Knows no Django.

Run as a program for each document (see `press.py`): a job as JSON comes in, the PDF goes out.
"""

import base64
import io
import json
import os
import resource
import sys
from datetime import UTC, datetime
from functools import cache

import pydyf
import weasyprint.pdf
from weasyprint import CSS, HTML, Attachment
from weasyprint.css.counters import CounterStyle
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from meetings.printing import columns, tags, words

DATA = "memory:compte-rendu.json"  # among the contents: attached, never shown
DATA_NAME = "compte-rendu.json"
DATA_TOLD = "Le texte de ce compte rendu sous forme de données (JSON)"
NO_DAY = datetime(2000, 1, 1, tzinfo=UTC)
REFUSED = 3  # the exit status of a page that asked for something
SECONDS = 60  # of the processor: three times the longest text that is printed

FAMILIES = "Liberation Serif,DejaVu Serif,DejaVu Sans,Symbola,serif"  # as css/minutes.css
# For a text whose last page would hold two or three lines.
CLOSER = "html { line-height: 1.28; } p, ul, ol { margin-bottom: 1.6mm; }"
BOLD, REGULAR = 700, 400

# One of each in a process: a font configuration a document makes memory grow.
_fonts = cache(FontConfiguration)
_counters = CounterStyle()  # filled by the stylesheet


weasyprint.pdf.add_tags = tags.add_tags


class Refused(Exception):
    """The page asked for something that was not handed over: a photo, or an address."""


class _Memory(URLFetcher):
    """Answers from a map of addresses to bytes; opens nothing."""

    def __init__(self, contents):
        super().__init__(allowed_protocols=(), fail_on_errors=True)
        self.contents = contents

    def fetch(self, url, headers=None):
        kind = "image/svg+xml" if url.endswith(".svg") else "image/jpeg"
        return URLFetcherResponse(url, self.contents[url], {"Content-Type": kind})


@cache
def _parsed(sheet):
    settings = {"url_fetcher": _Memory({}), "font_config": _fonts(), "counter_style": _counters}
    return CSS(string=sheet, **settings)


def typeset(html, contents, sheets):
    """PDF bytes, the same ones for the same page; one at a time in a process.

    `contents`: {address: bytes} of what the page may show; `sheets`: the text of its stylesheets.
    Raises `Refused`.
    """
    parsed = HTML(string=html, url_fetcher=_Memory(contents))
    words.prepare(parsed.etree_element, measured)
    columns.fit(parsed.etree_element, measured)
    try:
        document = _laid_out(parsed, sheets)
        if tags.ends_on_few_lines(document):
            closer = _laid_out(parsed, [*sheets, CLOSER])
            document = min(document, closer, key=lambda each: len(each.pages))
        tags.keep_spaces(document)
        attached = [_attachment(contents[DATA])] if DATA in contents else None
        return document.write_pdf(pdf_variant="pdf/ua-1", finisher=_finished, attachments=attached)
    except FatalURLFetchingError as error:  # a BaseException: it would stop the whole process
        raise Refused(str(error)) from error


def _laid_out(parsed, sheets):
    return parsed.render(
        stylesheets=[_parsed(sheet) for sheet in sheets],
        font_config=_fonts(),
        counter_style=_counters,
        presentational_hints=True,  # for the attributes start and value of lists
    )


@cache
def _ruler(weight):
    """A layout of Pango in which a word is 100 points high."""
    context = pango.pango_font_map_create_context(_fonts().font_map)
    layout = ffi.gc(
        pango.pango_layout_new(ffi.gc(context, gobject.g_object_unref)), gobject.g_object_unref
    )
    font = ffi.gc(pango.pango_font_description_new(), pango.pango_font_description_free)
    pango.pango_font_description_set_family(font, unicode_to_char_p(FAMILIES)[0])
    pango.pango_font_description_set_weight(font, weight)
    pango.pango_font_description_set_absolute_size(font, int(100 * TO_UNITS))
    pango.pango_layout_set_font_description(layout, font)
    return layout


@cache
def measured(word, bold):
    """The width of a word in em, in the fonts that draw it."""
    layout = _ruler(BOLD if bold else REGULAR)
    pango.pango_layout_set_text(layout, unicode_to_char_p(word)[0], -1)
    extents = ffi.new("PangoRectangle *")
    line = pango.pango_layout_get_line_readonly(layout, 0)
    pango.pango_layout_line_get_extents(line, ffi.NULL, extents)
    return extents.width * FROM_UNITS / 100


def _attachment(content):
    """The text as data beside the pages; its days are those of no clock."""
    told = {"name": DATA_NAME, "description": DATA_TOLD, "created": NO_DAY, "modified": NO_DAY}
    return Attachment(file_obj=io.BytesIO(content), **told)


def main():
    os.nice(5)  # who reads a page goes before who prints
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    job = json.load(sys.stdin)
    contents = {address: base64.b64decode(each) for address, each in job["contents"].items()}
    try:
        sys.stdout.buffer.write(typeset(job["html"], contents, job["sheets"]))
    except Refused as refusal:
        sys.stderr.write(str(refusal))
        sys.exit(REFUSED)


# --- Once it is drawn ---


def _finished(document, pdf):
    _plain_characters(pdf)
    _associate(pdf)


def _associate(pdf):
    """What is attached belongs to the whole document (PDF 2.0, 14.13; ISO 14289-1, 7.11)."""
    known = [each for each in pdf.objects if isinstance(each, pydyf.Dictionary)]
    files = [each for each in known if each.get("Type") == "/Filespec"]
    for each in files:
        each["AFRelationship"] = "/Data"
    if files:
        pdf.catalog["AF"] = pydyf.Array(each.reference for each in files)


def _plain_characters(pdf):
    """What is copied has plain spaces: one glyph draws them all, and WeasyPrint names it after the
    first that it meets, which may be a non-breaking one (as « - » after a soft hyphen).
    """
    plain = {b" <00a0>": b" <0020>", b" <202f>": b" <0020>", b" <00ad>": b" <002d>"}
    for font in pdf.objects:
        if isinstance(font, pydyf.Dictionary) and "ToUnicode" in font:
            lines = pdf.objects[int(font["ToUnicode"].split()[0])].stream
            lines[:] = [line[:-7] + plain.get(line[-7:], line[-7:]) for line in lines]


if __name__ == "__main__":
    main()
