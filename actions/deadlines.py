"""Read deadlines as people type them: a wording in, a precision and a last day out.

Nothing is refused: what is not understood is `free`, and the wording is kept as typed.
The forms come from real minutes of Niger, Mali and RDC, and from what they leave plausible.
"""

import difflib
import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta
from enum import StrEnum


class Precision(StrEnum):
    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"
    NEXT_MEETING = "next_meeting"
    IMMEDIATE = "immediate"
    ONGOING = "ongoing"
    RECURRING = "recurring"
    NONE = "none"
    FREE = "free"


@dataclass(frozen=True)
class Deadline:
    """A wording as typed, how precise it is, and the last day on which one is still on time.

    `due_on` is None where no calendar day follows from the wording alone, and where it counts
    from a meeting whose date is not known yet.
    """

    wording: str
    precision: Precision
    due_on: date | None


Reading = tuple[Precision, date | None]

_YEAR_OF_MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
)
_MONTHS = _YEAR_OF_MONTHS.split()

_READ_AT_MOST = 300  # characters; no deadline is longer, a pasted page may be
_SIGNS = str.maketrans({**dict.fromkeys("’‘ʼ´`′", "'"), **dict.fromkeys("‐‑‒–—−", "-")})
_EDGES = ' .,;:!?«»"“”()[]*'


def _fold(text: str) -> str:
    """The text without accents, case, invisible characters, odd spaces and outer punctuation."""
    text = text.strip()
    head = unicodedata.normalize("NFKD", text[:_READ_AT_MOST].translate(_SIGNS))
    letters = (c for c in head if unicodedata.category(c) not in ("Mn", "Cf"))
    words = " ".join("".join(letters).translate(_SIGNS).lower().split())
    words = re.sub(" ?' ?", "'", words).strip(_EDGES)
    # The mark keeps a cut text from passing for the short one that it begins with.
    return words + " +" if len(text) > _READ_AT_MOST else words


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


# --- Read through: what stands before or after a deadline and changes nothing ---

_PREFIX = _compile(
    r"^(?:(?:a realiser|a faire|d'ici(?: a)?|avant|au plus tard|pour|jusqu'(?:au|a|en)|"
    r"date limite ?:|echeance ?:) (?:les? |la |l'(?=.))?)+"
)
_SUFFIX = _compile(
    r"(?:[ ,(]+(?:au plus tard|inclus|maximum|dernier delai|"
    r"(?:a|avant) (?:[0-9]{1,2} ?[h:] ?(?:[0-9]{2})?|midi)))+$"
)
_WEEKDAY = (
    r"(?:lun|mar|mercre|jeu|vendre|same)di|dimanche|"
    r"(?:lun|mar|mer|jeu|ven|sam|dim)\.?(?= [0-9]{1,2}\b)"
)
_LEAD = _compile(
    r"^(?:(?:a|au|en|le|la|du|de|dans|entre|lors|cours|courant|pendant|durant|fin|mois|annee|an|"
    rf"deux mille (?:[a-z]+ )*?et(?= le)|(?:prochaine )?reunion|{_WEEKDAY})[ ,-]+|[ld]'(?=.))+"
)

# --- Deadlines without a date of their own ---

_EVERY = "mois|semaine|quinzaine|trimestre|semestre|annee|an|jour|"
_EVERY += "reunion|rencontre|seance|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche"
_MEETING = "reunion|rencontre|seance|session"
_PHRASES = {
    Precision.NONE: _compile(
        r"[/. _-]*|n[/. ]?a|neant|sans objet|non applicable|aucune?|sans (?:echeance|date)|"
        r"(?:(?:date|echeance|delai|periode)s? )?"
        r"a (?:definir|determiner|preciser|fixer|convenir|confirmer)\b.*",
    ),
    Precision.IMMEDIATE: _compile(
        r"immediate?s?|immediatement|(?:tres )?urgente?s?|(?:en |d')?urgence|asap|a\.s\.a\.p|"
        r"(?:aussi(?:tot| vite) que|des que|(?:le |au )?plus (?:tot|vite|rapidement)) possible|"
        r"au plus (?:tot|vite)|sans (?:delai|tarder)|(?:tout )?de suite|"
        r"dans les (?:meilleurs|plus brefs) delais",
    ),
    Precision.ONGOING: _compile(
        # "permanant" is so written in minutes of 2016.
        r"(?:en |(?:action|activite|suivi|tache) |de (?:facon|maniere) )?"
        r"(?:continu(?:e?s?|elle|el)|perman[ae]n(?:te?s?|ce))",
    ),
    Precision.RECURRING: _compile(
        rf"(?:.* )?(?:chaque|tou(?:te)?s les|fois par) (?:fin d[eu] |[0-9]+ |deux |trois )?"
        rf"(?:{_EVERY})s?(?: .*)?|"
        r"(?:mensuel|trimestriel|semestriel|annuel)(?:s|les?|lement)?|hebdomadaire(?:s|ment)?",
    ),
    Precision.NEXT_MEETING: _compile(
        # Only the group's own meeting: that of another body would get a false date.
        r"(?:(?:a|lors de|pendant|durant|au cours de) )?(?:la )?"
        rf"(?:(?:prochaine|future) (?:{_MEETING})|(?:{_MEETING}) (?:prochaine|suivante)|"
        rf"(?:{_MEETING}) de coordination)"
        r"(?: ordinaire| mensuelle)?(?: de coordination| (?:du )?(?:gtm|groupe|cluster))?|"
        r"(?:au |le )?prochain gtm",
    ),
}

