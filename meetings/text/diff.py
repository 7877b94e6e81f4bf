"""What differs between texts, said in the words of the form. Pure."""

from dataclasses import dataclass

from meetings.text import document as doc
from meetings.text.merge import can_join

NAMES = {
    "roles": "Rôle",
    "attendance": "Présence",
    "points": "Point",
    "subpoints": "Sous-point",
    "strengths": "Force",
    "weaknesses": "Faiblesse",
    "actions": "Point d’action",
    "adoptions": "Compte rendu à adopter",
    "former_adoptions": "Compte rendu plus ancien à adopter",
    "amendments": "Amendement",
    "followups": "Suivi",
    "former_actions": "Suivi d’une réunion plus ancienne",
    "photos": "Photo",
    "files": "Pièce jointe",
}
LIST_NAMES = {
    "roles": "Liste des rôles",
    "attendance": "Liste de présence",
    "points": "Ordre des points",
    "subpoints": "Sous-points",
    "strengths": "Liste des forces",
    "weaknesses": "Liste des faiblesses",
    "actions": "Liste des points d’action",
    "adoptions": "Comptes rendus à adopter",
    "former_adoptions": "Comptes rendus plus anciens à adopter",
    "amendments": "Liste des amendements",
    "followups": "Points d’action suivis",
    "former_actions": "Points d’action de réunions plus anciennes",
    "photos": "Liste des photos",
    "files": "Liste des pièces jointes",
}


@dataclass(frozen=True)
class Change:
    """A field that differs: its key, where it stands in words, and both texts."""

    key: str
    label: str
    before: str
    after: str


def differing(one, other):
    """Keys whose values differ, in the order in which they stand."""
    keys = dict.fromkeys([*other, *one])
    return [key for key in keys if one.get(key) != other.get(key)]


def changes(before, after, keys=None):
    """[`Change`] from one text to the next; of the `keys` given, else of all that differ."""
    texts = _Text(after), _Text(before)
    return [
        Change(key, _named(key, *texts), shown(key, before), shown(key, after))
        for key in (differing(before, after) if keys is None else keys)
    ]


# What a missing choice says: a form that was saved whole names it, a shorter one does not.
IMPLIED = {"modality": "on_site", "quality": "member", "presence": "present", "role": "chair"}


def telling(before, after, with_contacts=True):
    """[`Change`] that say something else than before, not what was merely implied."""
    return [
        change
        for change in changes(before, after)
        if _said(change.key, before) != _said(change.key, after)
        and (with_contacts or not doc.is_contact(change.key))
    ]


def _said(key, document):
    return document.get(key) or IMPLIED.get(key.rpartition("/")[2], "")


def words():
    """The names of all fields and rows, and what is no change of a text, for the browser too."""
    fields = doc.HEADER | {
        f"{section}/{name}": field
        for section, named in doc.ROWS.items()
        for name, field in named.items()
    }
    flags = {key: {"1": "oui"} for key in fields if key.rpartition("/")[2] in doc.FLAGS}
    return {
        "rows": NAMES,
        "lists": LIST_NAMES,
        "fields": {key: field.label for key, field in fields.items()},
        "choices": flags
        | {key: dict(field.choices) for key, field in fields.items() if field.choices},
        "implied": IMPLIED,
        "computed": [*doc.CARRIED, *(key for key, field in fields.items() if field.computed)],
    }


class _Text:
    """A map, and where its rows stand, so that no list is searched for each of its rows.

    `rows` {(section, uid): list key}; `places` {uid: (list key, number there)}.
    """

    def __init__(self, document):
        self.document, self.rows, self.places = document, {}, {}
        for key, uids in document.items():
            if isinstance(uids, list):
                section = doc.list_section(key)
                for number, uid in enumerate(uids, 1):
                    self.rows[section, uid] = key
                    self.places.setdefault(uid, (key, number))


def label(key, *documents):
    """« Point 2 › Point d’action 3 › Date limite », as numbered in the first text that has it."""
    return _named(key, *map(_Text, documents))


def _named(what, *texts):
    """The same of a key, and « Point 2 › Point d’action 3 » of a row (section, uid)."""
    if isinstance(what, tuple):
        return " › ".join(_path(*what, texts))
    section, _, rest = what.partition("/")
    if not rest:
        return LIST_NAMES.get(what) or doc.HEADER[what].label
    uid, _, name = rest.partition("/")
    last = (
        LIST_NAMES[name] if name in doc.CHILDREN.get(section, ()) else doc.ROWS[section][name].label
    )
    return " › ".join([*_path(section, uid, texts), last])


