"""Minutes as people lay them out in Word; each layout gives a DOCX and what it must be read as.

Nothing here looks at how the files are read: what differs from one layout to the next is what
differs between the minutes that offices keep.
"""

import copy
import re

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from actions.deadlines import parse_day
from actions.deadlines.days import WEEKDAYS, told
from tests.importing import truth
from tests.importing.others import cluster, matrix, plain
from tests.importing.paper import (
    Paper,
    actions,
    cells,
    ends,
    findings,
    former,
    next_meeting,
    numbers,
    roles,
    titled,
    typed_agenda,
    when,
    where,
)

# --- As in Zinder ---


def zinder(text, paper):
    """Facts in a table of two columns, everything typed, a table of actions in each point."""
    facts, changes = text["fields"], copy.deepcopy(text)
    kind = {"extraordinary": "extraordinaire", "ordinary": "ordinaire"}.get(facts.get("kind"), "")
    title = f"Compte-rendu de la réunion {kind} du {text['group']}"
    paper.line(title.replace("  ", " "), bold=True)
    pairs = (("Date", facts.get("date", "")), ("Lieu", where(facts)), ("Time", when(facts)))
    paper.table([pair for pair in pairs if pair[1]], head=False)
    roles(text, paper)
    if text["attendance"]:
        paper.line("Présence", bold=True)
        for each in ends([row["wording"] for row in text["attendance"]]):
            paper.line(f"-{each}")
    typed_agenda(text, paper, "Points inscrits à l’ordre du jour :", "{}- ")
    if facts.get("opening"):
        paper.lines(facts["opening"])
    for number, point in zip(numbers(text["points"]), text["points"], strict=True):
        paper.line(f"{number}- {point['title']}" if number else point["title"], bold=True)
        _zinder_point(point, text, paper)
    next_meeting(facts, paper)
    if facts.get("photos_heading"):
        paper.line(facts["photos_heading"], bold=True)
    return changes


def _zinder_point(point, text, paper):
    if point.get("discussion"):
        paper.line(point.get("heading", "Points clés de discussion"), bold=True)
        paper.lines(point["discussion"])
    findings(point, paper)
    if point.get("followup"):
        former(text, paper)
    heading = point.get("responsible_heading", "Personne/Agence Responsable")
    if point.get("actions"):
        paper.table(actions(point, ["Points d’action :", f"{heading} :", "Date limite :"]))
    elif point.get("no_action"):
        paper.table([["Points d’action", heading, "Date limite"], ["N/A", "", ""]])


# --- With the head of an office ---


LETTERHEAD = (
    "REPUBLIQUE DU NIGER\nFraternité-Travail-Progrès\nMINISTERE DE L’INTERIEUR\nREGION DE ZINDER"
)


def office(text, paper):
    """A letterhead, an opening sentence, tables of five columns, Word's own lists and titles."""
    facts, changes = text["fields"], copy.deepcopy(text)
    opening = _office_head(text, paper)
    for name, label in (("start", "Heure de début"), ("end", "Heure de fin")):
        if facts.get(name):
            paper.line(f"{label} : {facts[name]}")
    if facts.get("platform"):
        paper.line(f"Modalité : virtuelle, sur {facts['platform']}")
    roles(text, paper)
    if text["attendance"]:
        paper.line("LISTE DE PRESENCE", bold=True)
        rows = [[str(n), row["wording"], ""] for n, row in enumerate(text["attendance"], 1)]
        paper.table([["N°", "Structure", "Signature"], *rows])
    paper.line("Ordre du jour", style="Heading 2")
    for each in ends([titled(point) for point in text["points"]]):
        paper.line(each, style="List Number")
    for number, (point, new) in enumerate(zip(text["points"], changes["points"], strict=True), 1):
        paper.line(f"Point {number} : {point['title']}", style="Heading 2")
        _office_point(point, new, text, paper)
    next_meeting(facts, paper)
    closing = "L’ordre du jour étant épuisé, le président a levé la séance."
    paper.line(closing)
    paper.line("Le rapporteur\tLe président de séance")
    changes["fields"] |= {"opening": opening, "closing": closing}
    changes["fields"]["date"] = told(parse_day(facts["date"]))
    changes["fields"].pop("photos_heading", None)
    return changes


