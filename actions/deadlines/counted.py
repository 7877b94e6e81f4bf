"""Deadlines that are counted from the day of the meeting: « sous 15 jours », « lundi prochain »."""

from datetime import date

from actions.deadlines.days import (
    WEEKDAYS,
    Precision,
    compiled,
    day_after,
    day_of,
    following,
)
from actions.deadlines.spans import Reading, read_calendar, read_range

_WORDS = "zero un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze"
_COUNTS = {word: count for count, word in enumerate(_WORDS.split())}
_COUNTS |= {"une": 1, "vingt": 20, "trente": 30, "quarante-cinq": 45, "soixante": 60}
_COUNTS |= {"quarante": 40, "quatre-vingt-dix": 90}
_DAYS = {"jour": 1, "j": 1, "semaine": 7, "huitaine": 8, "quinzaine": 15}
_MONTHS_IN = {"mois": 1, "trimestre": 3, "semestre": 6, "an": 12, "annee": 12}
_COUNT = "[0-9]{1,4}|" + "|".join(_COUNTS)
_THIS_MEETING = r"(?:la|cette|ce|le) (?:presente )?(?:reunion|rencontre|seance|jour)"
_COUNTED = compiled(
    r"(?P<lead>(?:sous |dans |en )?(?:(?:un )?delai (?:maxi(?:mum|mal) )?(?:de |d')|les |la )?)"
    rf"(?:prochaine?s )?(?:(?:{_COUNT}) ?(?:a|ou|-) ?)?(?P<count>{_COUNT})? ?"
    rf"(?:\((?P<again>{_COUNT})\) ?)?(?:prochaine?s )?"
    r"(?P<unit>jour|j|semaine|huitaine|quinzaine|mois|trimestre|semestre|annee|an|heure|h)s?"
    r"(?: de jours| calendaires)?(?: prochaine?s| a venir| qui suivent)?"
    rf"(?: (?:apres|plus tard)|(?: (?:apres|a compter de|a partir de|suivant) {_THIS_MEETING}))?"
)
_D_DAY = compiled(r"j ?\+ ?(?P<count>[0-9]{1,4})(?: ?j(?:ours?)?)?")
_RUNNING = compiled(
    r"(?:reunion (?:du |de l'))?"
    r"(?P<lead>(?:(?:a la |la |en )?fin |cour(?:ant|s) )(?:du |de (?:ce |cette |l')?|d')?|"
    r"ce |cette )?"
    r"(?:le |l')?(?P<unit>mois|trimestre|semestre|annee)(?P<next> (?:prochain|suivant)e?)?"
    r"(?:-ci| en cours| courant)?"
)
_IN_NEXT_MONTH = compiled(r"(?:(?P<start>debut)|mi|milieu)[ -](?:du )?mois (?:prochain|suivant)")
_PRECISIONS = {1: Precision.MONTH, 3: Precision.QUARTER, 6: Precision.HALF_YEAR, 12: Precision.YEAR}


def _number(word: str) -> int:
    return _COUNTS[word] if word in _COUNTS else int(word)


