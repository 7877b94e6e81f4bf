"""What was said at a meeting of earlier actions becomes updates of these, once both are published.

The published map is the source: what it says of actions whose own minutes are not out waits there,
and is written when these are registered. An update is appended once: a new version adds a further
one where its line differs from the former version's.
"""

from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, time

from django.utils import timezone

from actions import deadlines, responsibles
from actions.follow_up import RUNNING, ActionUpdate, Said
from actions.models import ActionItem
from gtm import locks
from gtm.models import Agency
from gtm.refusals import NotNow
from meetings.models import Publication
from meetings.text import document as doc

TAKEN_BACK = "Retiré par une version corrigée du compte rendu."
WORDS = ("status", "said", "reason", "new_deadline")
CLOSING = [ActionUpdate.Kind.CLOSED, ActionUpdate.Kind.CANCELLED]
# The kinds of update that a line makes; designations and the like are made by others.
MADE = [ActionUpdate.Kind.REPORT, *CLOSING, ActionUpdate.Kind.RESCHEDULED]


@dataclass(frozen=True)
class Line:
    """What a version says of one action."""

    status: str = ""
    said: str = ""
    reason: str = ""
    new_deadline: str = ""

    @property
    def is_empty(self):
        return self == Line()


def register(meeting, document, known, by):
    """Write what the version just published says, and what later ones said of its own actions.

    `by` wrote the text down. Call inside the transaction of the publication, once the tables are
    written: two meetings of a group published at once would each miss what the other says, had it
    not been held.
    """
    versions = list(meeting.publications.order_by("-version")[:2])
    before = versions[1].document if len(versions) > 1 else {}
    _apply(meeting, document, before, by)
    _catch_up(meeting, by)
    _designate(meeting, document, before, known, by)


def _lines(document):
    """{uid: Line} of what is said, about actions carried over and typed for older meetings."""
    return {
        uid: Line(*(document.get(doc.key_of(section, uid, name), "").strip() for name in WORDS))
        for section in ("followups", "former_actions")
        for uid in document.get(section, ())
    }


def _apply(meeting, document, before, by):
    lines, former = _lines(document), _lines(before)
    for action in _actions_followed(meeting, {*lines, *former}):
        line, old = lines.get(str(action.uid), Line()), former.get(str(action.uid), Line())
        _update(action, meeting, line, old, by)


def _actions_followed(meeting, uids):
    """Registered actions of the group's meetings up to this one: never another group's.

    Locked until the publication is through: nobody's news comes in between.
    """
    followed = ActionItem.objects.filter(
        uid__in=uids, group=meeting.group_id, agenda_point__meeting__date__lte=meeting.date
    )
    return locks.in_order(followed)


def _catch_up(meeting, by):
    """Apply what the last versions of later meetings said of the actions of `meeting`."""
    born = locks.in_order(ActionItem.objects.of_meetings([meeting]))
    actions = {str(action.uid): action for action in born}
    later = Publication.objects.filter(
        meeting__group=meeting.group_id, meeting__date__gte=meeting.date
    ).exclude(meeting=meeting)
    for version in later.select_related("meeting").order_by("meeting__date", "meeting", "version"):
        if version.version != version.meeting.published_version:
            continue
        for uid, line in _lines(version.document).items():
            if uid in actions:
                _update(actions[uid], version.meeting, line, line, by)


def _update(action, meeting, line, old, by):
    """Append what `line` says, unless it was written already (`old`: in the former version)."""
    made = list(action.updates.filter(meeting=meeting, kind__in=MADE))
    if (line == old) if made else line.is_empty:
        return
    moment = _at_noon(meeting)
    said = Said(by=by, at=moment, meeting=meeting, sentence=line.said, reason=line.reason)
    is_last_news = action.last_news_at is None or action.last_news_at <= moment
    with suppress(NotNow):  # closed meanwhile by somebody else: the minutes keep what was said
        if made:
            _take_back(action, said, made)
        if line.is_empty:
            _withdraw(action, said, made[-1].status_before if is_last_news else None)
        elif is_last_news:
            _say(action, said, line)
        else:
            action.report(said)  # what is known since stays as it is


def _at_noon(meeting):
    """When it was said: on the day of the meeting, whenever its minutes are published."""
    return datetime.combine(meeting.date, time(12), timezone.get_current_timezone())


def _take_back(action, said, made):
    """Undo what a former version closed, unless somebody has closed it again since."""
    last = action.updates.filter(kind__in=CLOSING).first()
    if action.is_closed and last in made:
        action.reopen(_silent(said))


def _withdraw(action, said, before):
    """Nothing is said any more: `before` is how far it was, if that is to come back."""
    action.report(_silent(said), before if before in RUNNING and action.is_running else None)


def _silent(said):
    return replace(said, sentence=TAKEN_BACK, reason="")


def _say(action, said, line):
    if action.is_declared and line.status not in ("", *ActionItem.CLOSED):
        action.refuse(replace(said, sentence=""))
    if line.status == "cancelled":
        action.cancel(said)
    elif line.status in ActionItem.CLOSED:
        action.close(said, line.status)
    elif line.status == "rescheduled" and line.new_deadline:
        action.reschedule(said, deadlines.parse(line.new_deadline, said.meeting.date))
    else:
        action.report(said, line.status if line.status in RUNNING else None)


def _designate(meeting, document, before, known, by):
    """« Suivi confié à », beside an action of this meeting: its printed wording stays."""
    said = Said(by=by, at=_at_noon(meeting), meeting=meeting)
    actions = ActionItem.objects.of_meetings([meeting]).prefetch_related("follow_ups")
    wanted, former = (
        {str(a.uid): _charged(text, a, known) for a in actions} for text in (document, before)
    )
    agencies = Agency.objects.in_bulk(set().union(*wanted.values(), *former.values()))
    for action in actions:
        uid, charged = str(action.uid), {each.agency_id for each in action.follow_ups.all()}
        with suppress(NotNow):
            for pk in sorted(wanted[uid] - charged):
                action.designate(said, agencies[pk])
            for pk in sorted(former[uid] - wanted[uid] & charged):
                action.release(said, agencies[pk])


def _charged(document, action, known):
    typed = document.get(doc.key_of("actions", action.uid, "followup_agencies"), "")
    named = responsibles.parse(typed, known)
    return {each.key for each in named if each.kind == responsibles.Kind.STRUCTURE}
