"""Deadlines as people type them: a wording in, a precision and a last day out."""

from actions.deadlines.days import missing_day, other_weekday, parse_day
from actions.deadlines.reading import Deadline, Precision, parse
from actions.deadlines.told import describe, warning

__all__ = [
    "Deadline",
    "Precision",
    "describe",
    "missing_day",
    "other_weekday",
    "parse",
    "parse_day",
    "warning",
]
