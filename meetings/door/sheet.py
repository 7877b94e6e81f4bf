"""« Feuille de présence »: who is expected, with room to sign; lines for whoever else comes."""

from dataclasses import dataclass
from math import ceil

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from gtm.typography import NBSP, format_hour, long_date, long_day
from meetings.choices import MeetingKind, Modality
from meetings.door.expected import expected_at
from meetings.models import Door
from meetings.printing import pdf
from meetings.printing.minutes import Head
from meetings.printing.square import drawn

HEADINGS = ("N°", "Nom et prénom", "Structure", "Fonction", "Sexe", "Téléphone", "Signature")
EMPTY = 10  # lines at least for whoever is not expected
# Lines of a page on its side, by the heights of its CSS; signs of a line by column.
FIRST, FIRST_WITH_HEAD, NEXT = 12, 9, 16
WIDTHS = {"name": 27, "structure": 18, "function": 20}
TEXT, EDGES = 0.445, 0.08  # of a line of text, of the edges of a cell: in lines of the table
QR = "memory:code.svg"


@dataclass(frozen=True)
class Line:
    """`number` is 0 for none; the telephone is never here: it is written by hand, if at all."""

    number: int
    name: str = ""
    answer: str = ""
    structure: str = ""
    function: str = ""

    @property
    def height(self):
        """In lines of the table: two lines of text stand in one."""
        texts = {name: ceil(len(getattr(self, name)) / width) for name, width in WIDTHS.items()}
        texts["name"] += ceil(len(self.answer) / WIDTHS["name"])
        return max(1.0, max(texts.values()) * TEXT + EDGES)


@dataclass(frozen=True)
class Sheet:
    """What is printed. `facts` are pairs; `address` and `code` are "" where no code opens."""

    title: str
    head: Head | None
    facts: list
    lines: list
    edition: str
    address: str = ""
    site: str = ""
    code: str = ""

    @property
    def spelt(self):
        """« K7F 2QM »: read aloud and copied in two halves."""
        return f"{self.code[:3]}{NBSP}{self.code[3:]}"


def sheet_of(meeting, now):
    """The `Sheet` of a meeting, its group and letterhead loaded."""
    head = _head(meeting)
    door = Door.objects.filter(meeting=meeting, closed_at=None).first()
    site = f"{settings.SITE_URL}{reverse('meetings:door_code_ask')}"
    return Sheet(
        title=f"Feuille de présence {MeetingKind(meeting.kind).of_it} du {meeting.group.name}",
        head=head,
        facts=_facts(meeting),
        lines=lines_of(expected_at(meeting), head),
        edition=f"Imprimée le {long_date(timezone.localtime(now).date())}",
        **({"address": address_of(door), "site": site, "code": door.code} if door else {}),
    )


def lines_of(expected, head):
    """[`Line`] of those expected, then the empty ones."""
    lines = [_line(rank, each) for rank, each in enumerate(expected, 1)]
    room = range(len(lines) + 1, len(lines) + 1 + _room(lines, head))
    return lines + [Line(number) for number in room]


def address_of(door):
    return f"{settings.SITE_URL}{reverse('meetings:sign_in', args=[door.code])}"


def _line(rank, each):
    return Line(rank, each.name, each.printed, each.structure, each.function)


def _room(lines, head):
    """How many empty lines: ten at least, and up to the end of the page."""
    first = FIRST_WITH_HEAD if head else FIRST
    used = sum(line.height for line in lines) + EMPTY
    pages = ceil(max(used - first, 0) / NEXT)
    return EMPTY + int(first + pages * NEXT - used)


def _facts(meeting):
    hours = " – ".join(format_hour(at) for at in (meeting.starts_at, meeting.ends_at) if at)
    probable = " (date probable)" if meeting.date_is_probable else ""
    remote = "" if meeting.modality == Modality.ON_SITE else meeting.get_modality_display()
    facts = [
        ("Date", long_day(meeting.date).capitalize() + probable),
        ("Heure", hours),
        ("Lieu", ", ".join(filter(None, [meeting.place, remote]))),
    ]
    return [(label, text or "…") for label, text in facts]


def _head(meeting):
    letterhead = getattr(meeting.group, "letterhead", None)
    if letterhead is None or letterhead.style == letterhead.Style.SIMPLE:
        return None
    place, day = letterhead.place.strip(), long_date(meeting.date)
    dateline = f"{place}, le {day}" if place else f"Le {day}"
    lines = letterhead.lines_on(meeting.date)
    return Head(letterhead.country.strip(), letterhead.motto.strip(), lines, dateline)


def pdf_of(sheet, person=None):
    """PDF/UA bytes of a `Sheet`. `person` as for `press.printed`. Raises `TooLong`, `Later`."""
    return pdf.render_page(
        "meetings/attendance_sheet_pdf.html",
        {"sheet": sheet, "headings": HEADINGS, "qr": QR},
        {QR: drawn(sheet.address)} if sheet.address else {},
        ("css/minutes.css", "css/attendance_sheet.css"),
        person=person,
    )
