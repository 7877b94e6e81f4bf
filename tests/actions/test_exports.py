"""What is taken away is exactly what the review shows, with types, and without formulas."""

import csv
import io
import re
import zipfile
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pikepdf
import pytest
from django.utils import timezone
from docx import Document

from actions.follow_up import Said
from actions.models import ActionItem
from actions.reviewing import exports, report
from meetings.printing import pdf
from tests import pdfua
from tests.factories import (
    make_action,
    make_agency,
    make_group,
    make_meeting,
    make_user,
    publish,
)
from tests.meetings.zinder import zinder_document
from tests.pdftext import text_of

pytestmark = pytest.mark.django_db
TODAY = date(2022, 6, 15)
SHEET = "/actions/points-d-action"


@pytest.fixture(autouse=True)
def _mid_june(monkeypatch):
    noon = datetime(2022, 6, 15, 12, tzinfo=ZoneInfo("Africa/Niamey"))
    monkeypatch.setattr(timezone, "now", lambda: noon)


@pytest.fixture
def actions(group, other_group, secretary, agency):
    """Two late ones in two regions, one that is not late, one closed."""
    late = {"due_on": date(2022, 6, 1)}
    return [
        make_action(group, secretary, agency, text="Former les points focaux", **late),
        make_action(other_group, secretary, agency, text="=1+1", **late),
        make_action(group, secretary, agency, due_on=date(2022, 12, 31)),
        make_action(group, secretary, agency, status="done", closed_on=TODAY, **late),
    ]


