"""An attendance sheet on paper without a database."""

from meetings.door.expected import Expected
from meetings.door.sheet import Sheet, lines_of, pdf_of
from meetings.printing.minutes import Head

HEAD = Head(
    "République du Niger",
    "Fraternité – Travail – Progrès",
    ["Ministère de l’Intérieur et de la Décentralisation", "Gouvernorat de la région de Zinder"],
    "Zinder, le 30 novembre 2021",
)
LONG = "Mahamane Sanoussi Abdoulkarim Oumarou dit Elhadj Maman Sani, représentant suppléant"


def expected(rank, **fields):
    """The `rank`th of those expected: a structure alone, a person, somebody excused."""
    own = [
        {
            "name": f"Rakia Saley {rank}",
            "function": "Cheffe de division",
            "structure": "DRC Zinder",
        },
        {"name": "", "function": "", "structure": f"OIM {rank}"},
        {"name": "Issa Moussa", "answer": "excused", "structure": "HCR Zinder", "function": ""},
        {"name": "", "function": "Secrétaire général du gouvernorat", "structure": ""},
    ][rank % 4]
    ids = {"agency": None, "convened": rank, "member": None, "uid": "", "label": "x"}
    return Expected(key=f"c{rank}", **ids | own | fields)


def sheet(count=0, head=None, code="K7F2QM", **fields):
    door = {"code": code, "site": "https://gtm.example.ne/presence/"} if code else {}
    door |= {"address": f"https://gtm.example.ne/presence/{code}/"} if code else {}
    persons = [expected(rank, **fields) for rank in range(1, count + 1)]
    return Sheet(
        title="Feuille de présence de la réunion ordinaire du GTM/Zinder",
        head=head,
        facts=[
            ("Date", "Mardi 30 novembre 2021"),
            ("Heure", "10h20"),
            ("Lieu", "Salle de réunion du gouvernorat de Zinder"),
        ],
        lines=lines_of(persons, head),
        edition="Imprimée le 29 novembre 2021",
        **door,
    )


def rendered_sheet(*args, **fields):
    return pdf_of(sheet(*args, **fields))
