"""What is read aloud of a PDF is one text, whatever its pages."""

import io
import re

import pikepdf
import pytest

from meetings.printing import pdf
from meetings.printing.minutes import printed
from tests import pdfua
from tests.meetings.zinder import (
    add_rows,
    long,
    rendered,
    uid,
    zinder,
    zinder_document,
    zinder_group,
)
from tests.pdfua import counted, poppler, spoken


def with_actions(rows):
    document, key = zinder_document(), f"points/{uid('points', 0)}/actions"
    add_rows(document, key, "actions", rows)
    return printed(document, group=zinder_group())


def html_of(minutes, kind):
    """How many elements of a kind the printed page has."""
    return len(re.findall(rf"<{kind}\b", pdf.page(minutes, draft=False)))


def captions(content):
    with pikepdf.open(io.BytesIO(content)) as file:
        elements = list(pdfua.elements_of(file.Root.StructTreeRoot))
        return [str(each.ActualText) for each in elements if each.S == "/Caption"]


@pytest.mark.parametrize("minutes", [zinder, long])
def test_what_a_page_cuts_is_one_thing(minutes):
    counts = counted(rendered(minutes()))
    shown = minutes()
    wanted = {"P": "p", "LI": "li", "Table": "table", "TR": "tr", "TD": "td", "Sect": "section"}
    assert {tag: counts[tag] for tag in wanted} == {
        tag: html_of(shown, kind) for tag, kind in wanted.items()
    }
    assert counts["L"] == html_of(shown, "[ou]l")


def test_a_table_of_many_pages_is_one_table_with_one_head():
    minutes = with_actions([{"text": f"Tâche {rank} " + "à mener " * 20} for rank in range(60)])
    content = rendered(minutes)
    heads = sum("Date limite" in page for page in poppler("pdftotext", content).split("\f"))
    counts = counted(content)
    assert heads > 7
    assert (counts["Table"], counts["THead"]) == (
        html_of(minutes, "table"),
        html_of(minutes, "thead"),
    )
    assert counts["TR"] == html_of(minutes, "tr")
    assert sum("Date limite" in text for text in spoken(content)) == html_of(minutes, "thead")
    assert pdfua.problems(content) == []


def test_a_row_that_is_cut_is_one_row():
    minutes = with_actions([{"text": "à mener " * 900, "responsible": "OIM"}] * 2)
    content = rendered(minutes)
    assert counted(content)["TR"] == html_of(minutes, "tr")
    assert "".join(spoken(content)).count("à mener " * 899 + "à mener") == 2
    assert pdfua.problems(content) == []


@pytest.mark.parametrize("minutes", [zinder, long])
def test_words_part_at_line_ends(minutes):
    html = pdf.page(minutes(), draft=False)
    paragraphs = [
        " ".join(re.sub(r"<br>", " ", text).split())
        for text in re.findall(
            r"<(?:p|li|td)\b[^>]*>((?:[^<]|<br>|</?span|>)*?)</(?:p|li|td)>", html
        )
    ]
    read = " ".join("".join(spoken(rendered(minutes()))).split())
    long_ones = [
        text for text in paragraphs if len(text) > 90 and "<" not in text and "&" not in text
    ]
    assert len(long_ones) > 3
    assert [text for text in long_ones if text not in read] == []


def test_a_line_that_ends_within_a_word_gets_no_space():
    minutes = with_actions([{"text": "mot " * 7 + "sous-préfet " * 30}, {"text": "a\u00adb" * 40}])
    read = "".join(spoken(rendered(minutes)))
    assert "mot " * 7 + ("sous-préfet " * 30).strip() in read
    assert "a b" not in read


def test_each_table_says_whose_it_is():
    content = rendered(zinder())
    names = captions(content)
    assert len(names) == counted(content)["Table"]
    assert names[0] == "La réunion"
    assert [name[:17] for name in names[1:]] == [f"Points d’action, {n}"[:17] for n in range(1, 5)]
    assert [name[17] for name in names[1:]] == list("1234")
