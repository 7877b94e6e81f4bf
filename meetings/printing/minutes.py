"""From the flat map to what is printed, in the PDF and on the reading page. Pure: no query.

Texts come out as typed, stripped; templates pass them through the filter `french`. The order of
the parts and their wording are those of the minutes of Zinder, 30 November 2021.
"""

import re
from dataclasses import dataclass, replace

from actions.deadlines import parse_day
from gtm import typography
from gtm.names import searchable
from meetings.choices import MeetingKind, Presence, Quality
from meetings.printing.followup import Followup, flagged_point, followup
from meetings.printing.followup import day as _day
from meetings.text import discussion
from meetings.text import document as doc
from meetings.text.counts import parse_count, says_whom
from meetings.text.discussion import punctuated
from meetings.text.hours import parse_hours
from meetings.text.numbering import UNTITLED, heading, is_rank, numbered, title_of

ROLES = {role: label.capitalize() for role, label in doc.ROLES}
COLON = ": \u00a0"  # what ends a heading, with the spaces before it
AWAY = {"excused": "Excusés", "absent": "Absents"}  # all other lines stand under « Présence »
# A place that says so itself; as words are searched.
REMOTE = re.compile(r"\b(?:virtuel|visio|distanciel|teleconf|webinaire|a distance\b|en ligne\b)")
MARKS = {each.value: each.label for each in (Quality.OBSERVER, Quality.GUEST, Presence.REMOTE)}


@dataclass(frozen=True)
class Action:
    """A row of the table; `number` is 0 for a lone action. `uid` is the one of the register."""

    uid: str
    number: int
    text: str
    responsible: str
    deadline: str


@dataclass(frozen=True)
class Actions:
    """The table of a point: its headings, two or three, and its rows; none is printed N/A."""

    headings: list
    rows: list


@dataclass(frozen=True)
class Findings:
    """Strengths or weaknesses: « a) Forces : », blocks that introduce them, texts."""

    label: str
    intro: list
    rows: list


@dataclass(frozen=True)
class Entry:
    """A line of the agenda; `number` is 0 for a point without one, `subpoints` are texts."""

    number: int
    text: str
    subpoints: list


@dataclass(frozen=True)
class Point:
    """A point: « 1- Title (presenters) », « Point reporté : … », what was said, its actions.

    `followup` is what is said of the earlier meetings, in the point flagged for it.
    """

    uid: str
    heading: str
    postponed: str
    discussion_heading: str
    blocks: list
    findings: list
    actions: Actions | None
    followup: Followup | None


@dataclass(frozen=True)
class Photo:
    """A photo; width and height in pixels. Its caption, if any, is read beside `alt`.

    `src` is the caller's: where the page finds it.
    """

    uid: str
    alt: str
    caption: str
    credit: str
    width: int
    height: int
    src: str = ""


@dataclass(frozen=True)
class Head:
    """The administrative letterhead: lines of the left block, « Agadez, le 29 avril 2021 »."""

    country: str
    motto: str
    lines: list
    dateline: str


@dataclass(frozen=True)
class Printed:
    """The minutes in reading order.

    `facts` and `signatures` are pairs of texts, `attendance` pairs of a heading and its rows;
    `opening` and `closing` are blocks (see `discussion`); `edition` says the version, or nothing;
    `state` since when it is out, and `saved` of which day a draft is;
    `replaces` what it takes the place of (« annule et remplace… ») and `changes` what it changes.
    """

    title: str
    group: str
    head: Head | None
    facts: list
    opening: list
    attendance: list
    totals: str
    agenda: list
    adoption: str
    followup: Followup | None
    points: list
    closing: list
    next_meeting: str
    photos_heading: str
    photos: list
    files: list
    signatures: list
    edition: str
    state: str = ""
    saved: str = ""
    replaces: str = ""
    changes: str = ""

    def with_photos_at(self, address):
        """A copy whose photos have a `src`: `address` makes it from a photo's uid."""
        photos = [replace(photo, src=address(photo.uid)) for photo in self.photos]
        return replace(self, photos=photos)


def printed(document, *, group, letterhead=None, photos=(), edition="", **about):
    """What the flat map `document` of a meeting of `group` prints.

    `photos` are the stored ones (pk, width, height); those that the map does not name are left
    out. `edition` is a line for the foot of the pages; `about` are the other texts of an edition
    (see `Printed`).
    """
    tree = doc.tree(document)
    shown = _photos(tree, photos)
    carried, place = followup(tree), flagged_point(tree)
    return Printed(
        title=titled(document, group),
        group=group.name,
        head=_head(tree, letterhead),
        facts=_facts(tree),
        opening=discussion.blocks(tree["opening"]),
        attendance=_attendance(tree, group),
        totals=_totals(tree),
        agenda=_agenda(tree, group),
        adoption=_agenda_adopted(tree),
        followup=None if place else carried,
        points=[
            _point(number, point, group, carried if point["uid"] == place else None)
            for number, point in numbered(tree)
        ],
        closing=discussion.blocks(tree["closing"]),
        next_meeting=_next_meeting(tree),
        photos_heading=tree["photos_heading"].strip() or (doc.PHOTOS_HEADING if shown else ""),
        photos=shown,
        files=_signed([own for each in tree["files"] if (own := each["title"].strip())], group),
        signatures=_signatures(tree) if group.has_signatures else [],
        edition=edition,
        **about,
    )


