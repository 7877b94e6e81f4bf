"""Minutes as clusters and others lay them out: in sentences, without styles, in one table."""

import copy

from tests.importing.paper import (
    cells,
    findings,
    former,
    listed,
    next_meeting,
    numbers,
    roles,
    titled,
    typed_agenda,
    when,
    where,
)

# --- As clusters write ---


def cluster(text, paper):
    """Facts and lists in sentences, responsible and deadline in one column, titles of Word."""
    facts, changes, points = text["fields"], copy.deepcopy(text), text["points"]
    paper.line(f"{text['group']} – Compte rendu de réunion", style="Title")
    beside = f"\tLieu : {where(facts)}" if where(facts) else ""
    paper.line(f"Date : {facts['date']}{beside}")
    if when(facts):
        paper.line(f"Horaire : {when(facts)}")
    roles(text, paper)
    if text["attendance"]:
        came = " ; ".join(row["wording"] for row in text["attendance"])
        paper.line(f"Participants : {came}.")
    pairs = zip(numbers(points), points, strict=True)
    agenda = [f"{number}) {titled(each)}" if number else titled(each) for number, each in pairs]
    paper.line("Ordre du jour : " + " ; ".join(agenda) + ".")
    for point, new in zip(points, changes["points"], strict=True):
        paper.line(point["title"], style="Heading 1")
        _cluster_point(point, new, text, paper)
    for name in ("kind", "photos_heading", "opening"):
        changes["fields"].pop(name, None)
    next_meeting(facts, paper)
    return changes


def _cluster_point(point, new, text, paper):
    for name in ("heading", "no_action", "responsible_heading"):
        new.pop(name, None)
    if point.get("discussion"):
        paper.lines(point["discussion"].replace("- ", "• "))
    findings(point, paper)
    if point.get("followup"):
        former(text, paper)
    if point.get("actions"):
        rows = [[r["text"], f"{r['responsible']}\n{r['deadline']}"] for r in point["actions"]]
        paper.table([["Actions de suivi", "Responsable/ Deadline"], *rows])
        new["responsible_heading"] = "Responsable/ Deadline"


# --- Plain, with Roman numbers ---


ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")


def plain(text, paper):
    """No style at all: Roman titles in capitals, bullets, « Recommandations » of four columns."""
    facts, changes = text["fields"], copy.deepcopy(text)
    day = facts["date"].upper()
    paper.line(f"PROCES-VERBAL DE LA REUNION DU {text['group'].upper()} DU {day}")
    both = " de ".join(filter(None, (facts["date"], when(facts))))
    for label, value in (("Date et heure", both), ("Lieu", where(facts))):
        if value:
            paper.line(f"{label} : {value}")
    roles(text, paper)
    listed(text, paper, "Étaient présents :", "•")
    paper.line("L’ordre du jour de la réunion portait sur les points suivants :")
    for point in text["points"]:
        paper.line(f"• {titled(point)} ;")
    paper.line("Déroulement de la réunion")
    if facts.get("opening"):
        paper.lines(facts["opening"])
    for number, point, new in zip(ROMAN, text["points"], changes["points"], strict=False):
        paper.line(f"{number}. {point['title'].upper()}")
        _plain_point(point, new, text, paper)
    next_meeting(facts, paper)
    for name in ("kind", "photos_heading"):
        changes["fields"].pop(name, None)
    return changes


def _plain_point(point, new, text, paper):
    for name in ("heading", "unnumbered", "no_action", "responsible_heading"):
        new.pop(name, None)
    paper.lines(point.get("discussion", ""))
    findings(point, paper)
    if point.get("followup"):
        former(text, paper)
    if point.get("actions"):
        paper.line("Recommandations")
        rows = [[str(n), *cells(row)] for n, row in enumerate(point["actions"], 1)]
        paper.table([["N°", "Recommandations", "Structures responsables", "Délai"], *rows])
        new["responsible_heading"] = "Structures responsables"


# --- Everything in one table ---


def matrix(text, paper):
    """A row for each point: subject, discussion, what is to be done, by whom and when."""
    facts, changes = text["fields"], copy.deepcopy(text)
    paper.line(f"Compte rendu de la réunion du {text['group']}", bold=True)
    for label, value in (("Date", facts["date"]), ("Lieu", where(facts)), ("Heure", when(facts))):
        if value:
            paper.line(f"{label} : {value}")
    roles(text, paper)
    listed(text, paper, "Participants :", "-")
    typed_agenda(text, paper, "Ordre du jour", "{}. ")
    head = [
        "Sujet",
        "Points principaux de discussions et décisions",
        "Actions de suivi",
        "Responsable/ Deadline",
    ]
    paper.table([head, *map(_matrix_row, text["points"])])
    for point in changes["points"]:
        for name in ("heading", "responsible_heading", "no_action", *FINDINGS):
            point.pop(name, None)
        point["actions"] = point.get("actions", [])[:1]
    for name in ("kind", "photos_heading", "opening"):
        changes["fields"].pop(name, None)
    changes["former_actions"] = []
    for point in changes["points"]:
        point.pop("followup", None)
    next_meeting(facts, paper)
    return changes


FINDINGS = ("strengths", "weaknesses", "strengths_intro", "weaknesses_intro")


def _matrix_row(point):
    action = (point.get("actions") or [{"text": "", "responsible": "", "deadline": ""}])[0]
    both = "\n".join(filter(None, (action["responsible"], action["deadline"])))
    return [point["title"], point.get("discussion", ""), action["text"], both]
