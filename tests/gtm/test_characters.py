"""The signs of typed text, put right where it comes in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gtm.characters import normalised
from tests.factories import make_action

ANY_TEXT = st.text(st.characters(codec=None, exclude_categories=()))


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("Adresse :\x0bGouvernorat\x0bZinder", "Adresse :\nGouvernorat\nZinder"),
        ("page\x0cpage\x85ligne\u2028ligne\u2029fin", "page\npage\nligne\nligne\nfin"),
        ("sous\x1epréfet co\x1fordination", "sous\u2011préfet co\u00adordination"),
        ("a\0b\x07c\x7fd\x9fe\ufefff", "abcdef"),
        ("\u202egnirts\u202c \u2066a\u2069", "gnirts a"),
        ("\uf0b7 un \uf0a7 deux \uf0d8 trois \uf0fc quatre", "• un ▪ deux ➢ trois ✔ quatre"),
        ("\ue123 \uf8ff \U000f1234", "• • •"),
        ("\ud800", "\ufffd"),
        ("a\tb", "a\tb"),
        ("Ƙ ɓ ⵣ العربية 👩🏾\u200d🌾 ✅ n°\u00a05", "Ƙ ɓ ⵣ العربية 👩🏾\u200d🌾 ✅ n°\u00a05"),
    ],
)
def test_signs_are_put_right(typed, stored):
    assert normalised(typed) == stored


@given(ANY_TEXT)
def test_letters_and_digits_stay_in_their_order(text):
    def ink(some):
        return [sign for sign in some if sign.isalnum()]

    assert ink(normalised(text)) == ink(text)


@given(ANY_TEXT)
def test_once_is_enough(text):
    assert normalised(normalised(text)) == normalised(text)


@given(ANY_TEXT)
def test_no_control_nor_private_sign_is_left(text):
    kept = "".join(sign for sign in normalised(text) if sign not in "\t\n")
    assert not [sign for sign in kept if sign < " " or "\x7f" <= sign <= "\x9f"]
    assert not [sign for sign in kept if "\ue000" <= sign <= "\uf8ff"]


def test_a_form_is_normalised_before_its_view_reads_it(client_of, secretary, group, agency):
    action = make_action(group, secretary, agency)
    address = f"{action.get_absolute_url()}suivi/"
    client_of(secretary).post(address, {"sentence": "Vu\x0bavec\0 le sous\x1epréfet"})
    assert action.updates.latest("pk").sentence == "Vu\navec le sous\u2011préfet"


def test_a_search_is_normalised_as_the_text_was(client_of, reviewer, group, secretary, agency):
    text = "Renforcer l’éducation du sous‑préfet"
    make_action(group, secretary, agency, text=text)
    asked = {"etat": "tout", "mots": "l'éducation sous\x1eprefet"}
    page = client_of(reviewer).get("/actions/", asked)
    assert [row.action.text for row in page.context["rows"]] == [text]
