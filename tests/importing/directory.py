"""The directory that the product ships, as the names of a meeting are read in it; no database."""

import csv
from functools import cache
from pathlib import Path

from actions.responsibles import Known
from gtm.names import fold

SOURCE = Path(__file__).parents[2] / "gtm/reference/structures.csv"
COLLECTIVES = ("État", "Partenaires", "Membres", "Tous", "ONG")


@cache
def known():
    """{folded name or alias: Known}."""
    found = {fold(name): Known(name, True, (name,)) for name in COLLECTIVES}
    with SOURCE.open(newline="") as file:
        for row in csv.DictReader(file):
            values = [value for value in row.values() if value]
            names = [values[0], values[1], *row.get("aliases", "").split(";")]
            each = Known(values[0], False, tuple(filter(None, names)))
            found |= {fold(name): each for name in names if name.strip()}
    return found
