"""The agenda of a meeting: how long its points take, which are usual, what may be done to it. Pure.

`document` is the map of a meeting everywhere.
"""

import re
from dataclasses import dataclass
from datetime import time

from gtm.names import searchable
from meetings.text import document as doc
from meetings.text import numbering
from meetings.text.checklist import FOLLOWUP as SAYS_FOLLOWUP
from meetings.text.hours import parse_hours

FIELDS = ("title", "presenters", "minutes")
ADOPTION, FOLLOWUP = "adoption", "followup"
FOLLOWUP_TITLE = "Suivi des points d’action"
SAYS_ADOPTION = re.compile(
    r"\b(?:adoption|approbation|lecture|amendement)s?\b.*\bcomptes? rendus?\b|"
    r"\b(?:adoption|approbation)\b.*\bpv\b"
)
SAYS_MINUTES = re.compile(
    r"(?P<alone>[0-9]{1,3}) ?(?:min(?:utes?)?\.?|mn|')?"
    r"|(?P<hours>[0-9]{1,2}) ?h(?:eures?)? ?(?P<rest>[0-9]{1,2})?(?: ?min)?"
)
LAST = ("divers", "questions diverses", "cloture")
DAY = 24 * 60  # minutes
LONGEST = 600  # of one point


@dataclass(frozen=True)
class Timed:
    """A point of the agenda; `minutes` and `at` are None where nobody knows."""

    uid: str
    number: int
    title: str
    presenters: str
    minutes: int | None
    at: time | None = None


@dataclass(frozen=True)
class Agenda:
    """`total` minutes of the points that say theirs, and when the meeting would end by them."""

    points: list
    total: int
    ends_at: time | None


@dataclass(frozen=True)
class Left:
    """A point of an earlier meeting that was not dealt with; `reason` where it was put off."""

    uid: str
    title: str
    presenters: str
    minutes: str
    reason: str
    is_postponed: bool


def minutes_in(text):
    """How many minutes a field says: « 15 », « 15 min », « 1h30 »; None for anything else."""
    found = SAYS_MINUTES.fullmatch(" ".join(text.lower().split()))
    if not found:
        return None
    hours, rest, alone = found["hours"], found["rest"], found["alone"]
    count = int(alone) if alone else int(hours) * 60 + int(rest or 0)
    return count if 1 <= count <= LONGEST else None


def agenda_of(document):
    """The `Agenda` of a text: each point with its hour, as far as those before it say theirs."""
    at, total, points = start_of(document), 0, []
    for number, cells in numbering.numbered(doc.tree(document)):
        minutes = minutes_in(cells["minutes"])
        title, presenters = numbering.title_of(cells), cells["presenters"].strip()
        points.append(Timed(cells["uid"], number, title, presenters, minutes, _clock(at)))
        total += minutes or 0
        at = at + minutes if at is not None and minutes else None
    start = start_of(document)
    ends = _clock(start + total) if start is not None and total else None
    return Agenda(points, total, ends)


def start_of(document):
    """The minute of the day at which the meeting begins, or None."""
    hours = parse_hours(document.get("start", "")) if document.get("start", "").strip() else None
    start = hours[0] if hours else None
    return start.hour * 60 + start.minute if start else None


def _clock(minute):
    return time(minute // 60, minute % 60) if minute is not None and minute < DAY else None


# --- What is done to it ---


def with_point(document, uid, cells):
    """A copy with a point more, before a last one called « Divers »; the same where it is there."""
    points = list(document.get("points", ()))
    if uid in points:
        return document
    last = document.get(doc.key_of("points", points[-1], "title"), "") if points else ""
    points.insert(len(points) - (searchable(last) in LAST), uid)
    typed = {doc.key_of("points", uid, name): text for name, text in cells.items() if text}
    return {**document, "points": points, **typed}


def usual_in(document):
    """Which of the usual points an agenda has: {name: uid}."""
    found = {}
    for cells in doc.tree(document)["points"]:
        title = searchable(cells["title"])
        if SAYS_ADOPTION.search(title):
            found.setdefault(ADOPTION, cells["uid"])
        elif cells["followup"] or SAYS_FOLLOWUP.search(title):
            found.setdefault(FOLLOWUP, cells["uid"])
    return found


def with_first(document, titles, uid_of):
    """A copy in which the usual points of `titles` ({name: title}) come first, in this order.

    One that is there stays at its place; that of the former minutes is told which ones they are.
    """
    there, points, typed = usual_in(document), [], {}
    for name, title in titles.items():
        uid = there.get(name) or uid_of(name)
        if name not in there:
            points.append(uid)
            if name == FOLLOWUP:
                typed[doc.key_of("points", uid, "followup")] = "1"
        if name not in there or name == ADOPTION:
            typed[doc.key_of("points", uid, "title")] = title
    if not typed:
        return document
    points = [uid for uid in points if uid not in document.get("points", ())]
    return {**document, **typed, "points": [*points, *document.get("points", ())]}


def with_titles(document, titles, uid_of):
    """A copy with the points of a template that are not there yet, compared by their titles."""
    there = {searchable(each["title"]) for each in doc.tree(document)["points"]}
    for place, title in enumerate(titles):
        if searchable(title) not in there:
            document = with_point(document, uid_of(place), {"title": title})
            there.add(searchable(title))
    return document


def with_typed(document, typed):
    """A copy with what the page of the agenda says: order, titles, presenters, minutes.

    `typed` is a clean map of points. One that it does not name stays, after the others.
    """
    elsewhere = {uid for key, rows in document.items() if key != "points" for uid in _uids(rows)}
    posted = [uid for uid in typed.get("points", ()) if uid not in elsewhere]
    kept = [uid for uid in document.get("points", ()) if uid not in posted]
    keys = [doc.key_of("points", uid, name) for uid in posted for name in FIELDS]
    merged = {key: value for key, value in document.items() if key not in keys}
    merged |= {key: typed[key] for key in keys if key in typed}
    if posted or kept:
        merged["points"] = [*posted, *kept]
    return merged


def _uids(value):
    return value if isinstance(value, list) else ()


def is_bare(document, uid):
    """Whether nothing stands in a point but its agenda."""
    cells = doc.row(document, "points", uid)
    kept = (*FIELDS, "unnumbered", "followup", "heading", "responsible_heading")
    return doc.is_blank({name: value for name, value in cells.items() if name not in kept})


def left_of(document):
    """The `Left` points of a meeting that was held: put off, or with nothing said under them."""
    usual = set(usual_in(document).values())
    return [
        Left(
            cells["uid"],
            cells["title"].strip(),
            cells["presenters"].strip(),
            cells["minutes"].strip(),
            cells["postponed_reason"].strip(),
            bool(cells["postponed"]),
        )
        for cells in doc.tree(document)["points"]
        if cells["title"].strip() and cells["uid"] not in usual and _is_left(document, cells)
    ]


def _is_left(document, cells):
    ceremony = cells["unnumbered"] or searchable(cells["title"]) in LAST
    return bool(cells["postponed"]) or (not ceremony and is_bare(document, cells["uid"]))
