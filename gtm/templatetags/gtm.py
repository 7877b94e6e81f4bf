"""Filters of displayed text: French spaces, dates, times and lateness.

On the page and in the PDF they return markup: `<sup>` for 1er and 2e, `<span class="nobr">` round
SP/CCM and GTM/Zinder, because lines do break after a slash. A word joiner (U+2060) holds it too,
but then stays in what people copy from the page. Under `{% autoescape off %}` (mails) they return
bare text.
"""

import re
from collections.abc import Sized
from datetime import date, time

from django import template
from django.template.defaultfilters import stringfilter
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from gtm import typography

register = template.Library()

_PART = "[A-ZÀ-ÖØ-Þ][A-ZÀ-ÖØ-Þ0-9]{0,5}"
# At most three parts, or a long row of acronyms would overflow its cell; the last may be a place.
_MARKED = re.compile(
    r"<[^<>]*>"
    rf"|{typography.RANK}"
    rf"|(?<!\w)(?P<acronym>{_PART}(?:[/-]{_PART}){{1,2}}|{_PART}/[A-ZÀ-ÖØ-Þ][a-zà-öø-ÿ]{{1,9}})(?!\w)"
)


@register.filter(needs_autoescape=True)
@stringfilter
def french(text: str, autoescape: bool = True) -> str:
    """Typed text as it is shown; safe: it is escaped first. Put it before `linebreaks`."""
    return _shown(_same_safety(text, typography.french(text)), autoescape)


@register.filter(needs_autoescape=True)
def long_date(day: date | None, autoescape: bool = True) -> str:
    return _shown(typography.long_date(day), autoescape) if day else ""


@register.filter(needs_autoescape=True)
def long_day(day: date | None, autoescape: bool = True) -> str:
    return _shown(typography.long_day(day), autoescape) if day else ""


@register.filter
def pluralize(count: int | Sized, forms: str = "s") -> str:
    """Django's filter, for French: 0 and 1 are singular. Takes the place of Django's everywhere."""
    singular, _, plural = forms.rpartition(",")
    number = len(count) if isinstance(count, Sized) else count
    return plural if abs(number) >= 2 else singular


@register.filter
def filesizeformat(size: int) -> str:
    """Django's filter, in thousands of bytes. Takes the place of Django's everywhere."""
    return typography.file_size(size)


@register.filter
def of_name(person: object) -> str:
    """« d’Issa », « de Rakia »."""
    return typography.of_name(str(person))


@register.filter
def hour(moment: time | None) -> str:
    return typography.format_hour(moment) if moment else ""


@register.filter
def lateness(days: int | str | None) -> str:
    """The words of lateness; the days may stand in the text of minutes."""
    return typography.lateness(int(days)) if str(days).isdecimal() else ""


@register.filter
def silence(days: int) -> str:
    return typography.silence(days)


def _same_safety(text: str, spaced: str) -> str:
    return mark_safe(spaced) if isinstance(text, SafeString) else spaced  # noqa: S308 - only spaces differ


def _shown(text: str, autoescape: bool) -> str:
    if not autoescape:
        return text
    return mark_safe(_MARKED.sub(_mark, conditional_escape(text)))  # noqa: S308 - escaped just above


def _mark(found: re.Match[str]) -> str:
    if found["ordinal"]:
        return f"{found['rank']}<sup>{found['ordinal']}</sup>"
    if found["acronym"]:
        return f'<span class="nobr">{found["acronym"]}</span>'
    return found[0]  # a tag of text that was safe already
