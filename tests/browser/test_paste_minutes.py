"""Real minutes brought in from Word by pasting alone: nothing is typed, no row is wrong."""

import json
import time
from pathlib import Path

import pytest

from tests.browser.test_paste import ACTION, Writer
from tests.clipboard import word
from tests.factories import make_document, make_meeting

ROOT = Path(__file__).parents[2]
ZINDER = json.loads((ROOT / "meetings/reference/minutes/zinder-2021-11-30.json").read_text())
FORMER = ("text", "responsible", "deadline", "status", "said")
# What stands in the documents (../minutes), as a table of Word; the rows that it must give.
WASH = {
    "agenda": ["Suivi des recommandations du 3 décembre 2015"],
    "head": ["Point", "Action à prendre", "Responsable", "Echéance", "Niveau d’exécution"],
    "former": [
        ("Suivi du choléra (Kindu, Kisangani…)", "Cluster National", "Immédiat", "FAIT"),
        (
            "Contacter le comité pour report de l’atelier",
            "Directeur de la DNH",
            "Immédiat",
            "FAIT",
        ),
        ("Partager les mises à jour sur l’inondation", "Caritas", "Immédiat", "FAIT"),
        (
            "Discuter des réponses d’urgence en zones VEA",
            "Directeur de la DNH",
            "Immédiat",
            "PERMANANT",
        ),
        ("Partager la carte des zones inondables", "Unité de recherche UNIKIN", "ASAP", "NON FAIT"),
    ],
    "read": [("done", ""), ("done", ""), ("done", ""), ("permanent", ""), ("not_done", "")],
}
SENTENCE = "La recommandation est reconduite car le rapport n’a pas été fait"
NUTRITION = {
    "attendance": "UNICEF, ACODE, ADRA, Diète Pour Tous, AIDES, CARITAS Congo, AASF, CEDIP, UMCOR, "
    "VIPATU, VPDD, AIRD, CENEAS.",
    "agenda": [
        "Revue des recommandations",
        "Bilan et plan 2018",
        "Échos des partenaires",
        "Divers",
    ],
    "head": ["ACTIONS A PRENDRE", "RESPONSABILITES", "ÉCHÉANCE", "NIVEAU DE REALISATION"],
    "former": [
        (
            "Rapport de mission sur l’UNTI",
            "Cluster lead, co-facilitateur et PRONANUT",
            "Avant la prochaine réunion",
            SENTENCE,
        ),
        (
            "Contribution financière à la journée SUN",
            "Membres du Cluster intéressés",
            "Avant la prochaine réunion",
            "reconduite",
        ),
        (
            "Plaidoyer Lualaba",
            "Membres du Cluster",
            "Avant la prochaine réunion",
            "lettre déposée, suivi à faire",
        ),
        ("Plaidoyer auprès du gouvernement", "DPS/pronanut, cluster", "", "Non fait"),
    ],
    "read": [
        ("", SENTENCE),
        ("rescheduled", ""),
        ("", "lettre déposée, suivi à faire"),
        ("not_done", ""),
    ],
}


class Counting(Writer):
    """Counts what hands do: keys (a chord is as many as it holds) and clicks."""

    def __init__(self, *args):
        super().__init__(*args)
        self.keys = self.clicks = 0
        self.seconds = 0.0

    def press(self, *keys):
        self.keys += sum(key.count("+") + 1 for key in keys)
        super().press(*keys)

    def click(self, locator):
        self.clicks += 1
        locator.click()

    def bring(self, *parts, to=None, keys=()):
        """Copy in Word (not counted), go there, paste."""
        self.copy(word.copied(*parts), "")
        began = time.monotonic()
        self.press(*keys)
        if to is not None:
            self.click(to)
        self.paste_here()
        self.seconds += time.monotonic() - began


@pytest.fixture
def hands(new_page, live_server, group, secretary):
    editors = []

    def hands(title):
        document = make_document(points=[], attendance=[])
        meeting = make_meeting(group, secretary, document=document)
        editor = Counting(new_page(), meeting, live_server.url)
        editor.sign_in(secretary)
        editors.append((title, editor))
        return editor.open()

    yield hands
    for title, editor in editors:
        assert editor.problems() == []
        figures = f"{editor.keys} touches, {editor.clicks} clics, {editor.seconds:.1f} s"
        print(f"\n{title} : {figures}")  # noqa: T201 - read with -s


def listed(lines):
    """As a list of Word: « ; » after each, « . » after the last."""
    ends = [" ;"] * (len(lines) - 1) + ["."]
    return [f"{line}{end}" for line, end in zip(lines, ends, strict=True)]


