"""Nothing printed leaves the margins, and no word, date, number or acronym is broken."""

import re
from html import unescape

import pytest

from meetings.printing.minutes import printed
from tests.meetings.zinder import add_rows, rendered, uid, zinder_document, zinder_group
from tests.pdfua import poppler, problems
from tests.reports import rendered_report

MM = 72 / 25.4
MARGINS = {
    (595, 842): (25, 22),
    (842, 595): (12, 12),
}  # left and right in mm, by the size of a page
REPORT = {(842, 595): (15, 15)}
BOX = re.compile(r'<word xMin="([\d.]+)" yMin="[\d.]+" xMax="([\d.]+)" yMax="[\d.]+">(.*?)</word>')
PAGE = re.compile(r'<page width="([\d.]+)" height="([\d.]+)">(.*?)</page>', re.S)

STEPS = (  # how a matrix of who does what where is pasted from a spreadsheet
    "Structure\tActivité\tZone d’intervention\tBénéficiaires\tPériode\tPartenaires\t"
    "Financement (F CFA)\tObservations\n"
    "OIM Zinder\tAssistance humanitaire aux migrants expulsés\tMatameye, Magaria, Dungass\t1 500\t"
    "janv.-mars 2022\tDREC-MR, CRN\t125 000 000\tEn cours"
)
SEVEN = (
    "Recommandations\tResponsables\tÉchéances\tNiveau d'exécution\tDifficultés rencontrées\t"
    "Commentaires\tPerspectives\nRenforcer la coordination\tSP/CCM\t31/12/2022\t50 %\tRetards\t\t"
)
LONG = ("Recommandations", "Bénéficiaires", "30/11/2021", "Communication", "1 250 000", "DREC-MR")
SHORT = ("Oui", "12", "OIM", "15/03", "3 %", "Non")
MIXED = ("Structures", "12", "Matameye", "Non", "HCR", "2 500")


def words_of(content, margins=MARGINS):
    """The words drawn, page by page; each of them is checked to stand between the margins."""
    found = []
    for width, height, words in PAGE.findall(poppler("pdftotext", content, "-bbox")):
        left, right = margins[round(float(width)), round(float(height))]
        inside = left * MM - 1, float(width) - right * MM + 1
        boxes = BOX.findall(words)
        out = [box for box in boxes if float(box[0]) < inside[0] or float(box[1]) > inside[1]]
        assert out == []
        found += [unescape(text) for *_, text in boxes]
    return found


def table_of(count, words):
    """Tab-separated: a heading and three rows of so many columns."""
    rows = [[words[(place + line) % len(words)] for place in range(count)] for line in range(4)]
    return "\n".join("\t".join(row) for row in rows)


def with_discussion(text):
    document = zinder_document()
    document[f"points/{uid('points', 1)}/discussion"] = text
    return printed(document, group=zinder_group())


def assert_whole(text, drawn):
    drawn = {word.strip(".;") for word in drawn}  # the printing adds signs
    missing = [
        word for word in set(re.split(r"[ \t\n]+", text)) if word.strip(".;") not in {"", *drawn}
    ]
    assert missing == []


@pytest.mark.parametrize("words", [LONG, SHORT, MIXED], ids=["long", "short", "mixed"])
@pytest.mark.parametrize("count", range(2, 22))
def test_a_pasted_table_stays_on_the_sheet_and_breaks_no_word(count, words):
    text = table_of(count, words)
    content = rendered(with_discussion(text))
    drawn = " ".join(words_of(content)).replace("\u202f", " ").replace("\u00a0", " ")
    assert_whole(text, drawn.split())
    if count in (2, 21):
        assert problems(content) == []


@pytest.mark.parametrize("text", [STEPS, SEVEN])
def test_tables_out_of_real_files_do_too(text):
    assert_whole(text, words_of(rendered(with_discussion(text))))


ACTIONS = [
    {
        "text": "Organiser une réunion extraordinaire de sensibilisation avec les partenaires",
        "responsible": "Gouvernorat/administration, SP/CCM, OIM",
        "deadline": "disponibilité de OCHA (31/01/2018 / )",
        "said": "Recommandations transmises le 30/11/2021",
        "status": "ongoing",
    },
    {
        "text": "Anticonstitutionnellement",
        "responsible": "Circonscriptions",
        "deadline": "Septembre/Octobre 2022",
        "said": "1 250 000 F CFA",
    },
]


def test_columns_of_actions_hold_the_longest_word():
    document = zinder_document()
    add_rows(document, f"points/{uid('points', 0)}/actions", "actions", ACTIONS)
    drawn = words_of(rendered(printed(document, group=zinder_group())))
    for cells in ACTIONS:
        assert_whole(" ".join(cells[name] for name in ("text", "responsible", "deadline")), drawn)


def test_columns_of_what_is_followed_up_do_too():
    document = zinder_document()
    former = [cells | {"meeting_date": "30/11/2021"} for cells in ACTIONS]
    add_rows(document, "former_actions", "former_actions", former)
    drawn = words_of(rendered(printed(document, group=zinder_group())))
    for cells in ACTIONS:
        assert_whole(" ".join(value for value in cells.values() if value != "ongoing"), drawn)


def test_columns_of_the_report_do_too():
    lines = [
        [cells["text"], cells["responsible"], cells["deadline"], "Déclaré fait", cells["said"]]
        for cells in ACTIONS
    ]
    drawn = words_of(rendered_report(lines), REPORT)
    for cells in lines:
        assert_whole(" ".join(cells), drawn)


@pytest.mark.parametrize(
    "text",
    [
        "https://niger.iom.int/sites/g/files/tmzbdl1081/files/documents/2022-03/rapport.pdf",
        "secretariat.permanent.migration@interieur.gouv.ne",
        "x" * 400,
    ],
)
def test_what_has_no_end_is_broken_but_stays_on_the_sheet(text):
    document = zinder_document()
    rows = [{"text": text, "responsible": text, "deadline": text}]
    add_rows(document, f"points/{uid('points', 0)}/actions", "actions", rows)
    document[f"points/{uid('points', 1)}/discussion"] = f"{text}\n\nVoir {text}\n\nA\t{text}\n1\t2"
    words_of(rendered(printed(document, group=zinder_group())))
