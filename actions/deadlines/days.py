"""Days, months, quarters, half-years and years of the calendar, as people write them."""

import difflib
import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from datetime import MAXYEAR, MINYEAR, date, timedelta
from enum import StrEnum
from typing import NamedTuple


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


class Span(NamedTuple):
    """What a wording says: its last month, the last day of it (None: the month's), its year."""

    precision: Precision
    month: int
    day: int | None
    year: int | None


_YEAR_OF_MONTHS = (
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
)
MONTHS = _YEAR_OF_MONTHS.split()
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

_READ_AT_MOST = 300  # characters; no deadline is longer, a pasted page may be
_SIGNS = str.maketrans({**dict.fromkeys("’‘ʼ´`′", "'"), **dict.fromkeys("‐‑‒–—−", "-")})
_EDGES = ' .,:;!?«»"“”()[]*'


def fold(text: str) -> str:
    """The text without accents, case, invisible characters, odd spaces and outer punctuation."""
    text = text.strip()
    head = unicodedata.normalize("NFKD", text[:_READ_AT_MOST].translate(_SIGNS))
    letters = (c for c in head if unicodedata.category(c) not in ("Mn", "Cf"))
    words = " ".join("".join(letters).translate(_SIGNS).lower().split())
    words = re.sub(" ?' ?", "'", words).strip(_EDGES)
    # The mark keeps a cut text from passing for the short one that it begins with.
    return words + " +" if len(text) > _READ_AT_MOST else words


def compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.ASCII)


# --- Read through: what stands before or after a day and changes nothing ---

_WEEKDAY_NAME = r"(?:lun|mar|mercre|jeu|vendre|same)di|dimanche"
_WEEKDAY = rf"{_WEEKDAY_NAME}|(?:lun|mar|mer|jeu|ven|sam|dim)\.?(?= [0-9]{{1,2}}\b)"
_MEETING = r"(?:prochaine )?reunion(?: prochaine)?(?: (?:du )?(?:gtm|groupe|cluster))?"
_LEAD = compiled(
    r"^(?:(?:a|au|en|les?|la|du|de|dans|entre|lors|cours|courant|pendant|durant|fin|mois|annee|an|"
    rf"deux mille (?:[a-z]+ )*?et(?= le)|{_MEETING}|{_WEEKDAY})[ ,(:-]+|"
    r"[ld]'(?=.))+"
)
_CLOCK = r"(?:[01]?[0-9]|2[0-4])"
_HOUR = rf"(?:{_CLOCK} ?[h:](?: ?[0-9]{{2}})?(?::[0-9]{{2}}(?:\.0+)?)?|midi)"
# What a cell of Excel adds to a day (« 00:00:00 »), and what a person does.
_HOURS = compiled(
    rf"(?<=[0-9])[ ,(t]+(?:(?:a|avant|vers|des|a partir de) {_HOUR}|"
    rf"{_CLOCK}[h:][0-9]{{2}}(?::[0-9]{{2}}(?:\.0+)?)?|"
    rf"(?:de |entre )?{_CLOCK} ?(?:h ?)?(?:[0-9]{{2}} ?)?(?:-|a|et) ?{_HOUR})"
    r"(?: ?(?:precises?|mn|min|tu|gmt))*$"
)

# --- Calendar forms: the groups that a form holds say its precision ---

