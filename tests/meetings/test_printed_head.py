"""The title and the place of minutes: numbers in letters, places that are none."""

import pytest

from tests.meetings.test_printed import print_out


def shown(text):
    return text.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ({"kind": "ordinary", "number": "27"}, "la réunion ordinaire n° 27"),
        ({"kind": "ordinary", "number": "n° 27e"}, "la réunion ordinaire n° 27e"),
        ({"kind": "ordinary", "number": "27/2022"}, "la réunion ordinaire n° 27/2022"),
        ({"kind": "ordinary", "number": "3e et 4e"}, "la réunion ordinaire n° 3e et 4e"),
        ({"kind": "ordinary", "number": "bis"}, "la réunion ordinaire bis"),
        ({"kind": "ordinary", "number": "système"}, "la réunion ordinaire système"),
        ({"kind": "ordinary", "number": "dire"}, "la réunion ordinaire dire"),
        ({"number": "27e"}, "la 27e réunion"),
    ],
)
def test_a_number_stands_behind_the_meeting_a_rank_before_it(typed, title):
    assert shown(print_out(typed).title) == f"Compte rendu de {title} du GTM/Agadez"


@pytest.mark.parametrize(
    "rank",
    [
        *("27e", "27E", "27ème", "27 ème", "27eme", "27ième", "1er", "1re", "1ère", "2nde", "2nd"),
        *("XXVIIe", "XXVIIème", "Ire", "vingt-septième", "Vingt-septieme", "première", "seconde"),
        *("vingt et unième", "quatre-vingt-dix-neuvième", "cent vingtième"),
    ],
)
def test_a_rank_is_printed_as_it_was_typed(rank):
    title = print_out({"kind": "ordinary", "number": rank}).title
    assert shown(title) == f"Compte rendu de la {rank} réunion ordinaire du GTM/Agadez"


@pytest.mark.parametrize("modality", ["on_site", "remote", "hybrid"])
@pytest.mark.parametrize(
    "place", ["Visioconférence", "En ligne", "virtuelle", "Salle du PAM et à distance"]
)
def test_a_place_that_says_so_itself_stands_alone(place, modality):
    typed = {"modality": modality, "place": place, "platform": "Teams"}
    assert print_out(typed).facts == [("Lieu", f"{place} (Teams)")]


def test_a_place_whose_name_only_resembles_does_not():
    typed = {"modality": "remote", "place": "Salle de la division"}
    assert print_out(typed).facts == [("Lieu", "Virtuelle – Salle de la division")]
