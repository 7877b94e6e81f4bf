"""What a table of minutes is, and what its columns hold, by their headings. Pure."""

import re
from dataclasses import dataclass, field

from actions import deadlines
from meetings.imports.understanding import words
from meetings.text import columns

_MEANINGS = {}
for _meaning, _names in columns.HEADINGS.items():
    for _name in _names.split("|"):
        for _key in (
            words.fold_heading(_name),
            words.fold_heading(re.sub(r"\([^()]*\)", " ", _name)),
        ):
            _MEANINGS.setdefault(_key, []).append(_meaning)
_PERSON = {"name", "first", "structure", "function", "phone", "email", "wording"}
_DISCUSSED = re.compile(r"discussion|discut|debat|echange|contenu|deroulement|resume|constat")
_DATED = re.compile(r"deadline|echeance|delai|date")


@dataclass
class Table:
    """Rows by what their columns hold: [{meaning: cell}] with the `Row` of each.

    `kind`: actions, former, attendance, findings, matrix, agenda, plain. `is_named`: its columns
    have headings that are known.
    """

    kind: str
    columns: list
    rows: list
    head: list = field(default_factory=list)
    is_named: bool = True

    def cells(self):
        """[({meaning: cell}, Row)]: cells of one meaning are joined."""
        return [(self.cells_of(row), row) for row in self.rows]

    def cells_of(self, row):
        found = {}
        for meaning, cell in zip(self.columns, row.cells, strict=False):
            if meaning and cell.strip():
                found[meaning] = f"{found[meaning]} {cell}" if meaning in found else cell
        return found

    def heading(self, meaning):
        """The words above a column, as typed."""
        if meaning not in self.columns or not self.head:
            return ""
        return self.head[self.columns.index(meaning)].strip().rstrip(":").strip()


def meanings(text):
    """What a heading may mean, the likeliest first."""
    text = text.strip().rstrip(":").strip()
    bare = re.sub(r"\([^()]*\)", " ", text)
    for each in (text, bare):
        if found := _MEANINGS.get(words.fold_heading(each)):
            return found
    key = words.fold_heading(bare)
    if not key or len(key) > 60:
        return []
    if "responsa" in key:
        return ["responsible"]
    if _DISCUSSED.search(key):
        return ["other"]
    for meaning, form in _LIKELY:
        if form.search(key):
            return [meaning]
    return []


_LIKELY = (
    ("status", re.compile(r"^(?:niveau|etat|statut|degre|taux).{0,30}")),
    ("deadline", re.compile(r"echeance|deadline|^delai|^datelimite|^dateprevue|^periode")),
    (
        "action",
        re.compile(r"^(?:points?)?d?action|^recommandation|^activite|^mesure|^tache|^decision"),
    ),
    ("said", re.compile(r"^(?:observation|commentaire|remarque)")),
    ("email", re.compile(r"mail|courriel")),
    ("phone", re.compile(r"telephone|^tel|contact|portable")),
    ("name", re.compile(r"^nom|prenom|participant")),
    ("structure", re.compile(r"^(?:structure|organisation|institution|agence|service)")),
)


def read(block_rows, hint="", before=None):
    """The `Table` of rows; `hint` is the section in which it stands, `before` the one above.

    A table without headings below another of as many columns goes on with them.
    """
    rows = list(block_rows)
    head = _head(rows)
    if head is not None:
        names = list(rows[head].cells)
        several = [meanings(cell) for cell in names]
        kind = _kind(several, names, hint)
        columns_ = _columns(several, names, kind)
        skipped = rows[:head]
        own = [row for row in rows[head + 1 :] if not _repeats(row, names)]
        return Table(kind, columns_, [*skipped, *own] if kind == "plain" else own, names)
    if _goes_on(before, rows):
        return Table(before.kind, before.columns, rows, before.head)
    if hint in ("actions", "attendance") and len(rows[0].cells) > 1:
        return Table(hint, _by_place(rows, hint), rows, is_named=False)
    return Table("plain", [], rows, is_named=False)


def _goes_on(before, rows):
    """Whether rows are the rest of a table above them."""
    has_columns = before and before.is_named and before.kind in ("actions", "former", "attendance")
    return has_columns and len(before.columns) == len(rows[0].cells)


def _head(rows):
    """The index of the row of headings among the first two, or None."""
    for place, row in enumerate(rows[:2]):
        filled = [cell for cell in row.cells if cell.strip()]
        known = [cell for cell in filled if meanings(cell)]
        is_figure = any(re.fullmatch(r"[\d\s/.-]+", cell) for cell in filled)
        if len(filled) > 1 and not is_figure and len(known) * 2 > len(filled):
            return place
    return None


