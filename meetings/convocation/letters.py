"""The letters of a telling, on paper: one for each person convened, all in one file to print."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from actions.models import ActionItem
from gtm.models import Letterhead
from gtm.typography import counted, long_date, long_day
from meetings.convocation import wording
from meetings.models import Convocation, Meeting
from meetings.printing import pdf
from meetings.printing.minutes import Head

SHEETS = ("css/minutes.css", "css/letters.css")
SHORT = 6  # actions in the table of a letter; the rest is counted


@dataclass(frozen=True)
class Letter:
    """`recipient` lines; `before` and `after` the paragraphs round the agenda, each its lines;
    `agenda` texts; `actions` triples of texts and `more` how many others; `answer_by`, `answer`,
    `former` texts, or nothing; `office` lines and `name` of who signs.
    """

    reference: str
    head: Head
    recipient: list
    subject: str
    before: list
    agenda: list
    after: list
    office: list
    name: str
    structure: str
    actions: list
    more: str
    former: str
    answer_by: str
    answer: str
    remote: bool
    may_be_replaced: bool


def letter(convocation, convened, address="", person=None):
    """PDF/UA bytes of the letter of one person; `address`: where he answers, printed if given.

    `person` as for `press.printed`. Raises `pdf.TooLong`, `pdf.Later`.
    """
    made = _Telling(convocation).letter(convened, address)
    return _printed(convocation, [made], person)


def letters(convocation, list_of_convened, person=None):
    """PDF/UA bytes of the letters of all, each with its own page numbers. As `letter`."""
    telling = _Telling(convocation)
    return _printed(convocation, [telling.letter(each) for each in list_of_convened], person)


def of_each(list_of_convened, person=None):
    """The same, each letter being that of the last telling that its person got."""
    tellings = {}
    made = []
    for each in list_of_convened:
        if each.told_id not in tellings:
            tellings[each.told_id] = _Telling(each.told)
        made.append(tellings[each.told_id].letter(each))
    return _printed(list_of_convened[0].told, made, person)


def open_actions(convened, today):
    """The actions of the group in which the structure of a person convened has a part, still open.

    A deputy comes for the structure that he represents.
    """
    agency = convened.agency_id or (convened.deputy_of and convened.deputy_of.agency_id)
    if not agency:
        return ActionItem.objects.none()
    own = ActionItem.objects.running().concerning([agency])
    decided = own.filter(group=convened.meeting.group_id, decided_on__lte=today)
    return decided.order_by("due_on", "decided_on", "pk")


def _printed(convocation, made, person):
    context = {
        "title": f"{convocation.get_kind_display().capitalize()} – {convocation.meeting}",
        "group": convocation.meeting.group.name,
        "letters": made,
    }
    return pdf.render_page("meetings/letters_pdf.html", context, {}, SHEETS, person=person)


class _Telling:
    """What the letters of one telling have in common, read once."""

    def __init__(self, convocation):
        self.told = convocation
        self.today = timezone.localtime(convocation.at).date()
        self.fields = wording.fields_of(convocation)
        self.is_cancelled = convocation.kind == Convocation.Kind.CANCEL
        self.head = _head(convocation.meeting.group, self.today)
        self.former = "" if self.is_cancelled else _former(convocation.meeting)
        self.words = {}
        self.actions = {}

    def letter(self, convened, address=""):
        fields, words = self.fields | wording.of_person(convened), self._words(convened.style)
        before, after = _parted(wording.filled(words["body"], fields), fields)
        office, name = _signed(fields["signature"].splitlines())
        actions, more = self._actions(convened)
        return Letter(
            reference=self.told.reference.strip(),
            head=self.head,
            recipient=_recipient(convened),
            subject=wording.filled(words["subject"], fields),
            before=before,
            agenda=wording.agenda_lines(self.told.agenda) if after is not None else [],
            after=after or [],
            office=office,
            name=name,
            structure=convened.agency.label if convened.agency else "",
            actions=actions,
            more=more,
            former=self.former,
            answer_by=self._answer_by(),
            answer=address,
            remote=self.told.remote_allowed,
            may_be_replaced=convened.may_be_replaced,
        )

    def _answer_by(self):
        is_asked = self.told.answer_by and not self.is_cancelled
        return long_day(self.told.answer_by) if is_asked else ""

    def _words(self, style):
        """As they were told, else as the group has them."""
        if style not in self.words:
            told = self.told.letters.get(style)
            group, kind = self.told.meeting.group, self.told.kind
            self.words[style] = told or vars(wording.words_of(group, style, kind))
        return self.words[style]

    def _actions(self, convened):
        """(rows, « et 3 autres »), read once for each structure."""
        if self.is_cancelled:
            return [], ""
        key = convened.agency_id or (convened.deputy_of and convened.deputy_of.agency_id)
        if key not in self.actions:
            found = list(open_actions(convened, self.today))
            rows = [_action(each, self.today) for each in found[:SHORT]]
            rest = len(found) - SHORT
            self.actions[key] = rows, counted(rest, "autre") if rest > 0 else ""
        return self.actions[key]


def _parted(body, fields):
    """The paragraphs before and after the agenda (None: it is not told); it and the signature are
    printed apart.
    """
    body = body.removesuffix(fields["signature"]).rstrip()
    agenda = fields["ordre du jour"].strip()
    if not agenda or agenda not in body:
        return _paragraphs(body), None
    before, _, after = body.partition(agenda)
    return _paragraphs(before), _paragraphs(after)


def _signed(lines):
    """(lines of the office, name): the name is the last line, where there are several."""
    return (lines[:-1], lines[-1]) if len(lines) > 1 else (lines, "")


def _paragraphs(text):
    return [part.strip().splitlines() for part in text.split("\n\n") if part.strip()]


def _head(group, today):
    """With the simple head, the name of the group stands where the authority does."""
    letterhead = getattr(group, "letterhead", None) or Letterhead(group=group)
    place = letterhead.place.strip()
    dateline = f"{place}, le {long_date(today)}" if place else f"Le {long_date(today)}"
    if letterhead.style == Letterhead.Style.SIMPLE:
        return Head("", "", [group.name], dateline)
    country, motto = letterhead.country.strip(), letterhead.motto.strip()
    return Head(country, motto, letterhead.lines_on(today), dateline)


def _recipient(convened):
    agency = convened.agency
    lines = [convened.name, convened.function]
    lines += [agency.name, agency.territory.name if agency.territory else ""] if agency else []
    return [line for line in lines if line.strip()]


def _action(action, today):
    late = action.days_late(today)
    deadline = action.deadline_wording or "sans échéance"
    return " ".join(action.text.split()), deadline, counted(late, "jour") if late else ""


def former_minutes(meeting):
    """The last minutes of the group that are out, of those held before; or None."""
    held = Meeting.objects.held_before(meeting).out().order_by("-date", "-created_at")
    return held.only("date", "created_at").first()


def _former(meeting):
    """« À lire avant la réunion… », of the last minutes that are out of those before."""
    last = former_minutes(meeting)
    if last is None:
        return ""
    address = f"{settings.SITE_URL}{reverse('meetings:meeting_detail', args=[last.pk])}"
    return f"À lire avant la réunion : le compte rendu du {long_date(last.date)}, {address}"
