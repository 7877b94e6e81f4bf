from dataclasses import asdict, dataclass

import pytest

from gtm.models import Letterhead, WorkingGroup
from meetings.choices import Decision
from meetings.printing.followup import followup
from meetings.printing.minutes import printed, punctuated
from meetings.text import document as doc
from tests.factories import with_rows
from tests.meetings.zinder import (
    ACTIONS,
    ATTENDANCE,
    POINTS,
    STRENGTHS,
    WEAKNESSES,
    add_rows,
    long_document,
    uid,
    zinder_document,
    zinder_group,
)


@dataclass
class StoredPhoto:
    pk: str
    width: int = 800
    height: int = 600


def print_out(document, **options):
    group = WorkingGroup(name="GTM/Agadez", responsible_heading="Responsable")
    return printed(document, **{"group": group} | options)


def with_points(*points):
    document = {}
    add_rows(document, "points", "points", points)
    return document


def with_lines(*lines):
    document = {}
    add_rows(document, "attendance", "attendance", lines)
    return document


def with_actions(*actions, **point):
    document = with_points({"title": "Divers"} | point)
    add_rows(document, f"points/{uid('points', 0)}/actions", "actions", actions)
    return document


def test_zinder_prints_its_head():
    minutes = printed(zinder_document(), group=zinder_group())
    assert minutes.title == "Compte rendu de la réunion extraordinaire du GTM/Zinder"
    assert minutes.facts == [
        ("Date", "30\u00a0novembre\u00a02021"),
        ("Lieu", "Bâtiment B Nations-Unies/PAM Zinder"),
        ("Heure", "10h20-11h25"),
    ]
    ends = (" ;", " ;", " ;", " ;", ".")
    rows = [line + end for line, end in zip(ATTENDANCE, ends, strict=True)]
    assert minutes.attendance == [("Présence", rows)]
    assert (minutes.totals, minutes.head, minutes.signatures) == ("", None, [])


def test_zinder_prints_its_four_points():
    minutes = printed(zinder_document(), group=zinder_group())
    titles = [f"{rank}- {point['title']}" for rank, point in enumerate(POINTS, 1)]
    assert [point.heading for point in minutes.points] == titles
    assert [(entry.number, entry.text, entry.subpoints) for entry in minutes.agenda] == [
        (1, f"{POINTS[0]['title']} ;", []),
        (2, "Plan d’action (2022-2026) ;", []),
        (3, "Indicateurs de gouvernance des migrations ;", []),
        (4, "Divers.", []),
    ]
    assert [point.discussion_heading for point in minutes.points] == [
        "Points clés de discussion",
        "Points de discussion clés",
        "Points clés de discussion",
        "Points de discussion clés",
    ]
    strengths, weaknesses = minutes.points[0].findings
    assert (strengths.label, weaknesses.label) == ("a) Forces :", "b) Faiblesses :")
    assert strengths.rows == [f"{STRENGTHS[0]} ;", f"{STRENGTHS[1]}."]
    assert weaknesses.rows == [f"{WEAKNESSES[0]} ;", f"{WEAKNESSES[1]} ;", f"{WEAKNESSES[2]}."]


def test_zinder_prints_its_nine_actions():
    minutes = printed(zinder_document(), group=zinder_group())
    tables = [point.actions for point in minutes.points]
    shown = [[(row.text, row.responsible, row.deadline) for row in table.rows] for table in tables]
    signs = (" ;", " ;", "."), ("",), ("",), (" ;", " ;", " ;", ".")
    assert shown == [
        [(text + sign, *rest) for (text, *rest), sign in zip(actions, ends, strict=True)]
        for actions, ends in zip(ACTIONS, signs, strict=True)
    ]
    assert [[row.number for row in table.rows] for table in tables] == [
        [1, 2, 3],
        [0],
        [0],
        [1, 2, 3, 4],
    ]
    assert [table.headings[1] for table in tables] == [
        "Personne/Agence Responsable :",
        "Personne/Agence Responsable :",
        "Personne/Structure Responsable :",
        "Personne/Agence Responsable :",
    ]


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        ([], []),
        (["seul"], ["seul"]),
        (["un", "deux"], ["un ;", "deux."]),
        (["un.", "deux ;", "trois…", "quatre !"], ["un.", "deux ;", "trois…", "quatre !"]),
        (["un (1)", "", "SP/CCM"], ["un (1) ;", "", "SP/CCM."]),
    ],
)
def test_rows_of_a_list_get_the_signs_they_lack(rows, shown):
    assert punctuated(rows) == shown