def _in_parentheses(text):
    return f" ({text})" if text else ""


def _signed(rows, group):
    return punctuated(rows) if group.punctuates_lists else rows


# --- Head of the document ---


def titled(document, group):
    number, typed = document.get("number", "").strip(), document.get("kind", "")
    kind = MeetingKind(typed) if typed in MeetingKind.values else None
    if is_rank(number):
        of_it = kind.of_rank(number) if kind else f"de la {number} réunion"
    else:
        rank = f" n° {number}" if number[:1].isdigit() else f" {number}" if number else ""
        of_it = (kind.of_it if kind else "de la réunion") + rank
    return typography.french(f"Compte rendu {of_it} du {group.name}")


def _head(tree, letterhead):
    if letterhead is None or letterhead.style == letterhead.Style.SIMPLE:
        return None
    day, place = _day(tree["date"]), letterhead.place.strip()
    lines = letterhead.lines_on(parse_day(tree["date"]))
    dateline = f"{place}, le {day}" if place and day else day and f"Le {day}"
    return Head(letterhead.country.strip(), letterhead.motto.strip(), lines, dateline)


def _facts(tree):
    facts = [("Date", _day(tree["date"])), ("Lieu", _place(tree)), ("Heure", _hours(tree))]
    roles = doc.filled(tree["roles"])
    facts += [(ROLES.get(role["role"], ROLES["chair"]), _role(role)) for role in roles]
    return [(label, fact) for label, fact in facts if fact]


def _place(tree):
    """« Virtuelle (Skype) », « PAM, et à distance (Teams) »; « Visioconférence » says so itself."""
    place, platform = tree["place"].strip(), _in_parentheses(tree["platform"].strip())
    if REMOTE.search(searchable(place)):
        return place + platform
    if tree["modality"] == "remote":
        return f"Virtuelle{platform}" + (f" – {place}" if place else "")
    if tree["modality"] == "hybrid":
        return f"{place}, et à distance{platform}" if place else f"Hybride{platform}"
    return place + platform


def _hours(tree):
    """10h20-11h25; the start may hold a pasted range; what cannot be read stays as typed."""
    typed = [tree[name].strip() for name in ("start", "end") if tree[name].strip()]
    read = [parse_hours(text) for text in typed]
    if None in read:
        return "-".join(typed)
    starts = [hours[0] for hours in read if hours[0]]
    ends = [hours[1] for hours in read if hours[1]]
    if tree["end"].strip() and read[-1][1] is None:  # one hour alone is read as a start
        ends = [starts.pop()]
    start, end = (typography.format_hour(hours[0]) if hours else "" for hours in (starts, ends))
    return f"{start}-{end}" if start and end else start or (end and f"jusqu’à {end}")


def _role(role):
    replaced = role["replacing"].strip()
    who = role["person"].strip() + (f", en remplacement de {replaced}" if replaced else "")
    return who + _in_parentheses(role["reason"].strip())


def _attendance(tree, group):
    groups = {heading: [] for heading in ("Présence", *AWAY.values())}
    for line in doc.filled(tree["attendance"]):
        groups[AWAY.get(line["presence"], "Présence")].append(line_of(line))
    return [(heading, _signed(rows, group)) for heading, rows in groups.items() if rows]


def line_of(line):
    """The wording, then what it is: « OIM Zinder (observateur, à distance) »."""
    names = (line[name].strip() for name in ("wording", "name", "function", "structures"))
    marks = (MARKS.get(line[name]) for name in ("quality", "presence"))
    by = line["represented_by"].strip()
    represented = f", représenté par {by}" if line["presence"] == "represented" and by else ""
    wording = next((name for name in names if name), UNTITLED)
    return wording + _in_parentheses(", ".join(filter(None, marks))) + represented


def _totals(tree):
    """« 12 participants, dont 5 femmes ; voir liste en annexe. », as far as it is known."""
    total, women = tree["attendance_total"].strip(), tree["attendance_women"].strip()
    counts = [
        _counted(total, "participant") if total else "",
        ("dont " if total else "") + _counted(women, "femme") if women else "",
    ]
    annex = "voir liste en annexe" if tree["attendance_annexed"] else ""
    line = " ; ".join(filter(None, [", ".join(filter(None, counts)), annex]))
    return line and f"{line[0].upper()}{line[1:]}."


