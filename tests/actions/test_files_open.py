"""The files of the review as spreadsheets and word processors open them."""

import io
from datetime import date

import pytest
from docx import Document
from docx.shared import Mm
from openpyxl import load_workbook

from actions.models import ActionItem
from actions.reviewing import exports, report
from gtm import tables
from tests.factories import make_action, make_agency, make_territory

pytestmark = pytest.mark.django_db
TODAY = date(2022, 6, 15)


@pytest.fixture
def opened(group, secretary):
    def sheet():
        content = exports.xlsx(ActionItem.objects.order_by("pk"), TODAY, "Actions")
        return load_workbook(io.BytesIO(content)).active

    make_action(group, secretary, text="Court")
    make_action(group, secretary, text="mot " * 60)
    make_action(group, secretary, text="\n".join("abcdefgh"))
    return sheet()


def test_each_row_is_as_high_as_its_text(opened):
    heights = [opened.row_dimensions[line].height for line in (2, 3, 4)]
    assert heights == [tables.LINE + 3, 4 * tables.LINE + 3, 8 * tables.LINE + 3]


def test_a_row_is_never_higher_than_excel_knows(group, secretary):
    make_action(group, secretary, text="\n" * 900 + "fin")
    make_action(group, secretary, text="a\n" * 900)
    content = exports.xlsx(ActionItem.objects.order_by("pk"), TODAY, "Actions")
    sheet = load_workbook(io.BytesIO(content)).active
    assert sheet.row_dimensions[3].height == tables.HIGHEST


def test_it_prints_on_a4(opened):
    page = opened.page_setup
    assert (page.paperSize, page.orientation, page.fitToWidth) == (9, "landscape", 2)
    assert (opened.print_title_rows, opened.print_title_cols) == ("$1:$1", "$A:$B")


def test_structures_stand_in_a_column_for_each_role(group, secretary, agency):
    pam, hcr = make_agency("PAM"), make_agency("HCR")
    antenne = make_agency("OIM", parent=agency, territory=make_territory("Agadez"))
    action = make_action(group, secretary, antenne, pam, "le maire", responsible_wording="x/y")
    action.follow_ups.create(agency=hcr, designated_by=secretary, designated_at="2022-01-01T00:00Z")
    action.settle_lead()
    make_action(group, secretary, antenne, pam, pam)
    make_action(group, secretary, "le maire")
    found = exports.rows(ActionItem.objects.order_by("pk"), TODAY)
    assert [(row.leader, row.others, row.charged) for row in found] == [
        ("HCR", "OIM Agadez, PAM", "HCR"),
        ("OIM Agadez", "PAM", ""),
        ("", "", ""),
    ]


def test_the_columns_of_the_word_file_are_wide_in_its_grid_too(group, secretary):
    make_action(group, secretary)
    told = report.report_of(ActionItem.objects.all(), TODAY, "")
    table = Document(io.BytesIO(report.docx(told))).tables[0]
    assert [round(column.width / Mm(1)) for column in table.columns] == list(report.WIDTHS)


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("", "points-d-action-en-retard-{}.csv"),
        ("etat=tout", "points-d-action-tous-{}.csv"),
        ("etat=clos&mots=état civil", "points-d-action-clos-etat-civil-{}.csv"),
    ],
)
def test_a_file_is_called_after_its_filter(client_of, reviewer, query, name):
    answer = client_of(reviewer).get(f"/actions/points-d-action.csv?{query}")
    told = answer["Content-Disposition"]
    day = told[-len('2022-06-15.csv"') : -len('.csv"')]
    assert told == f'attachment; filename="{name.format(day)}"'


@pytest.mark.parametrize(
    ("counts", "told"),
    [
        ((0, 0, 0, 0), "0 point d’action"),
        ((1, 1, 0, 0), "1 point d’action, dont 1 en retard"),
        ((1200, 3, 0, 2), "1\u202f200 points d’action, dont 3 en retard, 2 clos"),
    ],
)
def test_totals_do_not_tell_what_there_is_none_of(counts, told):
    assert str(report.Totals(*counts)) == told
