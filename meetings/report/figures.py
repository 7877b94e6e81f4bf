"""The figures of a report, as the tables that it shows and that are frozen with it."""

from collections import defaultdict
from dataclasses import dataclass

from gtm.models import CENTRAL
from gtm.typography import counted, long_date
from meetings.board.charts import trend_charts
from meetings.board.figures import AGE_LABELS, Period
from meetings.report import tables
from meetings.report.details import details
from meetings.report.lists import Look, groups_of, lead_of
from meetings.report.tables import BY_STRUCTURE, NOBODY, Table, change, number


@dataclass(frozen=True)
class Figures:
    """`tables` and their `details` in reading order, `trend` the months of the chart."""

    day: str
    tables: tuple
    details: tuple
    trend: tuple

    @property
    def charts(self):
        """The trend for the screen; none of a report signed before there was one to show."""
        return trend_charts(self.trend) if self.trend else ()

    @property
    def as_data(self):
        return {
            "day": self.day,
            "tables": [tables.as_data(each) for each in self.tables],
            "details": [tables.as_data(each) for each in self.details],
            "trend": list(self.trend),
        }


def of_data(data):
    """The `Figures` that were frozen."""
    return Figures(
        day=data["day"],
        tables=tuple(map(tables.of_data, data["tables"])),
        details=tuple(map(tables.of_data, data["details"])),
        trend=tuple(data["trend"]),
    )


def figures_of(report, now, *, with_details=True):
    """The `Figures` of a report, as known at the end of its period, or `now` while that lasts."""
    groups = groups_of(report.region)
    look = Look(groups, Period(report.first_on, report.last_on), now)
    before = Look(groups, Period(*report.before), now)
    trend = tuple(
        {"month": f"{row['month']:%m/%y}", "late": row["late"], "closed": row["closed"]}
        for row in look.trend()
    )
    return Figures(
        day=long_date(look.day),
        tables=(*_tables(report, look, before), _trend(trend)),
        details=tuple(details(look)) if with_details else (),
        trend=trend,
    )


# --- Tables ---


def _tables(report, look, before):
    yield _summary(report, look, before)
    yield _by_place(report, look, before)
    leads, former = lead_of([*look.late, *look.put_off]), lead_of(before.late)
    yield _by_structure(report, look, before, leads, former)
    if look.framework:
        yield _by_item(look, before)
    yield _ages(report, look, before)


def _summary(report, look, before):
    told = [
        ("Réunions tenues", "held", len(look.held), len(before.held)),
        ("Réunions attendues", "", look.expected, before.expected),
        ("Comptes rendus non parvenus", "missing", len(look.missing), len(before.missing)),
        (
            "Délai médian de publication (jours)",
            "",
            look.delay,
            before.delay,
        ),
        ("Structures présentes en moyenne", "", look.attendance, before.attendance),
        ("Points d’action décidés", "decided", len(look.decided), len(before.decided)),
        ("Points d’action clos", "closed", len(look.closed), len(before.closed)),
        (
            "dont clos dans les délais",
            "closed",
            len(look.closed_on_time),
            len(before.closed_on_time),
        ),
        ("Points d’action reconduits", "put_off", len(look.put_off), len(before.put_off)),
        ("Points d’action ouverts à la fin", "", look.open, before.open),
        ("Points d’action en retard à la fin", "late", len(look.late), len(before.late)),
    ]
    return Table(
        key="summary",
        title="En bref",
        note=f"Situation au {long_date(look.day)}, en regard du {long_date(before.day)}, telle "
        "qu’elle était connue à ces dates. Délai : valeur médiane sur "
        f"{counted(len(look.delays), 'compte rendu', 'comptes rendus')}, sans ceux qui ont été "
        "saisis plus de 90 jours après la réunion.",
        headings=("", report.period_name, report.former_period_name, "Écart"),
        rows=tuple(
            (label, number(now), number(then), change(now, then)) for label, _, now, then in told
        ),
        links=tuple(key and f"#detail-{key}" for _, key, _, _ in told),
        widths=(46, 20, 20, 14),
    )


PLACE_HEADINGS = (
    *("Tenues", "Attendues", "Non parvenus", "Décidés", "Clos", "Reconduits", "En retard", "Avant"),
)


