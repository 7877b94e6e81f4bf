"""Paper for minutes, and the parts that several layouts share."""

import io

from docx import Document
from docx.shared import Pt


class Paper:
    """A document being written."""

    def __init__(self):
        self.document = Document()
        self.document.styles["Normal"].font.size = Pt(11)

    def line(self, text, *, bold=False, style=None):
        paragraph = self.document.add_paragraph(style=style)
        paragraph.add_run(text).bold = bold
        return paragraph

    def table(self, rows, *, style="Table Grid", head=True):
        table = self.document.add_table(0, len(rows[0]), style=style)
        for place, cells in enumerate(rows):
            added = table.add_row()
            for cell, text in zip(added.cells, cells, strict=True):
                first, *others = text.split("\n")
                cell.paragraphs[0].add_run(first).bold = head and not place
                for each in others:
                    cell.add_paragraph(each)
        self.document.add_paragraph()
        return table

    def lines(self, text):
        """Paragraphs of a discussion, its items as they are typed."""
        for each in filter(str.strip, text.split("\n")):
            self.line(each)

    def bytes(self):
        stream = io.BytesIO()
        self.document.save(stream)
        return stream.getvalue()


def ends(texts, last="."):
    return [f"{text} ;" for text in texts[:-1]] + [f"{text}{last}" for text in texts[-1:]]


def titled(point):
    return point["title"] + (f" ({point['presenters']})" if point.get("presenters") else "")


def numbers(points):
    """« 1 », « 2 »… of the points that have one."""
    number, found = 0, []
    for point in points:
        number += not point.get("unnumbered")
        found.append("" if point.get("unnumbered") else str(number))
    return found


ROLES = {
    "chair": "Président",
    "cochair": "Co-président",
    "secretary": "Rapporteur",
    "convener": "Convoquée par",
}


def role(row):
    text = row["person"]
    if row.get("replacing"):
        text += f", en remplacement du {row['replacing']}, {row['reason']}"
    return text


def roles(text, paper):
    for row in text["roles"]:
        paper.line(f"{ROLES[row['role']]} : {role(row)}")


def where(facts):
    if facts.get("platform"):
        return f"Virtuelle ({facts['platform']})"
    return facts.get("place", "")


def when(facts):
    return " - ".join(filter(None, (facts.get("start"), facts.get("end"))))


def typed_agenda(text, paper, heading, sign, style=None):
    paper.line(heading, bold=True)
    points = text["points"]
    for number, title in zip(numbers(points), ends([titled(each) for each in points]), strict=True):
        paper.line((sign.format(number) if number else "") + title, style=style)


def findings(point, paper):
    for sign, name, section in (("a)", "Forces", "strengths"), ("b)", "Faiblesses", "weaknesses")):
        if point.get(section):
            paper.line(f"{sign} {name} :", bold=True)
            if point.get(f"{section}_intro"):
                paper.line(point[f"{section}_intro"])
            for number, each in enumerate(ends(point[section]), 1):
                paper.line(f"{number}- {each}")


def actions(point, head):
    rows = point["actions"]
    texts = [row["text"] for row in rows]
    texts = texts if len(texts) < 2 else [f"{n}- {t}" for n, t in enumerate(ends(texts), 1)]
    return [head, *([t, r["responsible"], r["deadline"]] for t, r in zip(texts, rows, strict=True))]


def former(text, paper):
    rows = text["former_actions"]
    if rows:
        head = ["ACTIONS A PRENDRE", "RESPONSABILITES", "ÉCHÉANCE", "NIVEAU DE REALISATION"]
        paper.table(
            [head, *([*cells(row), row.get("status") or row.get("said", "")] for row in rows)]
        )


def cells(row):
    return [row["text"], row["responsible"], row["deadline"]]


def next_meeting(facts, paper):
    if facts.get("next_date"):
        paper.line(f"Prochaine réunion : {facts['next_date']}, {facts['next_place']}")


def listed(text, paper, heading, sign):
    """Who came, a line each."""
    if text["attendance"]:
        paper.line(heading)
    for row in text["attendance"]:
        paper.line(f"{sign} {row['wording']}")
