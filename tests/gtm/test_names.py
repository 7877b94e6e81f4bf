import pytest
from hypothesis import given
from hypothesis import strategies as st

from gtm.names import fold, searchable, unaccent

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("SP/CCM", "spccm"),
        ("SPCCM", "spccm"),
        ("SP-CCM", "spccm"),
        ("SP CCM", "spccm"),
        ("sp\u00a0ccm", "spccm"),
        ("SP\u202f/\u2009CCM", "spccm"),
        ("SP–CCM", "spccm"),
        ("SP\u2011CCM", "spccm"),
        ("SP\u2060/\u2060CCM", "spccm"),
        ("S.P./C.C.M.", "spccm"),
        ("DREC-MR", "drecmr"),
        ("DRECM-R", "drecmr"),
        ("DRECM/R", "drecmr"),
        ("État", "etat"),
        ("E\u0301TAT", "etat"),
        ("Ministère de l’Intérieur", "ministeredelinterieur"),
        ("Ministère de l'Intérieur", "ministeredelinterieur"),
        ("Main-d’œuvre", "maindoeuvre"),
        ("ONU Femmes", "onufemmes"),
        ("État Civil, des Migrations", "etatcivil,desmigrations"),
        ("PNUD (CLIMIS)", "pnud(climis)"),
        ("OIM\x00\ud800", "oim"),
        ("Ƙungiya ta Ɓauchi, Ɗan ƴanci", "kungiyatabauchi,danyanci"),
        ("Ŋwaara n\u200bda\u00ad", "nwaaranda"),
        ("\t/ - ’ …\n", ""),
        ("", ""),
    ],
)
def test_a_name_is_compared_by_its_letters(written, key):
    assert fold(written) == key


def test_names_that_differ_by_a_letter_stay_different():
    keys = [fold(name) for name in ("CRN", "CRD", "HCR", "UNHCR", "DRECM-R", "DGECM-R", "MI/D")]
    assert len(set(keys)) == 7


def test_unaccenting_keeps_spaces_and_signs():
    assert unaccent("Préfet d’Œil-Là (2)") == "prefet d’oeil-la (2)"


@given(ANY_TEXT)
def test_any_text_folds_once_and_for_all(text):
    assert fold(fold(text)) == fold(text)


@given(ANY_TEXT, ANY_TEXT)
def test_the_key_of_two_pieces_is_the_key_of_their_sum(one, two):
    assert fold(one) + fold(two) == fold(one + two)


@pytest.mark.parametrize(
    ("searched", "text"),
    [
        ("l'éducation", "Renforcer l’éducation"),
        ("main-d'oeuvre", "la main-d’œuvre"),
        ("sous-préfet", "le sous\u2011préfet"),
        ("Kungiya", "Ƙungiya"),
        ("SPCCM", "le SP/CCM"),
        ("sp ccm", "le SP/CCM"),
        ("coordination", "co\u00adordi\u200bnation"),
    ],
)
def test_words_are_found_however_their_signs_are_typed(searched, text):
    assert all(word in searchable(text) for word in searchable(searched).split())


def test_searched_words_stay_apart():
    assert searchable(" L’OIM, à\tArlit\n— 12 ") == "loim, a arlit 12"


@given(ANY_TEXT)
def test_searched_words_are_folded_once_and_for_all(text):
    assert searchable(searchable(text)) == searchable(text)
