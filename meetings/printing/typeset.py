"""HTML becomes PDF/UA-1; meanwhile nothing is read from a disk or a network. Knows no Django.

Run as a program for each document (see `press.py`): a job as JSON comes in, the PDF goes out.
"""

import base64
import json
import os
import re
import resource
import sys
from functools import cache

import pydyf
from weasyprint import CSS, HTML
from weasyprint.css.counters import CounterStyle
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

REFUSED = 3  # the exit status of a page that asked for something
SECONDS = 60  # of the processor: three times the longest text that is printed
ENDLESS = re.compile(r"\S{40}(?=\S{40})")

# One of each in a process: a font configuration a document makes memory grow.
_fonts = cache(FontConfiguration)
_counters = CounterStyle()  # filled by the stylesheet


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
    _loosen(parsed.etree_element)
    try:
        return parsed.write_pdf(
            stylesheets=[_parsed(sheet) for sheet in sheets],
            font_config=_fonts(),
            counter_style=_counters,
            pdf_variant="pdf/ua-1",
            presentational_hints=True,  # for the attributes start and value of lists
            finisher=_finish_tags,
        )
    except FatalURLFetchingError as error:  # a BaseException: it would stop the whole process
        raise Refused(str(error)) from error


def _loosen(tree):
    """Let endless words break (U+200B, not drawn): else a word of 50,000 letters takes 18 s."""
    for element in tree.iter():
        for text in ("text", "tail"):
            if words := getattr(element, text):
                setattr(element, text, ENDLESS.sub("\\g<0>\u200b", words))


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


# --- What WeasyPrint leaves out of the tags ---


def _finish_tags(document, pdf):
    """Say what each heading cell heads and how lists are numbered; page margins are no content."""
    tree = _resolved(pdf, pdf.catalog["StructTreeRoot"])
    elements = list(_elements(pdf, tree))
    _scope_headings(pdf, elements)
    _number_lists(document, pdf, elements)
    _leave_out_margins(pdf, tree, {each.number for each in elements})
    _plain_characters(pdf)


def _resolved(pdf, reference):
    return pdf.objects[_number(reference)]


def _number(reference):
    return int(reference.split()[0])


def _elements(pdf, element):
    """The elements below one, in the order in which they are read."""
    for kid in element["K"]:
        if isinstance(kid, bytes):  # else the number of a marked content
            below = _resolved(pdf, kid)
            if below.get("Type") == "/StructElem":
                yield below
                yield from _elements(pdf, below)


def _scope_headings(pdf, elements):
    for element in elements:
        if element["S"] == "/TH":
            row = _resolved(pdf, element["P"])
            in_head = _resolved(pdf, row["P"])["S"] == "/THead"
            element["A"]["Scope"] = "/Column" if in_head else "/Row"


def _number_lists(document, pdf, elements):
    """ListNumbering of each list, from the boxes that made them: same tags, same order."""
    numberings = {"minutes": "/Decimal", "letters": "/LowerAlpha"}
    lists = [each for each in elements if each["S"] == "/L"]
    boxes = [
        box
        for page_ in document.pages
        for box in page_._page_box.descendants()
        if box.element_tag in ("ul", "ol")
    ]
    for element, box in zip(lists, boxes, strict=True):
        numbering = numberings.get(box.style["list_style_type"], "/None")
        element["A"] = pydyf.Dictionary({"O": "/List", "ListNumbering": numbering})


def _leave_out_margins(pdf, tree, read):
    """Running titles and page numbers stand in no element that is read: they are artifacts."""
    nums = _resolved(pdf, tree["ParentTree"])["Nums"]
    for reference, parents in zip(pdf.page_references, nums[1::2], strict=False):
        margins = {mcid for mcid, parent in enumerate(parents) if _number(parent) not in read}
        for mcid in margins:
            parents[mcid] = b"null"
        drawn = _resolved(pdf, _resolved(pdf, reference)["Contents"]).stream
        for place, token in enumerate(drawn):
            if isinstance(token, pydyf.Dictionary) and token.get("MCID") in margins:
                drawn[place - 1 : place + 1] = [
                    b"/Artifact",
                    pydyf.Dictionary({"Type": "/Pagination"}),
                ]


def _plain_characters(pdf):
    """What is copied has plain spaces: one glyph draws them all, and WeasyPrint names it after the
    first that it meets, which may be a non-breaking one (as « - » after a soft hyphen).
    """
    plain = {b" <00a0>": b" <0020>", b" <202f>": b" <0020>", b" <00ad>": b" <002d>"}
    for font in pdf.objects:
        if isinstance(font, pydyf.Dictionary) and "ToUnicode" in font:
            lines = _resolved(pdf, font["ToUnicode"]).stream
            lines[:] = [line[:-7] + plain.get(line[-7:], line[-7:]) for line in lines]


if __name__ == "__main__":
    main()
