"""What the page of a meeting and the home page say of its convocation."""

from gtm import access
from meetings.convocation import answering, convening
from meetings.models import Convened, Meeting

SHOWN = 5


def on_page(meeting, user, now, today):
    """{"convocation": what the page of a meeting shows of it}; nothing once minutes are out.

    `own` are those in whose name the person answers; the rest is for its secretary and SP/CCM.
    """
    mine = access.scope(user)
    if meeting.is_out or meeting.state == Meeting.State.SUBMITTED:
        return {}
    reads = mine.reads_history(meeting.group_id)
    shown = {"closed": answering.why_closed(meeting, now), "own": (), "reads": reads}
    if mine.agencies:
        own = Convened.objects.answerable_by(user).filter(meeting=meeting)
        shown["own"] = list(own.whole().order_by("pk"))
    if reads:
        rows = list(meeting.convened.select_related("told"))
        heads = [each for each in rows if each.deputy_of_id is None]  # one answer for both
        shown |= {
            "is_open": convening.may_convene(meeting, today),
            "count": len(heads),
            "answered": sum(bool(each.answer) for each in heads),
            "untold": sum(bool(each.told and not each.told.tells(meeting)) for each in rows),
            "forgotten": len(convening.not_convened(meeting)) if rows else 0,
        }
    return {"convocation": shown}


def on_home(user, now, today):
    """Those in whose name a person may answer, of meetings that lie ahead, the next one first."""
    if not access.scope(user).agencies:
        return []
    ahead = Convened.objects.answerable_by(user).filter(
        meeting__date__gte=today, meeting__removed_at=None, meeting__state__in=Meeting.EDITABLE
    )
    rows = ahead.whole().select_related("meeting__group").defer("meeting__document")
    rows = list(rows.order_by("meeting__date", "pk")[: SHOWN * 2])
    return [each for each in rows if not answering.why_closed(each.meeting, now)][:SHOWN]