def _counted(typed, noun):
    """« 20 participants »; « 20 personnes » stays as it was typed."""
    count = parse_count(typed)
    plural = count is None or count > 1
    return typed if says_whom(typed) else f"{typed} {noun}{'s' if plural else ''}"


def _signatures(tree):
    """(« Le président de séance », name) and (« Le rapporteur », name); a name may be empty."""
    names = {row["role"]: row["person"].strip() for row in reversed(tree["roles"])}
    offices = {"Le président de séance": "chair", "Le rapporteur": "secretary"}
    return [(office, names.get(role, "")) for office, role in offices.items()]


def _next_meeting(tree):
    when, where = _day(tree["next_date"], typography.long_day), tree["next_place"].strip()
    if when and tree["next_probable"]:
        when += " (date probable)"
    line = ", ".join(filter(None, [when, where]))
    return line and f"Prochaine réunion : {line}."


def _photos(tree, photos):
    stored = {str(photo.pk): photo for photo in photos}
    shown = [cells for cells in tree["photos"] if cells["uid"] in stored]
    return [
        Photo(
            uid=cells["uid"],
            alt=f"Photo {rank} sur {len(shown)}" + ("" if caption else " de la réunion"),
            caption=caption,
            credit=cells["credit"].strip(),
            width=stored[cells["uid"]].width,
            height=stored[cells["uid"]].height,
        )
        for rank, cells in enumerate(shown, 1)
        for caption in [cells["caption"].strip()]
    ]


# --- Agenda and points ---


def _entitled(cells):
    title, presenters = title_of(cells), cells["presenters"].strip()
    return title + _in_parentheses(presenters.removeprefix("(").removesuffix(")"))


def _agenda(tree, group):
    """One list, signs included: a point with sub-points announces them by « : »."""
    pairs = [(number, point, doc.filled(point["subpoints"])) for number, point in numbered(tree)]
    rows = []
    for _, point, subs in pairs:
        rows += [_entitled(point) + (" :" if subs else ""), *map(_entitled, subs)]
    texts = iter(_signed(rows, group))
    return [Entry(number, next(texts), [next(texts) for _ in subs]) for number, _, subs in pairs]


def _agenda_adopted(tree):
    typed, labels = tree["agenda_adoption"], dict(doc.field_of("agenda_adoption").choices)
    return f"L’ordre du jour a été {labels[typed]}." if typed and typed in labels else ""


def _point(number, point, group, carried):
    blocks, findings = discussion.blocks(point["discussion"]), _findings(point, group)
    discussed = point["heading"].strip() or doc.DISCUSSION_HEADINGS[0]
    postponed = f"Point reporté : {point['postponed_reason'].strip()}".rstrip(COLON)
    return Point(
        uid=point["uid"],
        heading=heading(number, _entitled(point)),
        postponed=postponed if point["postponed"] else "",
        discussion_heading=discussed if blocks or findings else "",
        blocks=blocks,
        findings=findings,
        actions=_actions(point, group),
        followup=carried,
    )


def _findings(point, group):
    """« a) Forces : » and « b) Faiblesses : »; without a letter when there is one kind only."""
    kinds = [
        (label, discussion.blocks(point[f"{section}_intro"]), _texts(point[section], group))
        for label, section in (("Forces :", "strengths"), ("Faiblesses :", "weaknesses"))
    ]
    kinds = [kind for kind in kinds if kind[1] or kind[2]]
    if len(kinds) == 2:
        kinds = [
            (f"{letter}) {kind[0]}", *kind[1:]) for letter, kind in zip("ab", kinds, strict=True)
        ]
    return [Findings(*kind) for kind in kinds]


def _texts(rows, group):
    return _signed([cells["text"].strip() for cells in doc.filled(rows)], group)


def _actions(point, group):
    rows = doc.filled(point["actions"])
    if not rows and not point["no_action"]:
        return None
    responsible = point["responsible_heading"].strip() or group.responsible_heading
    headings = ["Points d’action", responsible, "Date limite"]
    if point["without_deadline"]:
        headings.pop()
    actions = [
        Action(
            uid=cells["uid"],
            number=rank if len(rows) > 1 else 0,
            text=text,
            responsible=cells["responsible"].strip(),
            deadline=cells["deadline"].strip(),
        )
        for rank, (cells, text) in enumerate(zip(rows, _texts(rows, group), strict=True), 1)
    ]
    return Actions([f"{heading.rstrip(COLON)} :" for heading in headings], actions)
