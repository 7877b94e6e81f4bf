"""Who answers for an action: the cell as people write it -> ordered responsibles."""

import re
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from itertools import product
from typing import NamedTuple

from gtm import names

# No cell of the real minutes passes 60 characters; beyond this the text is not a list of names.
LIMIT = 2000

_ALL_BRACKETED = re.compile(r"\s*\(([^()]*)\)[\s.]*")
_SUPPORT = (
    r"\b(?:avec l['’]\s?appui(?: technique| financier| technique et financier)?"
    r"\s(?:d(?:e la|es|u|e)\s|de l['’]|d['’])"
    r"|(?:en (?:collaboration|partenariat|concertation|coordination|lien)\savec|appuy[ée]e?s? par)"
    r"\s(?:l(?:es?|a)\s|l['’])?)"
)
# A comma inside brackets belongs to its name: "MINUSMA (UNPOL, …)".
_BRACKETS_OR_CUT = re.compile(
    rf"\([^()]*\)|(?P<support>{_SUPPORT})|(?P<cut>[,;/\n\r\v\f\x85\u2028\u2029]"
    r"|(?<![^\s,;/])(?:et(?:/ou)?|ou(?:/et)?|[&+])(?![^\s,;/]))",
    re.IGNORECASE,
)
_TIGHT = re.compile(r"[-‐‑‒–—&+]")  # parts what is known on both sides, nothing else
_EDGES = " \t\u00a0\u202f-–—•·*"  # the bullets of a list
# All on text without accents nor case. « Ministère du Plan et de l’Eau » is one name.
_GOES_ON = re.compile(r"d(?:e la|es|u|e)\s|d(?:e l)?['’]")
_OFFICE = re.compile(r"(?:ministere|direction|secretariat|agence|commission|inspection)\s")
_LEADS = re.compile(
    r"^(?:chef(?:fe)?s? de file|lead(?:er)?|pilote)\s?:\s?"
    r"|\s?\((?:lead(?:er)?|chef(?:fe)?s? de file|pilote)\)$"
)
_SUPPORTS = re.compile(r"^(?:en )?appui\s?:\s?|\s?\((?:en )?appui\)$")
_ARTICLE = re.compile(r"^(?:l(?:es?|a)\s|l['’]\s?|d(?:es|u|e la)\s|de l['’]\s?)")
_ALL_OF = re.compile(r"^(?:(?:tou(?:te)?s|chaque|ensemble|chacune?)\s(?:des\s|les\s)?)")
_OF_GROUP = re.compile(
    r"\s(?:(?:du|de ce|de notre)\s)?(?:gtm|groupe(?: de travail)?|cluster)"
    r"(?: regional| central| departemental| sur la migration)?$"
)
_TWICE = re.compile(r"(?P<name>[^()]+)\((?P<acronym>[^()]+)\)")
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


# A save reads each cell of a text several times over, and so does the next one a moment later: what
# depends on the words alone is remembered. None is longer than LIMIT.
remembered = lru_cache(4096)
fold = remembered(names.fold)


class Kind(StrEnum):
    STRUCTURE = "structure"
    COLLECTIVE = "collective"
    FUNCTION = "function"
    PERSON = "person"
    FREE = "free"


@dataclass(frozen=True)
class Known:
    """What a directory says of a name: the caller's own key, and whether nobody has its inbox.

    `spellings`: its names as the directory writes them.
    """

    key: Hashable
    collective: bool = False
    spellings: tuple[str, ...] = field(default=(), compare=False)

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
    """What stands between two cuts; `joint` is what stands before it, folded for a known name."""

    wording: str
    start: int
    end: int
    joint: str
    key: str
    is_slashed: bool
    is_support: bool


class _Piece(NamedTuple):
    atoms: list[_Atom]
    known: Known | None
    is_support: bool = False


