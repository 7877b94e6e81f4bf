"""Calendar forms of a deadline, alone or as a range, seen from the meeting."""

from datetime import date

from actions.deadlines.days import Precision, calendar_span, compiled, day_of, following

Reading = tuple[Precision, date | None]

# « le 15 et le 16 », « 15, 16 et 17 » before a month: days of it.
_DAYS_ALONE = compiled(
    r"(?:les? )?[0-9]{1,2}(?:er)?(?:(?: ?, ?| et | ?[/-] ?)(?:le )?[0-9]{1,2}(?:er)?){0,5}"
)
_SPLIT = compiled(r" (?:au|a|et) | ?- ?| ?, | ?/ ?")
_WEEKDAY_LED = compiled(r"^(?:(?:du|le|entre|de|des|les|[a-z]+di|dimanche),? )+")
# A slash parts months, quarters and years; « 3/10 » would be a day as well.
_PARTED_BY_SLASH = (Precision.MONTH, Precision.QUARTER, Precision.HALF_YEAR, Precision.YEAR)


def read_calendar(text: str, meeting_on: date | None) -> Reading | None:
    """A day, month, quarter, half-year or year; without its year, the next after the meeting."""
    found = calendar_span(text)
    if not found:
        return None
    precision, month, day, year = found
    if year:
        due_on = day_of(year, month, day)
    elif meeting_on:
        due_on = next(following(day, month, meeting_on), None)
    else:  # 2024 is a leap year: it tells a day that exists from one that never does
        return (precision, None) if day_of(2024, month, day) else None
    return (precision, due_on) if due_on else None


def read_range(text: str, meeting_on: date | None) -> Reading | None:
    """« du 3 au 10 mars 2022 », « avril/mai 2022 »: its end, when both sides are of one kind."""
    for cut in _SPLIT.finditer(text):
        end = read_calendar(text[cut.end() :], meeting_on)
        if not end or ("/" in cut[0] and end[0] not in _PARTED_BY_SLASH):
            continue
        start = text[: cut.start()]
        if _DAYS_ALONE.fullmatch(_WEEKDAY_LED.sub("", start)):
            start_precision = Precision.DAY
        else:
            start_precision = (read_calendar(start, meeting_on) or (None,))[0]
        if end[0] == start_precision:
            return end
    return None
