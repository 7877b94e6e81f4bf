"""Load territories, structures and groups from gtm/reference/; only what is missing is created."""

import csv
from pathlib import Path

from django.core.management.base import BaseCommand
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from gtm.models import SECRETARIAT, Agency, Letterhead, Territory, WorkingGroup, directory
from gtm.names import fold

FOLDER = Path(__file__).resolve().parents[2] / "reference"
ONE_PER_REGION = "une par région"
COLLECTIVE = "collectif"
# Not seen in any minutes: a suggestion, to be made active by who knows it.
UNSEEN = "connaissance commune"


class Command(BaseCommand):
    help = "Charge territoires, structures et groupes ; ce qui existe déjà n’est pas modifié."

    @transaction.atomic
    def handle(self, *args, **options):
        steps = [
            ("Territoires", load_territories),
            ("Structures", load_agencies),
            ("Antennes", load_antennes),
            ("Groupes", load_groups),
        ]
        for label, load in steps:
            rows = load()
            self.stdout.write(f"{label} : {sum(rows)} ajouté(e)s, {len(rows) - sum(rows)} déjà là.")


def load_territories():
    known = {territory.pcode: territory for territory in Territory.objects.all()}
    return [_add_territory(row, known) for row in _rows("territories.csv")]


def load_agencies():
    known = directory(Agency.objects.filter(territory=None))
    return [_add_agency(row, known) for row in _rows("structures.csv")]


def load_antennes():
    """One per region where the list says so, and those that stand in real minutes."""
    structures = _rows("structures.csv")
    full_names = {row["sigle"]: row["nom"] for row in structures}
    regions = {region.pcode: region for region in Territory.objects.filter(kind="region")}
    national = directory(Agency.objects.filter(territory=None))
    taken = _taken_places()
    everywhere = [row for row in structures if row["portee"] == ONE_PER_REGION]
    rows = [row | {"territoire": pcode} for row in everywhere for pcode in regions]
    added = []
    for row in rows + _rows("antennes.csv"):
        parent = national.get(fold(row["sigle"])) or national[fold(full_names[row["sigle"]])]
        added.append(_add_antenne(row, parent, regions[row["territoire"]], taken))
    return added


def load_groups():
    today = timezone.localdate()
    return [_add_group(row, today) for row in _rows("groups.csv")]


def _rows(name):
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _lines(cell):
    return cell.replace(";", "\n")


def _add_territory(row, known):
    if row["pcode"] in known:
        return False
    known[row["pcode"]] = Territory.objects.create(
        pcode=row["pcode"],
        former_pcode=row["ancien_pcode"],
        kind=row["niveau"],
        name=row["nom"],
        variants=_lines(row["variantes"]),
        parent=known.get(row["dans"]),
    )
    return True


def _add_agency(row, known):
    """One renamed on screen is still known by its full name, or by the alias left behind."""
    if fold(row["sigle"]) in known or fold(row["nom"]) in known or _is_renamed_secretariat(row):
        return False
    agency = Agency.objects.create(
        acronym=row["sigle"],
        name=row["nom"],
        category=row["categorie"],
        aliases=_lines(row["alias"]),
        is_collective=row["portee"] == COLLECTIVE,
        is_active=UNSEEN not in row["source"],
        remark=_remark(row),
    )
    known.update(directory([agency]))
    return True


def _is_renamed_secretariat(row):
    """Known by what it is: rights depend on there being one."""
    is_secretariat = fold(row["sigle"]) == SECRETARIAT
    return is_secretariat and Agency.objects.filter(is_secretariat=True).exists()


def _taken_places():
    """What stands in each territory: its parent and its acronym, whichever of them was edited."""
    rows = Agency.objects.exclude(territory=None).values_list("territory", "parent", "acronym")
    return {
        place
        for territory, parent, acronym in rows
        for place in ((territory, parent), (territory, fold(acronym)))
    }


def _add_antenne(row, parent, region, taken):
    places = {(region.pk, parent.pk), (region.pk, fold(parent.acronym))}
    if places & taken:
        return False
    Agency.objects.create(
        acronym=parent.acronym,
        name=parent.name,
        category=parent.category,
        parent=parent,
        territory=region,
        is_active=parent.is_active,
        remark=_remark(row),
    )
    taken |= places
    return True


def _remark(row):
    return "\n".join(filter(None, [row.get("remarque"), f"Source : {row['source']}"]))


def _add_group(row, today):
    territory = Territory.objects.get(pcode=row["territoire"])
    same = Q(slug=row["nom_fichier"]) | Q(name=row["nom"])
    same |= Q(body=row["instance"], territory=territory)
    if WorkingGroup.objects.filter(same).exists():
        return False
    group = WorkingGroup.objects.create(
        name=row["nom"],
        slug=row["nom_fichier"],
        body=row["instance"],
        level=row["niveau"],
        territory=territory,
        created_on=today,
    )
    Letterhead.objects.create(
        group=group,
        style=row["en_tete"],
        ministry=row["ministere"],
        lines=_lines(row["lignes"]),
        place=row["fait_a"],
    )
    return True
