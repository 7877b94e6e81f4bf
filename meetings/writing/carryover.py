"""What the earlier meetings of a group left open, as one of its later meetings shows it.

Computed each time it is shown, never copied when a meeting is created: minutes prepared in advance
would miss what was decided meanwhile. Frozen at publication: `completed` makes the map that a
publication keeps, and a correction starts from the rows of the former version.
"""

from dataclasses import dataclass, field

from django.db.models import Q

from actions import deadlines
from actions.models import ActionItem
from gtm.typography import long_date
from meetings.models import Meeting
from meetings.text import document as doc
from meetings.text import numbering


@dataclass(frozen=True)
class Before:
    """What stands in front of a meeting: {uid: computed cells}, in the order shown.

    `actions` are those still open; `minutes` the former minutes to adopt, by the id of their
    meeting. `registered`: the `ActionItem` of those that are published, for what is only shown.
    """

    actions: dict = field(default_factory=dict)
    minutes: dict = field(default_factory=dict)
    registered: dict = field(default_factory=dict)


def before(meeting, document):
    """The `Before` of a meeting; `document` says which rows must stay because they hold words."""
    last = meeting.publications.first() if meeting.is_out else None
    if last:
        return _frozen(last.document)
    earlier = _earlier(meeting)
    registered = _registered(meeting, earlier, document.get("followups", ()))
    return Before(
        actions=_open_actions(meeting, earlier, registered),
        minutes=_to_adopt(earlier, document.get("adoptions", ())),
        registered={str(action.uid): action for action in registered},
    )


def completed(document, found):
    """The map with every row of `found`, as it is shown, checked, printed and frozen. Pure.

    What was typed about an action that has gone from its minutes stays, at the end.
    """
    full = dict(document)
    for section, rows in (("adoptions", found.minutes), ("followups", found.actions)):
        typed = [uid for uid in document.get(section, ()) if uid not in rows]
        if rows or typed:
            full[section] = [*rows, *typed]
        for uid, cells in rows.items():
            for name, value in cells.items():
                full.pop(doc.key_of(section, uid, name), None)
                if value:
                    full[doc.key_of(section, uid, name)] = value
    return full


def completed_text(meeting):
    """The text of a meeting with what it carries over."""
    return completed_map(meeting, meeting.document)


def completed_map(meeting, document):
    """The same of any text of that meeting, such as a revision."""
    return completed(document, before(meeting, document))


def _frozen(document):
    rows = {section: document.get(section, ()) for section in doc.CARRIED}
    cells = {
        section: {
            uid: {
                name: document.get(doc.key_of(section, uid, name), "")
                for name, each in doc.ROWS[section].items()
                if each.computed
            }
            for uid in uids
        }
        for section, uids in rows.items()
    }
    return Before(actions=cells["followups"], minutes=cells["adoptions"])


def _earlier(meeting):
    """The meetings held before this one, in order; only those whose text is read here have it.

    Read are the last one and those not published.
    """
    held = Meeting.objects.held_before(meeting).order_by("date", "created_at")
    earlier = list(held.only("date", "published_version", "created_at", "group", "ended"))
    read = [each.pk for each in earlier if not each.is_out or each is earlier[-1]]
    texts = Meeting.objects.in_bulk(read)
    return [texts.get(each.pk, each) for each in earlier]


# --- Actions ---


def _open_actions(meeting, earlier, registered):
    rows = [*_registered_rows(meeting, registered), *_typed_only(earlier)]
    rows.sort(key=lambda row: row[0])
    return {uid: cells for _, uid, cells in rows}


def _registered(meeting, earlier, kept):
    """The actions of the register that were open on that day.

    Then those closed since the last meeting, which has not heard of it. Ones closed earlier about
    which something is typed stay.
    """
    published = [each for each in earlier if each.is_out]
    last = max((each.date for each in earlier), default=meeting.date)
    shown = ~Q(status__in=ActionItem.CLOSED) | Q(closed_on__gt=last) | Q(uid__in=kept)
    actions = ActionItem.objects.of_meetings(published).filter(shown)
    whole = actions.select_related("agenda_point").defer("words", "agenda_point__discussion")
    return list(whole)


