"""A version of minutes as data, as `schemas/compte-rendu-1.json` says it.

What was published stands as it was frozen; what has become of the actions stands apart, with its
day. Neither telephone numbers nor addresses of those present are in it.
"""

import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from actions import deadlines
from actions.models import ActionItem
from meetings.choices import Presence, Quality
from meetings.printing.minutes import line_of, titled
from meetings.text import document as doc
from meetings.text.counts import parse_count
from meetings.text.fields import HEADER, ROWS
from meetings.text.numbering import action_number, numbered
from meetings.writing.store import columns_of

SCHEMA = "compte-rendu-1.json"


@cache
def schema_text():
    return (Path(__file__).with_name("schemas") / SCHEMA).read_text()


def address_of(name, *args):
    return settings.SITE_URL + reverse(name, args=args)


def as_json(data):
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def minutes(publication, today):
    """A publication whose meeting's group and territories are loaded."""
    return {
        "$schema": address_of("meetings:schema"),
        **_frozen(publication),
        "status": _status(publication.meeting, today),
    }


def _frozen(publication):
    meeting, tree = publication.meeting, doc.tree(publication.document)
    columns = columns_of(meeting, publication.document)
    held_on, group = columns.get("date", meeting.date), meeting.group
    named = _named_in(meeting)
    return {
        "id": str(meeting.pk),
        "url": settings.SITE_URL + meeting.get_absolute_url(),
        "version": _version(publication),
        "title": titled(publication.document, group),
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
        "attendance": [_line(row, named) for row in doc.filled(tree["attendance"])],
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


def _version(publication):
    own = f"?version={publication.version}"
    return {
        "number": publication.version,
        "published_on": f"{publication.published_on:%Y-%m-%d}",
        "replaces": publication.version - 1 or None,
        "changes": publication.changes,
        "pdf": address_of("meetings:publication_pdf", publication.meeting_id) + own,
        "pdf_sha256": publication.sha256,
        "text_sha256": publication.document_sha256,
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


def agency_of(agency):
    """A structure whose territory is loaded."""
    return {
        "acronym": agency.acronym,
        "name": agency.name,
        "label": agency.label,
        "pcode": agency.territory.pcode if agency.territory else None,
    }


def _named_in(meeting):
    """{uid of a line of attendance: its structures}, as the last version registered them."""
    lines = meeting.attendances.prefetch_related("agencies__territory")
    return {str(line.uid): [agency_of(each) for each in line.agencies.all()] for line in lines}


def _line(row, named):
    return {
        "id": row["uid"],
        "wording": line_of(row),
        "quality": _chosen(row, ROWS["attendance"], "quality") or Quality.MEMBER,
        "presence": _chosen(row, ROWS["attendance"], "presence") or Presence.PRESENT,
        "represented_by": row["represented_by"].strip(),
        "persons": parse_count(row["persons"].strip() or "1"),
        "agencies": named.get(row["uid"], []),
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


# --- What has become of it ---


def _status(meeting, today):
    actions = ActionItem.objects.of_meetings([meeting]).in_reading_order()
    actions = actions.select_related("lead__territory")
    actions = actions.prefetch_related("responsibles__agency__territory")
    return {"on": f"{today:%Y-%m-%d}", "actions": [_present(each, today) for each in actions]}


def _present(action, today):
    days = {
        name: (day := getattr(action, name)) and f"{day:%Y-%m-%d}"
        for name in ("due_on", "declared_on", "closed_on")
    }
    return {
        "id": str(action.uid),
        "url": settings.SITE_URL + action.get_absolute_url(),
        "status": action.status,
        "deadline": action.deadline_wording,
        **days,
        "days_late": action.days_late(today),
        "rescheduled": action.rescheduled_count,
        "lead": agency_of(action.lead) if action.lead else None,
        "responsibles": [
            {
                "wording": each.wording,
                "kind": each.kind,
                "agency": agency_of(each.agency) if each.agency else None,
            }
            for each in action.responsibles.all()
        ],
    }
