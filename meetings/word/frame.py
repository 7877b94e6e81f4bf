"""What the Word file of a meeting holds, in order, with room for what is not known yet. Pure.

The file is made of it, and what comes back is read beside it: it says which text is ours, and where
each row belongs, those that were empty too.
"""

import uuid
from dataclasses import dataclass, field

from gtm.names import searchable
from meetings.text import document as doc
from meetings.text.numbering import heading

HEADER = (
    "kind", "number", "date", "start", "end", "place", "modality", "platform", "opening",
    "attendance_total", "attendance_women", "agenda_adoption",
)  # fmt: skip
ENDING = ("closing", "next_date", "next_place", "photos_heading")
# Empty rows that are ready in each list: who needs more adds rows to the table.
ROOM = {
    "roles": 2,
    "attendance": 12,
    "former_actions": 2,
    "strengths": 3,
    "weaknesses": 3,
    "subpoints": 1,
    "actions": 4,
    "points": 2,
}
ATTENDANCE = ("wording", "quality", "presence", "represented_by", "persons")
CONTACTS = ("name", "function", "phone", "email", "structures")
POINT = (
    "title", "presenters", "postponed_reason", "heading", "discussion", "strengths_intro",
    "weaknesses_intro", "responsible_heading",
)  # fmt: skip
AMENDMENTS = "Amendements"
HOW = (
    "Écrivez dans les cases, ajoutez des lignes aux tableaux s’il en manque, puis rendez ce "
    "fichier dans l’application : ce que d’autres y ont écrit entre-temps reste."
)


@dataclass(frozen=True)
class Cell:
    """A field to fill in: its key, and the text that stands there."""

    key: str
    text: str = ""


@dataclass(frozen=True)
class Heading:
    text: str
    level: int = 1


@dataclass(frozen=True)
class Note:
    text: str


@dataclass(frozen=True)
class Sheet:
    """Labels, each with a field beside it."""

    rows: list  # of (label, Cell)


@dataclass(frozen=True)
class Grid:
    """A table of rows of one list: `list_key` is where a row that somebody adds belongs.

    `fields`: their names; a row is (its uid, its Cells); `told`: {uid: what stands before it}.
    """

    list_key: str
    headings: list
    fields: tuple
    rows: list
    told: dict = field(default_factory=dict)

    @property
    def section(self):
        return doc.list_section(self.list_key)


def frame(document, seed, with_contacts=True):
    """The parts of the file of a completed map; `seed`, a UUID, makes the uids of empty rows.

    Telephone numbers and addresses go to accounts alone.
    """
    contacts = _contacts(document, seed) if with_contacts else ()
    return [*_parts(document, seed), *contacts]


def _parts(document, seed):
    yield Note(HOW)
    yield Heading("Réunion")
    yield Sheet([_field(document, name, doc.HEADER[name].label) for name in HEADER])
    yield Heading("Rôles")
    yield _grid(document, seed, "roles", ("role", "person", "replacing", "reason"))
    yield Heading("Présence")
    yield _grid(document, seed, "attendance", ATTENDANCE)
    yield from _earlier(document, seed)
    for number, uid in enumerate(_room(document, seed, "points"), 1):
        yield from _point(document, seed, uid, number)
    yield Heading("Clôture")
    yield Sheet([_field(document, name, doc.HEADER[name].label) for name in ENDING])


def _contacts(document, seed):
    yield Heading("Coordonnées, jamais imprimées")
    contacts = _grid(document, seed, "attendance", CONTACTS)
    told = {
        uid: document.get(doc.key_of("attendance", uid, "wording"), "") for uid, _ in contacts.rows
    }
    yield Grid(
        contacts.list_key, ["Présence", *contacts.headings], contacts.fields, contacts.rows, told
    )


def _earlier(document, seed):
    """Former minutes to adopt, and the actions that they left open."""
    for section in ("adoptions", "former_adoptions"):
        for uid in document.get(section, ()):
            day = document.get(doc.key_of(section, uid, "meeting_date"), "")
            yield Heading(f"Compte rendu du {day}", 2)
            label = doc.ROWS[section]["decision"].label
            yield Sheet([_field(document, doc.key_of(section, uid, "decision"), label)])
            fields = ("author", "point", "text")
            yield Heading(AMENDMENTS, 3)
            yield _grid(document, seed, f"{section}/{uid}/amendments", fields, room=2)
    if document.get("followups"):
        yield Heading("Suivi des points d’action")
        grid = _grid(document, seed, "followups", ("status", "said", "reason", "new_deadline"), 0)
        told = {uid: _told(document, uid) for uid, _ in grid.rows}
        yield Grid("followups", ["Point d’action", *grid.headings], grid.fields, grid.rows, told)
    yield Heading("Points d’action d’avant, qui ne sont pas dans l’application", 2)
    names = ("text", "meeting_date", "responsible", "deadline", "status", "said")
    yield _grid(document, seed, "former_actions", names)


def _told(document, uid):
    names = ("text", "responsible", "deadline")
    cells = (document.get(doc.key_of("followups", uid, name), "") for name in names)
    return " – ".join(filter(None, cells))


def _point(document, seed, uid, number):
    key = f"points/{uid}"
    title = document.get(f"{key}/title", "").strip()
    yield Heading(heading(number, title or "Autre point"))
    labels = doc.ROWS["points"]
    yield Sheet([_field(document, f"{key}/{name}", labels[name].label) for name in POINT])
    for section, label in (
        ("subpoints", "Sous-points"),
        ("strengths", "Forces"),
        ("weaknesses", "Faiblesses"),
        ("actions", "Points d’action"),
    ):
        yield Heading(label, 2)
        yield _grid(document, seed, f"{key}/{section}", tuple(doc.ROWS[section]))


def _field(document, key, label):
    return label, Cell(key, shown(key, document.get(key, "")))


def _grid(document, seed, list_key, fields, room=None):
    section = doc.list_section(list_key)
    labels = doc.ROWS[section]
    rows = [
        (uid, [_field(document, doc.key_of(section, uid, name), "")[1] for name in fields])
        for uid in _room(document, seed, list_key, room)
    ]
    return Grid(list_key, [labels[name].label for name in fields], fields, rows)


def _room(document, seed, list_key, room=None):
    """The uids of a list, then those of its empty rows: the same each time it is asked."""
    count = ROOM[doc.list_section(list_key)] if room is None else room
    if list_key == "points" and document.get("points"):
        count = 1
    empty = [str(uuid.uuid5(seed, f"{list_key}/{place}")) for place in range(count)]
    return [*document.get(list_key, ()), *empty]


def shown(key, value):
    """A value as the file shows it: a choice by its label."""
    choices = dict(doc.field_of(key).choices)
    return choices.get(value, value) if value else ""


def value_of(key, text):
    """The value that a text of the file means; None: none of the choices of its field."""
    choices = doc.field_of(key).choices
    if not choices or not text:
        return text
    labels = {searchable(label): value for value, label in choices}
    return labels.get(searchable(text))
