"""A published text becomes rows: one upsert per uid, inside the meeting alone.

What a new version no longer holds is withdrawn (points, findings) or cancelled (actions), never
deleted: somebody may have reported on it, or put it under an axis. Attendance is rewritten, nothing
hangs on it.
"""

import uuid

from actions import deadlines, responsibles
from actions.follow_up import Said
from actions.models import ActionItem
from actions.parts import ActionResponsible
from gtm import locks
from meetings.models import AgendaPoint, Attendance, Finding
from meetings.text import document as doc
from meetings.text.counts import parse_count
from meetings.text.numbering import numbered


def register(meeting, document, known, today):
    """Write the tables of `meeting` from its published map. Call while its group is held."""
    tree = doc.tree(document)
    held_on = deadlines.parse_day(tree["date"])
    _attendance(meeting, tree, known)
    points = _points(meeting, tree)
    _findings(meeting, points)
    _actions(meeting, [*_own(points, held_on), *_former(meeting, points, tree)], known, today)


TYPED_BESIDE = ("represented_by", "name", "function", "phone", "email")


def _attendance(meeting, tree, known):
    meeting.attendances.all().delete()
    lines = doc.filled(tree["attendance"])
    stored = Attendance.objects.bulk_create(
        Attendance(
            meeting=meeting,
            uid=line["uid"],
            position=position,
            wording=line["wording"].strip(),
            quality=line["quality"] or Attendance.Quality.MEMBER,
            presence=line["presence"] or Attendance.Presence.PRESENT,
            persons=parse_count(line["persons"].strip() or "1"),
            **{name: line[name].strip() for name in TYPED_BESIDE},
        )
        for position, line in enumerate(lines)
    )
    named = (responsibles.parse(line["structures"] or line["wording"], known) for line in lines)
    Attendance.agencies.through.objects.bulk_create(
        Attendance.agencies.through(attendance=attendance, agency_id=key)
        for attendance, several in zip(stored, named, strict=True)
        for key in {each.key for each in several if each.kind == "structure"}
    )


def _points(meeting, tree):
    """Upsert points and sub-points; returns [(AgendaPoint, its cells)] of the points."""
    pairs, below = [], []
    stored = {str(point.uid): point for point in meeting.points.all()}
    for position, (number, cells) in enumerate(numbered(tree)):
        point = _point(
            meeting,
            stored,
            cells,
            position,
            parent=None,
            number=number or None,
            discussion=cells["discussion"],
            is_postponed=bool(cells["postponed"]),
            postponed_reason=cells["postponed_reason"].strip(),
        )
        pairs.append((point, cells))
        below += [
            _point(meeting, stored, sub, place, parent=point)
            for place, sub in enumerate(doc.filled(cells["subpoints"]))
        ]
    points = [point for point, _ in pairs]
    _write(AgendaPoint, points, POINT)
    _write(AgendaPoint, below, POINT)  # once their parents have their ids
    kept = [point.pk for point in (*points, *below)]
    meeting.points.exclude(pk__in=kept).update(is_withdrawn=True)
    return pairs


POINT = (
    "title",
    "presenters",
    "position",
    "parent",
    "number",
    "discussion",
    "is_postponed",
    "postponed_reason",
    "is_withdrawn",
)


def _point(meeting, stored, cells, position, **fields):
    point = stored.get(cells["uid"]) or AgendaPoint(meeting=meeting, uid=cells["uid"])
    fields |= {
        "title": cells["title"].strip(),
        "presenters": cells["presenters"].strip(),
        "position": position,
        "is_withdrawn": False,
    }
    for name, value in fields.items():
        setattr(point, name, value)
    return point


def _write(model, rows, fields):
    """Insert the new ones; of the others, only these fields."""
    new = [row for row in rows if row._state.adding]
    former = [row for row in rows if not row._state.adding]
    model.objects.bulk_create(new)
    model.objects.bulk_update(former, fields, 200)


def _findings(meeting, pairs):
    registered = Finding.objects.filter(point__meeting=meeting)
    # Two of one uid may be left from a time when those of a withdrawn point stayed: the other wins.
    stored = {str(finding.uid): finding for finding in registered.order_by("-is_withdrawn")}
    findings = []
    for point, kind, position, cells in _noted(pairs):
        finding = stored.get(cells["uid"]) or Finding(uid=cells["uid"])
        finding.point, finding.kind, finding.position = point, kind, position
        finding.text, finding.is_withdrawn = cells["text"].strip(), False
        findings.append(finding)
    _write(Finding, findings, FINDING)
    kept = [finding.pk for finding in findings]
    registered.exclude(pk__in=kept).update(is_withdrawn=True)


FINDING = ("point", "kind", "position", "text", "is_withdrawn")


def _noted(pairs):
    """(point, kind, place, cells) of each strength and weakness."""
    for point, point_cells in pairs:
        for section, kind in (
            ("strengths", Finding.Kind.STRENGTH),
            ("weaknesses", Finding.Kind.WEAKNESS),
        ):
            for position, cells in enumerate(doc.filled(point_cells[section])):
                yield point, kind, position, cells


def _own(pairs, held_on):
    """(point, place, cells, day of the decision) of each action of the points."""
    for point, point_cells in pairs:
        for place, cells in enumerate(doc.filled(point_cells["actions"])):
            yield point, place, cells, held_on


def _former(meeting, pairs, tree):
    """The same of actions of older meetings that are not in the system: born here.

    They stand in the point flagged « suivi », else in one that is not printed.
    """
    rows = [cells for cells in tree["former_actions"] if cells["text"].strip()]
    if not rows:
        return
    flagged = (point for point, cells in pairs if cells["followup"])
    point = next(flagged, None) or _point_of_followup(meeting)
    for place, cells in enumerate(rows):
        yield point, doc.ROWS_LIMIT + place, cells, deadlines.parse_day(cells["meeting_date"])


def _point_of_followup(meeting):
    uid = uuid.uuid5(meeting.pk, "suivi")
    fields = {"title": "Suivi des points d’action", "position": 0, "is_withdrawn": False}
    return AgendaPoint.objects.update_or_create(meeting=meeting, uid=uid, defaults=fields)[0]


def _actions(meeting, rows, known, today):
    """Write what the minutes say of their actions, and nothing of what has become of these."""
    registered = ActionItem.objects.of_meetings([meeting])
    stored = {str(action.uid): action for action in locks.in_order(registered)}
    actions = []
    for point, place, cells, decided_on in rows:
        action = stored.get(cells["uid"]) or ActionItem(uid=cells["uid"], entered_on=today)
        text, responsible = cells["text"].strip(), cells["responsible"].strip()
        action.take_from_minutes(point, place, text, responsible, decided_on)
        deadline = deadlines.parse(cells["deadline"].strip(), decided_on)
        action.take_deadline(deadline, decided_on)
        actions.append(action)
    _write(ActionItem, actions, ActionItem.FROM_MINUTES)
    _responsibles(actions, known)
    ActionItem.objects.of_meetings([meeting]).settle_news()
    kept = {action.uid for action in actions}
    registered.exclude(uid__in=kept).withdraw(Said(), today)
    registered.filter(uid__in=kept).restore(Said())


def _responsibles(actions, known):
    ActionResponsible.objects.filter(action__in=actions).delete()
    ActionResponsible.objects.bulk_create(
        ActionResponsible(
            action=action,
            position=position,
            kind=each.kind,
            wording=each.wording,
            agency_id=each.key,
        )
        for action in actions
        for position, each in enumerate(responsibles.parse(action.responsible_wording, known))
    )
    ActionItem.objects.filter(pk__in=[action.pk for action in actions]).settle_lead()
