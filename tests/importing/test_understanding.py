"""What blocks mean: fields with their marks, in the layouts that people use; nothing is dropped."""

import re

import pytest

from meetings.imports.reading import docx, pdf, text
from meetings.imports.understanding import understood
from meetings.imports.understanding.head import day_in_words
from meetings.imports.understanding.tables import parted
from meetings.text import document as doc
from tests.importing import directory, files, truth
from tests.importing.layouts import LAYOUTS, built
from tests.meetings.zinder import SOURCE


def read(lines):
    return understood(text.read(lines), directory.known())


def rows(found, list_key, *names):
    """[(value of each name)] of the rows of a list."""
    section = doc.list_section(list_key)
    return [
        tuple(found.document.get(doc.key_of(section, uid, name), "") for name in names)
        for uid in found.document.get(list_key, ())
    ]


def of_point(found, place, section):
    return f"points/{found.document['points'][place]}/{section}"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_real_minutes_are_read_back_from_each_layout(layout):
    score = truth.Score()
    for minutes in truth.minutes().values():
        content, wanted = built(layout, minutes)
        score.add(truth.compared(wanted, understood(docx.read(content), directory.known())))
    assert score.right > 200
    assert (score.unmarked, score.missed, score.wrong <= 2) == (0, 0, True)


def test_the_minutes_of_zinder_are_read_from_their_pasted_text():
    found = read(SOURCE.read_text())
    wanted = truth.document(truth.minutes()["zinder-2021-11-30"])
    score = truth.compared(wanted, found)
    assert (score.faults, score.right) == ([], 55)


def test_a_pdf_is_understood_as_its_docx_is():
    html = (
        "<style>td, th { border: 1px solid; }</style><p>Compte rendu de la réunion ordinaire</p>"
        "<p>Date : 11 mars 2021</p><p>Lieu : Niamey</p><p><b>Ordre du jour</b></p>"
        "<p>1- Tendances ;</p><p>2- Divers.</p><p><b>1- Tendances</b></p><p>Les flux baissent.</p>"
        "<table><tr><th>Action</th><th>Responsable</th><th>Échéance</th></tr>"
        "<tr><td>Partager les chiffres</td><td>OIM</td><td>2022</td></tr></table>"
        "<p><b>2- Divers</b></p><p>Néant.</p>"
    )
    found = understood(pdf.read(files.pdf(html)), directory.known())
    head = [found.document[name] for name in ("kind", "date", "place")]
    assert head == ["ordinary", "11 mars 2021", "Niamey"]
    titles = [("Tendances", "Les flux baissent."), ("Divers", "Néant.")]
    assert rows(found, "points", "title", "discussion") == titles
    actions = rows(found, of_point(found, 0, "actions"), "text", "responsible", "deadline")
    assert actions == [("Partager les chiffres", "OIM", "2022")]


# --- Before the points ---


def test_an_office_tells_its_day_and_place_in_words():
    found = read(
        "REPUBLIQUE DU NIGER\nREGION D’AGADEZ\nAgadez, le 30 avril 2021\n"
        "L’an deux mille vingt et un et le jeudi vingt-neuf avril, s’est tenue dans la salle de "
        "réunion de l’OIM, la réunion du GTM sous la présidence de M. Issa, directeur régional.\n"
        "Ordre du jour :\n1. Divers\n1. Divers\nNéant."
    )
    assert found.document["date"] == "29 avril 2021"
    assert found.document["place"] == "Salle de réunion de l’OIM"
    assert rows(found, "roles", "role", "person") == [("chair", "M. Issa")]
    assert [found.marks[name][0] for name in ("date", "place", "opening")] == [False, False, True]
    assert [left for _, left in found.left] == [
        "REPUBLIQUE DU NIGER",
        "REGION D’AGADEZ",
        "Agadez, le 30 avril 2021",
    ]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("L’an deux mille vingt et un et le mardi 30 novembre s’est tenue", "30 novembre 2021"),
        ("L’an deux mille vingt-deux et le premier mars, s’est tenue", "1er mars 2022"),
        ("L'an deux mille dix-huit, le lundi trente et un décembre, a eu lieu", "31 décembre 2018"),
        ("Le mardi 12 avril 2022 s’est tenue", ""),
    ],
)
def test_a_day_in_words_is_read(words, day):
    assert day_in_words(words) == day


def test_several_facts_may_stand_in_one_line():
    found = read("Date : 3 février 2022   Heure : 09h00-11h30   Lieu : Salle du Conseil régional")
    facts = {name: found.document[name] for name in ("date", "start", "place")}
    assert facts == {
        "date": "3 février 2022",
        "start": "09h00-11h30",
        "place": "Salle du Conseil régional",
    }


