"""The letters of a telling, on paper: one for each person convened, all in one file to print."""

from dataclasses import dataclass

from django.utils import timezone

from actions.models import ActionItem
from gtm.models import Letterhead
from gtm.typography import lateness, long_date
from meetings.convocation import wording
from meetings.models import Meeting
from meetings.printing import pdf
from meetings.printing.minutes import Head

SHEETS = ("css/minutes.css", "css/letters.css")


@dataclass(frozen=True)
class Letter:
    """`recipient` and `signatory` are lines; `before` and `after` the paragraphs round the agenda,
    each its lines; `agenda` texts; `actions` triples of texts; the rest a text each, or nothing.
    """

    reference: str
    dateline: str
    recipient: list
    subject: str
    before: list
    agenda: list
    after: list
    actions: list
    former: str
    answer: str
    signatory: list


def letter(convocation, convened, address=""):
    """PDF/UA bytes of the letter of one person; `address`: where he answers, printed if given.

    Raises `pdf.TooLong`, `pdf.Later`.
    """
    return _printed(convocation, [convened], {convened.pk: address})


def letters(convocation, list_of_convened, person=None):
    """PDF/UA bytes of the letters of all, each with its own page numbers.

    `person` as for `press.printed`. Raises `pdf.TooLong`, `pdf.Later`.
    """
    return _printed(convocation, list_of_convened, {}, person)


def open_actions(convened, today):
    """The actions of a group that the structure of a person convened has a part in, still open."""
    agency = convened.agency_id or (convened.deputy_of and convened.deputy_of.agency_id)
    if not agency:
        return ActionItem.objects.none()
    own = ActionItem.objects.running().concerning({agency})
    decided = own.filter(group=convened.meeting.group_id, decided_on__lte=today)
    return decided.order_by("due_on", "decided_on", "pk")


def _printed(convocation, convened, addresses, person=None):
    context = {
        "title": f"{convocation.get_kind_display()} – {convocation.meeting}",
        "group": convocation.meeting.group.name,
        "head": _head(convocation),
        "letters": _letters(convocation, convened, addresses),
    }
    return pdf.render_page("meetings/letters_pdf.html", context, {}, SHEETS, person=person)


def _letters(convocation, convened, addresses):
    fields, today = wording.fields_of(convocation), timezone.localtime(convocation.at).date()
    former = _former(convocation.meeting)
    dateline = _dateline(convocation, today)
    made = []
    for each in convened:
        words = _words(convocation, each.style)
        own = fields | wording.of_person(each)
        before, after = _parted(wording.filled(words["body"], own), own)
        made.append(
            Letter(
                reference=convocation.reference.strip(),
                dateline=dateline,
                recipient=_recipient(each),
                subject=wording.filled(words["subject"], own),
                before=before,
                agenda=wording.agenda_lines(convocation),
                after=after,
                actions=[_action(action, today) for action in open_actions(each, today)],
                former=former,
                answer=addresses.get(each.pk, ""),
                signatory=own["signature"].splitlines(),
            )
        )
    return made


def _words(convocation, style):
    """As they were told, else as the group has them."""
    told = convocation.letters.get(style)
    if told:
        return told
    words = wording.words_of(convocation.meeting.group, style, convocation.kind)
    return {"subject": words.subject, "body": words.body}


def _parted(body, fields):
    """The paragraphs before and after the agenda; the signature is printed apart."""
    body = body.removesuffix(fields["signature"]).rstrip()
    before, _, after = body.partition(fields["ordre du jour"].strip() or "\0")
    return _paragraphs(before), _paragraphs(after)


def _paragraphs(text):
    return [part.strip().splitlines() for part in text.split("\n\n") if part.strip()]


def _head(convocation):
    letterhead = getattr(convocation.meeting.group, "letterhead", None) or Letterhead()
    lines = letterhead.lines_on(timezone.localtime(convocation.at).date())
    if letterhead.style == Letterhead.Style.SIMPLE:
        return None
    return Head(letterhead.country.strip(), letterhead.motto.strip(), lines, "")


def _dateline(convocation, today):
    letterhead = getattr(convocation.meeting.group, "letterhead", None)
    place = letterhead.place.strip() if letterhead else ""
    return f"{place}, le {long_date(today)}" if place else f"Le {long_date(today)}"


def _recipient(convened):
    agency = convened.agency
    return [line for line in (convened.name, convened.function, agency and agency.label) if line]


def _action(action, today):
    late = action.days_late(today)
    deadline = action.deadline_wording or "sans échéance"
    return action.text, deadline, lateness(late) if late else ""


def _former(meeting):
    """The day of the last minutes that are out, of those held before."""
    held = Meeting.objects.held_before(meeting).out().order_by("-date", "-created_at")
    last = held.only("date", "created_at").first()
    return long_date(last.date) if last else ""
