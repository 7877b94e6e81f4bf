"""The minutes being written: one flat map of fields, as typed. Pure.

    {"date": "30/11/2021", "points": [uid, …], "points/<uid>/title": "…",
     "points/<uid>/actions": [uid, …], "actions/<uid>/deadline": "2022"}

Keys are the names of the form's fields; a list of rows is a list of uids, and its order is the
order. Values are text; an empty value and a missing key are the same. Nothing is ever refused for
its form: what is wrong stands on the checklist (`checklist.py`).
"""

import hashlib
import json
import re
import uuid

from actions.statuses import CLOSED
from gtm.characters import normalised
from gtm.names import searchable
from meetings.text.fields import (  # « doc » has them all: who uses the map needs its fields
    CARRIED,
    CHILDREN,
    DISCUSSION_HEADINGS,
    FLAGS,
    HEADER,
    LISTS,
    PHOTOS_HEADING,
    RESPONSIBLE_HEADINGS,
    ROLES,
    ROWS,
)

UID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
__all__ = ["DISCUSSION_HEADINGS", "FLAGS", "PHOTOS_HEADING", "RESPONSIBLE_HEADINGS", "ROLES"]
ROWS_LIMIT = 500  # rows that one list may publish: ten times the longest attendance seen
# What `starting` gives; without `followup_counted` a text prints its follow-up as before.
STARTING = {"kind", "date", "place", "modality", "territory", "followup_counted"}
EDITOR_LIMIT = 2_000  # rows of a text that the editor opens: each costs 2 ms and 5 kB


def new_uid():
    return str(uuid.uuid4())


def key_of(section, uid, name):
    return f"{section}/{uid}/{name}"


def field_of(key):
    """The `Field` of a key of the map; None for a key that is no field (lists included)."""
    section, _, rest = key.partition("/")
    if not rest:
        return HEADER.get(section)
    uid, _, name = rest.partition("/")
    return ROWS.get(section, {}).get(name) if UID.fullmatch(uid) else None


def list_section(key):
    """Which section the rows of a list belong to (`points/<uid>/actions` → actions), or None."""
    if key in LISTS:
        return key
    section, _, rest = key.partition("/")
    uid, _, name = rest.partition("/")
    return name if name in CHILDREN.get(section, ()) and UID.fullmatch(uid) else None


def clean(pairs):
    """A map from (key, [values]) pairs, e.g. `request.POST.lists()`.

    Unknown keys are ignored; a row named twice stays at its first place; fields of rows that stand
    in no list are dropped (the former revision still has them).
    """
    typed = {key: values for key, values in pairs if field_of(key) or list_section(key)}
    document = {}
    _take(document, typed, set(), "", HEADER, LISTS)
    for section in CARRIED:
        _drop_untouched(document, section)
    repeat_dittos(document)
    return document


def _take(document, typed, seen, prefix, fields, lists):
    """Take the fields under `prefix`, then its lists and what stands below their rows."""
    for name, field in fields.items():
        key = prefix + name
        if key in typed and not field.computed:
            value = normalised(str(typed[key][-1]))
            if value.strip():
                document[key] = value
    for section in lists:
        uids = _unseen(typed.get(prefix + section, ()), seen)
        if uids:
            document[prefix + section] = uids
        for uid in uids:
            children = CHILDREN.get(section, ())
            _take(document, typed, seen, f"{section}/{uid}/", ROWS[section], children)


def _drop_untouched(document, section):
    """Leave out rows of other meetings about which nothing is typed."""
    names = (*ROWS[section], *CHILDREN.get(section, ()))
    rows = document.pop(section, ())
    kept = [uid for uid in rows if any(key_of(section, uid, name) in document for name in names)]
    if kept:
        document[section] = kept


def _unseen(posted, seen):
    uids = []
    for uid in posted:
        if isinstance(uid, str) and UID.fullmatch(uid) and uid not in seen:
            seen.add(uid)
            uids.append(uid)
    return uids


def repeat_dittos(document):
    """Replace a ditto mark in the last columns of an action by what the row above says.

    The mark is the one of paper: « " » (also 〃 and « idem ») alone in the field.
    """
    for key in [key for key in document if list_section(key) == "actions"]:
        above = {}
        for uid in document[key]:
            for name in ("responsible", "deadline"):
                here = key_of("actions", uid, name)
                if document.get(here, "").strip().lower() in ('"', "〃", "idem") and name in above:
                    document[here] = above[name]
                above[name] = document.get(here, "")


def row(document, section, uid):
    """A row as a dict: its uid, its key, every field (empty when missing), its lists of rows."""
    prefix = f"{section}/{uid}/"
    cells = {name: document.get(prefix + name, "") for name in ROWS[section]}
    for child in CHILDREN.get(section, ()):
        cells[child] = [row(document, child, each) for each in document.get(prefix + child, ())]
    return {"uid": uid, "key": prefix[:-1], **cells}


def tree(document):
    """The whole map as nested dicts and lists, for templates; every field is present."""
    fields = {name: document.get(name, "") for name in HEADER}
    for section in LISTS:
        fields[section] = [row(document, section, uid) for uid in document.get(section, ())]
    return fields


def is_blank(cells):
    """Whether nothing was typed in a row nor below it (choices do not count as typing)."""
    return not any(
        value
        for name, value in cells.items()
        if name not in ("uid", "key", "role", "quality", "presence")
    )


