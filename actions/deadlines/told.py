"""What is said of a deadline, in French: how it is read, and what is unwise about it."""

from datetime import date

from actions.deadlines.days import Precision, missing_day, other_weekday, told
from actions.deadlines.reading import Deadline, bare

_ADVICE = "« 15/03/2022 », « mars 2022 », « T1 2022 », « 2022 » ou « prochaine réunion »"
_KEPT = f"Échéance gardée telle quelle, sans date. Formes reconnues : {_ADVICE}."
_READINGS = {
    Precision.NEXT_MEETING: "à la prochaine réunion du groupe",
    Precision.IMMEDIATE: "immédiat : jamais en retard, l’ancienneté est affichée",
    Precision.ONGOING: "en continu : jamais en retard",
    Precision.RECURRING: "récurrent : jamais en retard",
    Precision.NONE: "sans échéance",
    Precision.FREE: f"gardé tel quel, sans date ; pour en avoir une : {_ADVICE}",
}


def describe(deadline: Deadline) -> str:
    """How the deadline is understood, in French, to be shown at once under its field."""
    if due_on := deadline.due_on:
        return f"→ au plus tard le {told(due_on)}"
    unknown = "date connue dès que la réunion aura la sienne"
    return f"→ {_READINGS.get(deadline.precision, unknown)}"


def warning(deadline: Deadline, meeting_on: date | None) -> str:
    """What is unwise about the deadline, in French; empty when nothing is. Never a refusal."""
    if deadline.precision == Precision.FREE:
        return missing_day(bare(deadline.wording)) or _KEPT
    if deadline.due_on and meeting_on and deadline.due_on < meeting_on:
        return "L’échéance précède la réunion."
    return other_weekday(deadline.wording, deadline.due_on)
