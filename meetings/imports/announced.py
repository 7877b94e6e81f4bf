"""What was announced of a meeting, and what its original says: put together. Pure.

The original is right. Where it is silent, what was announced stays; where it says otherwise, the
field is to be verified, with what was announced beside it; a point or a person of whom it says
nothing is listed with what was not taken. So nothing that was known before falls out in silence.
"""

from gtm.names import fold
from meetings.choices import Presence
from meetings.text import diff
from meetings.text import document as doc
from meetings.text.hours import parse_hours

ANNOUNCED = "annoncé"
SILENT = "repris de l’annonce : il n’en dit rien"
NAMED = {"points": "title", "attendance": "wording"}
HOURS = ("start", "end")


def joined(before, document, marks, left):
    """(document, marks, left) of an original that is taken into a meeting whose text is `before`.

    A point that both have keeps the uid of the announced one: the history then shows it as one.
    """
    document, marks = _with_same_points(before, document, marks)
    known = doc.announced(before)
    _header(known, document, marks)
    for uid in set(document.get("points", ())) & set(before.get("points", ())):
        for name in ("presenters", "minutes"):
            _stays(doc.key_of("points", uid, name), known, document, marks)
    return document, marks, [*left, *_missing(before, document)]


def _with_same_points(before, document, marks):
    wanted = {fold(row["title"]): row["uid"] for row in reversed(doc.tree(before)["points"])}
    names = {}
    for row in doc.tree(document)["points"]:
        if uid := wanted.pop(fold(row["title"]), None):
            names[row["uid"]] = uid
    renamed = {_renamed(key, names): value for key, value in document.items()}
    if "points" in renamed:
        renamed["points"] = [names.get(uid, uid) for uid in renamed["points"]]
    return renamed, {_renamed(key, names): mark for key, mark in marks.items()}


def _renamed(key, names):
    return "/".join(names.get(part, part) for part in key.split("/"))


def _header(known, document, marks):
    for name in doc.HEADER.keys() & known.keys():
        if name not in document:
            _stays(name, known, document, marks)
        elif not _is_same(name, document[name], known[name]):
            _, place = marks.get(name, (False, ""))
            told = f"{ANNOUNCED} : {diff.shown(name, known)}"
            marks[name] = [False, f"{place} ({told})" if place else told]


def _stays(key, known, document, marks):
    """Where the original is silent; a choice that nobody made is nothing to compare."""
    if key not in known or key in document:
        return
    document[key] = known[key]
    if not doc.field_of(key).choices:
        marks[key] = [False, SILENT]


def _is_same(name, one, other):
    if name == "date":  # it is the day by which the meeting was found
        return True
    if name in HOURS and parse_hours(one):
        return parse_hours(one) == parse_hours(other)
    return fold(one) == fold(other)


def _missing(before, document):
    """[place, text] of each point and person that was announced and does not stand in a text."""
    return [
        [ANNOUNCED, f"{diff.NAMES[section]} : {_said(section, row)}"]
        for section, name in NAMED.items()
        for row in doc.tree(before)[section]
        if row[name].strip() and not _is_there(section, row, document)
    ]


def _is_there(section, row, document):
    names = (NAMED[section], "structures") if section == "attendance" else (NAMED[section],)
    rows = doc.tree(document)[section]
    there = {fold(each[name]) for each in rows for name in names} - {""}
    return any(fold(row[name]) in there for name in names)


def _said(section, row):
    if section == "points":
        told = row["presenters"].strip()
    else:
        # Who did not answer stands as absent in minutes that begin: that was not announced.
        presence = row["presence"] if row["presence"] != Presence.ABSENT else ""
        told = dict(doc.ROWS[section]["presence"].choices).get(presence, "")
    return f"{row[NAMED[section]].strip()} ({told})" if told else row[NAMED[section]].strip()