def test_a_wrong_weekday_is_to_be_checked():
    assert read("Date : mercredi 30 novembre 2021").marks["date"][0] is False
    assert read("Date : mardi 30 novembre 2021").marks["date"][0] is True


def test_who_came_is_told_by_the_heading_above():
    found = read(
        "Étaient présents :\n- OIM : M. Ali (96 12 34 56 / ali@iom.int) ;\n- HCR.\n"
        "Absents excusés :\n- PAM.\nObservateurs : DUE ; CICR.\nOrdre du jour\n1. Divers"
    )
    lines = rows(found, "attendance", "wording", "presence", "quality", "phone", "email")
    assert lines == [
        ("OIM : M. Ali", "", "", "96 12 34 56", "ali@iom.int"),
        ("HCR", "", "", "", ""),
        ("PAM", "excused", "", "", ""),
        ("DUE", "", "observer", "", ""),
        ("CICR", "", "observer", "", ""),
    ]


def test_a_table_of_those_who_came_fills_the_fields_that_never_print():
    head = "N°\tNom et Prénoms\tStructure\tFonction\tContact\tE-mail\tSignature\n"
    line = "1\tAli Moussa\tOIM\tChef de bureau\t96 00 11 22\tali@iom.int\t\n"
    found = read(f"Liste des participants :\n{head}{line}")
    names = ("wording", "name", "structures", "function", "phone", "email")
    assert rows(found, "attendance", *names) == [
        ("Ali Moussa, OIM, Chef de bureau", "Ali Moussa", "OIM", "Chef de bureau", "96 00 11 22",
         "ali@iom.int")
    ]  # fmt: skip


def test_an_agenda_in_a_sentence_is_to_be_checked_where_commas_part_it():
    numbered = read("Ordre du jour : Ouverture (SP/CCM) ; 1- Tendances (OIM) ; 2- Divers.")
    names = ("title", "presenters", "unnumbered")
    assert rows(numbered, "points", *names) == [
        ("Ouverture", "SP/CCM", "1"),
        ("Tendances", "OIM", ""),
        ("Divers", "", ""),
    ]
    commas = read("Les points inscrits à l’ordre du jour sont : l’adoption, le plan et les divers.")
    titles = [("l’adoption",), ("le plan",), ("les divers",)]
    assert rows(commas, "points", "title") == titles
    assert len(commas.to_check) == 3


def test_brackets_that_name_nobody_stay_in_the_title():
    found = read("Ordre du jour\n1. Plan d’action (2022-2026)\n2. Compte rendu (non finalisé)")
    titles = [("Plan d’action (2022-2026)",), ("Compte rendu (non finalisé)",)]
    assert rows(found, "points", "title") == titles


# --- The points ---

AGENDA = "Ordre du jour\n1. Suivi des recommandations du 3 mars 2021\n2. Divers\n"


def test_actions_of_a_former_meeting_stand_in_the_follow_up_with_its_day():
    found = read(
        f"{AGENDA}1. Suivi des recommandations du 3 mars 2021\n"
        "N°\tActions à prendre\tResponsables\tÉchéance\tNiveau d’exécution\tObservations\n"
        "1\tPartager la liste\tTous\tImmédiat\tFAIT\t\n"
        "2\tOrganiser la mission\tOIM/HCR\tMars 2022\tLe budget est attendu\tRelancer\n"
    )
    names = ("text", "responsible", "deadline", "status", "said", "meeting_date")
    assert rows(found, "former_actions", *names) == [
        ("Partager la liste", "Tous", "Immédiat", "done", "", "3 mars 2021"),
        ("Organiser la mission", "OIM/HCR", "Mars 2022", "", "Le budget est attendu\nRelancer",
         "3 mars 2021"),
    ]  # fmt: skip
    assert rows(found, "points", "followup") == [("1",), ("",)]


@pytest.mark.parametrize(
    ("cell", "who", "when"),
    [
        ("OIM\nfin mars 2022", "OIM", "fin mars 2022"),
        ("(Cluster Protection) Septembre 2020", "(Cluster Protection)", "Septembre 2020"),
        ("SP/CCM, DRC/MMC / 15/03/2022", "SP/CCM, DRC/MMC", "15/03/2022"),
        ("OIM (immédiat)", "OIM", "immédiat"),
        ("SP/CCM //", "SP/CCM", "//"),
        ("Cluster national/ INSO/ OCHA", "Cluster national/ INSO/ OCHA", ""),
        ("2022", "", "2022"),
    ],
)
def test_responsible_and_deadline_in_one_cell_are_parted(cell, who, when):
    assert parted(cell) == (who, when)


