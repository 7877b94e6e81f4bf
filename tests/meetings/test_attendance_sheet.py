"""« Feuille de présence » on paper."""

import re
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from meetings.door import code
from meetings.door.sheet import drawn, sheet_of
from tests import pdfua, squares
from tests.factories import make_agency, make_convened, make_convocation, make_member
from tests.meetings.dooring import address
from tests.pdftext import text_of
from tests.sheets import HEAD, LONG, expected, rendered_sheet, sheet

DAY = datetime(2021, 11, 30, 9, 0, tzinfo=UTC)


def test_who_was_convened_stands_there_with_his_answer_and_without_his_telephone(
    meeting, agency, group
):
    at = {"answered_at": timezone.now()}
    rakia = make_convened(
        meeting, agency, name="Rakia", phone="90001122", answer="represented", **at
    )
    make_convened(meeting, None, name="Ali", function="adjoint", deputy_of=rakia, phone="90003344")
    make_convened(meeting, make_agency("HCR"), answer="excused", **at)
    make_member(group, make_agency("PAM"))  # not convened
    lines = [
        (each.number, each.name, each.structure, each.answer)
        for each in sheet_of(meeting, DAY).lines
        if each.structure
    ]
    assert lines == [(1, "Rakia", "OIM", "représenté par Ali, adjoint"), (2, "", "HCR", "excusé")]
    assert "9000" not in repr(sheet_of(meeting, DAY))


def test_before_any_convocation_the_members_of_the_day_stand_there(meeting, group, agency):
    make_member(group, agency)
    make_member(group, make_agency("PAM"), since=meeting.date.replace(year=2022))
    assert [each.structure for each in sheet_of(meeting, DAY).lines if each.structure] == ["OIM"]


@pytest.mark.parametrize("count", [0, 1, 5, 12, 13, 40, 77])
@pytest.mark.parametrize("head", [None, HEAD])
def test_ten_lines_at_least_are_empty(count, head):
    empty = [
        line for line in sheet(count, head).lines if not line.name + line.structure + line.function
    ]
    assert len(empty) >= 10
    numbers = [line.number for line in sheet(count, head).lines]
    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize(("count", "pages"), [(0, 1), (5, 2), (40, 4)])
def test_the_head_is_repeated_and_pages_are_counted(count, pages):
    content = rendered_sheet(count)
    texts = text_of(content).split("\f")[:-1]
    assert len(texts) == pages
    assert [
        bool(re.search(rf"Page\s{n}\s/\s{pages}", text)) for n, text in enumerate(texts, 1)
    ] == [True] * pages
    assert [text.count("Signature") for text in texts] == [1] * pages
    assert pdfua.problems(content) == []


def test_long_names_leave_no_cell_and_break_no_rule():
    assert pdfua.problems(rendered_sheet(12, HEAD, name=LONG, function=LONG)) == []


def test_the_square_is_drawn_without_style_and_told_by_its_address():
    svg = drawn("https://gtm.example.ne/presence/K7F2QM/").decode()
    assert ("style" in svg, svg.startswith("<svg")) == (False, True)
    assert expected(1).printed == ""


def test_a_telephone_reads_the_address_of_the_door_on_the_first_page_alone():
    read = squares.read_on_pages(rendered_sheet(40, HEAD))
    assert read == [["https://gtm.example.ne/presence/K7F2QM/"], [], [], []]
    assert squares.read_on_pages(rendered_sheet(1, code="")) == [[]]


def test_the_code_stands_on_it_once_the_door_is_ready(meeting, secretary, settings):
    assert sheet_of(meeting, DAY).code == ""
    door = code.open_door(meeting, secretary, DAY)
    made = sheet_of(meeting, DAY)
    assert (made.code, made.address) == (door.code, f"{settings.SITE_URL}/presence/{door.code}/")
    code.close(meeting, secretary, DAY)
    assert sheet_of(meeting, DAY).code == ""


def test_the_secretary_and_sp_ccm_print_it_and_nobody_else(
    client_of, meeting, secretary, reviewer, other_secretary, partner, outsider
):
    path = address(meeting, "attendance_sheet")
    statuses = [
        client_of(each).get(path).status_code
        for each in (secretary, reviewer, other_secretary, partner, outsider)
    ]
    assert statuses == [200, 200, 404, 404, 404]


@pytest.mark.parametrize("count", [1, 3])
def test_it_costs_the_same_whoever_is_expected(
    meeting, secretary, count, django_assert_num_queries
):
    told = make_convocation(meeting, secretary)
    for rank in range(count):
        make_convened(meeting, make_agency(f"A{rank}"), told=told)
    with django_assert_num_queries(4):
        sheet_of(meeting, DAY)
