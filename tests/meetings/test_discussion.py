import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.text.discussion import Block, blocks, without_sign


def test_paragraphs_and_lists_are_told_apart():
    text = "En divers :\n- un ;\n- deux.\n1- premier\n2- second\nFin."
    assert blocks(text) == [
        Block("paragraph", ("En divers :",)),
        Block("bullets", ("un ;", "deux.")),
        Block("numbers", ("premier", "second")),
        Block("paragraph", ("Fin.",)),
    ]


def test_a_numbered_list_begins_at_the_number_typed():
    assert blocks("3. trois\n4. quatre") == [Block("numbers", ("trois", "quatre"), 3)]


@pytest.mark.parametrize("pasted", ["a\tb\nc\td", "| a | b |\n|---|---|\n| c | d |"])
def test_a_table_pasted_from_a_spreadsheet_or_written_with_bars_is_a_table(pasted):
    assert blocks(pasted) == [Block("table", (("a", "b"), ("c", "d")))]


def test_short_rows_of_a_table_are_filled():
    assert blocks("a\tb\tc\nd\te") == [Block("table", (("a", "b", "c"), ("d", "e", "")))]


@pytest.mark.parametrize(
    "line",
    ["- OIM", "– OIM", "•\tOIM", "o\tOIM", "1- OIM", "1) OIM", "a) OIM", "  iv. OIM", "(2) OIM"],
)
def test_signs_of_lists_are_taken_off_lines(line):
    assert without_sign(line) == "OIM"


@pytest.mark.parametrize(
    "line", ["OIM", "2022 est loin", "1er mars", "10h20-11h25", "a fait", "CIAUD"]
)
def test_words_and_figures_that_are_no_sign_stay(line):
    assert without_sign(line) == line


def test_a_minus_sign_alone_is_text():
    assert blocks("-") == [Block("paragraph", ("-",))]


@given(st.text(alphabet="ab 1-•.)\t|\n;", max_size=80))
def test_no_letter_is_lost_whatever_the_form(text):
    shown = "".join("".join(line) for block in blocks(text) for line in block.lines)
    assert shown.count("b") >= text.count("b") - text.count("b)") - text.count("b.") - text.count(
        "b-"
    )