def row_count(document):
    return sum(len(value) for value in document.values() if isinstance(value, list))


def filled(rows):
    """Those in which something was typed."""
    return [cells for cells in rows if not is_blank(cells)]


def parent_list(document, uid):
    """The key of the list in which a row stands, or None."""
    for key, value in document.items():
        if isinstance(value, list) and uid in value:
            return key
    return None


def with_row_added(document, list_key, after=None, uid=None):
    """A copy with an empty row in a list (after the row `after`, else last), and its uid."""
    uid, rows = uid or new_uid(), list(document.get(list_key, ()))
    if uid in rows:
        return document, uid
    rows.insert(rows.index(after) + 1 if after in rows else len(rows), uid)
    return {**_with_carried(document, list_key), list_key: rows}, uid


def _with_carried(document, list_key):
    """A copy in which the row that holds a list is named, were it one of another meeting."""
    section, _, rest = list_key.partition("/")
    uid, named = rest.partition("/")[0], document.get(section, ())
    if section not in CARRIED or uid in named:
        return document
    return {**document, section: [*named, uid]}


def with_row_moved(document, uid, step):
    """A copy in which a row stands `step` places further; at an end it stays."""
    key = parent_list(document, uid)
    if key is None:
        return document
    rows = list(document[key])
    place = max(0, min(rows.index(uid) + step, len(rows) - 1))
    rows.remove(uid)
    rows.insert(place, uid)
    return {**document, key: rows}


def with_row_cut(document, uid, wordings, op_id):
    """A copy in which a line of attendance is several, the first under its own uid."""
    if not wordings or uid not in document.get("attendance", ()):
        return document
    cut = {**document, key_of("attendance", uid, "wording"): wordings[0]}
    for place, wording in reversed(list(enumerate(wordings[1:]))):
        new = str(uuid.uuid5(op_id, str(place)))
        cut, _ = with_row_added(cut, "attendance", uid, new)
        cut[key_of("attendance", new, "wording")] = wording
    return cut


def with_row_removed(document, uid):
    """A copy without a row and what stands below it."""
    pairs = [
        (key, [each for each in value if each != uid] if isinstance(value, list) else [value])
        for key, value in document.items()
    ]
    return clean(pairs)


def starting(meeting):
    """The map of a meeting that has just been created."""
    document = {
        "kind": meeting.kind,
        "date": f"{meeting.date:%d/%m/%Y}",
        "place": meeting.place,
        "modality": meeting.modality,
        "territory": str(meeting.territory_id or ""),
        "followup_counted": "1",
    }
    return {key: value for key, value in document.items() if value}


def is_untouched(document):
    """Whether nothing was typed yet but what a meeting is created with."""
    return document.keys() <= STARTING


def sha256(document):
    """The hash of a map, whatever the order in which a database gives its keys back."""
    content = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(content.encode()).hexdigest()


def neighbour(document, uid):
    """The row to come back to once a row is gone: the one before, else after, else its parent."""
    key = parent_list(document, uid)
    if key is None:
        return ""
    rows = document[key]
    place = rows.index(uid)
    others = [*rows[:place][::-1], *rows[place + 1 :]]
    return others[0] if others else key.split("/")[1] if "/" in key else ""


def announced(document):
    """What everybody may know of a meeting before its minutes: when, where, the agenda."""
    kept = (
        "kind",
        "number",
        "date",
        "place",
        "modality",
        "platform",
        "territory",
        "start",
        "end",
        "points",
    )
    shown = {name: document[name] for name in kept if name in document}
    for uid in document.get("points", ()):
        for name in ("title", "presenters", "minutes", "unnumbered"):
            key = key_of("points", uid, name)
            if key in document:
                shown[key] = document[key]
    return shown


def is_contact(key):
    """Of a person present: never searched, never printed."""
    return key.rpartition("/")[2] in ("phone", "email")


def words(document, *, is_out):
    """What is searched of a meeting, folded as names are: what all its readers may read.

    `document` is the published map if its minutes are out, else the text being written.
    """
    readable = document if is_out else announced(document)
    found = [
        value for key, value in readable.items() if isinstance(value, str) and not is_contact(key)
    ]
    return searchable(" ".join(found))


def ended(document, section):
    """The uids of the rows of `followups` or `former_actions` that a text says closed, in order."""
    keys = ((uid, key_of(section, uid, "status")) for uid in document.get(section, ()))
    return [uid for uid, key in keys if document.get(key) in CLOSED]


KEPT_OF_ATTENDANCE = ("wording", "quality", "structures", "name", "function", "phone", "email")
KEPT_OF_POINT = (
    "title", "unnumbered", "presenters", "minutes", "heading", "responsible_heading", "followup",
)  # fmt: skip


def frame_of(document, section, taken):
    """The rows of a former meeting that a new one starts from, under new uids.

    `taken` are the uids to keep, of `attendance` or `points`; of a point only the frame is kept.
    """
    kept = KEPT_OF_ATTENDANCE if section == "attendance" else KEPT_OF_POINT
    frame = {section: []}
    for former in document.get(section, ()):
        if former in taken:
            uid = new_uid()
            frame[section].append(uid)
            for name in kept:
                value = document.get(key_of(section, former, name))
                if value:
                    frame[key_of(section, uid, name)] = value
    return frame
