"""The agenda: titles with their presenters and sub-points, and which title a line repeats. Pure."""

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from actions import responsibles
from gtm.names import fold
from meetings.imports.understanding import people, words
from meetings.imports.understanding.lines import number_of
from meetings.text import columns

LONGEST = 300  # letters of a title
LONGEST_SENTENCE = 10_000  # of an agenda in one
_NUMBERED = re.compile(r"(?:^|(?<=[\s;,.:]))\(?(?P<number>\d{1,2})\s?[-.)°]+\s*(?=[^\W\d])")
_PRESENTED = re.compile(r"^(?P<title>.+?)\s*\((?P<by>[^()]{2,80}(?:\([^()]*\))?)\)\s*$", re.DOTALL)
_RANK = re.compile(
    r"^(?:(?:point|pt)\s*(?:n\s?°\s*)?(?P<a>\d{1,2}|[IVX]{1,5})|(?P<b>\d{1,2})\s?(?:er|re|e|[èe]me|°\s?[èe]me|°)\s+point"
    r"|(?P<c>premier|deuxième|second|troisième|quatrième|cinquième|sixième|dernier)\s+point)"
    r"(?:\s+(?:à|de) l[’']ordre du jour)?\s*(?:[:.–-]+\s*(?P<rest>.*))?$",
    re.IGNORECASE | re.DOTALL,
)
_BY_COMMAS = re.compile(r",(?![^()]*\))\s*(?:et\s+)?|\s+et\s+(?=l(?:es?|a)\s|l[’']|des\s|du\s)")
_WORDS = {
    "premier": 1,
    "deuxième": 2,
    "second": 2,
    "troisième": 3,
    "quatrième": 4,
    "cinquième": 5,
    "sixième": 6,
}


@dataclass
class Point:
    """A point: `row` is the beginning of its keys; `seen`: its discussion was found."""

    title: str
    row: str
    number: int = 0
    seen: bool = False
    keys: tuple = field(default=())


