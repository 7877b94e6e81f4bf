"""Headings of pasted tables, and lists of attendance on one line."""

import uuid

import pytest

from meetings.text import columns
from meetings.text import document as doc
from tests.factories import make_document


@pytest.mark.parametrize(
    ("wording", "parts"),
    [
        ("OIM ; HCR ; PAM.", ["OIM", "HCR", "PAM"]),
        ("OIM; HCR", ["OIM", "HCR"]),
        ("UNICEF, ACODE, ADRA, CARITAS Congo", ["UNICEF", "ACODE", "ADRA", "CARITAS Congo"]),
        ("Ali Moussa, Directeur, OIM", []),  # one person with a function and a structure
        ("MINUSMA (UNPOL ; Police ; Justice)", []),
        ("MINUSMA (UNPOL, A, B, C) ; OIM", ["MINUSMA (UNPOL, A, B, C)", "OIM"]),
        ("OIM ;", []),
        ("", []),
    ],
)
def test_a_list_on_one_line_is_told_from_a_line_with_signs(wording, parts):
    assert columns.apart(wording) == parts


def test_every_field_that_takes_a_column_is_one_of_the_form():
    served = columns.table()
    for fields in served["fields"].values():
        for _, takes in fields.values():
            wanted = takes.replace("+", " ").split()
            assert [each for each in wanted if each not in served["headings"]] == []


def test_the_choices_that_words_of_cells_mean_are_those_of_the_form():
    for name, section in (
        ("status", "former_actions"),
        ("presence", "attendance"),
        ("quality", "attendance"),
    ):
        choices = dict(doc.ROWS[section][name].choices)
        assert [choice for choice in columns.table()["words"][name] if choice not in choices] == []


def test_a_line_is_cut_below_itself_and_keeps_its_uid():
    document = make_document()
    [uid] = document["attendance"]
    document, last = doc.with_row_added(document, "attendance")
    document[doc.key_of("attendance", last, "wording")] = "CICR"
    cut = doc.with_row_cut(document, uid, ["OIM", "HCR", "PAM"], uuid.UUID(int=1))
    wordings = [line["wording"] for line in doc.tree(cut)["attendance"]]
    assert (cut["attendance"][0], wordings) == (uid, ["OIM", "HCR", "PAM", "CICR"])


def test_nothing_is_cut_that_is_no_list_or_stands_in_no_list():
    document = make_document()
    [uid] = document["attendance"]
    assert doc.with_row_cut(document, uid, [], uuid.UUID(int=1)) == document
    assert doc.with_row_cut(document, doc.new_uid(), ["A", "B"], uuid.UUID(int=1)) == document
