import io
from operator import delitem, setitem

import pikepdf
import pytest

from meetings.printing import pdf
from meetings.printing.minutes import printed
from tests import pdfua
from tests.meetings.zinder import zinder_document, zinder_group


def _first(file, kind):
    return next(each for each in pdfua.elements_of(file.Root.StructTreeRoot) if kind == each.S)


def _retag(file, before, after):
    content = file.pages[0].Contents.read_bytes().replace(before, after, 1)
    file.pages[0].Contents = file.make_stream(content)


FAULTS = [
    (lambda file: delitem(file.Root, "/Lang"), "no language [7.2]"),
    (lambda file: delitem(file.Root, "/MarkInfo"), "not marked as tagged [7.1]"),
    (lambda file: delitem(file.Root, "/Outlines"), "no bookmarks [7.17]"),
    (lambda file: delitem(file.Root, "/Metadata"), "the metadata do not say PDF/UA-1 [5]"),
    (
        lambda file: delitem(file.Root, "/ViewerPreferences"),
        "the title bar shows the file name [7.1]",
    ),
    (lambda file: delitem(file.Root, "/StructTreeRoot"), "no structure tree [7.1]"),
    (
        lambda file: delitem(file.pages[1].obj, "/Tabs"),
        "page 2: tab order is not that of the structure [7.18.3]",
    ),
    (
        lambda file: delitem(_first(file, "/TH").A, "/Scope"),
        "a heading cell does not say what it heads [7.5]",
    ),
    (
        lambda file: delitem(_first(file, "/TD").A, "/Headers"),
        "a cell has no heading of its table [7.5]",
    ),
    (
        lambda file: delitem(_first(file, "/L"), "/A"),
        "a list does not say how it is numbered [7.6]",
    ),
    (lambda file: setitem(_first(file, "/LI"), "/S", pikepdf.Name.P), "/L holds /P [7.2]"),
    (lambda file: setitem(_first(file, "/H1"), "/S", pikepdf.Name.P), "H2 follows H0 [7.4.2]"),
    (
        lambda file: setitem(_first(file, "/P"), "/S", pikepdf.Name.Figure),
        "a figure has no other text [7.3]",
    ),
    (
        lambda file: _retag(file, b"/MCID 0>>", b"/MCID 999>>"),
        "page 1: tagged content {0, 999} is read nowhere [7.1]",
    ),
    (
        lambda file: _retag(file, b"/Artifact\nBMC", b"/Artifact BMC EMC"),
        "page 1: f* paints what is neither content nor artifact [7.1]",
    ),
]


def zinder():
    minutes = printed(zinder_document(), group=zinder_group())
    return pdf.render(minutes, draft=False, images={})


@pytest.mark.parametrize(("spoil", "problem"), FAULTS)
def test_the_checker_sees_a_fault(spoil, problem):
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(zinder())) as file:
        spoil(file)
        file.save(out)
    assert problem in pdfua.problems(out.getvalue())
