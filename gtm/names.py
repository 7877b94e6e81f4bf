"""Comparison of names, as people write them: SP/CCM = SPCCM = SP-CCM = sp ccm."""

from unicodedata import category, normalize

# What NFKD leaves whole: the ligatures of French, and the letters that Hausa, Zarma, Fulfulde,
# Kanuri and Tamajaq have besides.
_LETTERS = str.maketrans(
    {"œ": "oe", "æ": "ae", "ƙ": "k", "ɓ": "b", "ɗ": "d", "ƴ": "y", "ŋ": "n", "ɲ": "n"}
    | {"ǝ": "e", "ə": "e", "ɛ": "e", "ɣ": "g", "ɔ": "o"}
)
# The dot is ours to ignore: "O.I.M." is OIM, and "Direction de la migration." ends a cell.
# The minus sign and the modifier apostrophe are no punctuation for Unicode.
_IGNORED = frozenset("./\\⁄∕'’‘`′ʼ−")


def unaccent(text: str) -> str:
    """The text without accents nor case; spaces and signs stay."""
    decomposed = normalize("NFKD", normalize("NFKD", text).casefold()).translate(_LETTERS)
    return "".join(sign for sign in decomposed if not category(sign).startswith("M"))


def fold(name: str) -> str:
    """The key under which a name is compared: also no spaces, hyphens, slashes, apostrophes, dots.

    Control characters and lone surrogates fall out too. Commas and brackets stay: a comma always
    parts two names unless it is written in a known one. fold(a + b) == fold(a) + fold(b).
    """
    return "".join(sign for sign in unaccent(name) if not _is_ignored(sign))


def searchable(text: str) -> str:
    """The words of a text as they are searched: each one folded, a space between."""
    return " ".join(filter(None, map(fold, text.split())))


def _is_ignored(sign: str) -> bool:
    kind = category(sign)
    return sign in _IGNORED or kind == "Pd" or kind[0] in "ZC"