_YEAR = r"(?P<year>(?:19|20)[0-9]{2})"
_ANY_YEAR = r"(?P<year>(?:19|20)[0-9]{2}|[0-9]{2})"
_OF_YEAR = rf"[ /.,-]*(?:(?:de )?(?:l'annee )?{_ANY_YEAR}|prochain)?"
_MONTH = r"(?P<month>[a-z]{3,12})"
_OF_MONTH = rf"(?:de |du |d'|le )?(?:mois (?:de |d'))?{_MONTH}{_OF_YEAR}"
_NUMBER = r"(?P<number>[1-4]|iv|i{1,3}|premier|deuxieme|second|troisieme|quatrieme|dernier)"
_TERM = r"(?P<term>trimestre|semestre)"
_FORMS = tuple(
    compiled(pattern)
    for pattern in (
        rf"(?P<day>[0-9]{{1,2}}) ?[/. -] ?(?P<month>[0-9]{{1,2}}) ?[/. -] ?{_ANY_YEAR}",
        r"(?P<day>[0-9]{1,2}) ?/ ?(?P<month>[0-9]{1,2})",
        rf"{_YEAR}[/.-](?P<month>[0-9]{{1,2}})[/.-](?P<day>[0-9]{{1,2}})",
        rf"(?P<day>[0-9]{{1,2}}|premier) ?(?:er|eme|e)?[ /.-]*{_MONTH}{_OF_YEAR}",
        rf"(?P<middle>mi|milieu)[ -]{_OF_MONTH}",
        rf"(?P<middle>1(?:ere|re)|premiere) quinzaine {_OF_MONTH}",
        rf"(?P<start>debut)[ -]{_OF_MONTH}",
        rf"(?:2(?:nde?|eme|e)|deuxieme|seconde|derniere) quinzaine {_OF_MONTH}",
        rf"derniere semaine {_OF_MONTH}",
        rf"{_MONTH}{_OF_YEAR}",
        rf"(?P<month>[0-9]{{1,2}}) ?[/.-] ?{_YEAR}",
        rf"{_YEAR}[/-](?P<month>[0-9]{{1,2}})",
        rf"(?P<term>[tqs])[ -]?(?P<number>[1-4]){_OF_YEAR}",
        rf"(?P<term>[ts])[ -]?(?P<number>iv|i{{1,3}})[ /-]{_YEAR}",  # the year: "si" is a word
        rf"{_YEAR}[ /-]?(?P<term>[tqs])(?P<number>[1-4])",
        rf"{_NUMBER} ?(?:i?emes?|ere?|nde?|e|d)? (?:{_TERM}|(?P<abbr>trim|sem)\.?){_OF_YEAR}",
        rf"{_TERM} {_NUMBER}{_OF_YEAR}",
        rf"(?P<half>mi)[ -](?:de )?(?:l'annee )?{_YEAR}",
        # The budget of the State of Niger is that of the calendar year.
        rf"(?:exercice |gestion )?(?:(?:budget(?:aire)?|civile|fiscale?) )?{_YEAR}",
        # Lessons begin in October and end with June; July to September are « grandes vacances ».
        rf"(?:annee )?scolaire (?:19|20)[0-9]{{2}} ?[-/] ?(?P<school>{_ANY_YEAR})",
    )
)
_ORDINALS = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "premier": 1, "deuxieme": 2, "second": 2}
_ORDINALS |= {"troisieme": 3, "quatrieme": 4}
_TERMS = {"t": (Precision.QUARTER, 3), "q": (Precision.QUARTER, 3), "s": (Precision.HALF_YEAR, 6)}
_FOLDED_MONTHS = tuple(fold(month) for month in MONTHS)


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


def _month_span(found: dict[str, str]) -> tuple[Precision, int | None, int | None]:
    """« début mars » ends on its 10th, « mi-mars » on its 15th, « mars » on its last day."""
    day = found.get("day", "").replace("premier", "1")
    month = _month_number(found["month"], beside_digits=bool(day or found.get("year")))
    if day:
        return Precision.DAY, month, int(day)
    return Precision.MONTH, month, 10 if "start" in found else 15 if "middle" in found else None


def _span(found: dict[str, str]) -> tuple[Precision, int | None, int | None]:
    """Precision, last month, and day of it (None: its last), without the year."""
    if "month" in found:
        return _month_span(found)
    if term := found.get("term") or found.get("abbr"):
        precision, months = _TERMS[term[0]]
        word = found["number"]
        number = 12 // months if word == "dernier" else _ORDINALS.get(word) or int(word)
        return precision, number * months, None
    return Precision.YEAR, 6 if {"half", "school"} & found.keys() else 12, None


