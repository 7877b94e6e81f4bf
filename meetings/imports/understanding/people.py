"""Who came: lines, sentences and tables of the attendance. Pure."""

import re

from actions import responsibles
from meetings.imports.understanding import words
from meetings.imports.understanding.lines import ended, plain
from meetings.text import columns

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
PHONE = re.compile(
    r"(?:(?:t[ée]l(?:[ée]phone)?|contact|cel|gsm|portable)\s*\.?\s*:?\s*)?(?<![\d/])(?:\+|00)?\d{2,3}(?:[\s.-]?\d{2,3}){3,5}(?![\d/])",
    re.IGNORECASE,
)
_HEADINGS = (
    (words.EXCUSED, "presence", "excused"),
    (words.ABSENT, "presence", "absent"),
    (words.REMOTE, "presence", "remote"),
    (words.OBSERVERS, "quality", "observer"),
    (words.GUESTS, "quality", "guest"),
    (words.PRESENT, "", ""),
)
LONGEST = 10_000  # letters of a sentence that names who came
_JOINED = ("first", "name", "function", "structure", "wording")


def heading(key):
    """(field, value) that the lines below a heading have; ("", "") for those present; or None."""
    if len(key) > 80:
        return None
    found = next((each for each in _HEADINGS if each[0].fullmatch(key)), None)
    return found[1:] if found else None


class People:
    """Writes the lines of the attendance into a `Draft`."""

    def __init__(self, draft, known):
        self.draft, self.known = draft, known
        self.group = ("", "")

    def lines(self, lines, *, sure=True):
        """Lines of a list, one for each who came."""
        texts = ended([line.text for line in lines])
        texts = texts if len(texts) > 1 else [re.sub(r"\s*[;.]$", "", texts[0])]
        for text, line in zip(texts, lines, strict=True):
            if words.ANNEXED.fullmatch(line.key):
                self.draft.put("attendance_annexed", "1", line.place)
            else:
                self.line(text, line.place, sure)

    def sentence(self, text, place):
        """« OIM ; HCR ; PAM. »: its parts, to be checked where commas part them."""
        text = text.strip()
        if words.ANNEXED.fullmatch(plain(text).replace(" ", "").strip(".:()")):
            self.draft.put("attendance_annexed", "1", place)
            return
        if len(text) > LONGEST:
            self.draft.leave(place, text)
            return
        apart = columns.apart(text)
        parts = (apart if ";" in text else self._by_commas(text) or apart) or [text]
        is_sure = len(parts) > 1 and (";" in text or self._are_known(parts))
        for part in parts:
            self.line(re.sub(r"^et\s+", "", part), place, is_sure or len(parts) == 1)

    def _by_commas(self, text):
        parts = [
            part.strip()
            for part in re.split(r",(?![^()]*\))|\s+et\s+(?![^()]*\))", text.rstrip(". "))
            if part.strip()
        ]
        return parts if len(parts) > 1 and self._are_known(parts) else []

    def _are_known(self, parts):
        acronyms = [
            part
            for part in parts
            if re.fullmatch(r"[\w/&’' .-]{2,30}", part) and part.upper() == part
        ]
        known = [
            part for part in parts if any(each.key for each in responsibles.parse(part, self.known))
        ]
        return len({*acronyms, *known}) * 2 > len(parts)

    def line(self, text, place, sure=True):
        row = self.draft.row("attendance")
        text = self._contacts(row, text, place)
        self.draft.put(f"{row}wording", text, place, sure)
        if self.group[0]:
            self.draft.put(f"{row}{self.group[0]}", self.group[1], place)

    def _contacts(self, row, text, place):
        """The text without the telephone and the address, which go into fields that never print."""
        for name, form in (("email", EMAIL), ("phone", PHONE)):
            found = form.search(text)
            if found:
                value = re.sub(r"^[^\d+]+", "", found[0]) if name == "phone" else found[0]
                self.draft.put(f"{row}{name}", value, place)
                text = (
                    f"{text[: found.start()].rstrip(' ,;:–-(/')}{text[found.end() :].lstrip(' )/')}"
                )
        return re.sub(
            r"(?i)[\s,;:–(-]*(?:t[ée]l(?:[ée]phone)?|e-?mail|mail|contact)\s*[.:)]*$", "", text
        ).strip(" ,;–")

    # --- Tables ---

    def table(self, table):
        for cells, row in table.cells():
            words_ = [
                (name, cells[name].replace("\n", " "))
                for name in table.columns
                if name in _JOINED and cells.get(name)
            ]
            wording = _together(words_)
            if not wording:
                self._rest(cells, row)
                continue
            key = self.draft.row("attendance")
            self.draft.put(
                f"{key}wording", wording, row.place, table.is_named and not row.is_joined
            )
            self._beside(key, cells, row, table)

    def _rest(self, cells, row):
        text = " ".join(cell for name, cell in cells.items() if name != "number")
        self.draft.leave(row.place, text)

    def _beside(self, key, cells, row, table):
        put, sure = self.draft.put, table.is_named and not row.is_joined
        name = " ".join(cells[each] for each in ("first", "name") if each in cells)
        if "structure" in cells or "function" in cells:  # else the name may be anything
            put(f"{key}name", name, row.place, sure)
            put(f"{key}function", cells.get("function", ""), row.place, sure)
        if "structure" in cells and (name or "function" in cells):
            put(f"{key}structures", cells["structure"].replace("\n", " "), row.place, sure)
        self._reach(key, cells, row, sure)
        for field in ("presence", "quality"):
            self._choice(key, field, cells.get(field, ""), row)
        put(f"{key}persons", cells.get("persons", ""), row.place, sure)
        represented = cells.get("represented", "")
        put(f"{key}represented_by", represented, row.place, sure)
        if represented:
            put(f"{key}presence", "represented", row.place, sure)
        if self.group[0] and f"{key}{self.group[0]}" not in self.draft.document:
            put(f"{key}{self.group[0]}", self.group[1], row.place)
        self.draft.leave(row.place, _unsigned(cells.get("other", "")))

    def _reach(self, key, cells, row, sure):
        """Telephone and address, whichever column holds them."""
        text = " ".join(cells[each] for each in ("phone", "email") if each in cells)
        for field, form in (("email", EMAIL), ("phone", PHONE)):
            if found := form.search(text):
                value = re.sub(r"^[^\d+]+", "", found[0]) if field == "phone" else found[0]
                self.draft.put(f"{key}{field}", value, row.place, sure)
                text = text.replace(found[0], " ", 1)
        self.draft.leave(row.place, text.strip(" /;,-\n"))

    def _choice(self, key, field, cell, row):
        chosen = choice(columns.WORDS[field], cell)
        if chosen:
            self.draft.put(f"{key}{field}", chosen, row.place)
        else:
            self.draft.leave(row.place, cell)


def _together(cells):
    """« Ali Moussa, chef de bureau, OIM »; first and last name are one."""
    text, before = "", ""
    for name, cell in cells:
        is_name = {name, before} == {"first", "name"}
        text += f"{' ' if is_name else ', ' if text else ''}{cell.strip()}"
        before = name
    return text


def _unsigned(cell):
    """What a column of signatures, sexes and the like says, but for ticks."""
    return cell if len(cell.strip()) > 2 and re.search(r"[^\W\d]", cell) else ""


def choice(meant, cell):
    """The choice that a whole cell means, or ''."""
    key = words.fold_heading(cell)
    if not cell.strip():
        return ""
    for value, names in meant.items():
        for name in names.split("|"):
            same = words.fold_heading(name) == key if key else name == cell.strip()
            if same:
                return str(value)
    return ""
