"""How many persons a field says: « 20 », « 20 personnes », « environ vingt ». Pure."""

import re

from gtm.names import unaccent

_READ_AT_MOST = 60  # characters
_SMALL = (
    "zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit",
    "neuf", "dix", "onze", "douze", "treize", "quatorze", "quinze", "seize",
)  # fmt: skip
_MOST = 99_999  # persons in a room
_TENS = {"dix": 10, "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}
_UNITS = {word: number for number, word in enumerate(_SMALL)} | {"une": 1}
_LEAD = re.compile(
    r"^(?:(?:environ|a peu pres|pres de|une? total de|total|effectif|au nombre de|nombre) ?:? ?)+"
)
_NOUN = re.compile(
    r" (?:(?:personne|participante?|membre|presente?|femme|homme|invitee?|agent|delegue)s?"
    r"(?: presente?s?)?|pers\.?|au total|en tout|environ)$"
)
_FIGURES = re.compile(r"\d{1,3}(?: \d{3})*|\d+")
_TWICE = re.compile(r"(?P<first>.*[^ ]) ?\((?P<again>[^()]+)\)")


def parse_count(text: str) -> int | None:
    """The number that a text says, or None; never raises. A range or a sum is no number."""
    if len(text.strip()) > _READ_AT_MOST:
        return None
    words = _NOUN.sub("", _LEAD.sub("", _plain(text)))
    if twice := _TWICE.fullmatch(words):  # « vingt (20) »
        both = {_number(twice["first"]), _number(twice["again"].strip())}
        return both.pop() if len(both) == 1 else None
    return _number(words)


def says_whom(text: str) -> bool:
    """Whether the text has its noun: « 20 personnes »."""
    return bool(_NOUN.search(_plain(text)))


def _plain(text: str) -> str:
    return " ".join(unaccent(text).split()).strip(" .,;:")


def _number(words: str) -> int | None:
    if _FIGURES.fullmatch(words):
        number = int(words.replace(" ", ""))
        return number if number <= _MOST else None
    tens, _, unit = words.replace("-", " ").replace(" et un", " un").partition(" ")
    if not unit or tens not in _TENS:
        return _UNITS.get(words, _TENS.get(words))
    below = _UNITS.get(unit, 0)
    return _TENS[tens] + below if (7 if tens == "dix" else 1) <= below < 10 else None
