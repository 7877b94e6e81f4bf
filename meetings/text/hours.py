"""Read the hours that people type (`9H15`, `10h00 à 12h30 – (2h30)`), and print them one way."""

import re
import unicodedata
from datetime import time

_READ_AT_MOST = 80  # characters
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−→/", "-"))
_PRIMES = str.maketrans(dict.fromkeys("’‘ʼ´`′", "'"))  # also the sign of minutes: 16 H 00’
_NAMED = {"midi": 12, "minuit": 0}
_FRACTIONS = {"quart": 15, "demi": 30, "demie": 30}

_LEAD = re.compile(
    r"^(?:(?:heure|horaire|debut)s?(?: de debut)? ?[:;]? |(?:a|de|des|partir de|entre|vers) )+",
    re.ASCII,
)
# « jeudi 27 juillet 2017 à 9h »: the date of the meeting, pasted with its hours.
_DAY = re.compile(
    r"^(?:le )?(?:(?:(?:lun|mar|mercre|jeu|vendre|same)di|dimanche),? (?:le )?)?"
    r"[0-9]{1,2}(?:er)?(?: [a-z]{3,9} |[-.][0-9]{1,2}[-.])(?:[0-9]{4}|[0-9]{2}),? "
    r"(?=(?:a |de |entre |vers )?[0-9]{1,2} ?[h:])",
    re.ASCII,
)
_DURATION = re.compile(r"[ -]*\([^()]*\)$", re.ASCII)  # « 10h00 à 12h30 – (2h30) »
_UNTIL = re.compile(r"^(?:jusqu'a|-|(?:heure de )?fin ?[:;]?) ?", re.ASCII)
_BETWEEN = re.compile(
    r"[ ,;-]*(?:heure de )?fin ?[:;]? ?| ?->? ?|"
    r" ?(?<![b-gi-z])(?:jusqu'a|a|et(?! quart| demie?))(?![a-z]) ?",
    re.ASCII,
)
_HOUR = re.compile(
    r"(?P<hour>[0-9]{1,2}|midi|minuit)"
    r"(?: ?(?:h(?:eures?|rs?)?|[:.]) ?(?P<minute>[0-9]{1,2})?(?::[0-9]{2})?)?"
    r"(?: ?(?:min(?:utes?)?|mn|'))?(?: (?:precises?|tu|gmt))?(?: et (?P<fraction>quart|demie?))?",
    re.ASCII,
)


def _fold(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.translate(_PRIMES).translate(_DASHES))
    kept = (c for c in letters if unicodedata.category(c) not in ("Mn", "Cf"))
    words = " ".join("".join(kept).translate(_DASHES).lower().split()).strip(" .,;")
    return _DURATION.sub("", words)


def _hour(text: str) -> time | None:
    found = _HOUR.fullmatch(text)
    if not found:
        return None
    hour = _NAMED[found["hour"]] if found["hour"] in _NAMED else int(found["hour"])
    minute = int(found["minute"] or 0) or _FRACTIONS.get(found["fraction"], 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def parse_hours(text: str) -> tuple[time | None, time | None] | None:
    """(start, end) of one hour or a range; None when it is not understood. Never raises.

    One hour is a start, unless it says that it is an end (« jusqu'à 11h »). An end before its
    start is returned as typed: it is for the form to warn.
    """
    if len(text.strip()) > _READ_AT_MOST:
        return None
    words = _LEAD.sub("", _DAY.sub("", _fold(text.strip())))
    if until := _UNTIL.match(words):
        end = _hour(words[until.end() :])
        return (None, end) if end else None
    hours = [_hour(part) for part in _BETWEEN.split(words)]
    if None in hours or len(hours) > 2:
        return None
    return hours[0], hours[1] if len(hours) == 2 else None
