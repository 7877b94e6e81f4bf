"""Where the lines and bars of the charts stand; pure, whole numbers, no drawing.

The templates draw SVG with attributes only: the content security policy refuses styles.
"""

from dataclasses import dataclass
from math import ceil

# Units of the drawing, which a page shows at their size or larger: its text has 14 px at least.
WIDE, NARROW, HEIGHT = 460, 280, 220
LEFT, RIGHT, TOP, BOTTOM = 48, 20, 22, 34
LABEL = 46  # what « 11/21 » takes, with the space to the next


@dataclass(frozen=True)
class Mark:
    """One month: its slot, the bar of what was closed, the point of what was late."""

    row: dict
    label: str
    x: int
    bar_x: int
    bar_width: int
    bar_y: int
    bar_height: int
    y: int
    shows_label: bool
    is_last: bool


@dataclass(frozen=True)
class Trend:
    marks: tuple[Mark, ...]
    ticks: tuple  # (y, value)
    width: int
    height: int = HEIGHT
    left: int = LEFT
    base: int = HEIGHT - BOTTOM

    @property
    def right(self):
        return self.width - RIGHT

    @property
    def line(self):
        """The points of the polyline of what was late."""
        return " ".join(f"{mark.x},{mark.y}" for mark in self.marks)


def ceiling(highest):
    """The first of 1, 2, 5, 10, 20, 50… that is not below `highest`; 1 at least."""
    step = 1
    while True:
        for top in (step, 2 * step, 5 * step):
            if top >= highest:
                return top
        step *= 10


def trend_charts(rows):
    """The chart of months, as `figures.trend` has them, for a wide and for a narrow place."""
    return [_trend(rows, WIDE), _trend(rows, NARROW)]


def _trend(rows, whole):
    top = ceiling(max([1, *(max(row["late"], row["closed"]) for row in rows)]))
    room = HEIGHT - TOP - BOTTOM
    slot = (whole - LEFT - RIGHT) / max(len(rows), 1)
    width = max(int(slot * 0.5), 2)
    every = ceil(LABEL / slot)

    def height(value):
        return round(value / top * room)

    marks = []
    for place, row in enumerate(rows):
        middle = round(LEFT + slot * (place + 0.5))
        closed = height(row["closed"])
        marks.append(
            Mark(
                row=row,
                label=_label(row["month"]),
                x=middle,
                bar_x=middle - width // 2,
                bar_width=width,
                bar_y=HEIGHT - BOTTOM - closed,
                bar_height=closed,
                y=HEIGHT - BOTTOM - height(row["late"]),
                shows_label=(len(rows) - 1 - place) % every == 0,
                is_last=place == len(rows) - 1,
            )
        )
    values = sorted({0, top, *([top // 2] if top % 2 == 0 else [])})
    ticks = tuple((HEIGHT - BOTTOM - height(value), value) for value in values)
    return Trend(tuple(marks), ticks, whole)


def _label(month):
    """« 11/21 »; a report keeps its months as such texts."""
    return month if isinstance(month, str) else f"{month:%m/%y}"


def shares(counts, width):
    """The widths of horizontal bars, the longest `width`; what is not 0 stays visible."""
    most = max(counts, default=0)
    return [max(round(count / most * width), 2) if count else 0 for count in counts]
