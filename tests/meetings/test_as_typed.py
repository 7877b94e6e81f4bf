"""The law of text as typed: letters, digits and their order are the same in every output."""

import csv
import io
import subprocess
import zipfile
from datetime import date

import pytest
from django.template.loader import render_to_string
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from lxml import etree

from actions.chases import letters
from actions.models import ActionItem
from actions.reviewing import exports, report
from gtm.models import WorkingGroup
from meetings.printing import pdf
from meetings.printing.minutes import printed
from meetings.text import document as doc
from tests import pdfua
from tests.factories import make_action, make_document, make_meeting, with_actions, with_rows
from tests.typed import LINES, TEXTS, ink, read_aloud

TODAY = date(2022, 6, 1)
GROUP = WorkingGroup(name="GTM/Zinder", responsible_heading="Responsable")
TYPED = st.fixed_dictionaries(
    {
        **dict.fromkeys(
            ("place", "title", "presenters", "person", "line", "row", "subpoint"), LINES
        ),
        **dict.fromkeys(("responsible", "deadline", "next_place"), LINES),
        **dict.fromkeys(("opening", "closing", "discussion", "intro", "finding", "action"), TEXTS),
    }
)


SLOW = settings(
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],  # to shrink would take minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


def written(typed):
    """Minutes in which each text stands at its place, the deadline and a row twice."""
    cut = {name: text[:190] for name, text in typed.items()}
    document = make_document(opening=typed["opening"], closing=typed["closing"])
    document |= {"place": cut["place"], "next_date": "15/03/2022", "next_place": cut["next_place"]}
    point = document["points"][0]
    of_point = {"title": "title", "presenters": "presenters", "discussion": "discussion"}
    of_point |= {"strengths_intro": "intro"}
    document |= {doc.key_of("points", point, name): typed[each] for name, each in of_point.items()}
    document, _ = with_rows(document, "roles", {"role": "chair", "person": typed["person"]})
    document, _ = with_rows(document, "attendance", {"wording": typed["line"]}, {"wording": "x"})
    rows = {"subpoints": {"title": typed["subpoint"]}, "strengths": {"text": typed["finding"]}}
    for name, cells in rows.items():
        document, _ = with_rows(document, doc.key_of("points", point, name), cells)
    action = {"text": typed["action"], "responsible": typed["responsible"]}
    action |= {"deadline": cut["deadline"]}
    document, _ = with_actions(document, action, {"text": typed["row"], "deadline": "2022"})
    return {key: value for key, value in document.items() if value}


def missing(typed, shown):
    """The texts whose letters and digits are not there as typed."""
    seen = ink(shown)
    return [text for text in typed.values() if ink(text) not in seen]


def page_of(typed):
    minutes = printed(written(typed), group=GROUP)
    return render_to_string("meetings/_minutes.html", {"minutes": minutes})


@given(TYPED)
def test_the_reading_page_says_what_was_typed(typed):
    assert missing(typed, read_aloud(page_of(typed))) == []


@given(TYPED)
@settings(SLOW, max_examples=6)
def test_the_pdf_says_what_was_typed(typed):
    content = pdf.render(printed(written(typed), group=GROUP), draft=False, images={})
    assert missing(typed, pdfua.read_aloud(content)) == []


@pytest.mark.django_db
@given(TYPED)
@settings(SLOW, max_examples=15)
def test_the_lecture_says_what_was_typed(client_of, secretary, group, typed):
    meeting = make_meeting(group, secretary, document=written(typed))
    page = client_of(secretary).get(f"/reunions/{meeting.pk}/lecture/").content.decode()
    assert missing(typed, read_aloud(page)) == []


# --- Actions ---

ACTION = st.fixed_dictionaries({"text": TEXTS, "responsible": LINES, "deadline": LINES})


def csv_of(actions):
    lines = "".join(exports.csv_lines(actions, TODAY))
    return "".join(cell for row in csv.reader(io.StringIO(lines), delimiter=";") for cell in row)


def office_of(content, part):
    """The words of an XLSX or a DOCX, read from its XML."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        return "".join(etree.fromstring(parts.read(part)).itertext())


def outputs_of(action, page):
    """{output: its text} of all that prints an action."""
    actions = ActionItem.objects.filter(pk=action.pk)
    told = report.report_of(actions, TODAY, "")
    paper = pdf.render_report(told)
    command = ["pdftotext", "-raw", "-", "-"]
    read = subprocess.run(command, input=paper, capture_output=True, check=True).stdout  # noqa: S603
    return {
        "page": page,
        "CSV": csv_of(actions),
        "XLSX": office_of(exports.xlsx(actions, TODAY, "t"), "xl/worksheets/sheet1.xml"),
        "DOCX": office_of(report.docx(told), "word/document.xml"),
        "PDF": read.decode(),
    }


@pytest.mark.django_db
@given(ACTION)
@settings(SLOW, max_examples=6)
def test_every_list_of_actions_says_what_was_typed(client_of, reviewer, group, secretary, typed):
    cells = {name: text.strip() for name, text in typed.items()}
    action = make_action(
        group,
        secretary,
        text=cells["text"],
        responsible_wording=cells["responsible"],
        deadline_wording=cells["deadline"],
    )
    page = read_aloud(client_of(reviewer).get(action.get_absolute_url()).content.decode())
    outputs = outputs_of(action, page)
    wrong = {name: missing(cells, text) for name, text in outputs.items()}
    assert {name: texts for name, texts in wrong.items() if texts} == {}


@pytest.mark.django_db
@given(ACTION)
@settings(SLOW, max_examples=15)
def test_a_mail_says_what_was_typed(group, secretary, typed):
    action = make_action(group, secretary, text=typed["text"], deadline_wording=typed["deadline"])
    cells = {name: typed[name] for name in ("text", "deadline")}
    assert missing(cells, letters.told(action, TODAY)) == []
