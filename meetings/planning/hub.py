"""What the page of a meeting shows of its preparation, and where it leads."""

from gtm.access import scope
from meetings.models import Meeting, Proposal
from meetings.planning import proposing
from meetings.text import agenda
from meetings.text import document as doc
from meetings.text.numbering import heading, numbered, title_of


def of(meeting, user, today):
    """The context of the partials `_planned_agenda.html`, `_moves.html`, `_passed_up.html`."""
    state = meeting.state_for(user)
    is_ahead = state == Meeting.State.PLANNED or (
        not meeting.is_out and meeting.is_editable and meeting.date >= today
    )
    inside = scope(user).reads_history(meeting.group_id)
    own = Meeting.objects.filter(pk=meeting.pk)
    return {
        "agenda": agenda.agenda_of(doc.announced(meeting.document)) if is_ahead else None,
        "planned_moves": meeting.moves.select_related("by") if is_ahead else (),
        "may_move": own.put_elsewhere_by(user).exists() if is_ahead else False,
        "prepares": inside and meeting.is_editable and not meeting.is_out,
        "may_propose": own.proposable_by(user).exists() if is_ahead else False,
        "is_ahead": is_ahead,
        "is_hub": state == Meeting.State.PLANNED,
        "called_off": meeting.state == Meeting.State.CANCELLED and meeting.date >= today,
        **_passed(meeting, user),
    }


def _passed(meeting, user):
    """Points of its minutes that its secretary may pass up, and those that were."""
    inside = scope(user).reads_history(meeting.group_id)
    begun = meeting.is_out or meeting.state != Meeting.State.PLANNED
    if not inside or not begun or meeting.state == Meeting.State.CANCELLED:
        return {"passed": (), "passable": ()}
    passed = Proposal.objects.filter(from_meeting=meeting.pk).select_related("group")
    passed = list(passed.order_by("pk"))
    taken = {each.from_point for each in passed}
    points = numbered(doc.tree(proposing.text_shown(meeting)))
    passable = [
        (each["uid"], heading(number, title_of(each)))
        for number, each in points
        if each["uid"] not in taken
    ]
    manages = scope(user).manages(meeting.group_id)
    return {"passed": passed, "passable": passable if manages else ()}
