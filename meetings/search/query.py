"""What is asked, read into terms that any index can answer. Pure.

« "état de lieu" migrants HCR » → état de lieu, side by side
                                and (migrants or migration or migratoire…)
                                and (HCR or UNHCR or Haut-Commissariat…, or it took part)
"""

import re
from dataclasses import dataclass, field, replace

from gtm.names import fold
from meetings.search.language import EXACT, MARK, exact, stem, words

MOST_TERMS = 20  # of what is pasted whole, the first ones
LONGEST = (
    15  # words of a name: « Collectif des Communautés Étrangères de la CEDEAO et Pays Frères au… »
)
_QUOTED = re.compile(r"[\"“”«»]([^\"“”«»]+)[\"“”«»]")


@dataclass(frozen=True)
class Term:
    """What must stand in a text: one of `either`, each a tuple of lexemes side by side.

    `typed` is how it was asked; `is_begun`: the last lexeme may go on, it is being typed.
    """

    typed: str
    either: tuple
    is_begun: bool = False


@dataclass(frozen=True)
class Query:
    """Terms that must all stand in a text, or one of them; marks (see `mark`) all do."""

    terms: tuple
    marks: tuple = ()
    any_of: bool = False

    def __bool__(self):
        return bool(self.terms)

    def marked(self, *marks):
        return replace(self, marks=(*self.marks, *filter(None, marks)))

    def loosened(self):
        return replace(self, any_of=True)


@dataclass(frozen=True)
class Vocabulary:
    """What means the same: names of structures, and equivalent words.

    `names`: {folded name: [(id of the structure, all its names)]}; `equals`: {(stem, …): tuples of
    stems}.
    """

    names: dict = field(default_factory=dict)
    equals: dict = field(default_factory=dict)

    def named(self, text):
        """The names of the structures that a text may mean, and that they took part."""
        found = self.names.get(fold(text), ())
        told = ((*map(phrase, names), (mark("s", pk),)) for pk, names in found)
        return tuple(sequence for each in told for sequence in each if sequence)


def mark(kind, value):
    """The lexeme by which a text is filtered: `mark("g", 3)` for the group 3."""
    return f"{MARK}{kind}{value}"


def phrase(text):
    """The words of a text, as they are, side by side."""
    return tuple(exact(word.text) for word in words(text))


def parse(text, vocabulary, *, exactly=False, is_begun=False):
    """The `Query` that a typed text asks.

    `exactly`: no stems, equivalents nor other names; `is_begun`: its last word is being typed.
    """
    quoted = [Term(each, (phrase(each),)) for each in _QUOTED.findall(text)]
    free = _QUOTED.sub(" ", text)
    read = words(free)
    if exactly:
        found = [Term(word.text, ((exact(word.text),),)) for word in read]
    else:
        found = list(_terms(free, read, vocabulary))
    if is_begun and read and not text.rstrip().endswith(tuple('"”»')):
        found = _begun(found, read[-1])
    terms = [term for term in (*quoted, *found) if any(term.either)]
    return Query(tuple(dict.fromkeys(terms))[:MOST_TERMS])


def _begun(found, last):
    """The last term, or one more where the last word is one that every text has, is open."""
    either = ((exact(last.text),),)
    if found and found[-1].typed.endswith(last.text):
        return [*found[:-1], replace(found[-1], either=found[-1].either + either, is_begun=True)]
    return [*found, Term(last.text, either, is_begun=True)]


def _terms(text, read, vocabulary):
    """The longest names and equivalents first; what every text has asks for nothing."""
    only_common = all(word.is_common for word in read)
    place = 0
    while place < len(read):
        length, either = _known(text, read[place : place + LONGEST], vocabulary)
        word = read[place]
        if either:
            yield Term(" ".join(each.text for each in read[place : place + length]), either)
        elif only_common:
            yield Term(word.text, ((exact(word.text),),))
        elif not word.is_common:
            yield Term(word.text, ((stem(word.text),),))
        place += length


def _known(text, ahead, vocabulary):
    """How many of the words ahead are a known name or wording, and all that means the same."""
    for length in range(len(ahead), 0, -1):
        some = ahead[:length]
        between = text[some[0].start : some[-1].end]
        name = vocabulary.named(between)
        if name and (length > 1 or not some[0].is_common):
            own = ((stem(some[0].text),),) if length == 1 else ()
            return length, _either(own + name)
        equals = vocabulary.equals.get(tuple(stem(word.text) for word in some))
        if equals:
            return length, _either(equals)
    return 1, ()


def _either(sequences):
    return tuple(dict.fromkeys(sequences))


# --- As the engines read it -----------------------------------------------------------------------


def for_sqlite(query):
    """The text of a MATCH of FTS5."""

    def sequence(lexemes, is_begun):
        # A stem that goes on is none: only words as they are may.
        star = "*" if is_begun and lexemes[-1].startswith(EXACT) else ""
        return f'"{" ".join(lexemes)}"{star}'

    return _told(query, sequence, " AND ", " OR ")


def for_postgresql(query):
    """The text of a tsquery, to be cast: no parser of the database reads it."""

    def sequence(lexemes, is_begun):
        star = ":*" if is_begun and lexemes[-1].startswith(EXACT) else ""
        return "(" + " <-> ".join(f"'{lexeme}'" for lexeme in lexemes) + star + ")"

    return _told(query, sequence, " & ", " | ")


def _told(query, sequence, both, either):
    terms = [
        "(" + either.join(sequence(each, term.is_begun) for each in term.either if each) + ")"
        for term in query.terms
    ]
    asked = f"({(either if query.any_of else both).join(terms)})"
    return both.join([asked, *(sequence((each,), False) for each in query.marks)])
