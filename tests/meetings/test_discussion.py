import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.text.discussion import Block, blocks
from tests.typed import TEXTS, ink


def paragraph(*lines):
    return Block("paragraph", lines)


def bullets(*lines):
    return Block("bullets", lines)


def numbers(start, *lines):
    return Block("numbers", lines, start)


def table(*rows):
    return Block("table", rows)


def test_paragraphs_and_lists_are_told_apart():
    text = "En divers :\n- un ;\n- deux.\n1- premier\n2- second\nFin."
    assert blocks(text) == [
        paragraph("En divers :"),
        bullets("un ;", "deux."),
        numbers(1, "premier", "second"),
        paragraph("Fin."),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "- OIM",
        "– OIM",
        "-OIM",
        "•\tOIM",
        "•OIM",
        "·\tOIM",
        "→ OIM",
        "➢\tOIM",
        "  ▪  OIM",
        "\t●\tOIM",
    ],
)
def test_a_line_after_a_bullet_is_an_item(line):
    assert blocks(line) == [bullets("OIM")]


@pytest.mark.parametrize(
    "text",
    [
        "-", "-5 °C", "- 5 °C", "--- fin ---", "*Important* : venir", "* dont 12 femmes",
        "> 50 % de femmes", "o\tseul", "✔ Fait", "✅ Fait", "👉 Agadez", "M. Abdou Garba",
        "a) OIM", "iv. OIM", "1- OIM", "12 - 15 mars : atelier", "30. Novembre", "10h20-11h25",
        "90-12-34-56", "2022. Une année", "1er. Ordre", "Objet :\tréunion", "✔\tFait",
    ],
)  # fmt: skip
def test_a_line_that_may_be_text_stays_as_typed(text):
    assert blocks(text) == [paragraph(text)]


@pytest.mark.parametrize(
    "text",
    [
        "20-30 personnes à Agadez\n15-20 personnes à Arlit",
        "10-12h : plénière\n14-16h : travaux",
        "12 - 15 mars : atelier\n13 - 22 mars : formation",
        "3 - 4 réunions par an\n4 - 5 ateliers",
        "1. un\n3. trois",
        "1. un\n2) deux",
        "1,5 million\n2,5 millions",
        "30-40 %\n31-41 %",
        "M. Abdou Garba\nMme Aïcha Issa\nM. Sani",
        "✔ Fait\n✗ Pas fait",
    ],
)
def test_lines_that_may_be_text_stay_as_typed(text):
    assert blocks(text) == [paragraph(*text.split("\n"))]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("- 5 motos\n- 3 voitures", ("5 motos", "3 voitures")),
        ("* un\n* deux", ("un", "deux")),
        ("> un\n> deux", ("un", "deux")),
        ("o\tun\no\tdeux", ("un", "deux")),
        ("• un\no\tsous un\n• deux", ("un", "sous un", "deux")),
        ("§\tun\n-\tdeux", ("un", "deux")),
    ],
)
def test_signs_that_may_be_text_are_bullets_in_company(text, lines):
    assert blocks(text) == [bullets(*lines)]


@pytest.mark.parametrize(
    "text",
    [
        "1. un\n2. deux",
        "1) un\n2) deux",
        "(1) un\n(2) deux",
        "1- un\n2- deux",
        "1 - un\n2 - deux",
        "1.\tun\n2.\tdeux",
        "1-un\n2-deux",
        "1° un\n2° deux",
        "1.- un\n2.- deux",
        " 1. un\n  2. deux",
    ],
)
def test_numbers_that_run_on_are_a_list(text):
    assert blocks(text) == [numbers(1, "un", "deux")]


def test_a_list_goes_on_at_the_number_typed():
    text = "3. trois\n4. quatre\nOn en parle.\n5. cinq\n\n6. six"
    assert blocks(text) == [
        numbers(3, "trois", "quatre"),
        paragraph("On en parle."),
        numbers(5, "cinq"),
        numbers(6, "six"),
    ]


def test_a_list_that_skips_or_begins_again_is_several():
    text = "1. un\n2. deux\n4. quatre\n5. cinq\n1. un\n2. deux"
    assert blocks(text) == [
        numbers(1, "un", "deux"),
        numbers(4, "quatre", "cinq"),
        numbers(1, "un", "deux"),
    ]


def test_a_number_out_of_the_row_is_text():
    assert blocks("1. un\n2. deux\n7. sept") == [numbers(1, "un", "deux"), paragraph("7. sept")]


def test_bullets_stand_below_the_numbers_they_were_typed_under():
    text = "1. un\n- a\n- b\n2. deux\n- c"
    assert blocks(text) == [
        numbers(1, "un"),
        bullets("a", "b"),
        numbers(2, "deux"),
        bullets("c"),
    ]


@pytest.mark.parametrize("pasted", ["a\tb\nc\td", "| a | b |\n|---|---|\n| c | d |"])
def test_a_table_pasted_from_a_spreadsheet_or_written_with_bars_is_a_table(pasted):
    assert blocks(pasted) == [table(("a", "b"), ("c", "d"))]


def test_short_rows_of_a_table_are_filled():
    assert blocks("a\tb\tc\nd\te") == [table(("a", "b", "c"), ("d", "e", ""))]


def test_a_lone_line_of_three_cells_is_a_table():
    assert blocks("a\tb\tc") == [table(("a", "b", "c"))]


def test_a_dash_beside_cells_is_a_cell():
    text = "Activité\tStatut\n-\tFait\nAtelier\t-\n1.\t2"
    assert blocks(text) == [
        table(("Activité", "Statut"), ("-", "Fait"), ("Atelier", "-"), ("1.", "2"))
    ]


def test_numbers_before_several_cells_are_cells():
    text = "1.\tOIM\t12\n2.\tHCR\t13"
    assert blocks(text) == [table(("1.", "OIM", "12"), ("2.", "HCR", "13"))]


# --- The law ---


def shown(text):
    """What a reader sees of the blocks: the numbers of a list are drawn from its start."""
    drawn = []
    for block in blocks(text):
        for rank, line in enumerate(block.lines, block.start):
            drawn += [str(rank)] if block.kind == "numbers" else []
            drawn += line if block.kind == "table" else [line]
    return "\n".join(drawn)


@given(TEXTS)
def test_letters_and_digits_are_shown_as_typed(text):
    assert ink(shown(text)) == ink(text)


@given(st.text(alphabet="ab12 -•.)(\t|\n;*>–·→", max_size=60))
def test_letters_and_digits_are_shown_as_typed_whatever_the_signs(text):
    assert ink(shown(text)) == ink(text)
