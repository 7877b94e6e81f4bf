"""The extract of one point: the point whole, or what of it concerns one structure."""

from dataclasses import dataclass, replace

from actions.models import ActionItem
from gtm.models import Agency
from gtm.typography import NBSP
from meetings.printing import pdf
from meetings.printing.minutes import Head, Point, Printed

SHEETS = ("css/minutes.css", "css/extract.css")


@dataclass(frozen=True)
class Extract:
    """`recipient` is the structure that it is made for, `kept` says which actions it keeps."""

    title: str
    group: str
    head: Head | None
    facts: list
    point: Point
    recipient: str
    kept: str
    edition: str
    sha256: str


def extract_of(publication, minutes: Printed, uid, agency=None, *, only=False):
    """The extract of the point `uid` of a version, whose `Printed` is given."""
    point = next(each for each in minutes.points if each.uid == uid)
    date = dict(minutes.facts).get("Date", "")
    of_version = f"(version{NBSP}{publication.version})"
    kept = ""
    if only:
        point = replace(point, actions=_concerning(publication.meeting, point, agency))
        kept = f"Seuls y figurent les points d’action qui concernent cette structure : {agency}."
    return Extract(
        title=f"Extrait du c{minutes.title[1:]} du {date} {of_version}",
        group=minutes.group,
        head=minutes.head,
        facts=minutes.facts,
        point=point,
        recipient=f"À l’attention de : {agency}" if agency else "",
        kept=kept,
        edition=f"Extrait de la version{NBSP}{publication.version}",
        sha256=publication.sha256,
    )


def _concerning(meeting, point, agency):
    """The rows in which a structure, or an antenne of it, has a part; under their own numbers."""
    kept = concerned(meeting, agency)
    return replace(point.actions, rows=[row for row in point.actions.rows if row.uid in kept])


def concerned(meeting, agency):
    """The uids of the actions of a meeting in which a structure has a part."""
    actions = ActionItem.objects.of_meetings([meeting]).concerning([agency.pk])
    return {str(uid) for uid in actions.values_list("uid", flat=True)}


def addressees(meeting):
    """[(label, [structures])]: those that the actions of a meeting name, then the others."""
    agencies = list(Agency.objects.active().filter(is_collective=False).select_related("territory"))
    named = _named_in(meeting)
    return [
        ("Structures des points d’action", [each for each in agencies if each.pk in named]),
        ("Autres structures", [each for each in agencies if each.pk not in named]),
    ]


def _named_in(meeting):
    actions = ActionItem.objects.of_meetings([meeting])
    both = ("responsibles__agency", "follow_ups__agency")
    return {key for keys in actions.values_list(*both) for key in keys}


def pdf_of(extract, person):
    """PDF/UA bytes. Raises `pdf.TooLong`, `pdf.Later`."""
    context = {"extract": extract}
    return pdf.render_page("meetings/extract_pdf.html", context, {}, SHEETS, person=person)
