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


def changes(before, after):
    """[`Change`] from one text to the next."""
    return [
        Change(key, label(key, after, before), shown(key, before), shown(key, after))
        for key in differing(before, after)
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


def label(key, *documents):
    """« Point 2 › Point d’action 3 › Date limite », as numbered in the first text that has it."""
    section, _, rest = key.partition("/")
    if not rest:
        return LIST_NAMES.get(key) or doc.HEADER[key].label
    uid, _, name = rest.partition("/")
    last = (
        LIST_NAMES[name] if name in doc.CHILDREN.get(section, ()) else doc.ROWS[section][name].label
    )
    return " › ".join([*_path(section, uid, documents), last])


def _path(section, uid, documents):
    for document in documents:
        list_key = doc.parent_list(document, uid)
        if list_key is None:
            continue
        here = f"{NAMES[section]} {document[list_key].index(uid) + 1}"
        if "/" not in list_key:
            return [here]
        parent_section, parent_uid, _ = list_key.split("/")
        return [*_path(parent_section, parent_uid, documents), here]
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


def row_label(row, *documents):
    """« Point 2 › Point d’action 3 » of a (section, uid)."""
    return " › ".join(_path(*row, documents))


def _rows(document):
    """{(section, uid): list key} of all rows."""
    return {
        (doc.list_section(key), uid): key
        for key, value in document.items()
        if isinstance(value, list)
        for uid in value
    }


TOLD = 30  # lines that anybody reads


def told(before, after, names, reordered=()):
    """What `names` did between two texts, a line for each change: « Amina a modifié « Lieu » »."""
    has = "ont" if len(names) > 1 else "a"
    who = f"{' et '.join(names)} {has}" if names else "Vous, sur une autre page, avez"
    lines = [f"{who} {what}" for what in _deeds(before, after, reordered)]
    lines += [
        f"L’ordre a été changé des deux côtés, un seul est retenu : « {label(key, after)} »"
        for key in reordered
    ]
    rest = len(lines) - TOLD
    return (*lines[:TOLD], f"… et {rest} autres changements") if rest > 0 else tuple(lines)


def _deeds(before, after, reordered):
    old, new = _rows(before), _rows(after)
    yield from _deeds_on_rows(before, after, old, new)
    for key in differing(before, after):
        if _parent(key) in old.keys() ^ new.keys():
            continue
        if doc.list_section(key) is None:
            yield f"modifié « {label(key, after, before)} »"
        elif key not in reordered and _order(key, before, after) != _order(key, after, before):
            yield f"changé l’ordre : « {label(key, after)} »"


def _deeds_on_rows(before, after, old, new):
    for row in new:
        if row not in old:
            yield f"ajouté « {row_label(row, after)} »"
        elif _parent(old[row]) != _parent(new[row]):
            yield f"déplacé « {row_label(row, after)} »"
    for row, key in old.items():
        if row not in new and _parent(key) not in old.keys() - new.keys():
            yield f"retiré « {row_label(row, before)} »"


def _parent(key):
    """The (section, uid) of the row to which a field or a list belongs; None for the head."""
    section, _, rest = key.partition("/")
    return (section, rest.partition("/")[0]) if rest else None


def _order(key, document, other):
    return [uid for uid in document.get(key, ()) if uid in set(other.get(key, ()))]


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


def question(conflict, base, mine, theirs):
    """The `Question` that a `Conflict` of `merge` asks."""
    if "/" not in conflict.key or conflict.key.count("/") > 1:
        texts = [shown(conflict.key, document) for document in (base, mine, theirs)]
        joined = can_join(conflict.key) and bool(texts[1] and texts[2])
        return Question(conflict.key, label(conflict.key, mine, theirs), *texts, joined, "")
    row = tuple(conflict.key.split("/"))
    texts = [_whole(row, document) for document in (base, mine, theirs)]
    here = row_label(row, mine, theirs)
    return Question(conflict.key, here, *texts, False, conflict.removed_by)


def _whole(row, document):
    """All that a row says, its rows included, a line for each field."""
    if row not in _rows(document):
        return ""
    keys = [doc.key_of(*row, name) for name in doc.ROWS[row[0]]]
    lines = [
        f"{doc.field_of(key).label} : {shown(key, document)}" for key in keys if key in document
    ]
    for child in doc.CHILDREN.get(row[0], ()):
        below = document.get(doc.key_of(*row, child), ())
        lines += [line for uid in below for line in _whole((child, uid), document).split("\n")]
    return "\n".join(lines) or "(ligne vide)"
