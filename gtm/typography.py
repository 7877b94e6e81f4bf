"""French typography of displayed text, dates, times and numbers, without any locale.

Rules: product's own (Lexique de l'Imprimerie nationale). What people typed keeps its spelling:
`french` never adds a space, it only makes typed ones unbreakable.
"""

import re
import unicodedata
from datetime import date, datetime, time

from django.utils import timezone

NBSP = "\u00a0"
NARROW = "\u202f"

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")

_SMALL = (
    "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit",
    "neuf", "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize",
)  # fmt: skip
_TENS = ("", "dix", "vingt", "trente", "quarante", "cinquante", "soixante", "", "quatre-vingt")

# Tabs and line ends are not typed before a sign: they part cells and lines.
_SP = "[ \u00a0\u2007\u2009\u202f]"
_MONTH = (
    "(?i:janvier|f[ée]vrier|mars|avril|mai|juin|juillet|ao[ûu]t"
    "|septembre|octobre|novembre|d[ée]cembre)"
)
_UNIT = (
    f"(?:[%‰€$]|F(?:{_SP}?CFA)?|francs|millions?|milliards?|k?m[²2]?|cm|mm|kg|g|t|ha|h|min|°C|[kMG]o"
    "|ans?|mois|semaines?|jours?|heures?|minutes?)"
)
# (?<=\S) also keeps the search linear in a long run of spaces.
_BEFORE_HIGH_SIGN = re.compile(rf"(?<=\S){_SP}+(?=[;!?])")
_BEFORE_COLON_AND_IN_QUOTES = re.compile(rf"(?<=\S){_SP}+(?=[:»])|(?<=«){_SP}+")
_THOUSANDS = re.compile(rf"(?<!\d)\d{{1,3}}(?:{_SP}+\d{{3}})+(?!\d)")
_TOGETHER = re.compile(
    rf"\b(?:\d{{1,2}}|1er){_SP}+{_MONTH}\b(?:{_SP}+\d{{4}}\b)?"  # 30 novembre 2021
    rf"|\b{_MONTH}{_SP}+\d{{4}}\b"
    rf"|\b[nN][°º]{_SP}+(?=\d)"  # n° 2015-36
    rf"|(?<=\d){_SP}*[hH]{_SP}*\d\d\b"  # 10 h 20
    rf"|(?<=\d){_SP}+{_UNIT}(?![\w'’])"  # 10 %
    rf"|\b\d{{1,4}}(?:er|re|e|ème){_SP}+(?=[^\W\d])"  # 2e réunion
    rf"|\b(?:MM?\.|Mmes?\b\.?|Mlles?\b\.?|Drs?\b\.?|Prs?\b\.?){_SP}+(?=[A-ZÀ-Þ])"  # M. Abdou
    rf"|\b(?i:art|chap|al|vol|fig|pp?)\.{_SP}+(?=\d)"  # art. 5
    rf"|(?<![\d+])(?:\+\d{{1,3}}{_SP}+)?\d\d(?:{_SP}+\d\d){{3,4}}(?!\d)"  # +227 96 12 34 56
    rf"|(?<![\d+])\+\d{{1,3}}{_SP}+(?=\d{{6}})"  # +227 96123456
)
_SPACES = re.compile(f"{_SP}+")
# 1er, 1re, 27e, 3ème: a rank, and the letters that are raised.
RANK = r"(?<![\w,.])(?P<rank>1(?=er|re)|\d{1,3}(?=e\b|ème))(?P<ordinal>er|re|e|ème)(?!\w)"


def french(text: str) -> str:
    """The text with its French spaces unbreakable; nothing but spaces changes."""
    text = _BEFORE_HIGH_SIGN.sub(NARROW, text)
    text = _BEFORE_COLON_AND_IN_QUOTES.sub(NBSP, text)
    text = _THOUSANDS.sub(lambda number: _SPACES.sub(NARROW, number[0]), text)
    return _TOGETHER.sub(lambda group: _SPACES.sub(NBSP, group[0]), text)


def number(count: int) -> str:
    """1 789; unbreakable."""
    return f"{count:,}".replace(",", NARROW)


def counted(count: int, one: str, many: str = "") -> str:
    """« 0 jour », « 1 jour », « 1 789 jours »; `many` where it is more than an s at the end."""
    return f"{number(count)} {one if abs(count) < 2 else many or one + 's'}"