def _repeats(row, names):
    keys = [words.fold_heading(cell) for cell in row.cells]
    return keys == [words.fold_heading(name) for name in names]


def _kind(several, names, hint):
    first = {found[0] for found in several if found}
    persons = sum(bool(_PERSON & set(found)) for found in several)
    all_ = {meaning for found in several for meaning in found}
    has_talk = any(_DISCUSSED.search(words.fold_heading(name)) for name in names)
    if {"strength", "weakness"} <= all_ and "responsible" not in first:
        return "findings"
    is_of_persons = persons > (hint != "attendance") and not {"action", "deadline"} & first
    if has_talk and "action" not in first and not is_of_persons:
        return "matrix" if "title" in all_ else "plain"
    if has_talk and "action" in first and ("title" in all_ or "number" in first):
        return "matrix"
    is_action = "action" in first or ("title" in first and "deadline" in all_)
    if is_action and ("responsible" in all_ or "deadline" in all_ or hint == "actions"):
        return "former" if "status" in first or "new_deadline" in first else "actions"
    if is_of_persons:
        return "attendance"
    if "responsible" in first and "deadline" in first:
        return "actions"
    return "agenda" if "title" in first and {"presenters", "other"} & all_ else "plain"


_WANTED = {
    "actions": ("number", "action", "title", "responsible", "deadline", "said", "charged", "other"),
    "former": ("number", "action", "title", "responsible", "new_deadline", "deadline", "status",
               "said", "reason", "meeting_date", "other"),
    "attendance": ("number", "first", "name", "function", "structure", "phone", "email",
                   "presence", "quality", "persons", "represented", "wording", "other"),
    "findings": ("strength", "weakness", "number"),
    "matrix": ("number", "title", "action", "responsible", "deadline", "other"),
    "agenda": ("number", "title", "presenters", "other"),
}  # fmt: skip


def _columns(several, names, kind):
    """One meaning a column: the first that the kind of table wants; a second of one is other."""
    found = []
    for meant in several:
        wanted = [each for each in _WANTED.get(kind, ()) if each in meant]
        found.append(wanted[0] if wanted else "")
    if kind in ("actions", "former") and "action" not in found and "title" in found:
        found[found.index("title")] = "action"
    if kind in ("actions", "former") and "responsible" not in found:
        for place, meant in enumerate(several):
            if found[place] in ("", "other") and {"structure", "name"} & set(meant):
                found[place] = "responsible"
                break
    if "responsible" in found and "deadline" not in found:
        place = found.index("responsible")
        if _DATED.search(words.fold_heading(names[place])):
            found[place] = "both"
    return found


def _by_place(rows, kind):
    width = len(rows[0].cells)
    found = ["number"] if _counts([row.cells[0] for row in rows]) else []
    order = (
        ["action", "responsible", "deadline"]
        if kind == "actions"
        else ["name", "structure", "phone"]
    )
    return [*found, *order, *[""] * width][:width]


def _counts(cells):
    return all(re.fullmatch(r"\d{1,3}[.)-]?", cell.strip()) for cell in cells if cell.strip())


# --- Responsible and deadline in one cell ---

_STARTS = re.compile(r"\s+|[;,(:/]\s*|[–-]\s+")
_STRUCK = re.compile(r"(?s)(?P<who>.*\w.*?)\s+(?P<when>[/–.-]{2,}|-)$")


def parted(cell):
    """(responsible, deadline) of a cell that holds both: the longest end that is a deadline."""
    cell = cell.strip()
    if is_deadline(cell):
        return "", cell
    above, _, last = cell.rpartition("\n")
    if above and is_deadline(last):
        return above.strip(), last.strip()
    if struck := _STRUCK.match(cell):
        return struck["who"].strip(), struck["when"]
    for cut in _STARTS.finditer(cell):
        end = cell[cut.end() :].strip()
        bare = end[1:] if end.startswith("(") else end
        bare = bare[:-1] if bare.endswith(")") and "(" not in bare else bare
        if is_deadline(bare):
            return cell[: cut.start()].rstrip(" ;,:–-/("), bare.strip()
    return cell, ""


def is_deadline(text):
    """Whether a wording is a deadline that is understood."""
    if not re.search(r"\w", text) or len(text) > 80:
        return False
    precision = deadlines.parse(text, None).precision
    return precision not in (deadlines.Precision.FREE, deadlines.Precision.NONE)
