"""The board put together: the figures of `figures.py` beside what they are about."""

from collections import defaultdict
from dataclasses import dataclass, field
from operator import attrgetter

from actions.classifying.choice import WITHOUT
from actions.frameworks import ClassifiedAction
from actions.lateness import due_between
from actions.parts import NO_LEAD
from gtm.models import Agency
from gtm.typography import counted
from meetings.board import figures
from meetings.board.charts import shares, trend_charts
from meetings.board.groups import GroupLine, Section

BAR = 120  # units of the longest bar in a table
AGENCIES_SHOWN = 12
MISSING_SHOWN = 8


@dataclass(frozen=True)
class Bar:
    """A line of a table with its bar; `key` is what its list is filtered by."""

    label: str
    key: object
    count: int
    width: int


@dataclass
class Board:
    """What a person's board shows; `groups` without meetings for one who only has a structure."""

    period: figures.Period
    groups: list[GroupLine] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)

    @property
    def is_divided(self):
        """By region, in several tables."""
        return any(section.region for section in self.sections)

    @property
    def behind(self):
        return [line for line in self.groups if line.is_behind]

    @property
    def new(self):
        return [line for line in self.groups if line.is_new]

    @property
    def judged(self):
        """Those whose rhythm is looked at."""
        return [line for line in self.groups if not line.is_new]

    def total(self, name):
        return sum(getattr(line, name) for line in self.groups)

    @property
    def late(self):
        return self.total("late")

    @property
    def open(self):
        return self.total("open")

    @property
    def closed(self):
        return self.total("closed")

    @property
    def on_time(self):
        return self.total("on_time")

    @property
    def put_off(self):
        return self.total("put_off")

    @property
    def missing(self):
        return self.total("missing")


def trend_of(seen):
    """The charts, and by how much late actions changed in the last month (None: nothing to say)."""
    rows = seen.trend()
    change = rows[-1]["late"] - rows[-2]["late"] if len(rows) > 1 else None
    return trend_charts(rows), change


def age_bars(seen):
    counts = seen.ageing()
    keys = [_due(*due_between(*age, seen.day)) for age in figures.AGES]
    return _bars(list(zip(figures.AGE_LABELS, keys, counts, strict=True)))


def _due(first, last):
    return (f"&du={first:%d/%m/%Y}" if first else "") + f"&au={last:%d/%m/%Y}"


def agency_bars(seen, no_lead=NO_LEAD):
    """The structures that lead most late actions, the others together, and what nobody leads."""
    counts = seen.late_by_lead()
    nobody = counts.pop(None, 0)
    ranked = sorted(counts, key=lambda pk: (-counts[pk], pk))
    shown, others = ranked[:AGENCIES_SHOWN], ranked[AGENCIES_SHOWN:]
    known = Agency.objects.select_related("territory").in_bulk(shown)
    rows = [(known[pk].label, f"{pk}&part=chef", counts[pk]) for pk in shown]
    if others:
        rest = counted(len(others), "autre structure", "autres structures")
        rows.append((rest, "", sum(counts[pk] for pk in others)))
    if nobody:
        rows.append((no_lead, "aucune", nobody))
    return _bars(rows)


def item_bars(framework, items, seen):
    """What is late under each item of a set (`arranged`) that stands under no other, and apart."""
    roots, late = [item for item in items if not item.depth], seen.late_actions()
    counts = ClassifiedAction.count_by_item(roots, late=late)
    rows = [(str(item), item.pk, counts[item.pk]["late"]) for item in roots]
    apart = late.filter(ClassifiedAction.without(framework)).count()
    rows.append((f"sans {framework.word}", f"{WITHOUT}{framework.pk}", apart))
    return _bars([row for row in rows if row[2]])


def _bars(rows):
    widths = shares([count for _, _, count in rows], BAR)
    return [Bar(*row, width) for row, width in zip(rows, widths, strict=True)]


def finding_rows(groups, meetings, until):
    """Years up to `until`, the last first, and [(region, [(year, strengths, weaknesses)])]."""
    counts = figures.findings_by_year(meetings, until)
    regions = {group.pk: group.region for group in groups}
    years = sorted({year for _, year, _ in counts}, reverse=True)
    cells = defaultdict(int)
    for (group, year, kind), count in counts.items():
        cells[regions[group], year, kind] += count
    shown = sorted({region for region, _, _ in cells}, key=attrgetter("region_name"))
    return years, [
        (
            {"pk": region.pk, "name": region.region_name},
            [
                (year, cells[region, year, "strength"], cells[region, year, "weakness"])
                for year in years
            ],
        )
        for region in shown
    ]
