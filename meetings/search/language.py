"""The words of French texts as they are searched. Pure.

Accents, case, apostrophes and hyphens do not count; a number is one word whatever parts its
thousands. A word has two lexemes: its stem and itself, told apart by their first letter, so that
one index answers both « ces mots ou de la même famille » and « ces mots exactement ».
"""

import re
from functools import lru_cache
from typing import NamedTuple

import snowballstemmer

from gtm.names import fold, unaccent

STEM, EXACT, MARK = "a", "x", "y"  # first letters of lexemes: a stem, a word, what is filtered by
BREAK = "z"  # between two passages: nothing stands side by side across it
LONGEST = 100  # signs of a word that count: what is longer is no word
_WORD = re.compile(r"(?<!\d)\d{1,3}(?:[ .]\d{3})+(?!\d)|[^\W_]+")  # « 16 232 » is one
_COMPOUND = re.compile(r"[^\W_]+(?:[-‐‑–'’ʼ/.][^\W_]+)+")
_ELIDED = re.compile("['’ʼ]")
# What every text has: asked alone, they are searched as they are.
_COMMON = frozenset(
    """a ai alors as au aux avec c ce ces cette d dans de des du elle en entre est et eu il ils j l
    la le les leur leurs lui m mais me n ne nos notre nous on ont ou par pas pour qu que qui s sa
    se ses si son sont sous sur t ta te un une vos votre vous y""".split()  # noqa: SIM905
)
_stemmer = snowballstemmer.stemmer("french")


class Word(NamedTuple):
    """A word, folded, and where it stands in the text it was read from."""

    text: str
    start: int
    end: int

    @property
    def is_common(self):
        return self.text in _COMMON


@lru_cache(maxsize=50_000)
def stem(word):
    """« migrations » and « migration » have one: of a folded word, its lexeme."""
    return STEM + _stemmer.stemWord(word)


def exact(word):
    return EXACT + word


def words(text):
    """The words of a text, in order; places are those of the text as it is given."""
    folded, places = _folded(text)
    return [
        Word(
            re.sub(r"[ .]", "", found[0])[:LONGEST],
            places[found.start()],
            places[found.end() - 1] + 1,
        )
        for found in _WORD.finditer(folded)
    ]


def _folded(text):
    """The text without accents nor case, and the place in `text` of each of its signs."""
    folded = unaccent(text)
    if len(folded) == len(text):  # nearly always: one sign for each
        return folded, range(len(text))
    signs, places = [], []
    for place, sign in enumerate(text):
        own = unaccent(sign)
        signs.append(own)
        places += [place] * len(own)
    return "".join(signs), places


def joined(text):
    """The compounds of a text in one word: « sous-capacités », « aujourd’hui », « l’O.N.G. »."""
    compounds = _COMPOUND.findall(unaccent(text))
    parts = (part for each in compounds for part in (each, *_ELIDED.split(each)[1:]))
    found = (fold(part) for part in parts)
    return [word[:LONGEST] for word in found if word.isalnum() and not word.isdigit()]


def lexemes(text):
    """All lexemes of a text, those side by side in it side by side: stems, then words."""
    read = [word.text for word in words(text)]
    compounds = joined(text)
    return [
        *map(stem, read),
        *map(exact, read),
        *map(stem, compounds),
        *map(exact, compounds),
    ]
