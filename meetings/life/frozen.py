"""A text of minutes as data, as `exports/schemas/compte-rendu-1.json` says it: what is frozen.

A published PDF carries it; the JSON of a version has it with what has become of the actions
(`exports/data.py`). Neither telephone numbers nor addresses of those present are in it.
"""

import json

from django.conf import settings
from django.urls import reverse

from actions import deadlines
from meetings.choices import Presence, Quality
from meetings.printing.minutes import line_of, titled
from meetings.text import document as doc
from meetings.text.counts import parse_count
from meetings.text.fields import HEADER, ROWS
from meetings.text.numbering import action_number, numbered
from meetings.writing.store import columns_of


def frozen(meeting, document, *, version, published_on, replaces, changes):
    """A version of a meeting whose group and territories are loaded; as for `minutes_of`."""
    return {
        "$schema": address_of("meetings:schema"),
        "id": str(meeting.pk),
        "url": settings.SITE_URL + meeting.get_absolute_url(),
        "version": {
            "number": version,
            "published_on": f"{published_on:%Y-%m-%d}",
            "replaces": replaces and replaces.version,
            "changes": changes,
            "pdf": f"{address_of('meetings:publication_pdf', meeting.pk)}?version={version}",
            "pdf_sha256": None,  # no file can hold its own
            "text_sha256": doc.sha256(document),
        },
        **_text(meeting, document),
        "status": None,
    }


def as_json(data):
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def address_of(name, *args):
    return settings.SITE_URL + reverse(name, args=args)


def _text(meeting, document):
    tree, columns = doc.tree(document), columns_of(meeting, document)
    held_on, group = columns.get("date", meeting.date), meeting.group
    return {
        "title": titled(document, group),
        "group": group_of(group),
        "kind": columns.get("kind", meeting.kind),
        "number": tree["number"].strip(),
        "date": f"{held_on:%Y-%m-%d}",
        "starts_at": _hour(columns["starts_at"]),
        "ends_at": _hour(columns["ends_at"]),
        "place": tree["place"].strip(),
        "modality": columns.get("modality", meeting.modality),
        "platform": tree["platform"].strip(),
        "territory": territory_of(columns["territory"] or group.territory),
        "roles": [_role(row) for row in doc.filled(tree["roles"])],
        "attendance": [_line(row) for row in doc.filled(tree["attendance"])],
        "attendance_total": parse_count(tree["attendance_total"]),
        "attendance_women": parse_count(tree["attendance_women"]),
        "attendance_annexed": bool(tree["attendance_annexed"]),
        "agenda_adoption": _chosen(tree, HEADER, "agenda_adoption") or None,
        "opening": tree["opening"],
        "adoptions": [_adoption(row) for row in _decided(tree)],
        "followups": [_followup(row) for row in tree["followups"] + tree["former_actions"]],
        "points": [_point(number, row, held_on) for number, row in numbered(tree)],
        "closing": tree["closing"],
        "next_meeting": _next_meeting(tree),
        "photos": [
            {"id": row["uid"], **_texts(row, "caption", "credit")} for row in tree["photos"]
        ],
        "files": [title for row in tree["files"] if (title := row["title"].strip())],
    }


def _texts(row, *names):
    return {name: row[name].strip() for name in names}


def _chosen(row, fields, name):
    """What was chosen; nothing where something else was sent."""
    return row[name] if row[name] in dict(fields[name].choices) else ""


def _hour(hour):
    return hour and f"{hour:%H:%M}"


def _day(typed):
    """A date as a date, null where it cannot be read."""
    day = deadlines.parse_day(typed)
    return day and f"{day:%Y-%m-%d}"


# --- Who, where ---


def _role(row):
    said = _texts(row, "person", "replacing", "reason")
    return {"role": _chosen(row, ROWS["roles"], "role"), **said}


def group_of(group):
    return {
        "name": group.name,
        "slug": group.slug,
        "level": group.level,
        "territory": territory_of(group.territory),
    }


def territory_of(territory):
    return {"name": territory.name, "kind": territory.kind, "pcode": territory.pcode}


def _line(row):
    return {
        "id": row["uid"],
        "wording": line_of(row),
        "quality": _chosen(row, ROWS["attendance"], "quality") or Quality.MEMBER,
        "presence": _chosen(row, ROWS["attendance"], "presence") or Presence.PRESENT,
        "represented_by": row["represented_by"].strip(),
        "persons": parse_count(row["persons"].strip() or "1"),
        "agencies": None,  # the register knows them, once it is out
    }


# --- What was said ---


def _decided(tree):
    return [row for row in tree["adoptions"] + tree["former_adoptions"] if row["decision"]]


def _adoption(row):
    amendments = [each for each in row["amendments"] if not doc.is_blank(each)]
    return {
        "meeting_date": _day(row["meeting_date"]),
        "decision": row["decision"],
        "amendments": [_texts(each, "author", "point", "text") for each in amendments],
    }


def _followup(row):
    """What was said of an action of an earlier meeting; its id is the one that it has there."""
    said = _texts(row, "text", "responsible", "deadline", "said", "reason", "new_deadline")
    return {
        "id": row["uid"],
        "meeting_date": _day(row["meeting_date"]),
        **said,
        "status": _chosen(row, ROWS["followups"], "status") or None,
    }


def _point(number, row, held_on):
    return {
        "id": row["uid"],
        "number": number or None,
        "title": row["title"].strip(),
        "presenters": row["presenters"].strip(),
        "subpoints": [_texts(each, "title", "presenters") for each in doc.filled(row["subpoints"])],
        "postponed": bool(row["postponed"]),
        "postponed_reason": row["postponed_reason"].strip(),
        "discussion": row["discussion"],
        **{name: _findings(row, name) for name in ("strengths", "weaknesses")},
        "actions": [
            _action(action_number(number, place), each, held_on)
            for place, each in enumerate(doc.filled(row["actions"]))
        ],
    }


def _findings(row, name):
    texts = [{"id": each["uid"], **_texts(each, "text")} for each in doc.filled(row[name])]
    return {"intro": row[f"{name}_intro"], "rows": texts}


def _action(number, row, held_on):
    wording = row["deadline"].strip()
    return {
        "id": row["uid"],
        "number": number,
        **_texts(row, "text", "responsible"),
        "deadline": _deadline(deadlines.parse(wording, held_on)),
    }


def _deadline(read):
    due_on = read.due_on and f"{read.due_on:%Y-%m-%d}"
    return {"wording": read.wording, "precision": read.precision, "due_on": due_on}


def _next_meeting(tree):
    if not tree["next_date"].strip() and not tree["next_place"].strip():
        return None
    return {
        "date": _day(tree["next_date"]),
        "wording": tree["next_date"].strip(),
        "place": tree["next_place"].strip(),
        "probable": bool(tree["next_probable"]),
    }