# --- Calendar forms: the groups that a form holds say its precision ---

_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
_ANY_YEAR = r"(?P<year>(?:19|20)[0-9]{2}|[0-9]{2})"
_OF_YEAR = rf"[ /.,-]*(?:(?:de )?(?:l'annee )?{_ANY_YEAR}|prochain)?"
_MONTH = r"(?P<month>[a-z]{3,12})"
_NUMBER = r"(?P<number>[1-4]|iv|i{1,3}|premier|deuxieme|second|troisieme|quatrieme|dernier)"
_TERM = r"(?P<term>trimestre|semestre)"
_FORMS = tuple(
    _compile(pattern)
    for pattern in (
        rf"(?P<day>[0-9]{{1,2}}) ?[/. -] ?(?P<month>[0-9]{{1,2}}) ?[/. -] ?{_ANY_YEAR}",
        r"(?P<day>[0-9]{1,2}) ?/ ?(?P<month>[0-9]{1,2})",
        rf"{_YEAR}[/.-](?P<month>[0-9]{{1,2}})[/.-](?P<day>[0-9]{{1,2}})",
        rf"(?P<day>[0-9]{{1,2}}|premier) ?(?:er|eme|e)?[ /.-]*{_MONTH}{_OF_YEAR}",
        rf"(?:(?:debut|mi)[ -](?:de )?)?{_MONTH}{_OF_YEAR}",
        rf"(?P<month>[0-9]{{1,2}}) ?[/.-] ?{_YEAR}",
        rf"{_YEAR}[/-](?P<month>[0-9]{{1,2}})",
        rf"(?P<term>[tqs])[ -]?(?P<number>[1-4]){_OF_YEAR}",
        rf"(?P<term>[ts])[ -]?(?P<number>iv|i{{1,3}})[ /-]{_YEAR}",  # the year: "si" is a word
        rf"{_YEAR}[ /-]?(?P<term>[tqs])(?P<number>[1-4])",
        rf"{_NUMBER} ?(?:i?emes?|ere?|nde?|e|d)? (?:{_TERM}|(?P<abbr>trim|sem)\.?){_OF_YEAR}",
        rf"{_TERM} {_NUMBER}{_OF_YEAR}",
        _YEAR,
    )
)
_ORDINALS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "premier": 1, "deuxieme": 2, "second": 2}
_ORDINALS |= {"troisieme": 3, "quatrieme": 4}
_TERMS = {"t": (Precision.QUARTER, 3), "q": (Precision.QUARTER, 3), "s": (Precision.HALF_YEAR, 6)}
_FOLDED_MONTHS = tuple(_fold(month) for month in _MONTHS)


def _month_number(word: str, *, beside_digits: bool) -> int | None:
    """1 to 12 for a number, a name, an abbreviation or, beside a day or year, a misspelling."""
    if word.isdigit():
        return int(word)
    names = [name for name in _FOLDED_MONTHS if name.startswith(word)]
    if not names and beside_digits:
        # Same initial, long names only: « jenvier » is a month, « lévrier » and « marais » not.
        alike = [name for name in _FOLDED_MONTHS if len(name) > 4 and name[0] == word[0]]
        names = difflib.get_close_matches(word, alike, n=1, cutoff=0.85)
    return _FOLDED_MONTHS.index(names[0]) + 1 if len(names) == 1 else None


