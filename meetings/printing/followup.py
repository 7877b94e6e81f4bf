"""What a meeting says of the earlier ones, as printed: minutes adopted, actions followed up. Pure.

It stands in the point flagged « suivi » where there is one, else before point 1; never twice.
"""

from dataclasses import dataclass

from actions.deadlines import parse_day
from gtm import typography
from meetings.choices import Decision
from meetings.text import document as doc
from meetings.text.fields import PROGRESS

HEADINGS = ["Point d’action :", "Responsable :", "Échéance :", "Suivi :"]
GONE = "(point d’action retiré depuis de son compte rendu)"


@dataclass(frozen=True)
class Adoption:
    """« Le compte rendu de la réunion du … a été adopté », and its amendments as texts."""

    sentence: str
    amendments: list


@dataclass(frozen=True)
class Followed:
    """A row of the table: `origin` and `lateness` say where it was decided and how late it was."""

    uid: str
    text: str
    origin: str
    responsible: str
    deadline: str
    lateness: str
    status: str
    said: str


@dataclass(frozen=True)
class Followup:
    """Both parts; `heading` is printed where no point bears one, `rest` counts rows left out."""

    heading: str
    adoptions: list
    headings: list
    rows: list
    rest: str = ""


def followup(tree):
    """The `Followup` of a completed map (see `carryover`); None when there is nothing to print."""
    minutes = tree["adoptions"] + tree["former_adoptions"]
    adoptions = [_adoption(cells) for cells in minutes if cells["decision"]]
    carried, typed = (_rows(tree[section]) for section in ("followups", "former_actions"))
    spoken_of = [row for row in carried if row.said or row.status]
    rows, rest = carried + typed, ""
    if tree["followup_counted"]:
        if not tree["followup_all"]:
            rows, rest = spoken_of + typed, _rest(len(carried) - len(spoken_of), spoken_of + typed)
    elif tree["followup_said_only"]:
        rows = [row for row in rows if row.said or row.status]
    if not adoptions and not rows and not rest:
        return None
    headings = {
        (True, False): "Adoption du compte rendu précédent :",
        (False, True): "Suivi des points d’action :",
        (True, True): "Adoption du compte rendu précédent et suivi des points d’action :",
    }
    heading = headings[bool(adoptions), bool(rows or rest)]
    return Followup(heading, adoptions, HEADINGS, rows, rest)


def _rows(section):
    rows = map(_followed, section)
    return [row for row in rows if row.text or row.said or row.status]


def _rest(count, shown):
    """« 28 autres points d’action restent ouverts. »; nothing where nothing was left out."""
    if not count:
        return ""
    plural = "s" if count > 1 else ""
    other = f" autre{plural}" if shown else ""
    before = "" if shown else " des réunions précédentes"
    stay = "restent ouverts" if plural else "reste ouvert"
    return f"{count}{other} point{plural} d’action{before} {stay}."


def flagged_point(tree):
    """The uid of the point in which it is printed, or None."""
    flagged = (point["uid"] for point in tree["points"] if point["followup"])
    return next(flagged, None)


def day(typed, form=typography.long_date):
    """A date as printed; as typed when it cannot be read."""
    read = parse_day(typed)
    return form(read) if read else typed.strip()


def _adoption(cells):
    amendments = [_amendment(each) for each in cells["amendments"] if not doc.is_blank(each)]
    held_on = day(cells["meeting_date"])
    which = f"de la réunion du {held_on}" if held_on else "de la réunion précédente"
    end = " :" if amendments else "."
    return Adoption(f"Le compte rendu {which} {_decided(cells['decision'])}{end}", amendments)


def _decided(decision):
    """« a été adopté sous réserve »."""
    if decision == Decision.UNREAD:
        return "n’a pas été lu"
    return f"a été {Decision(decision).label}"


def _amendment(cells):
    """« OIM, point 2 : remplacer … »; whatever is missing is left out."""
    who = ", ".join(filter(None, (cells["author"].strip(), cells["point"].strip())))
    return " : ".join(filter(None, (who, cells["text"].strip())))


def _followed(cells):
    late = cells.get("days_late", "")
    return Followed(
        uid=cells["uid"],
        text=cells["text"].strip() or ("" if "number" not in cells else GONE),
        origin=_origin(cells),
        responsible=cells["responsible"].strip(),
        deadline=cells["deadline"].strip(),
        lateness=typography.lateness(int(late)) if late.isdecimal() else "",
        status=_status(cells),
        said=cells["said"].strip(),
    )


def _origin(cells):
    """« Réunion du 30 novembre 2021, n° 1.3 (compte rendu non publié) »."""
    held_on, number = day(cells["meeting_date"]), cells.get("number", "")
    where = ", ".join(
        filter(None, (held_on and f"Réunion du {held_on}", number and f"n° {number}"))
    )
    return where + (" (compte rendu non publié)" if cells.get("unpublished") else "")


def _status(cells):
    """« En attente (fonds non reçus) », « Reconduite au 31 décembre 2022 », « Réalisé le … »."""
    if not cells["status"] and cells.get("closed"):
        return cells["closed"]
    label = dict(PROGRESS).get(cells["status"], "") if cells["status"] else ""
    label = label[:1].upper() + label[1:]
    notes = [cells["reason"].strip()]
    if cells["status"] == "rescheduled" and cells["new_deadline"].strip():
        notes.insert(0, f"nouvelle échéance : {cells['new_deadline'].strip()}")
    notes = " ; ".join(filter(None, notes))
    return f"{label} ({notes})" if label and notes else label or notes
