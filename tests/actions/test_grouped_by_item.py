"""The review grouped by the items of a set: on the screen, in the table, on paper."""

import io
from datetime import date

import pytest
from django.http import QueryDict
from django.utils import timezone
from docx import Document
from openpyxl import load_workbook

from actions.models import ActionItem
from actions.reviewing.filters import Review
from actions.views.exports import report_of
from tests.factories import make_action, make_framework, make_item
from tests.pdftext import text_of

pytestmark = pytest.mark.django_db
ALL = "/actions/{}?etat=tout&par=cadre-"


@pytest.fixture
def plan(group, secretary):
    """Two axes, one with a child; actions under both, a child, none."""
    plan = make_framework(is_main=True)
    first, second = make_item(plan, "1", "Dialogue"), make_item(plan, "2", "Données")
    child = make_item(plan, "1.1", "Cadres", parent=first)
    make_item(plan, "3", "Rien")
    pact = make_item(make_framework("Pacte mondial", "objectif"), "7", "Droits")
    late = {"due_on": date(2022, 1, 31)}
    for text, items in (
        ("aucun", []),
        ("deux", [second]),
        ("parent et enfant", [first, child]),
        ("un et deux", [child, second, pact]),
    ):
        make_action(group, secretary, text=text, items=items, **late)
    return plan


def review(query):
    return Review(QueryDict(query), ActionItem.objects.all(), timezone.localdate())


def told(report):
    return {
        section.title.replace("\u00a0", " "): [row.action.text for row in section.rows]
        for section in report.sections
    }


def test_each_action_stands_under_each_of_its_axes_once_and_the_rest_comes_last(plan):
    report = report_of(review(f"etat=tout&par=cadre-{plan.pk}&tri=action"))
    found = told(report)
    assert found == {
        "Axe 1 : Dialogue": ["parent et enfant", "un et deux"],
        "Axe 2 : Données": ["deux", "un et deux"],
        "Sans axe": ["aucun"],
    }
    assert list(found)[-1] == "Sans axe"
    assert [section.totals.count for section in report.sections] == [2, 2, 1]
    assert (report.totals.count, report.totals.late) == (4, 4)
    assert report.several.replace("\u00a0", " ") == (
        "1 point d’action figure sous plusieurs éléments : 5 lignes en tout."
    )


def test_where_each_stands_once_the_total_is_the_sum_and_nothing_more_is_said(plan):
    other = plan.items.get(code="1").framework.__class__.objects.get(name="Pacte mondial")
    report = report_of(review(f"etat=tout&par=cadre-{other.pk}&tri=action"))
    assert [len(rows) for rows in told(report).values()] == [1, 3]
    assert (report.totals.count, report.several) == (4, "")


def test_on_the_screen_and_in_the_table_each_stands_once_under_its_first(plan, reviewer, client_of):
    client = client_of(reviewer)
    page = client.get(ALL.format("") + f"{plan.pk}&tri=action")
    rows = [(row.section.replace("\u00a0", " "), row.action.text) for row in page.context["rows"]]
    assert rows == [
        ("Axe 1 : Dialogue", "parent et enfant"),
        ("Axe 1 : Dialogue", "un et deux"),
        ("Axe 2 : Données", "deux"),
        ("Sans axe", "aucun"),
    ]
    assert "figure une fois, sous le premier" in page.content.decode()
    table = client.get(ALL.format("points-d-action.xlsx") + f"{plan.pk}&tri=action")
    sheet = load_workbook(io.BytesIO(table.content)).active
    assert [row[1] for row in sheet.iter_rows(min_row=2, values_only=True)] == [
        text for _, text in rows
    ]


def test_the_paper_says_that_some_stand_under_several(plan, reviewer, client_of):
    client = client_of(reviewer)
    said = "1 point d’action figure sous plusieurs éléments : 5 lignes en tout."
    answer = client.get(ALL.format("etat-de-suivi.docx") + f"{plan.pk}")
    document = Document(io.BytesIO(answer.content))
    lines = [each.text.replace("\u00a0", " ") for each in document.paragraphs]
    assert said in lines
    headings = [each.text for each in document.paragraphs if each.style.name == "Heading 1"]
    assert [heading.replace("\u00a0", " ") for heading in headings] == [
        "Axe 1 : Dialogue",
        "Axe 2 : Données",
        "Sans axe",
    ]
    pdf = client.get(ALL.format("etat-de-suivi.pdf") + f"{plan.pk}")
    assert said in " ".join(text_of(pdf.content).replace("\u00a0", " ").split())


@pytest.mark.parametrize("asked", ["cadre-", "cadre-0", "cadre-x", "cadre-" + "9" * 30, "x"])
def test_a_set_that_is_not_there_groups_nothing(plan, reviewer, client_of, asked):
    page = client_of(reviewer).get(f"/actions/?etat=tout&par={asked}")
    assert (page.status_code, {row.section for row in page.context["rows"]}) == (200, {""})


def test_what_is_done_is_listed_where_it_is_asked_for(plan, reviewer, client_of):
    done = ActionItem.objects.get(text="deux")
    ActionItem.objects.filter(pk=done.pk).update(status="done", closed_on=date(2022, 3, 1))
    pages = [client_of(reviewer).get(f"/actions/?etat={asked}") for asked in ("fait", "clos")]
    states = [{state.value: count for state, count in p.context["review"].states} for p in pages]
    assert [page.context["found"] for page in pages] == [1, 1]
    assert [state.get("fait") for state in states] == [1, None]
