"""The width of the columns of a table, from what stands in them."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.printing.columns import KINDS, Column, Setting, Sheet, fit, widths_of
from meetings.printing.words import prepare

PAGE = Setting(Sheet(400, 700), 10, 4)
EMS = st.floats(0.2, 12)


def half(word, bold):
    """Each letter is half an em wide."""
    return len(word) / 2


def columns_of(pairs):
    return [Column([], need, max(need, want)) for need, want in pairs]


def table(kind, *rows):
    """A page with a table after a heading; its first row is its head."""
    lines = ["".join(f"<td>{cell}</td>" for cell in row) for row in rows]
    head = lines[0].replace("td>", "th>")
    html = f"<body><h2>x</h2><table class='{kind}'><thead><tr>{head}</tr></thead>"
    body = "".join(f"<tr>{line}</tr>" for line in lines[1:])
    return ElementTree.fromstring(f"{html}<tbody>{body}</tbody></table></body>")  # noqa: S314


@given(st.lists(st.tuples(EMS, EMS), min_size=1, max_size=21), st.booleans())
def test_columns_never_leave_the_sheet_and_hold_their_words_where_these_fit(pairs, is_shared):
    columns = columns_of(pairs)
    shares = [100 / len(pairs)] * len(pairs) if is_shared else ()
    widths = widths_of(columns, PAGE, shares)
    least = [column.need * PAGE.size + PAGE.padding for column in columns]
    assert sum(widths) <= PAGE.sheet.width + 0.01
    if sum(least) + 2 * len(least) <= PAGE.sheet.width:
        assert [width >= own for width, own in zip(widths, least, strict=True)] == [True] * len(
            least
        )


def test_columns_are_shared_as_wished_where_words_fit():
    columns = columns_of([(3, 40), (3, 9), (3, 4)])
    assert widths_of(columns, PAGE, (54, 28, 18)) == pytest.approx([216, 112, 72])


def test_a_short_table_is_no_wider_than_its_text():
    assert sum(widths_of(columns_of([(2, 4), (2, 3)]), PAGE)) < 100


@pytest.mark.parametrize(
    ("letters", "lies"),
    [(4, False), (12, False), (25, True)],
)
def test_a_table_lies_with_its_headings_only_where_it_must(letters, lies):
    page = table("pasted", *[["x" * letters] * 7] * 3)
    fit(page, half)
    heading, printed = page
    assert ("lying" in printed.get("class").split()) == lies
    assert heading.get("class", "") == ("lying" if lies else "")


def test_rows_are_cut_only_when_higher_than_a_page():
    row = lambda count: ["<br/>".join(["mot"] * count), "OIM", "2022"]  # noqa: E731
    page = table("actions", ["a", "b", "c"], row(3), row(40), row(60), row(3), row(3))
    fit(page, half)
    marked = [row.get("class", "") for row in page.iter("tr")]
    assert marked == ["", "", "", "tall", "", "with-former"]


def test_every_kind_of_table_has_a_way_to_be_set():
    assert {name: len(kind.settings) > 3 for name, kind in KINDS.items()} == dict.fromkeys(
        KINDS, True
    )


def test_a_word_of_half_a_line_does_not_tear_a_justified_line():
    page = ElementTree.fromstring("<body><p>un mot</p><p>un " + "m" * 50 + "</p></body>")  # noqa: S314
    prepare(page, half)
    assert [each.get("style") for each in page] == [None, "text-align: left"]
