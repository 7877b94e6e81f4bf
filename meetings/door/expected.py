"""Who is expected at a meeting: those convened; before any convocation, the members of its day."""

import uuid
from dataclasses import dataclass

from gtm.models import Member
from meetings.convocation import attendance
from meetings.models import Convened

ANSWERS = {
    Convened.Answer.PRESENT: "sera présent",
    Convened.Answer.REMOTE: "sera à distance",
    Convened.Answer.EXCUSED: "excusé",
    Convened.Answer.REPRESENTED: "sera représenté",
}
PRINTED = {Convened.Answer.REPRESENTED: "représenté"} | {
    each: each.label for each in Convened.Answer if each != Convened.Answer.REPRESENTED
}


@dataclass(frozen=True)
class Expected:
    """Somebody expected, under the key that he keeps; `deputy` is (name, function) or ()."""

    key: str
    label: str
    name: str
    function: str
    structure: str
    agency: int | None
    convened: int | None
    member: int | None
    uid: str  # of his line in the minutes
    answer: str = ""
    reason: str = ""
    deputy: tuple = ()
    cells: tuple = ()  # pairs: his line in the minutes, before anybody came

    @property
    def told(self):
        """« sera représenté par Moussa Ali, adjoint »; "" for who has not answered."""
        return self._said(ANSWERS)

    @property
    def printed(self):
        return self._said(PRINTED)

    def _said(self, words):
        by = f" par {', '.join(filter(None, self.deputy))}" if any(self.deputy) else ""
        return words[self.answer] + by if self.answer else ""


def expected_at(meeting):
    """[`Expected`] of a meeting, in the order of convening."""
    convened = list(meeting.convened.whole().select_related("deputy").order_by("pk"))
    if not convened:
        members = Member.objects.filter(group=meeting.group_id).on(meeting.date).whole()
        return [_member(meeting, each) for each in members.order_by("pk")]
    lines = attendance.lines_of(meeting)
    return [_convened(each, lines) for each in convened if each.deputy_of_id is None]


def _convened(each, lines):
    deputy, uid = getattr(each, "deputy", None), attendance.uid_of(each)
    return Expected(
        key=key_of(each.member_id, each.pk),
        convened=each.pk,
        member=each.member_id,
        uid=uid,
        answer=each.answer,
        reason=each.reason,
        deputy=(deputy.name, deputy.function) if deputy else (),
        cells=tuple(lines.get(uid, {}).items()),
        **_who(each),
    )


def _member(meeting, each):
    cells = {"wording": each.label, "quality": "member", "presence": "absent"}
    cells |= {"structures": each.agency.label if each.agency else ""}
    cells |= {name: getattr(each, name) for name in ("name", "function", "phone", "email")}
    return Expected(
        key=key_of(each.pk, None),
        convened=None,
        member=each.pk,
        uid=str(uuid.uuid5(meeting.pk, f"member:{each.pk}")),
        cells=tuple((name, text) for name, text in cells.items() if text),
        **_who(each),
    )


def _who(each):
    return {
        "label": each.label,
        "name": each.name,
        "function": each.function,
        "structure": each.agency.label if each.agency else "",
        "agency": each.agency_id,
    }


def key_of(member, convened, person=None):
    """A member keeps his key when he is convened after somebody has ticked him."""
    return f"m{member}" if member else f"c{convened}" if convened else f"p{person}"
