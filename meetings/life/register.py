"""A published text becomes rows: one upsert per uid, inside the meeting alone.

What a new version no longer holds is withdrawn (points) or cancelled (actions), never deleted:
somebody may have reported on it. Attendance and findings are rewritten, nothing hangs on them.
"""

import uuid

from actions import deadlines, responsibles
from actions.follow_up import Said
from actions.models import ActionItem, ActionResponsible
from meetings.models import AgendaPoint, Attendance, Finding
from meetings.text import document as doc


def register(meeting, document, known):
    """Write the tables of `meeting` from its published map. Call inside a transaction."""
    tree = doc.tree(document)
    held_on = deadlines.parse_day(tree["date"])
    _attendance(meeting, tree, known)
    points = _points(meeting, tree)
    _findings(points)
    former = [cells for cells in tree["former_actions"] if cells["text"].strip()]
    _actions(meeting, points, known, held_on, {cells["uid"] for cells in former})
    _former_actions(meeting, points, known, former)


def _filled(rows):
    return [cells for cells in rows if not doc.is_blank(cells)]


def _attendance(meeting, tree, known):
    meeting.attendances.all().delete()
    for position, line in enumerate(_filled(tree["attendance"])):
        stored = Attendance.objects.create(
            meeting=meeting,
            uid=line["uid"],
            position=position,
            wording=line["wording"].strip(),
            quality=line["quality"] or Attendance.Quality.MEMBER,
            presence=line["presence"] or Attendance.Presence.PRESENT,
            persons=int(line["persons"].strip() or 1),
            **{
                name: line[name].strip()
                for name in ("represented_by", "name", "function", "phone", "email")
            },
        )
        named = responsibles.parse(line["structures"] or line["wording"], known)
        stored.agencies.set({each.key for each in named if each.kind == "structure"})


def _points(meeting, tree):
    """Upsert points and sub-points; returns [(AgendaPoint, its cells)] of the points."""
    stored = {str(point.uid): point for point in meeting.points.all()}
    kept, number, pairs = set(), 0, []

    def upsert(cells, position, parent=None, **fields):
        point = stored.get(cells["uid"]) or AgendaPoint(meeting=meeting, uid=cells["uid"])
        fields |= {
            "title": cells["title"].strip(),
            "presenters": cells["presenters"].strip(),
            "position": position,
            "parent": parent,
            "is_withdrawn": False,
        }
        for name, value in fields.items():
            setattr(point, name, value)
        point.save()
        kept.add(cells["uid"])
        return point

    for position, cells in enumerate(_filled(tree["points"])):
        number += not cells["unnumbered"]
        point = upsert(
            cells,
            position,
            number=None if cells["unnumbered"] else number,
            discussion=cells["discussion"],
            is_postponed=bool(cells["postponed"]),
            postponed_reason=cells["postponed_reason"].strip(),
        )
        pairs.append((point, cells))
        for place, sub in enumerate(_filled(cells["subpoints"])):
            upsert(sub, place, parent=point)
    meeting.points.exclude(uid__in=kept).update(is_withdrawn=True)
    return pairs


def _findings(pairs):
    Finding.objects.filter(point__in=[point for point, _ in pairs]).delete()
    Finding.objects.bulk_create(
        Finding(
            point=point, uid=cells["uid"], kind=kind, position=position, text=cells["text"].strip()
        )
        for point, point_cells in pairs
        for section, kind in (
            ("strengths", Finding.Kind.STRENGTH),
            ("weaknesses", Finding.Kind.WEAKNESS),
        )
        for position, cells in enumerate(_filled(point_cells[section]))
    )


def _actions(meeting, pairs, known, held_on, former):
    registered = ActionItem.objects.of_meetings([meeting])
    stored = {str(action.uid): action for action in registered}
    kept = set(former)
    for point, point_cells in pairs:
        for position, cells in enumerate(_filled(point_cells["actions"])):
            action = stored.get(cells["uid"]) or ActionItem(uid=cells["uid"])
            kept.add(cells["uid"])
            _action(action, point, position, cells, held_on)
            _responsibles(action, known)
    registered.exclude(uid__in=kept).withdraw(Said())
    registered.filter(uid__in=kept).restore(Said())


def _former_actions(meeting, pairs, known, rows):
    """Actions of older meetings that are not in the system: born here, decided on their own day.

    They stand in the point flagged « suivi », else in one that is not printed.
    """
    if not rows:
        return
    flagged = (point for point, cells in pairs if cells["followup"])
    point = next(flagged, None) or _point_of_followup(meeting)
    stored = {str(each.uid): each for each in ActionItem.objects.of_meetings([meeting])}
    for place, cells in enumerate(rows):
        action = stored.get(cells["uid"]) or ActionItem(uid=cells["uid"])
        decided_on = deadlines.parse_day(cells["meeting_date"])
        _action(action, point, doc.ROWS_LIMIT + place, cells, decided_on)
        ActionItem.objects.filter(pk=action.pk).update(decided_on=decided_on)
        _responsibles(action, known)


def _point_of_followup(meeting):
    uid = uuid.uuid5(meeting.pk, "suivi")
    fields = {"title": "Suivi des points d’action", "position": 0, "is_withdrawn": False}
    return AgendaPoint.objects.update_or_create(meeting=meeting, uid=uid, defaults=fields)[0]


def _action(action, point, position, cells, held_on):
    deadline = deadlines.parse(cells["deadline"].strip(), held_on)
    action.agenda_point = point
    action.position = position
    action.text = cells["text"].strip()
    action.responsible_wording = cells["responsible"].strip()
    action.take_from_minutes(deadline, held_on)
    action.save()


def _responsibles(action, known):
    action.responsibles.all().delete()
    ActionResponsible.objects.bulk_create(
        ActionResponsible(
            action=action,
            position=position,
            kind=each.kind,
            wording=each.wording,
            agency_id=each.key,
        )
        for position, each in enumerate(responsibles.parse(action.responsible_wording, known))
    )
    action.settle_lead()