def _registered_rows(meeting, registered):
    """(rank, uid, cells) of each."""
    for action in registered:
        point, late = action.agenda_point, action.days_late(meeting.date)
        closed = _closed(action, meeting.date)
        places = (point.position, action.position)
        yield (
            (bool(closed), *_rank(late, action.due_on, action.decided_on, *places)),
            str(action.uid),
            {
                "text": action.text,
                "responsible": action.responsible_wording,
                "deadline": _deadline(action.deadline_wording, action.due_on),
                "meeting_date": f"{action.decided_on:%d/%m/%Y}",
                "number": _number(point, action),
                "days_late": str(late or ""),
                "unpublished": "",
                "closed": closed,
            },
        )


def _closed(action, day):
    """« Réalisé le 10 mars 2022 »; nothing where it was still open on that day."""
    if action.closed_on is None or action.closed_on > day:
        return ""
    return f"{action.get_status_display().capitalize()} le {long_date(action.closed_on)}"


def _number(point, action):
    """« 1.3 »; none for a point without a number, nor for a line typed for an older meeting."""
    is_born_elsewhere = action.position >= doc.ROWS_LIMIT
    return "" if is_born_elsewhere else numbering.action_number(point.number, action.position)


def _deadline(wording, due_on):
    """« Prochaine réunion (15/03/2022) »: a wording without a day shows the one that it got."""
    read = deadlines.parse(wording, None)
    if read.precision == deadlines.Precision.NEXT_MEETING and due_on:
        return f"{wording} ({due_on:%d/%m/%Y})"
    return wording


def _rank(late, due_on, decided_on, *places):
    """Late ones first, the longest late before; then by day, those without one last.

    Of minutes not published, those of one meeting stay as they are typed.
    """
    return (-late, due_on is None, due_on or decided_on, decided_on, *places)


def _typed_only(earlier):
    """(rank, uid, cells) of the actions of minutes not published, read from their text.

    Those that a later meeting said closed are left out, be its own minutes published or not.
    """
    unpublished = [each for each in earlier if not each.is_out]
    since = earlier[earlier.index(unpublished[0]) :] if unpublished else ()
    closed = {uid for each in since for uid in each.ended}
    for meeting in unpublished:
        for number, cells in _actions_of(doc.tree(meeting.document)):
            if cells["uid"] not in closed:
                yield _unpublished_row(meeting, cells, number)
        yield from _former_actions(meeting, closed)


def _former_actions(meeting, closed):
    """The lines typed at a meeting for older ones that are not in the system."""
    closed = closed | set(doc.ended(meeting.document, "former_actions"))
    for cells in doc.tree(meeting.document)["former_actions"]:
        if cells["text"].strip() and cells["uid"] not in closed:
            held_on = deadlines.parse_day(cells["meeting_date"])
            deadline = cells["new_deadline"].strip() or cells["deadline"]
            yield _unpublished_row(meeting, cells | {"deadline": deadline}, "", held_on)


def _actions_of(tree):
    """(« 1.3 », cells) of each action of a text that says what is to be done."""
    for number, point in numbering.numbered(tree):
        for position, cells in enumerate(doc.filled(point["actions"])):
            if cells["text"].strip():
                yield numbering.action_number(number, position), cells


def _unpublished_row(meeting, cells, number, held_on=None):
    held_on = held_on or meeting.date
    due_on = deadlines.parse(cells["deadline"].strip(), held_on).due_on
    return (
        (False, *_rank(0, due_on, held_on)),
        cells["uid"],
        {
            "text": cells["text"].strip(),
            "responsible": cells["responsible"].strip(),
            "deadline": cells["deadline"].strip(),
            "meeting_date": f"{held_on:%d/%m/%Y}",
            "number": number,
            "days_late": "",  # what is not published is never late
            "unpublished": "1",
            "closed": "",
        },
    )


# --- Former minutes ---


def _to_adopt(earlier, kept):
    """The minutes to adopt: the last ones, those that these left unread, those noted here."""
    wanted = set(kept)
    if earlier:
        last = earlier[-1]
        wanted |= {str(last.pk), *_unread(last.document)}
    return {
        str(each.pk): {"meeting_date": f"{each.date:%d/%m/%Y}"}
        for each in earlier
        if str(each.pk) in wanted
    }


def _unread(document):
    keys = (
        (uid, doc.key_of("adoptions", uid, "decision")) for uid in document.get("adoptions", ())
    )
    return {uid for uid, key in keys if document.get(key, "unread") == "unread"}
