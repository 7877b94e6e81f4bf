"""Minutes that are searched, and what is found of them."""

from datetime import date

from django.http import QueryDict

from meetings.search import vocabulary
from meetings.search.forms import Search
from tests.factories import make_agency, make_meeting, publish, with_actions, with_rows
from tests.factories import make_document as document
from tests.meetings.zinder import zinder_document


def agadez():
    """Attendance, figures with spaces, a compound, an acronym with dots, a photo."""
    text = document(date="28/10/2021", place="Salle de l’OIM, Agadez")
    point = text["points"][0]
    text |= {
        f"points/{point}/title": "Situation des migrants à Assamaka",
        f"points/{point}/discussion": "Le coût s’élève à 1 000 000 F CFA aujourd’hui.\n"
        "Les femmes enceintes sont prises en charge par l’O.N.G. locale.",
    }
    text, _ = with_rows(text, "attendance", {"wording": "Programme Alimentaire Mondial"})
    text, _ = with_rows(text, "photos", {"caption": "Vivres pour l’œuvre sociale", "consent": "1"})
    return text


def tahoua():
    text = document(date="15/09/2022", place="Tahoua")
    point = text["points"][0]
    text[f"points/{point}/title"] = "Évolution des flux migratoires"
    text, _ = with_rows(text, f"points/{point}/weaknesses", {"text": "Peu de coordination"})
    text, _ = with_actions(
        text,
        {"text": "Élargir le dispositif de collecte", "responsible": "HCR", "deadline": "2023"},
    )
    return text


def published(group, secretary, reviewer):
    """{name: meeting} of three minutes of a group, the real ones of Zinder among them."""
    make_agency("HCR", name="Haut-Commissariat pour les réfugiés", aliases="UNHCR")
    make_agency("PAM", name="Programme Alimentaire Mondial", aliases="WFP")
    make_agency("SP/CCM", name="Secrétariat permanent du CCM", aliases="SPCCM")
    texts = {
        "agadez": (agadez(), date(2021, 10, 28)),
        "zinder": (zinder_document(), date(2021, 11, 30)),
        "tahoua": (tahoua(), date(2022, 9, 15)),
    }
    meetings = {}
    for name, (text, day) in texts.items():
        meetings[name] = make_meeting(group, secretary, document=text, on=day)
        publish(meetings[name], reviewer)
    return meetings


def searched(user, words, **filters):
    """The `Search` that an address asks."""
    address = QueryDict(mutable=True)
    address.update({"mots": words} | {name: str(value) for name, value in filters.items()})
    return Search(address, user, vocabulary.known())
