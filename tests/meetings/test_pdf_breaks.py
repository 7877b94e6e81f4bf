"""Where pages end: rows stay whole, nothing stands alone, no page is left half empty."""

import re
from itertools import pairwise

import pytest

from meetings.printing.minutes import printed
from tests.meetings.test_pdf_widths import PAGE
from tests.meetings.zinder import (
    POINTS,
    add_rows,
    rendered,
    uid,
    zinder,
    zinder_document,
    zinder_group,
)
from tests.pdfua import poppler

FOOT = 842 - 21 * 72 / 25.4  # where the text of a page may end, in points
HEAD = 23 * 72 / 25.4
A_LINE = 11.5 * 1.25


def pages(content):
    """[[(top, bottom, words of a line)]] of the text of each page, without its margins."""
    found = []
    for _, _, page in PAGE.findall(poppler("pdftotext", content, "-bbox")):
        words = re.findall(r'yMin="([\d.]+)" xMax="[\d.]+" yMax="([\d.]+)">(.*?)<', page)
        lines = {}
        for top, bottom, word in words:
            if float(top) >= HEAD - 1 and float(bottom) <= FOOT + 1:
                lines.setdefault(round(float(bottom)), [float(top), float(bottom), ""])[2] += word
        found.append([lines[key] for key in sorted(lines)])
    return found


def with_actions(*texts, before=0, **cells):
    """The first point has a text of so many lines, then these actions."""
    document, point = zinder_document(), uid("points", 0)
    document[f"points/{point}/discussion"] = "\n".join(["Discussion"] * before)
    rows = [{"text": text, "deadline": "2022"} | cells for text in texts]
    add_rows(document, f"points/{point}/actions", "actions", rows)
    return rendered(printed(document, group=zinder_group()))


def lines_of(name, count):
    return "\n".join(f"{name}{rank}" for rank in range(count))


def places(content, name):
    """The pages on which each line of a row stands."""
    return [
        number
        for number, page in enumerate(pages(content))
        for *_, text in page
        if re.search(rf"{name}\d", text)
    ]


@pytest.mark.parametrize("count", [9, 15, 24, 40])
@pytest.mark.parametrize("before", [0, 11])
def test_a_row_lower_than_a_page_is_never_cut(count, before):
    names = "Aa", "Bb", "Cc", "Dd"
    content = with_actions(*(lines_of(name, count) for name in names), before=before)
    for name in names:
        found = places(content, name)
        assert len(found) == count
        assert len(set(found)) == 1


@pytest.mark.parametrize("count", range(50, 62, 2))
def test_a_row_that_must_be_cut_leaves_no_line_alone(count):
    content = with_actions("Aa", lines_of("Bb", count), "Cc")
    found = places(content, "Bb")
    assert len(found) == count
    assert min(found.count(page) for page in set(found)) >= 2


@pytest.mark.parametrize("before", [0, 5, 10])
def test_high_rows_leave_no_larger_hole_than_one_of_them(before):
    responsible = lines_of("Structure", 12)
    names = [f"{name}0" for name in ("Aa", "Bb", "Cc", "Dd", "Ee")]
    *filled, _ = pages(with_actions(*names, before=before, responsible=responsible))
    holes = [FOOT - page[-1][1] for page in filled]
    assert max(holes) <= (12 + 6) * A_LINE  # its head, and the text that stays with it


@pytest.mark.parametrize("before", range(0, 40, 3))
def test_no_heading_ends_a_page_and_no_table_begins_one_without_its_point(before):
    content = with_actions("Aa0", before=before)
    shown = pages(content)
    headings = [point["title"] for point in POINTS] + ["Points clés de discussion", "b) Faiblesses"]
    headings = tuple("".join(heading.split()) for heading in headings)
    for page, after in pairwise(shown):
        assert not page[-1][2].lstrip("1234-").startswith(headings)
        heads_a_page = after[0][2].startswith(("Personne", "Pointsd’action"))
        rows = [text for *_, text in after[1:4]]
        assert not (heads_a_page and any(text.startswith("1-") for text in rows))


@pytest.mark.parametrize("before", range(0, 40, 3))
def test_the_last_page_holds_more_than_three_lines(before):
    *_, last = pages(with_actions("Aa0", before=before))
    assert len(last) > 3


def test_zinder_takes_three_pages():
    assert len(pages(rendered(zinder()))) == 3