def lateness(days: int) -> str:
    """« en retard de 1 789 jours »."""
    return f"en retard de {counted(days, 'jour')}"


def silence(days: int) -> str:
    """« sans nouvelle depuis 1 789 jours »; nothing to say of none."""
    return f"sans nouvelle depuis {counted(days, 'jour')}" if days else ""


def chased(day: date, count: int) -> str:
    """« relancé le 27 novembre 2026 (2e fois) »."""
    times = f" ({count}e{NBSP}fois)" if count > 1 else ""
    return f"relancé le {long_date(day)}{times}"


def file_size(size: int) -> str:
    """« 812 octets », « 27 ko », « 1,4 Mo »: thousands, as networks count what one pays for."""
    if size < 1000:
        return counted(size, "octet").replace(" ", NBSP)
    if size < 999_500:
        return f"{size / 1000:.0f}{NBSP}ko"
    of, unit = (1_000_000, "Mo") if size < 999_950_000 else (1_000_000_000, "Go")
    return f"{size / of:.1f}{NBSP}{unit}".replace(".", ",")


def of_name(name: str) -> str:
    """« d’Issa », « de Rakia »: the h of names is heard, and so is the y."""
    first = unicodedata.normalize("NFD", name[:1].lower())[:1]
    return f"d’{name}" if first and first in "aeiou" else f"de {name}"


def long_date(day: date) -> str:
    """30 novembre 2021, 1er mars 2022; unbreakable."""
    return f"{_day_and_month(day)}{NBSP}{day.year}"


def long_instant(at: datetime) -> str:
    """1er décembre 2026 à 17h16, in Niamey."""
    local = timezone.localtime(at)
    return f"{day_of(at)} à {format_hour(local.time())}"


def day_of(at: datetime) -> str:
    """1er décembre 2026: the day of an instant in Niamey."""
    return long_date(timezone.localtime(at).date())


def long_day(day: date) -> str:
    """mardi 30 novembre 2021; a line may end after the weekday, as a phone is narrow."""
    return f"{WEEKDAYS[day.weekday()]} {long_date(day)}"


def format_hour(hour: time) -> str:
    """10h20, 9h, 9h05: the form of the minutes of Zinder, not the textbook's 10 h 20."""
    return f"{hour.hour}h{hour.minute:02}" if hour.minute else f"{hour.hour}h"


def in_words(day: date) -> str:
    """The usual opening of minutes: L’an deux mille vingt et un et le mardi 30 novembre."""
    weekday = WEEKDAYS[day.weekday()]
    return f"L’an {_year_in_words(day.year)} et le {weekday} {_day_and_month(day)}"


def number_in_words(number: int) -> str:
    """A cardinal from 0 to 2199 in the traditional spelling: deux cents, vingt et un."""
    if not 0 <= number <= 2199:
        raise ValueError(f"{number} is not between 0 and 2199")
    thousands, rest = divmod(number, 1000)
    hundreds, rest = divmod(rest, 100)
    words = [(), ("mille",), ("deux", "mille")][thousands]
    if hundreds:
        plural = "s" if hundreds > 1 and not rest else ""
        words = (*words, *([_SMALL[hundreds]] if hundreds > 1 else []), f"cent{plural}")
    if rest or not number:
        words = (*words, _below_hundred(rest))
    return " ".join(words)


def _day_and_month(day: date) -> str:
    return f"{'1er' if day.day == 1 else day.day}{NBSP}{MONTHS[day.month - 1]}"


def _year_in_words(year: int) -> str:
    """« mil » and no final s, as a year is a rank (Académie française); else digits."""
    if not 1900 <= year <= 2199:
        return str(year)
    words = number_in_words(year)
    if year % 100 in (0, 80):
        words = words.removesuffix("s")
    return words.replace("mille", "mil") if year < 2000 else words


def _below_hundred(number: int) -> str:
    if number <= 16:
        return _SMALL[number]
    tens, unit = divmod(number, 10)
    if tens in (7, 9):  # soixante-dix, quatre-vingt-dix
        tens, unit = tens - 1, unit + 10
    if not unit:
        return _TENS[tens] + ("s" if tens == 8 else "")
    joint = " et " if unit in (1, 11) and tens != 8 else "-"
    return f"{_TENS[tens]}{joint}{_below_hundred(unit)}"