def parse(text: str, directory: Mapping[str, Known]) -> list[Responsible]:
    """The responsibles of a cell, in order, the first leads; none for blanks, "//" and "N/A".

    Who is said to lead (« chef de file : OIM ») comes first, who is said to support comes last.
    The directory maps folded names and aliases (`gtm.names.fold`) to what they stand for. A text
    longer than LIMIT is not read: it comes back whole, as free text.
    """
    if len(text) > LIMIT:
        return [Responsible(text.strip(), Kind.FREE)] if re.search(r"[^\W_]", text) else []
    if bracketed := _ALL_BRACKETED.fullmatch(text):
        text = bracketed[1]
    found: dict[Hashable, tuple[int, Responsible]] = {}
    for piece in _pieces(text, directory):
        wording, known = _wording(text, piece.atoms), piece.known
        rank = _rank(piece, wording)
        if known:
            each = Responsible(wording, known.kind, known.key)
            found.setdefault(("known", known.key), (rank, each))
        elif (folded := fold(wording)) != _NOT_APPLICABLE:
            unknown = Responsible(wording, _unknown_kind(wording), None, _offers(text, piece))
            found.setdefault(("unknown", folded), (rank, unknown))
    return [each for _, each in sorted(found.values(), key=lambda ranked: ranked[0])]


def respellings(text: str, directory: Mapping[str, Known]) -> list[tuple[int, int, str]]:
    """(start, end, acronym) of each acronym that the directory writes in other letters."""
    if len(text) > LIMIT:
        return []
    bracketed = _ALL_BRACKETED.fullmatch(text)
    before = bracketed.start(1) if bracketed else 0
    found = []
    for atoms, known, _ in _pieces(bracketed[1] if bracketed else text, directory):
        start, end = before + atoms[0].start, before + atoms[-1].end
        if acronym := _spelling(text[start:end], known):
            found.append((start, end, acronym))
    return found


def respelled(text: str, directory: Mapping[str, Known]) -> str:
    """The cell with its acronyms as the directory writes them; all else as typed."""
    for start, end, acronym in reversed(respellings(text, directory)):
        text = text[:start] + acronym + text[end:]
    return text


def _spelling(wording: str, known: Known | None) -> str:
    """How the directory writes an acronym that stands here in other letters, else nothing.

    « oim » and « Oim » are OIM. Names that are words (« partenaires », « Oxfam ») are nobody's to
    correct.
    """
    if not known or known.collective or wording in known.spellings:
        return ""
    alike = (each for each in known.spellings if each.casefold() == wording.casefold())
    return next((each for each in alike if each.isupper()), "")


def _wording(text: str, atoms: list[_Atom]) -> str:
    return text[atoms[0].start : atoms[-1].end]


def _rank(piece: _Piece, wording: str) -> int:
    plain = _plain(wording)
    if _LEADS.search(plain) and fold(_unmarked(wording)):
        return 0
    return 2 if piece.is_support or _SUPPORTS.search(plain) else 1


def _offers(text: str, piece: _Piece) -> tuple[str, ...]:
    """What cutting at the slashes would give."""
    starts = [place for place, atom in enumerate(piece.atoms) if atom.is_slashed or not place]
    if len(starts) == 1:
        return ()
    ends = [*starts[1:], len(piece.atoms)]
    return tuple(
        _wording(text, piece.atoms[start:end]) for start, end in zip(starts, ends, strict=True)
    )


def _atoms(text: str) -> list[_Atom]:
    cuts = [cut for cut in _BRACKETS_OR_CUT.finditer(text) if cut["cut"] or cut["support"]]
    starts = [0, *(cut.end() for cut in cuts)]
    ends = [*(cut.start() for cut in cuts), len(text)]
    atoms: list[_Atom] = []
    since = 0  # the first of the cuts before the next atom
    for place, (start, end) in enumerate(zip(starts, ends, strict=True)):
        wording = text[start:end].strip().strip(_EDGES)
        if key := fold(wording):
            before = cuts[since:place]
            start = text.index(wording, start)
            joint = fold(text[atoms[-1].end : start]) if atoms else ""
            slashed = bool(atoms) and all(cut["cut"] == "/" for cut in before)
            supports = any(cut["support"] for cut in before)
            end = start + len(wording)
            atoms.append(_Atom(wording, start, end, joint, key, slashed, supports))
            since = place
    return atoms


def _pieces(text: str, directory: Mapping[str, Known]) -> list[_Piece]:
    """Known names, the longest first, and what stands between them."""
    atoms = _atoms(text)
    longest = max(map(len, directory), default=0)
    pieces: list[_Piece] = []
    at, is_support = 0, False
    while at < len(atoms):
        length, known = _longest_known(atoms[at:], directory, longest)
        taken = atoms[at : at + length]
        apart = [] if known else _apart(taken[0], directory)
        if not (known or apart) and pieces and _belongs(text, taken[0], pieces[-1]):
            pieces[-1] = pieces[-1]._replace(atoms=[*pieces[-1].atoms, *taken], known=None)
        else:
            is_support = is_support or taken[0].is_support
            pieces += apart or [_Piece(taken, known, is_support)]
        at += length
    return pieces


