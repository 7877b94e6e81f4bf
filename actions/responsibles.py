"""Who answers for an action: the cell as people write it -> ordered responsibles."""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from gtm.names import fold, unaccent

# No cell of the real minutes passes 60 characters; beyond this the text is not a list of names.
LIMIT = 2000

_ALL_BRACKETED = re.compile(r"\s*\(([^()]*)\)[\s.]*")
# A comma inside brackets belongs to its name: "MINUSMA (UNPOL, …)".
_BRACKETS_OR_CUT = re.compile(
    r"\([^()]*\)|(?P<cut>[,;/]|(?<![^\s,;/])et(?:/ou)?(?![^\s,;/]))", re.IGNORECASE
)
_FUNCTION = re.compile(  # on text without accents nor case
    r"(?:(?:mm?\.?|mmes?|monsieur|madame)\s+)?(?:(?:les?|la)\s+|l['’]\s*)?(?:(?:vice|co|sous)-?)?"
    r"(?:direct(?:eur|rice)|secretaire|cheff?e?|coord(?:onn?a|ina)t(?:eur|rice)"
    r"|points? foca(?:l|ux)|gouverneure?|prefete?|maire|presidente?|rapporteu(?:r|se)"
    r"|responsable|ministre|(?:facilita|inspec|anima)t(?:eur|rice)|representante?"
    r"|(?:haut[- ])?commissaire)s?\b"
)
_PERSON = re.compile(
    r"(?:mm?(?:\.|\s)|(?:mr|mmes?|mlles?|drs?|prs?)(?:\.|\s)"
    r"|(?:monsieur|madame|docteur|professeur|el ?hadji?)\s)\s*\w"
)
_NOT_APPLICABLE = "na"


class Kind(StrEnum):
    STRUCTURE = "structure"
    COLLECTIVE = "collective"
    FUNCTION = "function"
    PERSON = "person"
    FREE = "free"


@dataclass(frozen=True)
class Known:
    """What a directory says of a name: the caller's own key, and whether nobody has its inbox."""

    key: Hashable
    collective: bool = False

    @property
    def kind(self) -> Kind:
        return Kind.COLLECTIVE if self.collective else Kind.STRUCTURE


@dataclass(frozen=True)
class Responsible:
    """One responsible: its words as written, and the directory's key if it is known.

    `offers` holds the pieces that cutting an unknown A/B would give; empty for all others.
    """

    wording: str
    kind: Kind
    key: Hashable | None = None
    offers: tuple[str, ...] = ()


class _Atom(NamedTuple):
    """What stands between two cuts; `joint` is the folded text before it, "" for a mere slash."""

    wording: str
    start: int
    end: int
    joint: str
    key: str


def parse(text: str, directory: Mapping[str, Known]) -> list[Responsible]:
    """The responsibles of a cell, in order, the first leads; none for blanks, "//" and "N/A".

    The directory maps folded names and aliases (`gtm.names.fold`) to what they stand for. A text
    longer than LIMIT is not read: it comes back whole, as free text.
    """
    if len(text) > LIMIT:
        return [Responsible(text.strip(), Kind.FREE)] if re.search(r"[^\W_]", text) else []
    if bracketed := _ALL_BRACKETED.fullmatch(text):
        text = bracketed[1]
    found: dict[Hashable, Responsible] = {}
    for atoms, known in _pieces(_atoms(text), directory):
        wording = text[atoms[0].start : atoms[-1].end]
        if known:
            found.setdefault(("known", known.key), Responsible(wording, known.kind, known.key))
        elif (folded := fold(wording)) != _NOT_APPLICABLE:
            offers = tuple(atom.wording for atom in atoms) if len(atoms) > 1 else ()
            unknown = Responsible(wording, _unknown_kind(wording), None, offers)
            found.setdefault(("unknown", folded), unknown)
    return list(found.values())


def _atoms(text: str) -> list[_Atom]:
    cuts = [cut.span() for cut in _BRACKETS_OR_CUT.finditer(text) if cut["cut"]]
    starts, ends = [0, *(end for _, end in cuts)], [*(start for start, _ in cuts), len(text)]
    atoms: list[_Atom] = []
    for start, end in zip(starts, ends, strict=True):
        wording = text[start:end].strip()
        if key := fold(wording):
            start = text.index(wording, start)
            joint = fold(text[atoms[-1].end : start]) if atoms else ""
            atoms.append(_Atom(wording, start, start + len(wording), joint, key))
    return atoms


def _pieces(
    atoms: list[_Atom], directory: Mapping[str, Known]
) -> list[tuple[list[_Atom], Known | None]]:
    """Known names, the longest first; unknown neighbours parted by a slash only stay together."""
    longest = max(map(len, directory), default=0)
    pieces: list[tuple[list[_Atom], Known | None]] = []
    at = 0
    while at < len(atoms):
        length, known = _longest_known(atoms[at:], directory, longest)
        taken = atoms[at : at + length]
        if pieces and not known and not pieces[-1][1] and not taken[0].joint:
            pieces[-1][0].extend(taken)
        else:
            pieces.append((taken, known))
        at += length
    return pieces


def _longest_known(
    atoms: list[_Atom], directory: Mapping[str, Known], longest: int
) -> tuple[int, Known | None]:
    """How many atoms the longest known name takes, and what it is; one atom if there is none."""
    best: tuple[int, Known | None] = (1, None)
    key = ""
    for count, atom in enumerate(atoms, start=1):
        key += atom.joint + atom.key if key else atom.key
        if len(key) > longest:
            break
        if key in directory:
            best = (count, directory[key])
    return best


def _unknown_kind(wording: str) -> Kind:
    plain = unaccent(wording)
    if _FUNCTION.match(plain):
        return Kind.FUNCTION
    return Kind.PERSON if _PERSON.match(plain) else Kind.FREE