def day_of(year: int, month: int, day: int | None) -> date | None:
    """That day, or the month's last; None when the calendar has no such day."""
    if not (1 <= month <= 12 and MINYEAR <= year <= MAXYEAR):
        return None
    last = monthrange(year, month)[1]
    return date(year, month, day or last) if day is None or 1 <= day <= last else None


def calendar_span(text: str) -> Span | None:
    """What the whole folded text says in the first form that fits it."""
    text = _LEAD.sub("", text)
    for form in _FORMS:
        if match := form.fullmatch(text):
            found = match.groupdict()
            precision, month, day = _span(found)
            if month:
                year = found.get("year")
                years = int(year) + 2000 * (len(year) == 2) if year else None
                return Span(precision, month, day, years)
    return None


def following(day: int | None, month: int | None, after: date) -> Iterator[date]:
    """The days of that number (None: the last of a month) and month after a day, the next first."""
    months = range(after.month - 1, after.month + 12 * 9)
    for at in months:  # up to eight years pass from one 29 February to the next
        found = day_of(after.year + at // 12, at % 12 + 1, day)
        if found and found > after and month in (None, found.month):
            yield found


# --- The day of a meeting, and what is wrong with a day ---

_NEAR = {"hier": -1, "aujourd'hui": 0, "ce jour": 0, "demain": 1, "apres-demain": 2}


def parse_day(text: str, near: date | None = None) -> date | None:
    """The calendar day that the whole text is, or None; for the date of a meeting.

    A day without its year is the one nearest to `near`: minutes are typed after the meeting too.
    « aujourd’hui » is `near` itself.
    """
    words = _HOURS.sub("", fold(text))
    if near and words in _NEAR:
        return day_after(near, _NEAR[words])
    found = calendar_span(words)
    if not found or found.precision != Precision.DAY:
        return None
    _, month, day, year = found
    if year:
        return day_of(year, month, day)
    years = range(near.year - 8, near.year + 9) if near else ()
    days = [found for year in years if (found := day_of(year, month, day))]
    return min(days, key=lambda day: abs(day - near), default=None)


def day_after(day: date, count: int) -> date | None:
    """So many days later; None beyond the calendar."""
    return day + timedelta(count) if -day.toordinal() < count <= (date.max - day).days else None


def without_hours(text: str) -> str:
    """A folded text without the hours that follow a day: « 15/03/2022 00:00:00 »."""
    return _HOURS.sub("", text)


_NAMED_DAY = compiled(rf"\b(?P<name>{_WEEKDAY})[ ,]+(?:le )?(?P<day>[0-9]{{1,2}})(?:er)?\b")


def other_weekday(text: str, day: date | None) -> str:
    """What is wrong with the weekday typed beside a day, in French; empty when nothing is."""
    for named in _NAMED_DAY.finditer(fold(text)) if day else ():
        typed = next(name for name in WEEKDAYS if name.startswith(named["name"].strip(".")[:3]))
        real = WEEKDAYS[day.weekday()]
        if int(named["day"]) == day.day and typed != real:
            return f"Le {told(day)} est un {real}, pas un {typed}. Vérifiez la date."
    return ""


def missing_day(text: str) -> str:
    """That the day which the whole text is does not exist, in French; empty when it may."""
    found = calendar_span(without_hours(fold(text)))
    if not found or found.precision != Precision.DAY or day_of(*_of_leap_year(found)):
        return ""
    if not 1 <= found.month <= 12:
        return "Ce jour n’existe pas, vérifiez le mois."
    month = MONTHS[found.month - 1] + (f" {found.year}" if found.year else "")
    last = day_of(*_of_leap_year(found._replace(day=None)))
    ends = f"{last.day}" if found.year or last.day != 29 else "28 ou le 29"
    return f"Ce jour n’existe pas, {month} finit le {ends}."


def _of_leap_year(span: Span) -> tuple[int, int, int | None]:
    """Without its year, a day that exists in some year exists."""
    return span.year or 2024, span.month, span.day


def told(day: date) -> str:
    """1er mars 2022"""
    return f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"