def test_a_group_may_leave_lists_as_they_are_typed():
    group = WorkingGroup(name="GTM", responsible_heading="Responsable", punctuates_lists=False)
    minutes = print_out(with_lines({"wording": "OIM"}, {"wording": "HCR"}), group=group)
    assert minutes.attendance == [("Présence", ["OIM", "HCR"])]
    minutes = print_out(with_actions({"text": "un"}, {"text": "deux"}), group=group)
    assert [action.text for action in minutes.points[0].actions.rows] == ["un", "deux"]
    assert [entry.text for entry in minutes.agenda] == ["Divers"]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ({}, "la réunion du GTM/Agadez"),
        ({"kind": "ordinary", "number": "12"}, "la réunion ordinaire n°\u00a012 du GTM/Agadez"),
        ({"kind": "relocated", "number": "n° 3"}, "la réunion délocalisée n°\u00a03 du GTM/Agadez"),
        ({"kind": "inconnu"}, "la réunion du GTM/Agadez"),
    ],
)
def test_titles(typed, title):
    assert print_out(typed).title == f"Compte rendu de {title}"


@pytest.mark.parametrize(
    ("typed", "fact"),
    [
        ({"date": "30/11/2021"}, ("Date", "30\u00a0novembre\u00a02021")),
        ({"date": " le jour d’avant "}, ("Date", "le jour d’avant")),
        ({"place": "PAM"}, ("Lieu", "PAM")),
        ({"modality": "remote", "platform": "Skype"}, ("Lieu", "Virtuelle (Skype)")),
        ({"modality": "remote", "place": "PAM"}, ("Lieu", "Virtuelle – PAM")),
        (
            {"modality": "hybrid", "place": "PAM", "platform": "Teams"},
            ("Lieu", "PAM, et à distance (Teams)"),
        ),
        ({"modality": "hybrid", "platform": "Teams"}, ("Lieu", "Hybride (Teams)")),
        ({"start": "9H15-11H00"}, ("Heure", "9h15-11h")),
        ({"start": "9H15-11H00", "end": "11h05"}, ("Heure", "9h15-11h05")),
        ({"start": "09:00"}, ("Heure", "9h")),
        ({"end": "11h"}, ("Heure", "jusqu’à 11h")),
        ({"start": "après la prière", "end": "11h"}, ("Heure", "après la prière-11h")),
    ],
)
def test_facts(typed, fact):
    assert print_out(typed).facts == [fact]


def test_roles_say_who_replaces_whom_and_why():
    document = {}
    roles = [
        {"role": "chair", "person": "Chef de l’OIM", "replacing": "DREC", "reason": "en mission"},
        {"role": "secretary", "person": "DRC"},
        {"role": "convener"},
    ]
    add_rows(document, "roles", "roles", roles)
    assert print_out(document).facts == [
        ("Préside", "Chef de l’OIM, en remplacement de DREC (en mission)"),
        ("Rapporteur", "DRC"),
    ]


def test_attendance_says_how_each_was_there():
    document = with_lines(
        {"wording": "OIM"},
        {"wording": "HCR", "presence": "remote", "quality": "observer", "phone": "90 00 00 00"},
        {"wording": "CRN", "presence": "excused"},
        {"wording": "Mairie", "presence": "represented", "represented_by": "le SG"},
        {"name": "Mme Issa", "email": "issa@example.org"},
        {"quality": "guest"},
        {"wording": "CNE", "presence": "absent"},
        {"wording": "INS", "presence": "une autre"},
    )
    assert print_out(document).attendance == [
        (
            "Présence",
            [
                "OIM ;",
                "HCR (observateur, à distance) ;",
                "Mairie, représenté par le SG ;",
                "Mme Issa ;",
                "INS.",
            ],
        ),
        ("Excusés", ["CRN"]),
        ("Absents", ["CNE"]),
    ]


