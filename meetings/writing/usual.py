"""The points that stand in every agenda: the former minutes, the follow-up of what was decided."""

import uuid

from actions.models import ActionItem
from gtm.typography import long_date
from meetings.models import Meeting
from meetings.text import agenda
from meetings.text import document as doc


def usual_points(meeting, today):
    """{name: title} of those that a meeting wants; a former meeting and open actions bring them."""
    before = Meeting.objects.filter(group=meeting.group_id, date__lt=meeting.date)
    former = before.taking_place().exclude(pk=meeting.pk).order_by("-date", "-created_at").first()
    if former is None:
        return {}
    points = {agenda.ADOPTION: _adoption(former, today)}
    if _has_open_actions(meeting.group_id, before.held_until(today)):
        points[agenda.FOLLOWUP] = agenda.FOLLOWUP_TITLE
    return points


def _adoption(former, today):
    """Of a meeting that is still to come nobody knows whether its day will hold."""
    if former.date > today:
        return "Lecture et adoption du compte rendu de la réunion précédente"
    return f"Lecture et adoption du compte rendu du {long_date(former.date)}"


def _has_open_actions(group, held):
    if ActionItem.objects.filter(group=group).open().exists():
        return True
    last = held.order_by("-date", "-created_at").first()
    return bool(
        last
        and not last.is_out
        and any(doc.list_section(key) == "actions" for key in last.document)
    )


def with_usual_points(meeting, document, today):
    """A copy in which those points come first; what is there already is not added twice."""
    return agenda.with_first(document, usual_points(meeting, today), _uid_in(meeting))


def missing_points(meeting, today):
    """{name: title} of those that the agenda of a meeting does not have."""
    wanted = usual_points(meeting, today)
    there = agenda.usual_in(meeting.document)
    return {name: title for name, title in wanted.items() if name not in there}


def _uid_in(meeting):
    return lambda name: str(uuid.uuid5(meeting.pk, f"usual:{name}"))