def _belongs(text: str, atom: _Atom, before: _Piece) -> bool:
    """Whether something unknown is one with what stands before it.

    Unknown neighbours parted by a slash only, or by « avec l’appui de », stay together; and
    nothing is parted before « de la », « des » where a name of an office goes on.
    """
    if not before.known and (atom.is_slashed or atom.is_support):
        return True
    goes_on = _GOES_ON.match(_plain(atom.wording)) and not atom.is_slashed
    office = not before.known or _OFFICE.match(_plain(_wording(text, before.atoms)))
    return bool(goes_on and office)


def _apart(atom: _Atom, directory: Mapping[str, Known]) -> list[_Piece]:
    """« OIM-HCR » where both are known; else nothing."""
    pieces, start = [], 0
    cuts = [*_TIGHT.finditer(atom.wording), None]
    for cut in cuts if 1 < len(cuts) <= _MOST_APART else ():
        wording = atom.wording[start : cut.start() if cut else None].strip()
        if not (known := _look_up(wording, directory)):
            return []
        at = atom.start + atom.wording.index(wording, start)
        part = atom._replace(wording=wording, start=at, end=at + len(wording))
        pieces.append(_Piece([part], known, atom.is_support))
        start = cut.end() if cut else 0
    return pieces


def _longest_known(
    atoms: list[_Atom], directory: Mapping[str, Known], longest: int
) -> tuple[int, Known | None]:
    """How many atoms the longest known name takes, and what it is; one atom if there is none."""
    first = atoms[0]
    best: tuple[int, Known | None] = (1, _look_up(first.wording, directory))
    starts = (first.key, fold(_bare(first.wording)))
    key = ""
    for count, atom in enumerate(atoms[1:], start=2):
        if len(starts[1]) + len(key) + len(atom.joint) > longest:
            break
        for start, end in product(starts, (atom.key, fold(_unmarked(atom.wording)))):
            if known := directory.get(start + key + atom.joint + end):
                best = (count, known)
        key += atom.joint + atom.key
    return best


_MOST_APART = 8  # names in one word


@remembered
def _plain(wording: str) -> str:
    return " ".join(names.unaccent(wording).split())


@remembered
def _unmarked(wording: str) -> str:
    return _SUPPORTS.sub("", _LEADS.sub("", _plain(wording).strip(" .")))


@remembered
def _bare(wording: str) -> str:
    """Without its article and the mark of who leads or supports."""
    return _ARTICLE.sub("", _unmarked(wording))


def _look_up(wording: str, directory: Mapping[str, Known]) -> Known | None:
    """What a whole piece means, read through its article and the mark of who leads or supports."""
    if known := directory.get(fold(wording)):
        return known
    unmarked, bare = _unmarked(wording), _bare(wording)
    if known := directory.get(fold(unmarked)) or directory.get(fold(bare)):
        return known
    if twice := _TWICE.fullmatch(bare):  # « Caritas-Suisse (CACH) »
        name, acronym = (directory.get(fold(twice[each])) for each in ("name", "acronym"))
        return name if name and name == acronym else None
    return _collective(bare, directory)


def _collective(bare: str, directory: Mapping[str, Known]) -> Known | None:
    """« Tous les membres du GTM », « membre du cluster »: the collective Membres."""
    stem = _OF_GROUP.sub("", _ALL_OF.sub("", bare))
    known = (directory.get(fold(each)) for each in (stem, f"{stem}s", stem.removesuffix("s")))
    return next((each for each in known if each and each.collective), None)


def is_function(wording: str) -> bool:
    """« Le Directeur de la DNH », « Mme la Ministre »."""
    return bool(_FUNCTION.match(names.unaccent(wording)))


def _unknown_kind(wording: str) -> Kind:
    if is_function(wording):
        return Kind.FUNCTION
    return Kind.PERSON if _PERSON.match(names.unaccent(wording)) else Kind.FREE