def _months_later(day: date, months: int) -> date | None:
    """The same day of a later month, or that month's last day when it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day_of(year, month + 1, day.day) or day_of(year, month + 1, None)


def _dated(due_on: date | None) -> Reading | None:
    return (Precision.DAY, due_on) if due_on else None


def read_counted(text: str, meeting_on: date | None) -> Reading | None:
    """« sous 15 jours », « trois (3) mois », « sous huitaine », « J+15 »."""
    found = _D_DAY.fullmatch(text) or _COUNTED.fullmatch(text)
    words = found.groupdict() if found else {}
    unit, word = words.get("unit", "jour"), words.get("count")
    if not (word or unit in ("huitaine", "quinzaine")):
        return None
    count, again = _number(word or "1"), words.get("again")
    if again and _number(again) != count:
        return None
    if text == "un jour":
        return None  # some day
    if unit in ("heure", "h") and not (words["lead"] or count % 24 == 0):
        return None  # « 10h » is an hour of some day
    return _counted(count, unit, meeting_on)


def _counted(count: int, unit: str, meeting_on: date | None) -> Reading | None:
    if not meeting_on:
        return Precision.DAY, None
    if unit in _MONTHS_IN:
        return _dated(_months_later(meeting_on, count * _MONTHS_IN[unit]))
    days = count * _DAYS[unit] if unit in _DAYS else -(-count // 24)
    return _dated(day_after(meeting_on, min(days, (date.max - meeting_on).days)))


def read_running(text: str, meeting_on: date | None) -> Reading | None:
    """« fin du mois », « cette année », « le trimestre prochain », seen from the meeting."""
    if within := _IN_NEXT_MONTH.fullmatch(text):
        return _in_months(1, Precision.MONTH, 10 if within["start"] else 15, meeting_on)
    found = _RUNNING.fullmatch(text)
    if not found or not (found["lead"] or found["next"]):
        return None
    months = _MONTHS_IN[found["unit"]]
    before_end = -(meeting_on.month if meeting_on else 0) % months
    ahead = before_end + (months if found["next"] else 0)
    return _in_months(ahead, _PRECISIONS[months], None, meeting_on)


def _in_months(
    ahead: int, precision: Precision, day: int | None, meeting_on: date | None
) -> Reading | None:
    """That day, or the last, of the month so many months after that of the meeting."""
    if not meeting_on:
        return precision, None
    year, month = divmod(meeting_on.year * 12 + meeting_on.month - 1 + ahead, 12)
    due_on = day_of(year, month + 1, day)
    return (precision, due_on) if due_on else None


# --- Days and weeks beside that of the meeting ---

_NEAR = {"aujourd'hui": 0, "ce jour": 0, "le jour meme": 0, "jour meme": 0, "seance tenante": 0}
_NEAR |= {"ce soir": 0, "fin de journee": 0, "en fin de journee": 0, "la fin de la journee": 0}
_NEAR |= {"fin de la journee": 0, "demain": 1, "apres-demain": 2, "apres demain": 2}
_WEEKDAY = compiled(
    r"(?:le |ce )?(?P<weekday>" + "|".join(WEEKDAYS) + r")"
    r"(?P<then> prochain| suivant| en huit| en quinze|(?P<next> de la semaine prochaine))?"
)
_LATER = {" en huit": 7, " en quinze": 14}


def read_near(text: str, meeting_on: date | None) -> Reading | None:
    """« demain », « ce jour », « lundi prochain »: the first Monday after the meeting."""
    found = _WEEKDAY.fullmatch(text)
    if text not in _NEAR and not found:
        return None
    if not meeting_on:
        return Precision.DAY, None
    if not found:
        return _dated(day_after(meeting_on, _NEAR[text]))
    weekday = WEEKDAYS.index(found["weekday"])
    if found["next"]:
        return _dated(day_after(meeting_on, 7 + weekday - meeting_on.weekday()))
    days = (weekday - meeting_on.weekday() - 1) % 7 + 1 + _LATER.get(found["then"], 0)
    return _dated(day_after(meeting_on, days))


_WEEK = compiled(
    r"(?P<lead>(?:(?:a |en )?(?:la )?fin |(?:au |en |dans |le )*cour(?:ant|s) |"
    r"(?:durant|pendant|dans) )?(?:de )?)(?:la |(?P<this>cette ))?semaine"
    r"(?P<next> (?:prochaine|suivante|qui vient))?"
    r"(?: en cours)?"
)
_WEEK_OF = compiled(r"(?:(?:durant|pendant|dans) )?(?:la )?semaine (?:allant )?(?P<days>du .+)")


def read_week(text: str, meeting_on: date | None) -> Reading | None:
    """« la semaine prochaine », « semaine du 10 mai »: one is on time until its Sunday."""
    if of := _WEEK_OF.fullmatch(text):
        return _read_week_of(of["days"], meeting_on)
    found = _WEEK.fullmatch(text)
    if not found or not (found["this"] or found["next"] or "fin" in found["lead"]):
        return None
    if not meeting_on:
        return Precision.DAY, None
    return _dated(day_after(meeting_on, 6 - meeting_on.weekday() + (7 if found["next"] else 0)))


def _read_week_of(days: str, meeting_on: date | None) -> Reading | None:
    # Without its year, a day of the week in which one meets is meant rather than next year's.
    since = day_after(meeting_on, -meeting_on.weekday() - 1) if meeting_on else None
    read = _read_day_of_month(days.removeprefix("du "), since) or read_calendar(days, since)
    if read and read[0] == Precision.DAY and read[1]:
        return _dated(day_after(read[1], 6 - read[1].weekday()))
    read = read or read_range(days, since)
    return read if read and read[0] == Precision.DAY else None


# --- Days and months that are short of something ---

_DAY = r"(?P<day>[0-9]{1,2})(?: ?er)?"
_BARE_DAY = compiled(_DAY)
_DAY_OF_MONTH = compiled(
    rf"(?:(?:avant|d'ici|au plus tard|pour|si possible),? )*(?P<the>le |jusqu'au )?{_DAY}"
    r"(?P<month> prochain| du mois(?P<next> (?:prochain|suivant))?|"
    r"(?P<this> de ce mois(?:-ci)?| du mois (?:courant|en cours)| courant))?"
)
_SHORT_MONTH = compiled(r"(?:fin )?(?P<month>0?[1-9]|1[0-2]) ?/ ?(?P<year>1[3-9]|[2-9][0-9])")
_NEAR_YEARS = 6


def read_day_of_month(text: str, meeting_on: date | None) -> Reading | None:
    """« le 30 », « avant le 15 du mois »: the next such day; a number alone is no day."""
    found = _DAY_OF_MONTH.fullmatch(text)
    if not found or not (found["the"] or found["month"]) or not 1 <= int(found["day"]) <= 31:
        return None
    if not meeting_on:
        return Precision.DAY, None
    day = int(found["day"])
    if found["next"] or found["this"]:
        return _in_months(1 if found["next"] else 0, Precision.DAY, day, meeting_on)
    return _dated(next(following(day, None, meeting_on), None))


def _read_day_of_month(text: str, meeting_on: date | None) -> Reading | None:
    return read_day_of_month(f"le {text}", meeting_on) if _BARE_DAY.fullmatch(text) else None


def read_short_month(text: str, meeting_on: date | None) -> Reading | None:
    """« 03/22 », where the second figure is no month but a year that is near."""
    found = _SHORT_MONTH.fullmatch(text)
    if not found:
        return None
    year = 2000 + int(found["year"])
    if not meeting_on:
        return Precision.MONTH, None
    if abs(year - meeting_on.year) > _NEAR_YEARS:
        return None
    return Precision.MONTH, day_of(year, int(found["month"]), None)