def _span(found: dict[str, str]) -> tuple[Precision, int | None, int | None]:
    """Precision, last month, and day of it (None: its last), without the year."""
    if word := found.get("month"):
        day = found.get("day", "").replace("premier", "1")
        month = _month_number(word, beside_digits=bool(day or found.get("year")))
        return (Precision.DAY, month, int(day)) if day else (Precision.MONTH, month, None)
    if term := found.get("term") or found.get("abbr"):
        precision, months = _TERMS[term[0]]
        word = found["number"]
        number = 12 // months if word == "dernier" else _ORDINALS.get(word) or int(word)
        return precision, number * months, None
    return Precision.YEAR, 12, None


def _day(year: int, month: int, day: int | None) -> date | None:
    """That day, or the month's last; None when the calendar has no such day."""
    if not (1 <= month <= 12 and MINYEAR <= year <= MAXYEAR):
        return None
    last = monthrange(year, month)[1]
    return date(year, month, day or last) if day is None or 1 <= day <= last else None


def _calendar(text: str) -> tuple[Precision, int, int | None, int | None] | None:
    """(precision, last month, day of it, year) of the first form that the whole text is."""
    for form in _FORMS:
        if match := form.fullmatch(text):
            found = {name: value for name, value in match.groupdict().items() if value}
            precision, month, day = _span(found)
            if month:
                year = found.get("year")
                return precision, month, day, int(year) + 2000 * (len(year) == 2) if year else None
    return None


def _read_calendar(text: str, meeting_on: date | None) -> Reading | None:
    """A day, month, quarter, half-year or year; without its year, the next after the meeting."""
    found = _calendar(_LEAD.sub("", text))
    if not found:
        return None
    precision, month, day, year = found
    if year:
        due_on = _day(year, month, day)
    elif meeting_on:  # up to eight years pass from one 29 February to the next
        years = range(meeting_on.year, meeting_on.year + 9)
        days = (_day(year, month, day) for year in years)
        due_on = next((day for day in days if day and day > meeting_on), None)
    else:  # 2024 is a leap year: it tells a day that exists from one that never does
        return (precision, None) if _day(2024, month, day) else None
    return (precision, due_on) if due_on else None


_SPLIT = _compile(r" (?:au|a|et) | ?- ?")
_DAY_ALONE = _compile(r"[0-9]{1,2}(?:er)?")


def _read_range(text: str, meeting_on: date | None) -> Reading | None:
    """« du 3 au 10 mars 2022 »: its end, when both sides are of one kind."""
    for cut in _SPLIT.finditer(text):
        end = _read_calendar(text[cut.end() :], meeting_on)
        start = _LEAD.sub("", text[: cut.start()])
        if end and _DAY_ALONE.fullmatch(start):
            start_precision = Precision.DAY
        else:
            start_precision = (_read_calendar(start, meeting_on) or (None,))[0]
        if end and end[0] == start_precision:
            return end
    return None


# --- Counted from the meeting ---

_WORDS = "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze"
_COUNTS = {word: count for count, word in enumerate(_WORDS.split())}
_COUNTS |= {"une": 1, "vingt": 20, "trente": 30, "quarante-cinq": 45, "soixante": 60}
_DAYS = {"jour": 1, "j": 1, "semaine": 7, "huitaine": 8, "quinzaine": 15}
_MONTHS_IN = {"mois": 1, "trimestre": 3, "semestre": 6, "an": 12, "annee": 12}
_COUNTED = _compile(
    r"(?:sous |dans |en )?(?:(?:un )?delai (?:de |d')|les |la )?"
    r"(?P<count>[0-9]{1,4}|" + "|".join(_COUNTS) + r")? ?"
    r"(?P<unit>jour|j|semaine|huitaine|quinzaine|mois|trimestre|semestre|annee|an|heure|h)s?"
    r"(?: de jours)?(?: (?:apres|a compter de|suivant) (?:la|cette) (?:reunion|rencontre))?"
)
_RUNNING = _compile(
    r"(?P<lead>(?:(?:a la |la |en )?fin |courant )(?:du |de (?:ce |cette |l')?|d')?|ce |cette )?"
    r"(?:le |l')?(?P<unit>mois|trimestre|semestre|annee)(?P<next> prochaine?)?(?: en cours)?"
)
_PRECISIONS = {1: Precision.MONTH, 3: Precision.QUARTER, 6: Precision.HALF_YEAR, 12: Precision.YEAR}


