"""Who was convened, as lines of the attendance of minutes that begin."""

import uuid

from gtm.names import fold
from meetings.choices import Presence
from meetings.models import Convened
from meetings.text import agenda
from meetings.text import document as doc

# What was answered beforehand is what the line says until the secretary, or the door, says
# otherwise. A line that says nothing means « présent »: who did not answer is absent until then.
PRESENCES = {
    Convened.Answer.PRESENT: Presence.PRESENT,
    Convened.Answer.REMOTE: Presence.REMOTE,
    Convened.Answer.EXCUSED: Presence.EXCUSED,
    Convened.Answer.REPRESENTED: Presence.REPRESENTED,
}


def lines_of(meeting):
    """The attendance of a meeting as it was announced: {uid: cells}, in the order of convening.

    Cells are those of `meetings.text.fields.ROWS["attendance"]`, without the empty ones. A deputy
    stands in the line of who is represented. The uid follows from who was convened.
    """
    convened = meeting.convened.whole().filter(deputy_of=None).order_by("pk")
    return {uid_of(each): _cells(each) for each in convened}


def uid_of(convened):
    return str(uuid.uuid5(convened.meeting_id, f"convened:{convened.pk}"))


def _cells(each):
    deputy = each.stand_in
    cells = {
        "wording": each.label,
        "structures": each.agency.label if each.agency else "",
        "quality": "member" if each.member_id else "guest",
        "presence": str(PRESENCES.get(each.answer, Presence.ABSENT)),
        "represented_by": ", ".join(filter(None, [deputy.name, deputy.function])) if deputy else "",
        "name": each.name,
        "function": each.function,
        "phone": each.phone,
        "email": each.email,
    }
    limits = {name: field.limit for name, field in doc.ROWS["attendance"].items()}
    return {name: text[: limits[name]] for name, text in cells.items() if text}


def with_lines(document, lines):
    """A copy of a map with the lines that it has not yet; what is typed in it stays as it is.

    A line that somebody has typed or taken over for the same structure or person is theirs.
    """
    rows = doc.tree(document)["attendance"]
    known = {fold(row[name]) for row in rows for name in ("wording", "structures") if row[name]}
    for uid, cells in lines.items():
        names = {fold(cells.get(name, "")) for name in ("wording", "structures")} - {""}
        if uid in document.get("attendance", ()) or _is_known(cells, names, known):
            continue
        document, _ = doc.with_row_added(document, "attendance", uid=uid)
        section = {doc.key_of("attendance", uid, name): text for name, text in cells.items()}
        document = document | section
    return document


def is_unwritten(meeting):
    """Whether its text says nothing but what was announced, and who was convened."""
    document = meeting.document
    if not all(agenda.is_bare(document, uid) for uid in document.get("points", ())):
        return False
    known = doc.STARTING | doc.announced(document).keys()
    beside = {key for key in document.keys() - known if not key.startswith("points/")}
    begun = with_lines({}, lines_of(meeting)) if beside else {}
    return all(document[key] == begun.get(key) for key in beside)


def _is_known(cells, names, known):
    """Two persons of one structure are two lines; the structure itself is one."""
    if cells.get("name") or cells.get("function"):
        return fold(cells["wording"]) in known
    return bool(names & known)
