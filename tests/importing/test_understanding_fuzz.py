"""Any lines in any order are understood somehow: nothing raises, every field fits its limits."""

import random
import time

import pytest

from meetings.imports.reading import text
from meetings.imports.understanding import understood
from meetings.text import document as doc
from tests.importing import directory
from tests.meetings.zinder import SOURCE

LINES = [
    *SOURCE.read_text().splitlines(),
    *("N°\tAction\tResponsable\tÉchéance\tStatut", "1\tÉcrire\tOIM\t2022\tFait", "\t\t\t\t"),
    *("Sujet\tDiscussion\tActions\tResponsable/Deadline", "Divers\tRien\t- a\n- b\tOIM 2022"),
    *("Nom\tStructure\tContact", "Ali\tOIM\t96 00 11 22 / a@b.ne", "Forces\tFaiblesses", "a\tb"),
    *("Présents : OIM ; HCR ; PAM", "Absents", "Ordre du jour : 1) a ; 2) b", "Ordre du jour"),
    *("Point 2 : b", "III. RECOMMANDATIONS", "Recommandations :", "- a (Responsable : OIM)"),
    *(
        "Prochaine réunion : le 4 mai 2021 à 9h, Kinshasa",
        "Date",
        "Annexe",
        "Date : : :",
        "1-",
        "-",
    ),
    *("L’an deux mille vingt et un et le trente février, s’est tenue en ligne", ":", "\t", "()"),
    *("L’ordre du jour étant épuisé, la séance est levée à 12h", "Le rapporteur\tLe président"),
    *("x" * 700, "Lieu : " + "y" * 400, "Voir liste de présence en annexe", "Photos", "N/A"),
]


@pytest.mark.parametrize(
    "line", ["A : " * 20_000, "a, " * 20_000, "1) a ; " * 10_000, "mot (a) ; " * 10_000]
)
def test_a_line_without_end_takes_no_time(line):
    since = time.process_time()
    for before in ("", "Présents : ", "Ordre du jour : ", "Lieu : "):
        understood(text.read(before + line), directory.known())
    assert time.process_time() - since < 10


@pytest.mark.parametrize("seed", range(150))
def test_any_lines_in_any_order_are_understood(seed):
    rng = random.Random(seed)
    lines = [rng.choice(LINES) for _ in range(rng.randint(1, 40))]
    found = understood(text.read("\n".join(lines)), directory.known())
    fields = {key: value for key, value in found.document.items() if isinstance(value, str)}
    assert fields.keys() == found.marks.keys()
    too_long = [key for key, value in fields.items() if len(value) > doc.field_of(key).limit]
    chosen = {key for key in fields if doc.field_of(key).choices}
    assert [key for key in too_long if key not in chosen] == []
    pairs = [(k, v if isinstance(v, list) else [v]) for k, v in found.document.items()]
    cleaned = doc.clean(pairs)
    assert {key for key in fields if key not in cleaned} == set()