@pytest.mark.parametrize(
    ("total", "women", "annexed", "line"),
    [
        ("", "", "", ""),
        ("12", "5", "", "12 participants, dont 5 femmes."),
        ("1", "1", "", "1 participant, dont 1 femme."),
        ("", "5", "", "5 femmes."),
        ("20 personnes", "environ 5", "", "20 personnes, dont environ 5 femmes."),
        ("Vingt", "une", "", "Vingt participants, dont une femme."),
        ("12", "", "1", "12 participants ; voir liste en annexe."),
        ("", "", "1", "Voir liste en annexe."),
    ],
)
def test_totals(total, women, annexed, line):
    typed = {"attendance_total": total, "attendance_women": women, "attendance_annexed": annexed}
    assert print_out(typed).totals == line


def test_numbers_skip_a_point_without_one_and_presenters_follow_the_title():
    document = with_points(
        {"title": "Ouverture", "unnumbered": "1", "presenters": "SP/CCM"},
        {},
        {"title": "Tendances", "presenters": "(OIM)"},
        {"title": "Divers"},
    )
    subs = [{"title": "Agadez", "presenters": "HCR"}, {}, {"title": "Tahoua"}]
    add_rows(document, f"points/{uid('points', 2)}/subpoints", "subpoints", subs)
    minutes = print_out(document | {"agenda_adoption": "adopted"})
    assert [point.heading for point in minutes.points] == [
        "Ouverture (SP/CCM)",
        "1- Tendances (OIM)",
        "2- Divers",
    ]
    assert [(entry.number, entry.text, entry.subpoints) for entry in minutes.agenda] == [
        (0, "Ouverture (SP/CCM) ;", []),
        (1, "Tendances (OIM) :", ["Agadez (HCR) ;", "Tahoua ;"]),
        (2, "Divers.", []),
    ]
    assert minutes.adoption == "L’ordre du jour a été adopté."


def test_nothing_is_printed_of_a_point_about_which_nothing_was_said():
    (point,) = print_out(with_points({"title": "Divers", "heading": "Discussion"})).points
    said = point.discussion_heading, point.blocks, point.findings, point.actions, point.postponed
    assert said == ("", [], [], None, "")


def test_a_postponed_point_says_why():
    typed = {"title": "Divers", "postponed": "1", "postponed_reason": "présentateur absent"}
    (point,) = print_out(with_points(typed)).points
    assert point.postponed == "Point reporté : présentateur absent"


def test_one_kind_of_findings_has_no_letter():
    (point,) = print_out(with_points({"title": "Divers", "weaknesses_intro": "Aucune."})).points
    (weaknesses,) = point.findings
    assert (weaknesses.label, weaknesses.rows) == ("Faiblesses :", [])
    assert point.discussion_heading == "Points clés de discussion"


def test_an_empty_table_is_printed_only_when_asked_for():
    tables = [
        print_out(with_actions({}, **flags)).points[0].actions for flags in ({}, {"no_action": "1"})
    ]
    assert tables[0] is None
    headings = ["Points d’action :", "Responsable :", "Date limite :"]
    assert (tables[1].headings, tables[1].rows) == (headings, [])


def test_actions_keep_what_is_typed_and_blank_rows_are_dropped():
    document = with_actions(
        {"text": "Vulgariser", "responsible": "SP/CCM, DRC/MMC", "deadline": "//"},
        {},
        {"responsible": "OIM"},
        responsible_heading="Personnes/agences :",
        without_deadline="1",
    )
    table = print_out(document).points[0].actions
    assert table.headings == ["Points d’action :", "Personnes/agences :"]
    assert [asdict(row) | {"uid": ""} for row in table.rows] == [
        {
            "uid": "",
            "number": 1,
            "text": "Vulgariser ;",
            "responsible": "SP/CCM, DRC/MMC",
            "deadline": "//",
        },
        {"uid": "", "number": 2, "text": "", "responsible": "OIM", "deadline": ""},
    ]


