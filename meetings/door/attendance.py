"""Who came in is put into the attendance of the minutes, beside what is typed there.

Three texts meet: what was last put there, what the arrivals say now, what stands there. A cell that
says still what was put is brought up to date; one that somebody has typed, a line that he has taken
out or written himself, is his. So doing it twice is harmless.
"""

import uuid

from gtm.names import fold
from meetings.choices import Presence
from meetings.convocation import attendance as convoked
from meetings.door.arrivals import key_of_arrival
from meetings.door.code import remember
from meetings.door.expected import expected_at
from meetings.door.present import people, totals
from meetings.models import Door, Meeting
from meetings.text import document as doc
from meetings.writing import store

CONTACTS = ("name", "function", "phone")


def lines(meeting):
    """{uid: cells} of who was expected and who came more, and the `Totals`.

    Who neither answered nor came is absent; who was excused stays so.
    """
    arrivals = meeting.arrivals.confirmed().select_related("by", "convened")
    present = people(arrivals, key_of_arrival)
    expected = expected_at(meeting)
    rows = {each.uid: _cells(dict(each.cells), present.get(each.key)) for each in expected}
    known = {each.key for each in expected}
    for key, came in present.items():
        if key not in known:
            rows[str(uuid.uuid5(meeting.pk, f"arrival:{key}"))] = _added(came)
    return rows, totals(present.values())


def _cells(cells, came):
    """The line of somebody expected."""
    if came is None:
        # He said that he would be there, and is not.
        excused = cells.get("presence") == Presence.EXCUSED
        return cells if excused else _limited(cells | {"presence": "absent", "represented_by": ""})
    said = came.said
    if came.presence == Presence.REPRESENTED:
        deputy = ", ".join(filter(None, [said["name"], said["function"]]))
        by = deputy or cells.get("represented_by", "")
        own = {"presence": "represented", "represented_by": by, "phone": said["phone"]}
        return _limited({**cells, **own})
    own = {name: said[name] for name in CONTACTS if said[name]}
    return _limited(cells | own | {"presence": came.presence, "represented_by": ""})


def _added(came):
    said = came.said
    wording = ", ".join(filter(None, [said["name"], said["function"], said["structure"]]))
    cells = {"wording": wording, "quality": "guest", "presence": came.presence}
    cells |= {"structures": said["structure"] if came.agency else ""}
    return _limited(cells | {name: said[name] for name in CONTACTS})


def _limited(cells):
    limits = {name: field.limit for name, field in doc.ROWS["attendance"].items()}
    return {name: text[: limits[name]].strip() for name, text in cells.items() if text}


def counted(count):
    """The totals as fields; women are counted where the sex of everybody is known."""
    if not count.here:
        return {}
    women = {} if count.unsaid else {"attendance_women": str(count.women)}
    return {"attendance_total": str(count.here)} | women


def brought(document, put, meeting):
    """(the map with who came, what is now put there): see the module. Reads the arrivals."""
    rows, count = lines(meeting)
    wanted = counted(count)
    standing = set(document.get("attendance", ()))
    others = _typed_by_others(document, rows)
    for uid, cells in rows.items():
        if uid not in standing and (f"attendance/{uid}" in put or fold(cells["wording"]) in others):
            continue  # taken out since, or written by somebody
        if uid not in standing:
            document, _ = doc.with_row_added(document, "attendance", uid=uid)
        wanted |= _fields(uid, cells)
        put = put | {f"attendance/{uid}": "1"}
    return _merged(document, put, wanted)


def _fields(uid, cells):
    names = doc.ROWS["attendance"]
    return {doc.key_of("attendance", uid, name): cells.get(name, "") for name in names}


def _typed_by_others(document, rows):
    """The wordings of lines that are not ours, folded."""
    typed = doc.tree(document)["attendance"]
    return {fold(row["wording"]) for row in typed if row["uid"] not in rows} - {""}


def _merged(document, put, wanted):
    """Of each field, what is wanted where it still says what was put."""
    document, put = dict(document), dict(put)
    for key, value in wanted.items():
        if document.get(key, "") in (value, put.get(key, "")):
            for texts in (document, put):
                texts.pop(key, None)
                texts |= {key: value} if value else {}
    return document, put


def is_behind(meeting):
    """Whether arrivals are not in the text of minutes that have begun and can be written."""
    if (
        meeting.state == Meeting.State.PLANNED
        or not meeting.is_editable
        or not meeting.arrivals.confirmed().exists()
    ):
        return False
    document, _ = brought(meeting.document, _put(meeting), meeting)
    return document != meeting.document


def take_over(meeting, by):
    """Put who came into the text; returns what became of the save (see `saving.save`)."""
    document, put = brought(meeting.document, _put(meeting), meeting)
    saved = store.save(meeting, by, document, meeting.version, store.new_op_id())
    if saved.is_current:
        remember(meeting, by, put)
    return saved


def _put(meeting):
    """What was put when the minutes began is ours to follow too, as long as it stands."""
    door = Door.objects.filter(meeting=meeting).first()
    if door and door.put:
        return door.put
    begun = convoked.lines_of(meeting)
    standing = set(meeting.document.get("attendance", ()))
    known = {uid: cells for uid, cells in begun.items() if uid in standing}
    return {key: text for uid, cells in known.items() for key, text in _fields(uid, cells).items()}
