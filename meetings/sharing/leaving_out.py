"""What a public version leaves out of a text: persons' names, photos without consent. Pure.

Nobody can tell a name from a word for sure: what looks like one is proposed, and who makes the
version public decides. What is left out is told by a sign; no other letter changes.
"""

import re
from dataclasses import dataclass

from actions import responsibles
from gtm.names import fold, unaccent
from meetings.text import document as doc

SIGN = "[…]"
UNNAMED = "(nom non publié)"
# Cells that hold a person, a function or a structure.
PERSON_CELLS = {
    "roles": ("person", "replacing"),
    "attendance": ("wording", "represented_by"),
    "photos": ("credit",),
}
NAME_CELLS = PERSON_CELLS | {
    "points": ("presenters",),
    "subpoints": ("presenters",),
    "amendments": ("author",),
}
CIVILITY = (
    r"(?:MM?\.|Mr\.?|Mmes?|Mlles?|Drs?\.?|Prs?\.?|Me|Monsieur|Madame|Mademoiselle|Docteur"
    r"|Professeur|El[ -]?Hadji?|Hadjia|Colonel|Col\.|Commandant|Cdt\.?|Capitaine|Cne\.?|Lieutenant"
    r"|Lt\.?|Général|Gal\.?|Adjudant|Sergent)"
)
_WORD = r"[A-ZÀ-ÖØ-Þ][\w'’-]*\.?"
_NAME = rf"{_WORD}(?:\s+(?:(?:ag|ould|mint|el|al|ben|dit)\s+)?{_WORD})*"
TITLED = re.compile(rf"(?<!\w){CIVILITY}\s+(?P<name>{_NAME})")
# Words of which one tells a body or an office, as `unaccent` writes them.
_BODIES = re.compile(
    r"\b(?:agence|ambassade|antenne|armees?|association|autorite|banque|cabinet|cadre|cellule|centre"
    r"|chambre|cluster|collectivites?|comite|commission|commune|conseil|cooperation|cour|croix"
    r"|delegation|departement|direction|douanes?|eglise|equipe|etat|federation|fonds|forces|garde"
    r"|gendarmerie|gouvernorat|groupe|haut|hopital|institut|journal|justice|mairie|mission|ministere"
    r"|nations|ong|observatoire|office|organisation|partenaires?|plan|police|prefecture|presse"
    r"|programme|projet|protection|radio|region|reseau|secretariat|services?|societe|syndicat|tele"
    r"|tribunal|union|universite|ville|village|zone)\b"
)
_PLACES = {"le", "la", "les", "l'", "l’", "du", "de", "des", "un", "une"}


@dataclass(frozen=True)
class Passage:
    """What is proposed to be left out, and the label of the field in which it was found first."""

    text: str
    where: str


def proposed(document, known):
    """Passages that look like persons' names, each once, in the order of the text."""
    found = {}
    for key, value in document.items():
        field = doc.field_of(key) if isinstance(value, str) else None
        if field is None or field.choices or doc.is_contact(key):
            continue
        section, _, rest = key.partition("/")
        name = rest.rpartition("/")[2]
        for text in _names_in(section, name, value, known):
            found.setdefault(fold(text), Passage(text, field.label))
    return [each for key, each in found.items() if key]


def _names_in(section, name, value, known):
    """The names that a cell seems to hold."""
    if (section, name) == ("attendance", "name"):
        yield value.strip()
        return
    yield from (each["name"].strip() for each in TITLED.finditer(value) if _is_name(each["name"]))
    if name in NAME_CELLS.get(section, ()):
        found = responsibles.parse(value, known)
        free = [each.wording for each in found if each.kind == responsibles.Kind.FREE]
        for each in free:
            yield from _untitled(each, known)


def _untitled(wording, known):
    """« Mariama Oumarou/Salifou Issa »; an acronym among them (« DRAT/DC Zinder ») tells a body."""
    parts = [text.strip(" ,()") for text in TITLED.sub("", wording).split("/")]
    if len(parts) > 1 and any(word.isupper() for word in wording.replace("/", " ").split()):
        return
    yield from (each for each in parts if _looks_like_name(each, known))


def _is_name(text):
    """« Mme Le Préfet » and « M. Directeur » name an office."""
    first = text.split()[0]
    return unaccent(first) not in _PLACES and not responsibles.is_function(text)


def _looks_like_name(text, known):
    """Capitalised words, none of which tells a body, as a lone acronym or « OIM Zinder » does."""
    if not re.fullmatch(_NAME, text) or _BODIES.search(unaccent(text)):
        return False
    if fold(text.split()[0]) in known:
        return False
    return " " in text or not text.isupper()


def without(document, passages):
    """A copy for everybody: without these passages, contacts, names of attendants, and photos
    to which the persons in them did not agree.
    """
    pattern = _pattern(passages)
    kept = {}
    for key, value in document.items():
        if isinstance(value, list):
            kept[key] = list(value)
        elif not doc.is_contact(key) and not key.endswith("/name"):
            kept[key] = _left(key, value, pattern)
    _name_lines(document, kept)
    _drop_photos(document, kept)
    return {key: value for key, value in kept.items() if value}


def _pattern(passages):
    """What finds them, whatever stands between their words, with the civility before them."""
    longest = sorted(filter(None, (each.split() for each in passages)), key=_length, reverse=True)
    if not longest:
        return None
    names = "|".join(r"\s+".join(map(re.escape, words)) for words in longest)
    return re.compile(rf"(?<!\w)(?:{CIVILITY}\s+)?(?:{names})(?!\w)", re.IGNORECASE)


def _length(words):
    return sum(map(len, words))


def unknown_in(document, passages):
    """Those that stand nowhere in the text."""
    texts = [value for value in document.values() if isinstance(value, str)]
    patterns = [(each, _pattern([each])) for each in passages]
    return [
        each
        for each, pattern in patterns
        if pattern and not any(pattern.search(text) for text in texts)
    ]


def _left(key, value, pattern):
    if pattern is None or not pattern.search(value):
        return value
    text = pattern.sub(SIGN, value)
    section, _, rest = key.partition("/")
    if rest.rpartition("/")[2] not in PERSON_CELLS.get(section, ()):
        return text
    rest = re.sub(r"^[\s,;/–-]+|[\s,;/–-]+$", "", text.replace(SIGN, ""))
    rest = re.sub(r"\(\s*\)|(?<=[,;/])\s*[,;/]", "", rest).strip()
    return rest if re.search(r"\w", rest) else UNNAMED


def _name_lines(document, kept):
    """A line of the attendance that was nothing but a name is its function or structure."""
    for uid in kept.get("attendance", ()):
        wording, *others = (
            doc.key_of("attendance", uid, name) for name in ("wording", "function", "structures")
        )
        if kept.get(wording, UNNAMED) != UNNAMED:
            continue
        had_name = wording in kept or document.get(doc.key_of("attendance", uid, "name"))
        told = next((kept[key] for key in others if kept.get(key)), "")
        if told or had_name:
            kept[wording] = told or UNNAMED


def _drop_photos(document, kept):
    shown = [uid for uid in document.get("photos", ()) if _may_be_shown(document, uid)]
    kept["photos"] = shown
    if not shown:
        kept.pop("photos_heading", None)


def _may_be_shown(document, uid):
    return bool(document.get(doc.key_of("photos", uid, "consent")))