@pytest.mark.parametrize(
    ("typed", "line"),
    [
        ({}, ""),
        (
            {"next_date": "15/03/2022", "next_place": "Agadez", "next_probable": "1"},
            "Prochaine réunion : mardi 15\u00a0mars\u00a02022 (date probable), Agadez.",
        ),
        ({"next_date": "après le ramadan"}, "Prochaine réunion : après le ramadan."),
        ({"next_place": "Agadez"}, "Prochaine réunion : Agadez."),
    ],
)
def test_next_meeting(typed, line):
    assert print_out(typed).next_meeting == line


def test_photos_are_those_both_stored_and_named_in_the_order_of_the_text():
    named = [uid("photo", rank) for rank in range(3)]
    document = {"photos": named, f"photos/{named[2]}/caption": "La salle"}
    stored = [StoredPhoto(named[2]), StoredPhoto(named[0]), StoredPhoto(uid("autre"))]
    minutes = print_out(document, photos=stored)
    assert [(photo.uid, photo.alt, photo.caption, photo.src) for photo in minutes.photos] == [
        (named[0], "Photo 1 sur 2 de la réunion", "", ""),
        (named[2], "Photo 2 sur 2", "La salle", ""),
    ]
    assert minutes.photos_heading == "Photos illustratives de la réunion"
    shown = minutes.with_photos_at("/photos/{}/".format)
    assert [photo.src for photo in shown.photos] == [
        f"/photos/{named[0]}/",
        f"/photos/{named[2]}/",
    ]


def test_without_photo_their_heading_is_printed_if_typed():
    headings = [
        print_out(typed).photos_heading for typed in ({}, {"photos_heading": " LES PHOTOS "})
    ]
    assert headings == ["", "LES PHOTOS"]


def test_the_administrative_letterhead_is_data():
    letterhead = Letterhead(
        style="administrative", ministry="MI/D", lines="RÉGION\n\n DIRECTION ", place="Agadez"
    )
    head = print_out({"date": "29/04/2021"}, letterhead=letterhead).head
    assert asdict(head) == {
        "country": "RÉPUBLIQUE DU NIGER",
        "motto": "Fraternité – Travail – Progrès",
        "lines": ["MI/D", "RÉGION", "DIRECTION"],
        "dateline": "Agadez, le 29\u00a0avril\u00a02021",
    }
    assert print_out({}, letterhead=Letterhead(style="simple")).head is None


def test_signatures_are_printed_for_groups_that_sign():
    document, names = (
        long_document(),
        ("Chef de sous-bureau de l’OIM Tahoua", "Mme Aïssatou Issoufou"),
    )
    group = WorkingGroup(name="GTM", has_signatures=True)
    assert printed(document, group=group).signatures == [
        ("Le président de séance", names[0]),
        ("Le rapporteur", names[1]),
    ]


def test_files_are_listed_by_their_titles():
    document = {}
    add_rows(document, "files", "files", [{"title": "Liste signée"}, {}, {"title": "TDR"}])
    assert print_out(document).files == ["Liste signée ;", "TDR."]


def test_an_empty_map_prints():
    minutes = print_out({})
    assert (minutes.facts, minutes.points, minutes.agenda, minutes.files) == ([], [], [], [])


def test_each_decision_on_former_minutes_prints_as_a_sentence():
    sentences = []
    for decision in Decision:
        document, _ = with_rows({}, "adoptions", {"decision": decision.value})
        sentences.append(followup(doc.tree(document)).adoptions[0].sentence)
    assert sentences == [
        "Le compte rendu de la réunion précédente a été adopté.",
        "Le compte rendu de la réunion précédente a été adopté avec amendements.",
        "Le compte rendu de la réunion précédente a été adopté sous réserve.",
        "Le compte rendu de la réunion précédente n’a pas été lu.",
    ]
