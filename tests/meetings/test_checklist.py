from datetime import date

import pytest

from actions.models import known_names
from gtm.models import Agency
from meetings.text import document as doc
from meetings.text import named
from meetings.text.checklist import Problem, blocking, problems
from tests.factories import make_agency, make_document

TODAY = date(2021, 12, 15)
pytestmark = pytest.mark.django_db


def found(document, known=()):
    return {
        (each.key, each.blocks): each.message for each in problems(document, dict(known), TODAY)
    }


def with_row(list_key, **cells):
    document, uid = doc.with_row_added(make_document(), list_key)
    section = doc.list_section(list_key)
    return document | {doc.key_of(section, uid, name): value for name, value in cells.items()}, uid


def with_action(**cells):
    document = make_document()
    key = doc.key_of("points", document["points"][0], "actions")
    document, uid = doc.with_row_added(document, key)
    return document | {doc.key_of("actions", uid, name): text for name, text in cells.items()}, uid


def test_complete_minutes_have_no_problem():
    assert found(make_document()) == {}


def test_a_text_that_no_process_should_print_blocks_on_its_longest_field():
    document, keys = make_document(), []
    for _ in range(4):
        document, uid = doc.with_row_added(document, "points")
        keys.append(doc.key_of("points", uid, "discussion"))
        document |= {doc.key_of("points", uid, "title"): "Divers"}
    document |= dict.fromkeys(keys, "mot " * 18_500)
    assert found(document) == {}
    document[keys[1]] += "mot\n" * 60
    assert found(document) == {
        (keys[1], True): "Ce compte rendu est trop long pour être imprimé : 80 pages environ "
        "au plus. Rien n’est perdu ; raccourcissez-le, ou joignez ses annexes comme fichiers."
    }


@pytest.mark.parametrize(
    ("field", "value", "blocks"),
    [
        ("date", "", True),
        ("date", "30/13/2021", True),
        ("date", "16/12/2021", True),
        ("place", "", True),
        ("start", "", False),
        ("start", "dix heures et quelque", True),
        ("end", "9h", False),
        ("next_date", "bientôt", True),
        ("attendance_women", "quelques-unes", True),
        ("attendance_women", "deux", None),
        ("attendance_total", "environ 20 personnes", None),
        ("start", "16 H 00’", None),
        ("start", "début ; 10h", None),
        ("start", "24 Juillet 2013 entre 09h et 11h", None),
        ("kind", "secret", True),
        ("territory", "", None),
    ],
)
def test_a_wrong_header_field_is_named(field, value, blocks):
    wanted = set() if blocks is None else {(field, blocks)}
    assert set(found(make_document(**{field: value}))) == wanted


@pytest.mark.parametrize(
    ("field", "value", "blocks", "told"),
    [
        ("date", "30/02/2021", True, "Date : ce jour n’existe pas, février 2021 finit le 28."),
        (
            "date",
            "Mercredi 30 novembre 2021",
            False,
            "Date : le 30 novembre 2021 est un mardi, pas un mercredi. Vérifiez la date.",
        ),
        (
            "next_date",
            "31 avril 2022",
            True,
            "Prochaine réunion : ce jour n’existe pas, avril 2022 finit le 30.",
        ),
        ("next_date", "bientôt", True, "Prochaine réunion : écrivez par exemple 15/03/2022."),
        (
            "attendance_total",
            "une foule de personnes",
            True,
            "Nombre de participants : écrivez un nombre.",
        ),
    ],
)
def test_a_day_or_a_number_that_is_wrong_is_told_in_a_sentence(field, value, blocks, told):
    assert found(make_document(**{field: value})) == {(field, blocks): told}


def test_a_former_meeting_on_another_weekday_is_told():
    document, uid = with_row("former_actions", text="x", meeting_date="lundi 28 octobre 2021")
    assert found(document) == {
        (f"former_actions/{uid}/meeting_date", False): (
            "Date de la réunion qui l’a décidé : le 28 octobre 2021 est un jeudi, pas un lundi. "
            "Vérifiez la date."
        )
    }


def test_a_number_of_persons_may_be_written_with_its_noun():
    document, uid = with_row("attendance", wording="Élèves", persons="12 personnes")
    assert found(document) == {}
    document[f"attendance/{uid}/persons"] = "une douzaine"
    assert found(document) == {
        (f"attendance/{uid}/persons", True): "Nombre de personnes : écrivez un nombre."
    }


def test_a_relocated_meeting_says_where():
    assert set(found(make_document(kind="relocated"))) == {("territory", True)}


def test_a_platform_stands_for_the_place():
    assert found(make_document(place="", platform="Teams")) == {}


