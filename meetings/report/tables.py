"""What the figures of a report are shown as: tables of texts. Pure, and the same as data.

A table is frozen with the version that shows it, as it was shown: `as_data` and `of_data`.
"""

from dataclasses import asdict, dataclass

from gtm import typography

NOBODY = "sans structure désignée"
BY_STRUCTURE = (
    "Chaque point d’action compte une fois : pour la structure chargée du suivi, sinon pour la "
    "structure chef de file. Une antenne compte pour sa structure."
)


@dataclass(frozen=True)
class Table:
    """A table as it is read: all cells are texts, the first of a row names it.

    `note` says what is counted, under the title. `links` has an address or a fragment for each row
    ("" for none). `total` closes it. `widths` are shares of the paper. A `detail` is a list of
    rows behind a figure; of such a one the paper shows the first rows, if it `prints` at all.
    """

    key: str
    title: str
    note: str
    headings: tuple
    rows: tuple
    total: tuple = ()
    links: tuple = ()
    widths: tuple = ()
    empty: str = "Aucun."
    detail: bool = False
    prints: bool = True

    @property
    def linked_rows(self):
        """[(address or "", first cell, other cells)]"""
        links = self.links or ("",) * len(self.rows)
        return [(link, row[0], row[1:]) for link, row in zip(links, self.rows, strict=True)]


def as_data(table):
    return asdict(table)


def of_data(data):
    """The `Table` of what was stored as JSON, whose lists were tuples."""
    rows = tuple(tuple(row) for row in data["rows"])
    flat = {name: tuple(data[name]) for name in ("headings", "total", "links", "widths")}
    return Table(**data | flat | {"rows": rows})


def number(value):
    """« 1 234 », by a narrow space; « – » for what there is none of."""
    return "–" if value is None else typography.number(value)


def change(now, before):
    """« +3 », « −2 », « = »: a true minus, as wide as the plus."""
    if now is None or before is None:
        return "–"
    step = now - before
    return "=" if step == 0 else f"{'+' if step > 0 else '−'}{number(abs(step))}"