def _by_place(report, look, before):
    """By region, or of one region by group."""
    by_group = report.region is not None
    places = defaultdict(list)
    for group in look.groups:
        counts = _of_group(group, look, before)
        if group.is_active or any(counts):
            places[group.name if by_group else group.region.region_name].append(counts)
    rows = [(name, *map(sum, zip(*counts, strict=True))) for name, counts in places.items()]
    rows.sort(key=lambda row: (row[0] != CENTRAL, row[0]))
    totals = [sum(row[place] for row in rows) for place in range(1, len(PLACE_HEADINGS) + 1)]
    return Table(
        key="places",
        title="Par groupe" if by_group else "Par région",
        note="Réunions tenues et attendues, comptes rendus non parvenus ; points d’action décidés, "
        "clos, reconduits dans la période, en retard à sa fin et à la fin de la période précédente "
        "(« Avant »).",
        headings=("Groupe" if by_group else "Région", *PLACE_HEADINGS),
        rows=tuple((name, *map(number, counts)) for name, *counts in rows),
        total=("Total", *map(number, totals)),
    )


def _of_group(group, look, before):
    def of(rows):
        return sum(row.action.group_id == group.pk for row in rows)

    def at(meetings):
        return sum(meeting.group_id == group.pk for meeting in meetings)

    return (
        at(look.held),
        look.expected_of(group) if group.is_active else 0,
        at(look.missing),
        *(of(rows) for rows in (look.decided, look.closed, look.put_off, look.late)),
        of(before.late),
    )


def _by_structure(report, look, before, leads, former):
    counts = defaultdict(lambda: [0, 0, 0])
    for place, rows, known in (
        (0, look.late, leads),
        (1, before.late, former),
        (2, look.put_off, leads),
    ):
        for row in rows:
            agency = known[row.action.pk]
            counts[agency.label if agency else NOBODY][place] += 1
    return Table(
        key="structures",
        title="Par structure",
        note=BY_STRUCTURE,
        headings=("Structure", "En retard", "Avant", "Reconduits"),
        empty="Aucun point d’action en retard ni reconduit.",
        **_counted_rows(counts, NOBODY),
    )


def _by_item(look, before):
    """By item of the main set; a point under several is in each line, and once in the total."""
    lists = (look.decided, look.closed, look.put_off, look.late, before.late)
    word, apart = look.framework.word, f"sans {look.framework.word}"
    items = look.items_of([row for rows in lists for row in rows])
    counts = {str(head): [0] * len(lists) for head in look.heads.values()}
    for place, rows in enumerate(lists):
        for row in rows:
            for name in map(str, items.get(row.action.pk, (apart,))):
                counts.setdefault(name, [0] * len(lists))[place] += 1
    return Table(
        key="items",
        title=f"Par {word} ({look.framework})",
        note="Décidés, clos et reconduits dans la période ; en retard à sa fin et à celle de la "
        f"période précédente (« Avant »). Un point d’action qui relève de plusieurs {word}s "
        "figure à chacun, et une fois dans le total.",
        headings=(word.capitalize(), "Décidés", "Clos", "Reconduits", "En retard", "Avant"),
        rows=tuple((name, *map(number, each)) for name, each in counts.items()),
        total=("Total", *(number(len(rows)) for rows in lists)),
        empty="Aucun point d’action.",
    )


def _counted_rows(counts, last):
    """Rows and total of {name: counts}: by name where these are titles, the nameless ones last."""
    ranked = sorted(counts, key=lambda name: (name == last, name.casefold()))
    rows = tuple((name, *map(number, counts[name])) for name in ranked)
    totals = [sum(column) for column in zip(*counts.values(), strict=True)]
    return {"rows": rows, "total": ("Total", *map(number, totals)) if rows else ()}


def _ages(report, look, before):
    rows = []
    counts = (look.seen.ageing(), before.seen.ageing())
    for label, now, then in zip(AGE_LABELS, *counts, strict=True):
        rows.append((label, number(now), number(then), change(now, then)))
    return Table(
        key="ages",
        title="Ancienneté des retards",
        note="Points d’action en retard à la fin de la période, par durée du retard.",
        headings=("Retard", report.period_name, report.former_period_name, "Écart"),
        rows=tuple(rows),
        total=(
            "Total",
            number(len(look.late)),
            number(len(before.late)),
            change(len(look.late), len(before.late)),
        ),
        widths=(46, 20, 20, 14),
    )


def _trend(months):
    lines = {"En retard à la fin du mois": "late", "Clos dans le mois": "closed"}
    return Table(
        key="trend",
        title="Évolution sur douze mois",
        note="",
        headings=("Mois", *(month["month"] for month in months)),
        rows=tuple(
            (label, *(number(month[name]) for month in months)) for label, name in lines.items()
        ),
    )