def test_a_list_of_recommendations_is_actions_and_what_its_brackets_say_is_to_be_checked():
    found = read(
        f"{AGENDA}2. Divers\nRecommandations :\n"
        "- Partager les données (Responsable : OIM ; Échéance : fin mai 2021) ;\n"
        "- Relancer les communes.\n"
    )
    actions = of_point(found, 1, "actions")
    assert rows(found, actions, "text", "responsible", "deadline") == [
        ("Partager les données", "OIM", "fin mai 2021"),
        ("Relancer les communes", "", ""),
    ]
    assert [key.rpartition("/")[2] for key in found.to_check] == ["responsible", "deadline"]


def test_recommendations_of_the_whole_meeting_make_a_point_without_number():
    found = read(
        f"I. {AGENDA}II. DEROULEMENT\n2. Divers\nNéant.\nIII. RECOMMANDATIONS\n"
        "Actions\tStructure responsable\tDélai\nPartager\tANPE\t2022\nÉcrire\tOIM\t2022\n"
    )
    assert rows(found, "points", "title", "unnumbered")[-1] == ("RECOMMANDATIONS", "1")
    assert len(rows(found, of_point(found, 2, "actions"), "text")) == 2


def test_a_heading_that_the_agenda_words_otherwise_is_to_be_checked():
    found = read(f"{AGENDA}Premier point : Suivi des recommandations\nTout est fait.\n")
    assert rows(found, "points", "discussion")[0] == ("Tout est fait.",)
    assert [key.rpartition("/")[2] for key in found.to_check] == ["discussion"]


def test_without_an_agenda_headings_make_the_points():
    lines = ["Compte rendu du 15 mars 2022", "Données", "L’OIM a parlé.", "Divers", "Rien."]
    found = read("\n".join(lines))
    assert rows(found, "points", "title", "discussion") == [
        ("Données", "L’OIM a parlé."),
        ("Divers", "Rien."),
    ]


def test_closing_and_next_meeting_are_told_from_the_last_point():
    found = read(
        f"{AGENDA}2. Divers\nNéant.\nL’ordre du jour étant épuisé, la séance a été levée à 12h30.\n"
        "Prochaine réunion : 24 mars 2022, Kinshasa\nLe rapporteur\tLe président"
    )
    names = ("closing", "end", "next_date", "next_place")
    assert [found.document[name] for name in names] == [
        "L’ordre du jour étant épuisé, la séance a été levée à 12h30.",
        "12h30",
        "24 mars 2022",
        "Kinshasa",
    ]
    assert found.left[-1][1] == "Le rapporteur\tLe président"


def test_text_without_spaces_is_understood_and_all_of_it_is_to_be_checked():
    stuck = (
        "Compte-rendudelaréunionextraordinaireduGTM/Zinder\nDate 30novembre2021\n"
        "Pointsinscritsàl’ordredujour :\n1-Pland’action(2022-2026) ;\n2-Divers.\n"
        "1-Pland’action(2022-2026)\nPointsclésdediscussion\n"
        + "Ilaétéenregistrécinqaxesstratégiquesdécoulésdelaproblématique. "
        * 20
    )
    found = read(stuck)
    assert found.document["date"] == "30novembre2021"
    assert len(rows(found, "points", "title")) == 2
    assert [key for key, (is_sure, _) in found.marks.items() if is_sure] == []


def test_nothing_of_an_original_is_dropped():
    """Words of no meaning stand in each of the places that minutes leave no field for."""
    body = (
        "Xalpha\nCompte rendu de la réunion Xbeta\nXgamma : inconnu\nDate : 11 mars 2021 Xdelta\n"
        "Présents :\n- OIM Xepsilon\nNom\tStructure\tSexe\nAli\tOIM\tXzeta\nHawa\tHCR\tXeta\n"
        "Ordre du jour\n1. Tendances Xtheta\n2. Divers\nDéroulement de la réunion\n"
        "1. Tendances Xtheta\nXiota\nForces :\nXkappa\n- Xlambda ;\nXmu\n"
        "Colonne\tAutre\nXnu\tXxi\nAction\tResponsable\tBudget\nÉcrire\tOIM\tXomicron francs\n"
        "Points d’action\nXpi\n2. Divers\nXrho\nProchaine réunion : le 4 mai 2021 à 9h, Xsigma\n"
        "Xtau\nLe rapporteur\nXupsilon\nAnnexe : Xphi\nXchi\tXpsi\nXomega"
    )
    found = read(body)
    kept = " ".join(value for value in found.document.values() if isinstance(value, str))
    kept += " ".join(left for _, left in found.left)
    markers = set(re.findall(r"X[a-z]+", body))
    assert sorted(markers - set(re.findall(r"X[a-z]+", kept))) == []


def test_what_is_longer_than_its_field_is_left_whole():
    found = read(f"Lieu : {'Salle ' * 60}")
    assert "place" not in found.document
    assert found.left == (("ligne 1", ("Salle " * 60).strip()),)