def _office_head(text, paper):
    """Returns the opening sentence."""
    facts, day = text["fields"], parse_day(text["fields"]["date"])
    paper.document.sections[0].header.paragraphs[0].text = f"{text['group']} – compte rendu"
    paper.table([[LETTERHEAD, "Niamey, le 12 avril 2022"]], head=False, style=None)
    kinds = {"extraordinary": " EXTRAORDINAIRE", "ordinary": " ORDINAIRE"}
    kind = kinds.get(facts.get("kind"), "")
    paper.line(f"COMPTE RENDU DE LA REUNION{kind} DU {text['group'].upper()}", bold=True)
    where = f" dans {_article(facts['place'])}" if facts.get("place") else " en ligne"
    opening = (
        f"L’an {_year(day.year)} et le {WEEKDAYS[day.weekday()]} {told(day).rpartition(' ')[0]}, "
        f"s’est tenue{where}, la réunion du {text['group']}."
    )
    paper.line(opening)
    return opening


def _office_point(point, new, text, paper):
    for name in ("strengths_intro", "weaknesses_intro", "unnumbered", "no_action", "heading"):
        new.pop(name, None)
    new.pop("responsible_heading", None)
    if point.get("discussion"):
        paper.line("Débats", style="Heading 3")
        new["heading"] = "Débats"
        _word_list(point["discussion"], paper)
    if point.get("strengths"):
        beside = ["\n".join(point["strengths"]), "\n".join(point["weaknesses"])]
        paper.table([["Forces", "Faiblesses"], beside])
    if point.get("followup"):
        former(text, paper)
    if point.get("actions"):
        rows = [[str(n), *cells(row), ""] for n, row in enumerate(point["actions"], 1)]
        paper.table([["N°", "Action", "Responsable", "Échéance", "Observations"], *rows])
        new["responsible_heading"] = "Responsable"


def _article(place):
    if place.lower().startswith("salle"):
        return f"la {place[0].lower()}{place[1:]}"
    return f"le {place}" if place.startswith("B") else place


UNITS = {16: "seize", 18: "dix-huit", 20: "vingt", 21: "vingt et un", 22: "vingt-deux"}


def _year(year):
    return f"deux mille {UNITS[year - 2000]}"


def _word_list(text, paper):
    for each in filter(str.strip, text.split("\n")):
        if each.startswith("- "):
            paper.line(each[2:], style="List Bullet")
        else:
            paper.line(each)


# --- Zinder's, with tracked changes ---


def tracked(text, paper):
    """As in Zinder, while what was changed is not accepted yet, and with a content control."""
    changes = zinder(text, paper)
    for place, paragraph in enumerate(paper.document.element.body.iter(qn("w:p"))):
        runs = paragraph.findall(qn("w:r"))
        if place % 3 == 1 and runs:
            inserted = OxmlElement("w:ins")
            for name, value in (
                ("w:id", str(place)),
                ("w:author", "Relecteur"),
                ("w:date", "2021-12-01T10:00:00Z"),
            ):
                inserted.set(qn(name), value)
            runs[-1].addprevious(inserted)
            inserted.append(runs[-1])
            inserted.addprevious(_deleted("mot biffé ", place))
    return changes


def _deleted(text, place):
    deleted, run, words = OxmlElement("w:del"), OxmlElement("w:r"), OxmlElement("w:delText")
    deleted.set(qn("w:id"), str(1000 + place))
    deleted.set(qn("w:author"), "Relecteur")
    words.text = text
    run.append(words)
    deleted.append(run)
    return deleted


LAYOUTS = {
    "zinder": zinder,
    "office": office,
    "cluster": cluster,
    "plain": plain,
    "matrix": matrix,
    "tracked": tracked,
}


def built(name, text):
    """(bytes of a DOCX, the map that it must give)."""
    paper = Paper()
    changes = LAYOUTS[name](copy.deepcopy(text), paper)
    for point in changes["points"]:
        if not point.get("discussion"):
            point.pop("heading", None)
    return paper.bytes(), truth.document(_followed(changes))


def _followed(text):
    """The day of an earlier meeting, where only the title of the point tells it."""
    days = [
        re.search(r"\d+ \w+ \d{4}", point["title"])
        for point in text["points"]
        if point.get("followup")
    ]
    for row in text["former_actions"]:
        row.setdefault("meeting_date", days[0][0] if days and days[0] else "")
    return text
