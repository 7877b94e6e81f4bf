"""How wide the columns of a printed table are, by what stands in them. Pure.

No word, date or number is broken and nothing leaves the sheet: where the longest words of the
columns do not fit side by side the type is smaller, then the sheet lies on its side. Works on the
page as a tree of elements, before it is laid out. Lengths are in points.
"""

import re
from dataclasses import dataclass, field

from meetings.printing.words import texts

MM = 72 / 25.4
LEADING = 1.25  # of tables, see css/minutes.css
LOW = 8 * 11.5 * LEADING  # rows that are kept together are not higher in all
ROOM = 0.92  # of a page: what is measured here may be a line or two short
BORDER = 1.5  # and what rounding takes
ENDLESS, ADDRESS = 30, re.compile(r"[@]|://|^www\.")
AT_ADDRESS_SIGNS = re.compile(r"(?<=[/.\-_?&=@:])")
SPACES = re.compile("[ \t\n\r\f]+")  # a no-break space holds


@dataclass(frozen=True)
class Sheet:
    width: float
    height: float
    name: str = ""


UPRIGHT = Sheet(163 * MM, 250 * MM)
LYING = Sheet(257 * MM, 165 * MM, "lying")
FULL = Sheet(273 * MM, 165 * MM, "full")  # lying too, to the edges that printers leave
REPORT = Sheet(267 * MM, 178 * MM)


@dataclass(frozen=True)
class Setting:
    """A way to set a table: `padding` is that of a cell, both sides together."""

    sheet: Sheet
    size: float
    padding: float


WIDE, CLOSE, DENSE = 4 * MM, 2.4 * MM, 1.2 * MM  # as the classes of css/minutes.css


def _settings(sheet, *sizes):
    return [
        Setting(sheet, size, WIDE if size > 9.5 else CLOSE if size > 8.5 else DENSE)
        for size in sizes
    ]


@dataclass(frozen=True)
class Kind:
    """Tables of a class: how they may be set, the first that fits; how so many columns share."""

    settings: list
    shares: dict = field(default_factory=dict)


ON_A_PAGE = _settings(UPRIGHT, 11.5, 10.5, 9.5, 8.5, 7.5)
KINDS = {
    "actions": Kind(ON_A_PAGE, {2: (64, 36), 3: (54, 28, 18), 4: (40, 18, 15, 27)}),
    "report": Kind(_settings(REPORT, 9.5, 8.5, 7.5, 6.5), {5: (33, 17, 13, 12, 25)}),
    "figures": Kind(_settings(UPRIGHT, 9.5, 8.5, 7.5, 6.5)),
    "pasted": Kind(
        [
            *_settings(UPRIGHT, 11.5, 10.5, 9.5, 8.5, 8),
            *_settings(LYING, 9.5, 8.5, 7.5, 6.5, 5.5),
            *_settings(FULL, 5.5, 5, 4.5),
        ]
    ),
}


@dataclass
class Cell:
    """`lines` of words, each as its width; in em."""

    lines: list

    def width(self):
        return max((sum(line) + SPACE * (len(line) - 1) for line in self.lines if line), default=0)

    def height(self, width):
        """How many lines it takes when a line is so wide."""
        return sum(_wrapped(line, width) for line in self.lines)


SPACE = 0.25  # em


def _wrapped(words, width):
    count, used = 1, 0.0
    for word in words:
        if used and used + SPACE + word > width:
            count, used = count + 1, word
        else:
            used += (SPACE if used else 0) + word
        while used > width:  # broken where the line is full
            count, used = count + 1, used - width
    return count


@dataclass
class Column:
    """`need`: its longest word; `want`: its longest line; in em."""

    cells: list = field(default_factory=list)
    need: float = 0.0
    want: float = 0.0

    def add(self, cell, need):
        self.cells.append(cell)
        self.need, self.want = max(self.need, need), max(self.want, cell.width())


def fit(tree, measure):
    """Give each table of the page its type, its columns, and its rows where to break.

    `measure(word, bold)` is the width of a word in em.
    """
    parents = {child: parent for parent in tree.iter() for child in parent}
    for table in list(tree.iter("table")):
        kinds = set(table.get("class", "").split())
        kind = next((KINDS[name] for name in KINDS if name in kinds), None)
        if kind is not None:
            _fit(table, kind, measure, parents)


def _fit(table, kind, measure, parents):
    rows = [(row, [_cell(cell, measure) for cell in row]) for row in table.iter("tr")]
    columns = [Column() for _ in rows[0][1]]
    for _, cells in rows:
        for column, (cell, need) in zip(columns, cells, strict=False):
            column.add(cell, need)
    setting = next((each for each in kind.settings if _fits(columns, each)), kind.settings[-1])
    widths = widths_of(columns, setting, kind.shares.get(len(columns), ()))
    _set(table, setting, widths)
    heights = [_height([cell for cell, _ in cells], widths, setting) for _, cells in rows]
    follows = not setting.sheet.name and sum(heights[:2]) <= setting.sheet.height / 2
    _break([row for row, _ in rows], heights, setting.sheet, follows)
    if setting.sheet.name:
        _turn(table, setting.sheet.name, parents)
    elif follows:
        _add_class(table, "with-text")


