"""The minutes of Zinder, 30 November 2021, as a secretary types them: no sign after rows of lists.

The source spells as it spells (« permanant », « Crée »): nothing is corrected. Beside them, minutes
with everything in them, and both as they are printed.
"""

import io
import json
import uuid
from dataclasses import dataclass, replace
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from gtm.models import Letterhead, WorkingGroup
from meetings.printing import pdf
from meetings.printing.minutes import printed
from meetings.writing.photos import reencoded

SOURCE = Path(__file__).parent.parent / "minutes" / "zinder-2021-11-30.txt"
# The title and the name of the hour are the product's own, in its own spelling.
PRINTED = SOURCE.read_text().replace("Time\n", "Heure\n").replace("Compte-rendu", "Compte rendu", 1)
MINUTES = json.loads(
    (Path(__file__).parents[2] / "meetings/reference/minutes/zinder-2021-11-30.json").read_text()
)
ATTENDANCE, POINTS = MINUTES["attendance"], MINUTES["points"]
STRENGTHS, WEAKNESSES = POINTS[0]["strengths"], POINTS[0]["weaknesses"]
ACTIONS = [  # of each point: text, responsible, deadline
    [(row["text"], row["responsible"], row["deadline"]) for row in point["actions"]]
    for point in POINTS
]


