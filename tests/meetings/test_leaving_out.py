"""Names of persons are found, and left out; nothing else of a text changes."""

import pytest

from actions.responsibles import Known
from gtm.names import fold
from meetings.sharing import leaving_out
from meetings.text import document as doc
from tests.factories import make_document, with_rows
from tests.meetings.zinder import zinder_document

KNOWN = {fold(name): Known(name) for name in ("OIM", "SP/CCM", "OXFAM", "Oxfam Zinder")}


def text_with(**cells):
    """A text with one more line in its attendance."""
    document, [uid] = with_rows(make_document(), "attendance", cells)
    return document, uid


def line(document, uid, *passages):
    return leaving_out.without(document, passages).get(f"attendance/{uid}/wording")


def proposed(document):
    return [each.text for each in leaving_out.proposed(document, KNOWN)]


@pytest.mark.parametrize(
    "wording",
    [
        "OIM",
        "Oxfam Zinder",
        "Secrétaire permanent du CCM",
        "Directeur Régional d’Etat Civil des Migrations et des Réfugiés Zinder et son Stagiaire",
        "DRAT/DC Zinder",
        "MINUSMA (UNPOL, …)",
        "Mme la Ministre",
        "Monsieur Le Préfet",
        "Gendarmerie Nationale",
        "ANTD",
        "le maire",
    ],
)
def test_functions_and_structures_are_no_names(wording):
    assert proposed(text_with(wording=wording)[0]) == []


@pytest.mark.parametrize(
    ("wording", "names"),
    [
        ("Ali Moussa", ["Ali Moussa"]),
        ("MOUSSA Ali", ["MOUSSA Ali"]),
        ("M. Ali Moussa, Directeur régional", ["Ali Moussa"]),
        ("Ali Moussa, OIM", ["Ali Moussa"]),
        ("Mme Hadiza", ["Hadiza"]),
        ("Colonel Ag Mohamed", ["Ag Mohamed"]),
        ("Dr. Issa ag Alhousseini, SP/CCM", ["Issa ag Alhousseini"]),
        ("Mariama Oumarou/Salifou N’Diaye", ["Mariama Oumarou", "Salifou N’Diaye"]),
    ],
)
def test_what_looks_like_a_name_is_proposed(wording, names):
    assert sorted(proposed(text_with(wording=wording)[0])) == sorted(names)


def test_names_are_found_in_discussions_roles_presenters_and_credits():
    document, _ = with_rows(make_document(), "roles", {"role": "chair", "person": "Ali Moussa"})
    document, _ = with_rows(document, "photos", {"credit": "Zara Idi", "consent": "1"})
    [point] = document["points"]
    document[f"points/{point}/discussion"] = "Mme Oumarou Aïssa a dit non. La ministre aussi."
    document[f"points/{point}/presenters"] = "OIM, Sani Abdou"
    found = [(each.text, each.where) for each in leaving_out.proposed(document, KNOWN)]
    assert sorted(found) == [
        ("Ali Moussa", "Personne, fonction ou structure"),
        ("Oumarou Aïssa", "Discussion"),
        ("Sani Abdou", "Intervenants"),
        ("Zara Idi", "Crédit"),
    ]


def test_the_minutes_of_zinder_have_no_name_and_stay_as_they_are():
    document = zinder_document()
    assert proposed(document) == []
    kept = leaving_out.without(document, [])
    assert document.keys() - kept.keys() == {"photos_heading"}  # no photo stands under it
    assert {key: document[key] for key in kept} == kept


@pytest.mark.parametrize(
    ("wording", "left"),
    [
        ("M. Ali Moussa, Directeur régional", "Directeur régional"),
        ("Directeur régional (Ali Moussa)", "Directeur régional"),
        ("OIM : Ali  Moussa", "OIM :"),
        ("ali moussa", "(nom non publié)"),
        ("Mme Ali Moussa", "(nom non publié)"),
        ("Ali Moussaoui", "Ali Moussaoui"),
    ],
)
def test_a_line_keeps_its_function_and_its_structure(wording, left):
    document, uid = text_with(wording=wording)
    assert line(document, uid, "Ali Moussa") == left


def test_a_line_that_was_a_name_is_its_function_or_structure():
    for cells, left in (
        ({"wording": "Ali Moussa", "function": "Maire"}, "Maire"),
        ({"wording": "Ali Moussa", "structures": "OIM"}, "OIM"),
        ({"name": "Ali Moussa", "structures": "OIM"}, "OIM"),
        ({"name": "Ali Moussa"}, "(nom non publié)"),
    ):
        document, uid = text_with(**cells)
        assert line(document, uid, "Ali Moussa") == left
        assert doc.key_of("attendance", uid, "name") not in leaving_out.without(document, [])


def test_in_a_text_a_sign_stands_for_what_is_left_out():
    document = make_document(
        closing="Monsieur Ali\u00a0Moussa remercie ; ALI MOUSSA lève la séance."
    )
    kept = leaving_out.without(document, ["Ali Moussa"])
    assert kept["closing"] == "[…] remercie ; […] lève la séance."


def test_contacts_and_photos_without_consent_are_left_out():
    document, _ = text_with(wording="OIM", phone="96000000", email="a@example.org")
    document, [shown, _] = with_rows(document, "photos", {"consent": "1"}, {"caption": "Salle"})
    kept = leaving_out.without(document, [])
    assert kept["photos"] == [shown]
    assert [key for key in kept if doc.is_contact(key)] == []
    document["photos_heading"] = "Photos"
    document[f"photos/{shown}/consent"] = ""
    kept = leaving_out.without(document, [])
    assert ("photos" in kept, "photos_heading" in kept) == (False, False)


def test_a_passage_that_is_nowhere_is_told():
    document = make_document(closing="Merci à Ali.")
    assert leaving_out.unknown_in(document, ["Ali", "Moussa", ".*", ""]) == ["Moussa", ".*"]