def bring_agenda(editor, lines, sign="{}-"):
    items = [word.item(line, sign.format(place)) for place, line in enumerate(listed(lines), 1)]
    editor.bring(*items, keys=["Alt+p"])
    assert editor.titles() == lines


def bring_former(editor, minutes):
    fold = editor.page.get_by_text("Points d’action d’une réunion qui n’est pas dans")
    editor.click(fold)
    lead = [""] * (len(minutes["head"]) - 4)
    rows = [[*lead, *row] for row in minutes["former"]]
    add = editor.page.get_by_role("button", name="+ Point d’action plus ancien")
    editor.bring(word.table(minutes["head"], *rows), to=add)
    told = zip(minutes["former"], minutes["read"], strict=True)
    assert editor.rows(*FORMER) == [(*row[:3], *read) for row, read in told]


def test_the_minutes_of_wash_are_brought_in_by_pasting_alone(hands):
    editor = hands("40-cluster-wash-rdc")
    bring_agenda(editor, [*WASH["agenda"], "Inondations", "Divers"])
    bring_former(editor, WASH)
    assert (editor.keys, editor.clicks) == (6, 2)


def test_the_minutes_of_nutrition_are_brought_in_by_pasting_alone(hands):
    editor = hands("42-cluster-nutrition")
    editor.copy("", NUTRITION["attendance"])
    editor.press("Alt+l", "Control+v")
    editor.click(editor.page.get_by_role("button", name="Couper en 13 lignes"))
    editor.page.locator(".cut").wait_for(state="detached")
    assert editor.values("wording") == NUTRITION["attendance"].rstrip(".").split(", ")
    bring_agenda(editor, NUTRITION["agenda"])
    bring_former(editor, NUTRITION)
    assert (editor.keys, editor.clicks) == (10, 3)


def test_the_minutes_of_agadez_are_brought_in_by_pasting_alone(hands):
    editor = hands("04-gtm-agadez")
    agenda = ["1er point : compte rendu du 26 août 2021", "2°ème point : actualité"]
    editor.bring(*map(word.paragraph, agenda), word.item("Divers"), keys=["Alt+p"])
    assert editor.titles() == [*agenda, "Divers"]
    said = ["Projet annoncé d’expulsion de migrants par la Libye", "pas de moyens de transport"]
    editor.bring(*map(word.item, said), to=editor.field("discussion", 1))
    assert editor.values("discussion")[1] == "- " + "\n- ".join(said)
    assert (editor.keys, editor.clicks) == (6, 1)


def discussion_of(text):
    """As paragraphs and bullets of Word."""
    lines = text.split("\n")
    made = [word.item(x[2:]) if x.startswith("- ") else word.paragraph(x) for x in lines]
    return made if any(line.startswith("- ") for line in lines) else None


def test_the_minutes_of_zinder_are_brought_in_by_pasting_alone(hands):
    editor = hands("zinder-2021-11-30")
    editor.bring(*map(word.item, listed(ZINDER["attendance"])), keys=["Alt+l"])
    assert editor.values("wording") == ZINDER["attendance"]
    points = ZINDER["points"]
    bring_agenda(editor, [point["title"] for point in points])
    for place, point in enumerate(points):
        here = editor.page.locator(".point").nth(place)
        field = here.locator("[name$='/discussion']")
        if made := discussion_of(point["discussion"]):
            editor.bring(*made, to=field)
        else:
            editor.copy(word.copied(word.paragraph(point["discussion"])), point["discussion"])
            editor.click(field)
            editor.press("Control+v")
        assert field.input_value() == point["discussion"]
        for name, key in (("strengths", "Alt+o"), ("weaknesses", "Alt+i")):
            if name in point:
                editor.bring(*map(word.item, listed(point[name]), ["1-", "2-", "3-"]), keys=[key])
                rows = here.locator(f"[data-pattern={name}] textarea")
                assert [row.input_value() for row in rows.all()] == point[name]
        head = ["Points d’action :", "Personne/Agence Responsable :", "Date limite :"]
        texts = [action["text"] for action in point["actions"]]
        typed = [f"{n}- {text}" for n, text in enumerate(listed(texts), 1)]
        rows = [
            [text, action["responsible"], action["deadline"]]
            for text, action in zip(
                typed if len(texts) > 1 else texts, point["actions"], strict=True
            )
        ]
        editor.bring(word.table(head, *rows), keys=["Alt+a"])
    wanted = [tuple(action[name] for name in ACTION) for p in points for action in p["actions"]]
    texts = editor.page.locator("[data-pattern=actions] [data-row]")
    got = [
        tuple(row.locator(f"[name$='/{n}']").input_value() for n in ACTION) for row in texts.all()
    ]
    assert got == wanted
    assert (editor.keys, editor.clicks) == (40, 4)
