"""Which words differ between two texts. Pure, and quick for any two texts.

Lines are compared first, then the words of the lines that differ. `difflib` is cubic at worst, so
each comparison is estimated before it is made: what would cost too much is marked as a whole.
"""

import re
from collections import Counter
from difflib import SequenceMatcher

LINE = re.compile(r"[^\n]*\n+|[^\n]+")
WORD = re.compile(r"\S+\s*|\s+")
BUDGET = 20_000_000  # steps of difflib for one pair of texts: two seconds at the very worst


def pieces(before, after, budget=None):
    """[(removed, added)] where the texts differ, [(same, None)] where they do not, in order.

    `budget`: a list with the steps that are left, where many texts share them.
    """
    budget, found = [BUDGET] if budget is None else budget, []
    for old, new in _blocks(LINE.findall(before), LINE.findall(after), budget):
        if new is None:
            found.append((old, None))
        else:
            words = _blocks(WORD.findall(old), WORD.findall(new), budget)
            found += [piece for each in words for piece in _without_spaces(*each)]
    return found


def _without_spaces(old, new):
    """A word after which only the space changed, as at the end of a text, is the same word."""
    if new is None:
        return ((old, None),)
    word = min(old.rstrip(), new.rstrip(), key=len)
    rests = old.removeprefix(word), new.removeprefix(word)
    is_shared = word and old.startswith(word) and new.startswith(word)
    if is_shared and all(not rest or rest[0].isspace() for rest in rests):
        return (word, None), rests
    return ((old, new),)


def _blocks(before, after, budget):
    """The same for lists of tokens, each run joined."""
    start, end = _shared_ends(before, after)
    same = [("".join(before[:start]), None)], [("".join(before[len(before) - end :]), None)]
    middle = _compared(before[start : len(before) - end], after[start : len(after) - end], budget)
    return [piece for piece in (*same[0], *middle, *same[1]) if piece[0] or piece[1]]


def _shared_ends(before, after):
    """How many tokens both begin with, and how many of the rest both end with."""
    room = min(len(before), len(after))
    start = next((n for n in range(room) if before[n] != after[n]), room)
    end = next((n for n in range(room - start) if before[-1 - n] != after[-1 - n]), room - start)
    return start, end


def _compared(before, after, budget):
    cost = _cost(before, after)
    if cost > budget[0]:
        return [("".join(before), "".join(after))]
    budget[0] -= cost
    found = []
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    for kind, low, high, start, end in matcher.get_opcodes():
        old, new = "".join(before[low:high]), "".join(after[start:end])
        found.append((old, None) if kind == "equal" else (old, new))
    return found


def _cost(before, after):
    """An upper bound: each longest run is looked for among all pairs of equal tokens."""
    times = Counter(after)
    pairs = sum(times[token] for token in before)
    return (pairs + len(before) + len(after)) * (min(len(before), len(after)) + 1)