def csv_of(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def shown_by(client, query):
    return [row.action.text for row in client.get(f"/actions/?{query}").context["rows"]]


QUERIES = ["", "etat=tout&tri=-action", "etat=ouvert&mots=former", "etat=clos", "etat=x&region=x"]


@pytest.mark.parametrize("query", QUERIES)
def test_the_files_hold_what_the_review_shows_in_its_order(reviewer, client_of, actions, query):
    client = client_of(reviewer)
    shown = [text.replace("=1+1", "'=1+1") for text in shown_by(client, query)]
    rows = csv_of(client.get(f"{SHEET}.csv?{query}"))
    assert [row["Point d’action"] for row in rows] == shown
    cells = cells_of(client.get(f"{SHEET}.xlsx?{query}").content)
    assert [row[1] for row in cells[1:]] == [text.removeprefix("'") for text in shown]


@pytest.mark.parametrize("person", ["secretary", "partner", "other_secretary"])
def test_everybody_takes_away_the_own_actions_alone(request, client_of, actions, person):
    client = client_of(request.getfixturevalue(person))
    rows = csv_of(client.get(f"{SHEET}.csv?etat=tout"))
    shown = [text.replace("=1+1", "'=1+1") for text in shown_by(client, "etat=tout")]
    wanted = {"secretary": 3, "partner": 4, "other_secretary": 1}
    assert ([row["Point d’action"] for row in rows], len(rows)) == (shown, wanted[person])


def cells_of(content):
    """The cells of the first sheet as texts, numbers and ("date", serial)."""
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    found = []
    for line in re.findall(r"<row .*?</row>", sheet, re.DOTALL):
        cells = {}
        for column, kind, body in re.findall(
            r'<c r="([A-Z]+)\d+"[^>]*?(?: t="(\w+)")?>(.*?)</c>', line
        ):
            text = re.search(r"<t[^>]*>(.*?)</t>|<v>(.*?)</v>", body, re.DOTALL)
            cells[ord(column) - 65] = text[1] if kind == "inlineStr" else float(text[2])
        found.append([cells.get(place) for place in range(len(exports.COLUMNS))])
    return found


def test_the_workbook_has_typed_dates_filters_and_a_head_that_stays(reviewer, client_of, actions):
    content = client_of(reviewer).get(f"{SHEET}.xlsx").content
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    row = cells_of(content)[1]
    serial = (date(2022, 6, 1) - date(1899, 12, 30)).days
    assert (row[0], row[11], type(row[11])) == (14, serial, float)
    assert '<autoFilter ref="A1:U3"/>' in sheet
    assert 'state="frozen"' in sheet


ATTACKS = ["=1+1", "+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1+1", "\r=1+1", " =1+1", "|x"]


@pytest.mark.parametrize("attack", ATTACKS)
def test_no_cell_is_a_formula(reviewer, secretary, group, client_of, attack):
    make_action(group, secretary, attack, text=attack, deadline_wording=attack)
    client = client_of(reviewer)
    for row in csv_of(client.get(f"{SHEET}.csv?etat=tout")):
        for cell in row.values():
            assert not cell or cell[0] not in "=+-@\t\r|%"
    content = client.get(f"{SHEET}.xlsx?etat=tout").content
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert "<f>" not in book.read("xl/worksheets/sheet1.xml").decode()


def test_ticked_actions_alone_can_be_taken_away(reviewer, secretary, client_of, actions):
    other = actions[1]
    form = {"action": [actions[0].pk, actions[2].pk, "x"], "retour": "etat=tout"}
    cells = cells_of(client_of(reviewer).post(f"{SHEET}.xlsx", form).content)
    assert sorted(row[1] for row in cells[1:]) == sorted([actions[0].text, actions[2].text])
    form = {"retour": "etat=tout", "tous": "1"}
    cells = cells_of(client_of(reviewer).post(f"{SHEET}.xlsx", form).content)
    assert len(cells[1:]) == len(actions)
    stolen = client_of(secretary).post(f"{SHEET}.xlsx", {"action": [other.pk], "retour": ""})
    assert cells_of(stolen.content)[1:] == []


def test_the_last_news_and_the_designated_structure_stand_in_the_row(
    reviewer, secretary, client_of, actions
):
    at = datetime(2022, 6, 10, 12, tzinfo=ZoneInfo("Africa/Niamey"))
    ActionItem.objects.get(pk=actions[0].pk).designate(Said(reviewer, at), make_agency("PAM"))
    ActionItem.objects.get(pk=actions[0].pk).report(Said(secretary, at, sentence="Salle trouvée"))
    (row,) = csv_of(client_of(reviewer).get(f"{SHEET}.csv?mots=focaux"))
    told = [row[name] for name in ("Chargées du suivi", "Dernier suivi le")]
    assert (*told, row["Observations"]) == ("PAM", "10/06/2022", "Salle trouvée")


def test_the_pdf_is_tagged_and_grouped_with_totals(reviewer, client_of, actions):
    response = client_of(reviewer).get("/actions/etat-de-suivi.pdf?etat=tout")
    text = text_of(response.content)
    assert pdfua.problems(response.content) == []
    assert response["Cache-Control"] == "private, no-store"
    for wanted in (
        "État de suivi des points d’action",
        "4 points d’action, dont 2 en retard, 1 clos",
        "3 points d’action, dont 1 en retard, 1 clos",
        "en retard de 14 jours",
    ):
        assert pdfua.folded(wanted) in pdfua.folded(text)


@pytest.mark.parametrize("section", ["region", "structure"])
def test_the_real_minutes_followed_up_over_several_pages_are_tagged_throughout(
    reviewer, secretary, group, client_of, section
):
    document = zinder_document()
    for day in range(1, 6):
        minutes = document | {"date": f"{day:02}/11/2021"}
        publish(make_meeting(group, secretary, document=minutes, on=date(2021, 11, day)), reviewer)
    at = datetime(2022, 6, 10, 12, tzinfo=ZoneInfo("Africa/Niamey"))
    oim = make_agency("OIM Zinder")
    for number, action in enumerate(ActionItem.objects.order_by("pk")):
        if number % 3 == 0:
            action.designate(Said(reviewer, at), oim)
        elif number % 3 == 1:
            sentence = "Trois lignes :\n- l’une ; « citée »\n- l’autre, à 10 %" * (number % 5 + 1)
            action.report(Said(secretary, at, sentence=sentence))
    content = client_of(reviewer).get(f"/actions/etat-de-suivi.pdf?etat=tout&par={section}").content
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert len(pdf.pages) > 3
    assert pdfua.problems(content) == []
    assert pdfua.folded(pdfua.read_aloud(content)).count("S'approprierleleadership") == 5


def test_an_empty_report_says_so_and_is_tagged_too(reviewer, client_of):
    response = client_of(reviewer).get("/actions/etat-de-suivi.pdf")
    assert pdfua.problems(response.content) == []
    assert "Aucun point d’action ne correspond." in text_of(response.content)


def test_the_docx_has_headings_by_style_and_tables_whose_head_repeats(
    reviewer, client_of, actions, group
):
    address = f"/actions/etat-de-suivi.docx?etat=tout&region={group.territory.pk}"
    document = Document(io.BytesIO(client_of(reviewer).get(address).content))
    headings = [
        (each.style.name, each.text)
        for each in document.paragraphs
        if each.style.name.startswith(("Heading", "Title"))
    ]
    assert headings == [("Title", report.TITLE), ("Heading 1", "Zinder")]
    (table,) = document.tables
    assert "w:tblHeader" in table.rows[0]._tr.xml
    assert len(table.rows) == 4
    assert "=1+1" not in document.element.xml
    assert "région Zinder" in document.paragraphs[1].text


def test_the_docx_raises_ranks_and_keeps_each_action_on_one_page(
    reviewer, client_of, group, secretary
):
    make_action(group, secretary, text="Lire la 2e liste, le 1er mars\nou 12e")
    content = client_of(reviewer).get("/actions/etat-de-suivi.docx?etat=tout").content
    [table] = Document(io.BytesIO(content)).tables
    [paragraph] = table.rows[1].cells[0].paragraphs
    assert [run.text for run in paragraph.runs if run.font.superscript] == ["e", "er", "e"]
    typed = "Lire la 2e liste, le 1er mars\nou 12e"
    assert paragraph.text.replace("\u00a0", " ").startswith(typed)
    assert "w:cantSplit" in table.rows[1]._tr.xml


def test_a_report_that_is_too_long_for_paper_says_what_to_do(
    monkeypatch, reviewer, client_of, actions
):
    monkeypatch.setattr(report, "LARGEST", {"pdf": 1, "docx": 1})
    for address in ("/actions/etat-de-suivi.pdf", "/actions/etat-de-suivi.docx"):
        response = client_of(reviewer).get(f"{address}?etat=tout", follow=True)
        assert response.redirect_chain == [("/actions/?etat=tout", 302)]
        assert "ajoutez un filtre, ou prenez le fichier XLSX" in response.content.decode()


def test_a_report_of_very_long_actions_says_what_to_do(monkeypatch, reviewer, client_of, actions):
    monkeypatch.setattr(pdf, "LARGEST", 1)
    response = client_of(reviewer).get("/actions/etat-de-suivi.pdf?etat=tout", follow=True)
    assert response.redirect_chain == [("/actions/?etat=tout", 302)]
    assert "Ces points d’action sont trop longs pour un PDF" in response.content.decode()


def test_control_characters_of_a_pasted_text_break_no_file(reviewer, secretary, group, client_of):
    make_action(group, secretary, text="a\x0b\x1fb\ufffe")
    client = client_of(reviewer)
    report_address = "/actions/etat-de-suivi"
    for address in (f"{SHEET}.xlsx", f"{SHEET}.csv", f"{report_address}.docx"):
        assert client.get(f"{address}?etat=tout").status_code == 200
    printed_out = client.get(f"{report_address}.pdf?etat=tout").content
    assert pdfua.problems(printed_out) == []


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_a_file_takes_the_same_queries_for_one_and_three(
    reviewer, secretary, client_of, count, suffix, django_assert_num_queries
):
    at = datetime(2022, 6, 10, 12, tzinfo=ZoneInfo("Africa/Niamey"))
    for number in range(count):
        group = make_group(f"GTM/Région {number}")
        action = make_action(group, secretary, due_on=date(2022, 6, 1))
        action.designate(Said(make_user(), at), make_agency(f"PAM {number}"))
        action.report(Said(make_user(), at, sentence="Salle trouvée"))
    client = client_of(reviewer)
    with django_assert_num_queries(18):
        response = client.get(f"{SHEET}.{suffix}")
        b"".join(response)