def test_minutes_without_points_or_with_an_untitled_one_cannot_go_out():
    document = make_document()
    assert set(found({**document, "points": []})) == {("points", True)}
    document, uid = with_row("points", discussion="dit")
    assert set(found(document)) == {(f"points/{uid}/title", True)}


def test_a_postponed_point_says_why():
    document, uid = with_row("points", title="Reporté", postponed="1")
    assert set(found(document)) == {(f"points/{uid}/postponed_reason", True)}


def test_a_structure_noted_twice_or_present_and_excused_is_warned_of():
    oim = make_agency("OIM", aliases="IOM")
    known = known_names(Agency.objects.filter(pk=oim.pk))
    document, uid = with_row("attendance", wording="IOM")
    assert found(document, known) == {
        (f"attendance/{uid}/wording", False): "« IOM » est noté deux fois."
    }
    document, uid = with_row("attendance", wording="IOM", presence="excused")
    assert found(document, known) == {
        (f"attendance/{uid}/wording", False): "« IOM » est à la fois présent et excusé ou absent."
    }


def test_a_presenter_who_is_not_in_the_list_is_warned_of():
    known = known_names([make_agency("OIM"), make_agency("PAM")])
    document, uid = with_row("points", title="Tendances", presenters="OIM, PAM")
    assert set(found(document, known)) == {(f"points/{uid}/presenters", False)}
    assert "PAM" in found(document, known)[f"points/{uid}/presenters", False]


def test_an_action_without_text_blocks_and_without_responsible_warns():
    document, uid = with_action(deadline="2022")
    assert set(found(document)) == {
        (f"actions/{uid}/text", True),
        (f"actions/{uid}/responsible", False),
    }


def test_an_unknown_structure_a_free_and_a_past_deadline_are_warned_of():
    known = known_names([make_agency("OIM")])
    document, uid = with_action(text="x", responsible="OIM/CIAUD CANADA", deadline="bientôt")
    assert set(found(document, known)) == {
        (f"actions/{uid}/responsible", False),
        (f"actions/{uid}/deadline", False),
    }
    document, uid = with_action(text="x", responsible="OIM", deadline="15/10/2021")
    assert set(found(document, known)) == {(f"actions/{uid}/deadline", False)}


def test_an_unknown_a_slash_b_stays_whole_and_cutting_it_is_offered():
    document, uid = with_action(text="x", responsible="Cluster national/INSO")
    assert found(document) == {
        (f"actions/{uid}/responsible", False): (
            "« Cluster national/INSO » n’est pas dans l’annuaire : gardé tel qu’il est écrit. "
            "S’ils sont plusieurs, séparez-les par des virgules : « Cluster national, INSO »."
        )
    }


def test_a_name_that_nobody_knows_is_told_once_with_its_rows():
    known = known_names([make_agency("OIM")])
    document, line = with_row("attendance", wording="M. Ali", structures="ONG Xy")
    document, point = doc.with_row_added(document, "points")
    document |= {f"points/{point}/title": "Divers"}
    uids = []
    for responsible in (
        "Cluster provincial",
        "OIM, Cluster provincial",
        "ONG Xy et cluster  provincial",
    ):
        document, uid = doc.with_row_added(document, f"points/{point}/actions")
        document |= {f"actions/{uid}/text": "x", f"actions/{uid}/responsible": responsible}
        document |= {f"actions/{uid}/deadline": "2022"}
        uids.append(uid)
    unknown = "n’est pas dans l’annuaire"
    assert found(document, known) == {
        (f"attendance/{line}/structures", False): (
            f"« ONG Xy » {unknown} (présence 2, 2.3) : gardé tel qu’il est écrit."
        ),
        (f"actions/{uids[0]}/responsible", False): (
            f"« Cluster provincial » {unknown} (2.1, 2.2, 2.3) : gardé tel qu’il est écrit."
        ),
    }


def test_acronyms_in_small_letters_are_offered_once_as_the_directory_writes_them():
    known = known_names([make_agency("OIM", aliases="IOM"), make_agency("PAM")])
    document, line = with_row("attendance", wording="oim, PAM")
    uid = document["points"][0]
    document |= {f"points/{uid}/presenters": "Iom"}
    (problem,) = problems(document, known, TODAY)[-1:]
    assert problem == Problem(
        f"attendance/{line}/wording",
        "Écrit autrement dans l’annuaire : « oim » (OIM), « Iom » (IOM).",
        offer=((f"attendance/{line}/wording", "OIM, PAM"), (f"points/{uid}/presenters", "IOM")),
    )
    assert named.respelled(document, known) == document | dict(problem.offer)
    assert named.offers(document | dict(problem.offer), known) == ([], {})