class Agenda:
    """Writes points into a `Draft`, and knows a title when it comes again."""

    def __init__(self, draft, known):
        self.draft, self.known = draft, known
        self.points = []

    def lines(self, lines):
        """The lines of the list, with sub-points below those that go deeper."""
        levels = [line.level for line in lines if line.level]
        least = min(levels, default=0)
        has_numbers = any(line.number for line in lines)
        for line in lines:
            is_below = self.points and line.level > least and least
            is_below = is_below or (self.points and has_numbers and re.search(r"\d\.\d", line.sign))
            is_below = is_below or (self.points and has_numbers and line.sign and not line.number)
            if is_below:
                self.sub(line)
            else:
                text, rank = ranked(line.text)
                self.add(
                    text, line.place, number=line.number or rank, is_listed=bool(line.sign or rank)
                )
        self.settle()

    def sentence(self, text, place):
        """« 1) … ; 2) … », or parts between semicolons or commas, which are to be checked."""
        if len(text) > LONGEST_SENTENCE:
            self.draft.leave(place, text)
            return
        cuts = list(_NUMBERED.finditer(text))
        numbers = [int(cut["number"]) for cut in cuts]
        if len(cuts) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
            before = text[: cuts[0].start()].strip(" ;,:.")
            if before:
                self.add(before, place, number=0, is_listed=False, sure=False)
            ends = [*(cut.start() for cut in cuts[1:]), len(text)]
            for cut, end in zip(cuts, ends, strict=True):
                title = re.sub(r"[\s;,.]+(?:et)?\s*$", "", text[cut.end() : end])
                self.add(title, place, number=int(cut["number"]))
        else:
            parts = columns.apart(text) or [text]
            if ";" not in text:
                parts = [part for part in _BY_COMMAS.split(text.rstrip(". ")) if part.strip()]
            for part in parts:
                self.add(part, place, sure=";" in text, is_listed=len(parts) > 1)
        self.settle()

    def table(self, table):
        for cells, row in table.cells():
            if title := cells.get("title"):
                point = self.add(
                    title.replace("\n", " "), row.place, number=number_of(cells.get("number", ""))
                )
                if by := cells.get("presenters"):
                    self.draft.put(f"{point.row}presenters", by.replace("\n", ", "), row.place)
                for name in ("other",):
                    self.draft.leave(row.place, cells.get(name, ""))
        self.settle()

    def add(self, title, place, *, number=0, sure=True, is_listed=True):
        title = re.sub(r"\s*[;,:]\s*$", "", title.strip())
        title = (
            title[:-1].rstrip()
            if title.endswith(".") and not title.endswith(("..", "etc."))
            else title
        )
        point = Point(title, self.draft.row("points"), number)
        bare, by = self.presented(title)
        if by:
            self.draft.put(f"{point.row}presenters", by, place)
        self.draft.put(f"{point.row}title", bare, place, sure)
        short = re.sub(r"^(?:les?\s|la\s|l[’']|des?\s|du\s)", "", bare, flags=re.IGNORECASE)
        point.keys = tuple(filter(None, {fold(bare), fold(title), fold(short)}))
        point.is_listed = is_listed
        self.points.append(point)
        return point

    def sub(self, line):
        row = self.draft.row(f"{self.points[-1].row}subpoints")
        title, by = self.presented(re.sub(r"\s*[;,.:]\s*$", "", line.text))
        self.draft.put(f"{row}title", title, line.place)
        self.draft.put(f"{row}presenters", by, line.place)

    def presented(self, title):
        """(title, who presents) of « Tendances (OIM) »; brackets that name nobody stay."""
        found = _PRESENTED.match(title)
        if not found:
            return title, ""
        by = found["by"]
        several = responsibles.parse(by, self.known)
        acronyms = re.fullmatch(
            r"(?:[A-Z][A-Za-zÀ-ÿ]*[A-Z/-][A-Z\w/.-]*(?:\s*(?:,|et|;|&)\s*)?)+", by
        )
        is_by = several and all(each.key or each.kind in ("function", "person") for each in several)
        return (found["title"].strip(), by) if is_by or acronyms else (title, "")

    def settle(self):
        """Points without number among numbered ones print without one."""
        if any(point.number for point in self.points):
            for point in self.points:
                if not point.number and not point.is_listed:
                    self.draft.put(f"{point.row}unnumbered", "1", "")

    # --- A title that comes again ---

    def match(self, line, after):
        """(point, is it sure) that a line is the heading of; None for no heading.

        `after`: the place among the points of the one being read; an earlier one is not reopened.
        """
        text, rank = ranked(line.text)
        if len(text) > LONGEST:
            return None
        key = fold(text).strip(":;,.")
        bare = fold(self.presented(re.sub(r"\s*[:;.]\s*$", "", text))[0])
        best = max(self.points, key=lambda point: self._alike(point, key, bare, line), default=None)
        score = self._alike(best, key, bare, line) if best else 0
        if rank and score < 0.8:
            return self._ranked(rank, bool(text))
        if score < 0.82:
            return None
        is_next = self.points.index(best) > after
        return (
            (best, score > 0.97 and is_next)
            if is_next or (score > 0.97 and not best.seen)
            else None
        )

    def _alike(self, point, key, bare, line):
        if point.seen:
            return 0
        score = 0
        for own in point.keys:
            for other in {key, bare}:
                if own == other:
                    return 1
                short, long_ = sorted((own, other), key=len)
                if len(short) > 12 and long_.startswith(short) and len(short) > 0.55 * len(long_):
                    score = max(score, 0.9)
                elif len(short) > 5:  # of a short word, one letter is much
                    ratio = SequenceMatcher(None, own, other, autojunk=False).ratio()
                    score = max(score, ratio if len(short) > 8 or ratio > 0.9 else 0)
        is_numbered = point.number and point.number == line.number
        return score + (0.07 if is_numbered and score > 0.6 else 0)

    def _ranked(self, rank, has_text):
        found = next((point for point in self.points if point.number == rank), None)
        if found is None and 0 < rank <= len(self.points):
            found = self.points[rank - 1]
        return (found, not has_text) if found and not found.seen else None


def ranked(text):
    """(title, its number) of « Point 2 : Tendances », « 1er point : … »; 0 for others."""
    found = _RANK.match(text)
    if not found:
        return text, 0
    number = found["a"] or found["b"]
    rank = number_of(number) if number else _WORDS.get((found["c"] or "").lower(), 0)
    return (found["rest"] or "").strip(), rank


def is_heading(line):
    if line.text.partition(":")[2].strip():
        return False
    return len(line.key) < 110 and bool(words.AGENDA.fullmatch(line.key))


__all__ = ["Agenda", "Point", "is_heading", "people", "ranked"]