def _path(section, uid, texts):
    for text in texts:
        if uid not in text.places:
            continue
        list_key, number = text.places[uid]
        here = f"{NAMES[section]} {number}"
        if "/" not in list_key:
            return [here]
        parent_section, parent_uid, _ = list_key.split("/")
        return [*_path(parent_section, parent_uid, texts), here]
    return [NAMES[section]]


def shown(key, document):
    """A value in words: the label of a choice, « oui », the first words of the rows of a list."""
    value = document.get(key, "")
    section = doc.list_section(key)
    if section:
        return "\n".join(_row_words(document, section, uid) for uid in value or ())
    field = doc.field_of(key)
    if key.rpartition("/")[2] in doc.FLAGS:
        return "oui" if value else ""
    return dict(field.choices).get(value, value) if field.choices else value


def _row_words(document, section, uid):
    name = next(name for name in doc.ROWS[section] if name != "role")
    return shown(doc.key_of(section, uid, name), document).strip()[:80] or "(ligne vide)"


TOLD = 30  # lines that anybody reads


def who(names):
    """« Amina et Issa ont »; without anybody, the person to whom it is told."""
    if not names:
        return "Vous-même, dans une autre fenêtre, avez"
    return f"{' et '.join(names)} {'ont' if len(names) > 1 else 'a'}"


def told(before, after, names, reordered=()):
    """What `names` did between two texts, a line for each change: « Amina a modifié « Lieu » ».

    All changes are counted, those that anybody reads are put into words.
    """
    by, old, new = who(names), _Text(before), _Text(after)
    deeds = [(f"{by} {done}", *what) for done, *what in _deeds(old, new, reordered)]
    deeds += [(BOTH_ORDERED, key, new) for key in reordered]
    lines = [f"{done} « {_named(what, *texts)} »" for done, what, *texts in deeds[:TOLD]]
    rest = len(deeds) - TOLD
    return (*lines, f"… et {rest} autres changements") if rest > 0 else tuple(lines)


BOTH_ORDERED = "L’ordre a été changé des deux côtés, un seul est retenu :"


def _deeds(old, new, reordered):
    """(what was done, the key or the row, the texts that name it) of each change."""
    yield from _deeds_on_rows(old, new)
    before, after, one_sided = old.document, new.document, old.rows.keys() ^ new.rows.keys()
    for key in differing(before, after):
        if _parent(key) in one_sided:
            continue
        if doc.list_section(key) is None:
            yield "modifié", key, new, old
        elif key not in reordered and _order(key, before, after) != _order(key, after, before):
            yield "changé l’ordre :", key, new


def _deeds_on_rows(old, new):
    for row, key in new.rows.items():
        if row not in old.rows:
            yield "ajouté", row, new
        elif _parent(old.rows[row]) != _parent(key):
            yield "déplacé", row, new
    removed = old.rows.keys() - new.rows.keys()
    for row, key in old.rows.items():
        if row in removed and _parent(key) not in removed:
            yield "retiré", row, old


def _parent(key):
    """The (section, uid) of the row to which a field or a list belongs; None for the head."""
    section, _, rest = key.partition("/")
    return (section, rest.partition("/")[0]) if rest else None


def _order(key, document, other):
    there = set(other.get(key, ()))
    return [uid for uid in document.get(key, ()) if uid in there]


@dataclass(frozen=True)
class Question:
    """A conflict as it is put to a person: the two texts, and whether both can be taken.

    `mine` and `theirs` are empty for a row that this side removed.
    """

    key: str
    label: str
    base: str
    mine: str
    theirs: str
    can_join: bool
    removed_by: str


def questions(conflicts, base, mine, theirs):
    """The `Question` that each `Conflict` of `merge` asks."""
    texts = [_Text(document) for document in (base, mine, theirs)]
    return [_question(conflict, texts) for conflict in conflicts]


def _question(conflict, texts):
    key = conflict.key
    if "/" not in key or key.count("/") > 1:
        told = [shown(key, text.document) for text in texts]
        joined = can_join(key) and bool(told[1] and told[2])
        return Question(key, _named(key, *texts[1:]), *told, joined, "")
    row = tuple(key.split("/"))
    told = [_whole(row, text.document) if row in text.rows else "" for text in texts]
    return Question(key, _named(row, *texts[1:]), *told, False, conflict.removed_by)


def _whole(row, document):
    """All that a row says, its rows included, a line for each field."""
    keys = [doc.key_of(*row, name) for name in doc.ROWS[row[0]]]
    lines = [
        f"{doc.field_of(key).label} : {shown(key, document)}" for key in keys if key in document
    ]
    for child in doc.CHILDREN.get(row[0], ()):
        below = document.get(doc.key_of(*row, child), ())
        lines += [line for uid in below for line in _whole((child, uid), document).split("\n")]
    return "\n".join(lines) or "(ligne vide)"