def _add_class(element, name):
    element.set("class", f"{element.get('class', '')} {name}".strip())


# --- What stands in a cell ---


def _cell(element, measure):
    """(`Cell`, em of its longest word)."""
    bold = element.tag == "th" or element.find("strong") is not None
    typed = "".join(texts(element, "\v")).split("\v")
    broken = [SPACES.split(text.strip(" \t\n\r\f")) for text in typed]
    lines = [[measure(word, bold) for word in words if word] for words in broken]
    words = {word for words in broken for word in words if word}
    need = max((_need(word, bold, measure) for word in words), default=0)
    return Cell(lines), need


def _need(word, bold, measure):
    """What a word needs on one line; an address, or one without end, may be broken."""
    if not ADDRESS.search(word) and len(word) <= ENDLESS:
        return measure(word, bold)
    pieces = AT_ADDRESS_SIGNS.split(word)
    return max(measure(piece[: ENDLESS // 2], bold) for piece in pieces)


# --- How wide its column is ---


def _fits(columns, setting):
    return sum(_least(columns, setting)) <= setting.sheet.width


def _least(columns, setting):
    return [column.need * setting.size + setting.padding + BORDER for column in columns]


def widths_of(columns, setting, shares=()):
    """The width of each column; in all that of the sheet, or less where the text is short."""
    width, least = setting.sheet.width, _least(columns, setting)
    if sum(least) > width:
        return _capped(least, width)
    if shares:
        return _shared(least, [width * share / 100 for share in shares])
    want = [column.want * setting.size + setting.padding + BORDER for column in columns]
    if sum(want) <= width:
        return want
    # As the height of a cell goes with its length over its width: by the root of what is missing.
    missing = [max(each - own, 0) ** 0.5 for each, own in zip(want, least, strict=True)]
    spare = (width - sum(least)) / sum(missing)
    return [own + spare * each for own, each in zip(least, missing, strict=True)]


def _shared(least, wished):
    """As wished where each word fits; what others lack is taken from those that have more."""
    lacking = sum(max(own - wish, 0) for own, wish in zip(least, wished, strict=True))
    spare = sum(max(wish - own, 0) for own, wish in zip(least, wished, strict=True))
    kept = 1 - lacking / spare if spare else 0
    return [own + max(wish - own, 0) * kept for own, wish in zip(least, wished, strict=True)]


def _capped(least, width):
    """The widest columns give way, all down to the same width: their long words are broken."""
    rest, over = width, sorted(least)
    for place, each in enumerate(over):
        cap = rest / (len(over) - place)
        if each > cap:
            return [min(own, cap) for own in least]
        rest -= each
    return least


def _set(table, setting, widths):
    group = table.makeelement("colgroup", {})
    for width in widths:
        group.append(table.makeelement("col", {"style": f"width: {width:.2f}pt"}))
    table.insert(0, group)
    total = sum(widths)
    table.set("style", f"font-size: {setting.size}pt; width: {total:.2f}pt; table-layout: fixed")
    if setting.padding < WIDE:
        _add_class(table, "close" if setting.padding == CLOSE else "dense")


# --- Where its rows break ---


def _height(cells, widths, setting):
    """Of a row, in points."""
    insides = [(width - setting.padding - BORDER) / setting.size for width in widths]
    lines = (cell.height(inside) for cell, inside in zip(cells, insides, strict=False))
    return max(lines, default=1) * setting.size * LEADING + setting.padding * 0.6


def _break(rows, heights, sheet, follows):
    """A row lower than a page is never cut; low ones do not stay alone at a page's edge.

    The first one does not where the table `follows` the text before it.
    """
    head = heights[0] if rows[0].find("th") is not None else 0
    for row, height in zip(rows, heights, strict=True):
        if height > (sheet.height - head) * ROOM:
            _add_class(row, "tall")
    first = 1 if head else 0
    body = list(zip(rows, heights, strict=True))[first:]
    if len(body) > 1:
        if not follows and body[0][1] + body[1][1] <= LOW:
            _add_class(body[0][0], "with-next")
        if body[-1][1] + body[-2][1] <= LOW:
            _add_class(body[-1][0], "with-former")


def _turn(table, name, parents):
    """The headings over a table go with it to its sheet."""
    siblings = list(parents[table])
    place = siblings.index(table)
    _add_class(table, name)
    while place and siblings[place - 1].tag in ("h2", "h3", "h4"):
        place -= 1
        _add_class(siblings[place], name)
