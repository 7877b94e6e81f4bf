"""The words of letters and mails: a group's own or those proposed, and the fields in their braces.

A line in which a known field has nothing to say is left out whole: no « Motif : » without one.
"""

import re
from dataclasses import dataclass

from gtm import typography
from gtm.names import fold
from gtm.typography import NBSP, format_hour, long_day
from meetings.choices import Modality
from meetings.convocation.signing import signature_of
from meetings.convocation.texts import PROPOSED
from meetings.models import Convocation, Wording
from meetings.text import document as doc

FIELDS = {
    "groupe": "le nom du groupe",
    "réunion": "« réunion ordinaire », « réunion extraordinaire »…",
    "date": "le jour de la réunion",
    "heure": "l’heure de début",
    "lieu": "le lieu",
    "modalité": "« en présentiel », « à distance »…",
    "ordre du jour": "les points, un par ligne",
    "réponse avant le": "le jour jusqu’auquel une réponse est attendue",
    "motif": "le motif d’un report ou d’une annulation",
    "ancienne date": "le jour et l’heure d’avant un report",
    "destinataire": "le nom, la fonction et la structure de la personne",
    "structure": "la structure de la personne",
    "référence": "la référence de la lettre",
    "signature": "la fonction et le nom de qui signe",
}
FIELD = re.compile(r"\{([^{}\n]{1,40})\}")
_NAMES = {fold(name): name for name in FIELDS}


@dataclass(frozen=True)
class Words:
    """The object and the text of a letter; fields stand in braces, lines are paragraphs."""

    subject: str
    body: str


def proposed(style, kind):
    """The `Words` of a group that wrote none of its own."""
    return Words(*PROPOSED[kind, style])


def words_of(group, style, kind):
    """The `Words` of a group for a style of `Convened` and a kind of `Wording`."""
    own = Wording.objects.filter(group=group, style=style, kind=kind).first()
    return Words(own.subject, own.body) if own else proposed(style, kind)


def unknown(text):
    """What stands in braces and is no field, in order, as typed."""
    return [each for each in FIELD.findall(text) if fold(each) not in _NAMES]


def filled(text, fields):
    """A text with `fields` ({name: text}) in place of their names in braces; others stay as typed.

    So that what is sent to many may be filled twice: once for all, then for each.
    """
    known = {fold(name): value for name, value in fields.items()}
    lines = (_filled(line, known) for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line for line in lines if line is not None)).strip()


def _filled(line, known):
    """None where one of its fields has nothing to say."""
    names = [fold(name) for name in FIELD.findall(line)]
    if any(name in known and not known[name] for name in names):
        return None
    return FIELD.sub(lambda field: known.get(fold(field[1]), field[0]), line)


def fields_of(convocation, convened=None):
    """{field: its text} of a telling; with those of a person where one is given."""
    meeting = convocation.meeting
    fields = {
        "groupe": meeting.group.name,
        "réunion": meeting.called,
        "date": long_day(convocation.date),
        "heure": _hour(convocation.starts_at),
        "lieu": convocation.place.strip() or _nowhere(meeting.modality),
        "modalité": _modality(convocation),
        "ordre du jour": _agenda(convocation),
        "réponse avant le": long_day(convocation.answer_by) if convocation.answer_by else "",
        "motif": convocation.reason.strip(),
        "ancienne date": _former(convocation),
        "référence": convocation.reference.strip(),
        "signature": signature_of(convocation),
    }
    return fields | (of_person(convened) if convened else {})


def of_person(convened):
    return {
        "destinataire": convened.label,
        "structure": convened.agency.label if convened.agency else "",
    }


def _hour(hour):
    return format_hour(hour) if hour else "une heure qui sera précisée"


def _nowhere(modality):
    return "en ligne" if modality == Modality.REMOTE else "à préciser"


def _modality(convocation):
    """« en présentiel et à distance, sur Teams »."""
    meeting = convocation.meeting
    platform = " ".join(meeting.document.get("platform", "").split())
    on = f", sur {platform}" if platform else ""
    if meeting.modality == Modality.REMOTE:
        return f"à distance{on}"
    if meeting.modality == Modality.HYBRID or convocation.remote_allowed:
        return f"en présentiel et à distance{on}"
    return "en présentiel"


def agenda_of(meeting):
    """The `Convocation.agenda` of a meeting as its text stands."""
    points = doc.tree(meeting.document)["points"]
    named = ("title", "presenters", "minutes")
    kept = ({name: point.get(name, "").strip() for name in named} for point in points)
    return [point for point in kept if point["title"]]


def agenda_lines(agenda):
    """[text] of the points that were told, without ranks: « Divers (OIM, 10 minutes) »."""
    points = ({"title": each} if isinstance(each, str) else each for each in agenda)
    return [_point(point) for point in points if point.get("title", "").strip()]


def _point(point):
    minutes = str(point.get("minutes") or "").strip()
    told = typography.counted(int(minutes), "minute") if minutes.isdecimal() else minutes
    told = told.replace(" ", NBSP)
    notes = ", ".join(filter(None, [str(point.get("presenters") or "").strip(), told]))
    title = " ".join(point["title"].split())
    if title.endswith(")") and notes:
        return f"{title} – {notes}"
    return f"{title} ({notes})" if notes else title


def _agenda(convocation):
    """Each point on a line of its own, after whatever stands before the field."""
    lines = agenda_lines(convocation.agenda)
    return "".join(f"\n{rank}- {line}" for rank, line in enumerate(lines, 1))


def _former(convocation):
    """« mardi 30 novembre 2021 à 10h20 »: what was told before."""
    before = convocation.meeting.convocations.filter(sequence__lt=convocation.sequence)
    former = before.exclude(kind=Convocation.Kind.CANCEL).last()
    if former is None:
        return ""
    hour = f" à {format_hour(former.starts_at)}" if former.starts_at else ""
    return long_day(former.date) + hour