@pytest.mark.parametrize(
    ("title", "presenters", "field"),
    [
        ("Tendances (OIM)", "OIM", "presenters"),
        ("Tendances (oim)", "OIM ", "presenters"),
        ("Tendances (OIM) (OIM)", "", "title"),
        ("Tendances (OIM)", "HCR", None),
        ("Tendances OIM", "OIM", None),
        ("Tendances (OIM)", "", None),
    ],
)
def test_presenters_that_the_title_says_already_are_warned_of(title, presenters, field):
    known = known_names([make_agency("OIM"), make_agency("HCR")])
    document, _ = with_row("attendance", wording="M. Ali", structures="HCR")
    uid = document["points"][0]
    document |= {f"points/{uid}/title": title, f"points/{uid}/presenters": presenters}
    wanted = {(f"points/{uid}/{field}", False)} if field else set()
    assert set(found(document, known)) == wanted


def test_the_year_of_the_meeting_is_no_past_deadline():
    document, _ = with_action(text="x", responsible="OIM", deadline="2021")
    assert found(document, known_names([make_agency("OIM")])) == {}


def test_a_blank_row_is_no_problem():
    document, _ = with_action()
    assert found(document) == {}


def test_a_photo_needs_the_consent_of_the_persons_shown():
    document, uid = with_row("photos", caption="La salle")
    assert set(found(document)) == {(f"photos/{uid}/consent", True)}


def test_too_long_a_text_blocks_and_says_how_long():
    document = make_document(place="x" * 201)
    (problem,) = blocking(problems(document, {}, TODAY))
    assert (problem.key, "201" in problem.message) == ("place", True)


def test_too_many_rows_block():
    rows = [doc.new_uid() for _ in range(doc.ROWS_LIMIT + 1)]
    assert set(found(make_document(roles=rows))) == {("roles", True)}


def test_a_presenter_is_known_by_the_words_of_his_line_too():
    document, line = doc.with_row_added(make_document(), "attendance")
    document |= {
        f"attendance/{line}/wording": "Mairie de Zinder",
        f"attendance/{line}/name": "M. Issa Sani",
    }
    document, point = doc.with_row_added(document, "points")
    document |= {f"points/{point}/title": "x", f"points/{point}/presenters": "m. issa sani"}
    assert found(document) == {}
    document[f"points/{point}/presenters"] = "Mme Absente"
    assert set(found(document)) == {(f"points/{point}/presenters", False)}


def test_a_presenter_of_a_sub_point_is_looked_for_as_well():
    document = make_document()
    document, sub = doc.with_row_added(document, f"points/{document['points'][0]}/subpoints")
    document |= {f"subpoints/{sub}/title": "x", f"subpoints/{sub}/presenters": "HCR"}
    assert set(found(document)) == {(f"subpoints/{sub}/presenters", False)}


def test_a_structure_that_a_line_represents_and_nobody_knows_is_told():
    document, line = with_row("attendance", wording="M. Ali", structures="CIAUD CANADA")
    assert set(found(document)) == {(f"attendance/{line}/structures", False)}


@pytest.mark.parametrize(
    ("title", "is_told"),
    [
        ("1- Ouverture", True),
        ("1. Ouverture", True),
        ("(1) Ouverture", True),
        ("2- Ouverture", False),
        ("1 - 2 réunions par an", False),
        ("1er point : actualité", False),
        ("Ouverture", False),
    ],
)
def test_a_number_that_would_be_printed_twice_is_told(title, is_told):
    document = make_document()
    key = doc.key_of("points", document["points"][0], "title")
    told = found(document | {key: title})
    assert list(told) == ([(key, False)] if is_told else [])


def test_a_number_is_not_told_of_a_point_that_has_none():
    document = make_document()
    [point] = document["points"]
    fields = {"title": "1- Ouverture", "unnumbered": "1"}
    assert found(document | {doc.key_of("points", point, n): v for n, v in fields.items()}) == {}


def test_a_list_of_attendance_on_one_line_is_told():
    document, uid = with_row("attendance", wording="HCR ; PAM ; OXFAM.")
    assert found(document) == {
        (f"attendance/{uid}/wording", False): (
            "Une ligne pour 3 présences ? « Couper » en fait des lignes."
        )
    }


@pytest.mark.parametrize(("columns", "is_told"), [(8, False), (15, False), (18, True), (21, True)])
def test_a_table_that_would_print_too_small_to_be_read_is_told(columns, is_told):
    document = make_document()
    [point] = document["points"]
    key = doc.key_of("points", point, "discussion")
    words = ["Recommandations", "Bénéficiaires", "30/11/2021", "Communication"] * 6
    document[key] = "Voir :\n" + "\n".join(["\t".join(words[:columns])] * 2)
    message = (
        f"Un tableau de {columns} colonnes s’imprimera en très petits caractères : "
        "partagez-le en deux, ou joignez-le comme fichier."
    )
    assert found(document) == ({(key, False): message} if is_told else {})