def uid(*path):
    """The same uid for the same place of a document, e.g. uid("points", 0)."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(map(str, path))))


def add_rows(document, list_key, section, rows):
    """Put rows (dicts of fields) under `list_key`; returns their uids."""
    uids = [uid(list_key, place) for place in range(len(rows))]
    document[list_key] = uids
    for row_uid, cells in zip(uids, rows, strict=True):
        document |= {f"{section}/{row_uid}/{name}": value for name, value in cells.items()}
    return uids


def zinder_document():
    """The flat map."""
    document = dict(MINUTES["fields"])
    add_rows(document, "attendance", "attendance", [{"wording": line} for line in ATTENDANCE])
    texts = [
        {name: text for name, text in point.items() if isinstance(text, str)} for point in POINTS
    ]
    points = add_rows(document, "points", "points", texts)
    for name, texts in (("strengths", STRENGTHS), ("weaknesses", WEAKNESSES)):
        add_rows(document, f"points/{points[0]}/{name}", name, [{"text": text} for text in texts])
    for point, cells in zip(points, POINTS, strict=True):
        add_rows(document, f"points/{point}/actions", "actions", cells["actions"])
    return document


def zinder_group():
    """GTM/Zinder, not saved."""
    return WorkingGroup(name="GTM/Zinder", responsible_heading="Personne/Agence Responsable")


def long_document(points=20, actions=3, lines=60, photos=()):
    """A made-up map with everything in it; `photos` are uids."""
    document = {
        "kind": "relocated",
        "number": "12",
        "date": "15/03/2022",
        "place": "Salle de réunion de l’OIM, Tahoua",
        "modality": "hybrid",
        "platform": "Teams",
        "start": "9H15-13H05",
        "end": "",
        "opening": "L’an deux mille vingt-deux et le mardi 15 mars s’est tenue, dans la salle de"
        " réunion de l’OIM à Tahoua, la réunion délocalisée du GTM.\n\nAprès la Fatiha et les"
        " présentations d’usage, le président a ouvert la séance à 9h15.",
        "attendance_total": str(lines + 4),
        "attendance_women": "11",
        "attendance_annexed": "1",
        "agenda_adoption": "amended",
        "closing": "L’ordre du jour étant épuisé, le président a remercié les participants et levé"
        " la séance à 13h05.",
        "next_date": "14/04/2022",
        "next_place": "Agadez",
        "next_probable": "1",
    }
    add_rows(document, "roles", "roles", LONG_ROLES)
    rows = [LONG_LINES[rank % len(LONG_LINES)] for rank in range(lines)]
    rows = [
        cells | {"wording": f"{cells['wording']} {rank + 1}"} for rank, cells in enumerate(rows)
    ]
    add_rows(document, "attendance", "attendance", rows)
    titles = [{"title": "Ouverture", "unnumbered": "1", "presenters": "SP/CCM"}]
    titles += [POINTS[rank % 4] | {"presenters": "OIM, DRC/MMC"} for rank in range(points - 1)]
    for rank, point in enumerate(add_rows(document, "points", "points", titles)):
        _fill_point(document, f"points/{point}", rank, actions)
    document["photos"] = list(photos)
    for rank, photo in enumerate(photos):
        document[f"photos/{photo}/caption"] = f"Vue de la salle pendant le point {rank + 1} : débat"
        document[f"photos/{photo}/credit"] = "OIM Tahoua"
    add_rows(document, "files", "files", [{"title": "Liste de présence signée"}])
    return document


LONG_ROLES = (
    {
        "role": "chair",
        "person": "Chef de sous-bureau de l’OIM Tahoua",
        "replacing": "Directeur Régional de l’Etat Civil",
        "reason": "en mission",
    },
    {"role": "secretary", "person": "Mme Aïssatou Issoufou"},
)
LONG_LINES = (
    {"wording": "Directeur Régional de l’Etat Civil, des Migrations et des Réfugiés"},
    {"wording": "MINUSMA (UNPOL, JMAC)", "quality": "observer", "presence": "remote"},
    {"wording": "ONG JMED", "presence": "excused"},
    {"wording": "Mairie de Tahoua", "presence": "represented", "represented_by": "le SG"},
    {"wording": "CIAUD CANADA", "quality": "guest"},
    {"wording": "ONU Femmes", "presence": "absent"},
)
PASTED_TABLE = "Site\tFemmes\tHommes\nAssamaka\t1 204\t16 232\nArlit\t310\t2 815"


def _fill_point(document, key, rank, actions):
    """Every kind of content, each in one point out of a few."""
    if rank == 4:
        document |= {f"{key}/postponed": "1", f"{key}/postponed_reason": "données non reçues"}
        return
    if rank == 5:
        document[f"{key}/discussion"] = (
            f"Les chiffres du trimestre :\n{PASTED_TABLE}\n\n1. un\n2. deux"
        )
        document[f"{key}/no_action"] = "1"
        return
    if rank == 6:
        subs = [{"title": "Agadez", "presenters": "HCR"}, {"title": "Tahoua"}]
        add_rows(document, f"{key}/subpoints", "subpoints", subs)
    if rank % 3 == 1:
        for name, texts in (("strengths", STRENGTHS), ("weaknesses", WEAKNESSES)):
            add_rows(document, f"{key}/{name}", name, [{"text": text} for text in texts])
    if rank == 7:
        document[f"{key}/without_deadline"] = "1"
    flat = [action for table in ACTIONS for action in table]
    chosen = [flat[(rank + place) % len(flat)] for place in range(actions if rank else 0)]
    rows = [dict(zip(("text", "responsible", "deadline"), each, strict=True)) for each in chosen]
    add_rows(document, f"{key}/actions", "actions", rows)


@dataclass
class StoredPhoto:
    """What the printing asks of a photo."""

    pk: str
    width: int
    height: int


def zinder(**changes):
    return replace(printed(zinder_document(), group=zinder_group()), **changes)


def long(photos=()):
    letterhead = Letterhead(
        style="administrative", ministry="MINISTÈRE DE L’INTÉRIEUR", lines="RÉGION", place="Tahoua"
    )
    group = WorkingGroup(name="GTM", responsible_heading="Responsable", has_signatures=True)
    document = long_document(photos=[photo.pk for photo in photos])
    return printed(document, group=group, letterhead=letterhead, photos=photos, edition="Version 2")


def rendered(minutes, **options):
    return pdf.render(minutes, **{"draft": False, "images": {}} | options)


def jpeg(width=1600, height=1200):
    """(bytes, width, height) of a stored photo, made from one that is hard to compress."""
    upload = io.BytesIO()
    noise = Image.effect_noise((width, height), 80).convert("RGB")
    noise.save(upload, "JPEG", quality=95)
    return reencoded(SimpleUploadedFile("salle.jpg", upload.getvalue()))
