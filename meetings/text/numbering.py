"""How points and their actions are numbered and named, wherever they are. Pure.

An empty row is not printed and takes no number.
"""

import re

from meetings.text import document as doc

# « 27e », « 27 ème », « XXVIIe », « 1re »; « vingt-septième », « vingt et unième », « première ».
RANK = re.compile(
    r"(?:\d+|(?-i:[IVXLCDM]+))\s?(?:er|[èe]?re|e|nde?|i?[èe]me)|(?:[^\W\d]+[ -])*[^\W\d]*i[èe]me"
    r"|premi(?:er|[èe]re)|seconde?",
    re.IGNORECASE,
)
UNTITLED = "(sans intitulé)"


def is_rank(number):
    """Whether the number of a meeting is a rank, which stands before « réunion »."""
    return RANK.fullmatch(number) is not None


def numbered(tree):
    """[(number, point)] of the points of `doc.tree`; the number is 0 for a point without one."""
    number, pairs = 0, []
    for point in doc.filled(tree["points"]):
        number += not point["unnumbered"]
        pairs.append((0 if point["unnumbered"] else number, point))
    return pairs


def heading(number, title):
    """« 2- Divers », « Divers » for a point without a number."""
    return (f"{number}- " if number else "") + title


def title_of(cells):
    return cells["title"].strip() or UNTITLED


def action_number(number, position):
    """« 1.3 » from the number of its point and its position, from 0, among the point's actions."""
    return f"{number}.{position + 1}" if number else ""


def parts(document):
    """[(key, label)] of the parts that are commented one by one, in the order of the sheet."""
    points = [
        (point["key"], heading(number, title_of(point)))
        for number, point in numbered(doc.tree(document))
    ]
    before = [("head", "En-tête"), ("attendance", "Présence"), ("followup", "Suivi")]
    return [*before, *points, ("closing", "Clôture et prochaine réunion")]