def _months_later(day: date, months: int) -> date | None:
    """The same day of a later month, or that month's last day when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return _day(year, month + 1, day.day) or _day(year, month + 1, None)


def _read_counted(text: str, meeting_on: date | None) -> Reading | None:
    """« sous 15 jours », « dans un mois », « sous huitaine »."""
    found = _COUNTED.fullmatch(text)
    if not found or not (found["count"] or found["unit"] in ("huitaine", "quinzaine")):
        return None
    if not meeting_on:
        return Precision.DAY, None
    unit, word = found["unit"], found["count"] or "1"
    count = _COUNTS[word] if word in _COUNTS else int(word)
    if unit in _MONTHS_IN:
        due_on = _months_later(meeting_on, count * _MONTHS_IN[unit])
    else:
        days = count * _DAYS[unit] if unit in _DAYS else -(-count // 24)
        due_on = meeting_on + timedelta(min(days, (date.max - meeting_on).days))
    return (Precision.DAY, due_on) if due_on else None


def _read_running(text: str, meeting_on: date | None) -> Reading | None:
    """« fin du mois », « cette année », « le trimestre prochain », seen from the meeting."""
    found = _RUNNING.fullmatch(text)
    if not found or not (found["lead"] or found["next"]):
        return None
    months = _MONTHS_IN[found["unit"]]
    if not meeting_on:
        return _PRECISIONS[months], None
    last = -(-meeting_on.month // months) * months + (months if found["next"] else 0)
    year, month = divmod(last - 1, 12)
    due_on = _day(meeting_on.year + year, month + 1, None)
    return (_PRECISIONS[months], due_on) if due_on else None


def _read_phrase(text: str, meeting_on: date | None) -> Reading | None:
    for precision, phrase in _PHRASES.items():
        if phrase.fullmatch(text):
            return precision, None
    return None


_READERS = (_read_phrase, _read_counted, _read_running, _read_calendar, _read_range)


def parse(text: str, meeting_on: date | None) -> Deadline:
    """The deadline that this wording is in a meeting of that day; never raises.

    The next meeting has no `due_on` here: only the group's calendar knows it.
    """
    folded = _SUFFIX.sub("", _PREFIX.sub("", _fold(text)))
    for read in _READERS:
        if reading := read(folded, meeting_on):
            return Deadline(text, *reading)
    return Deadline(text, Precision.FREE, None)


def parse_day(text: str, near: date | None = None) -> date | None:
    """The calendar day that the whole text is, or None; for the date of a meeting.

    A day without its year is the one nearest to `near`: minutes are typed after the meeting too.
    """
    found = _calendar(_LEAD.sub("", _fold(text)))
    if not found or found[0] != Precision.DAY:
        return None
    _, month, day, year = found
    if year:
        return _day(year, month, day)
    years = range(near.year - 8, near.year + 9) if near else ()
    days = [found for year in years if (found := _day(year, month, day))]
    return min(days, key=lambda day: abs(day - near), default=None)


_ADVICE = "« 15/03/2022 », « mars 2022 », « T1 2022 », « 2022 » ou « prochaine réunion »"
_READINGS = {
    Precision.NEXT_MEETING: "à la prochaine réunion du groupe",
    Precision.IMMEDIATE: "immédiat : jamais en retard, l’ancienneté est affichée",
    Precision.ONGOING: "en continu : jamais en retard",
    Precision.RECURRING: "récurrent : jamais en retard",
    Precision.NONE: "sans échéance",
    Precision.FREE: f"gardé tel quel, sans date ; pour en avoir une : {_ADVICE}",
}


def describe(deadline: Deadline) -> str:
    """How the deadline is understood, in French, to be shown at once under its field."""
    if due_on := deadline.due_on:
        day = "1er" if due_on.day == 1 else due_on.day
        return f"→ au plus tard le {day} {_MONTHS[due_on.month - 1]} {due_on.year}"
    unknown = "date connue dès que la réunion aura la sienne"
    return f"→ {_READINGS.get(deadline.precision, unknown)}"


def warning(deadline: Deadline, meeting_on: date | None) -> str:
    """What is unwise about the deadline, in French; empty when nothing is. Never a refusal."""
    if deadline.precision == Precision.FREE:
        return f"Échéance gardée telle quelle, sans date. Formes reconnues : {_ADVICE}."
    if deadline.due_on and meeting_on and deadline.due_on < meeting_on:
        return "L’échéance précède la réunion."
    return ""
