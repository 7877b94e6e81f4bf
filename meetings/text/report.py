"""The secretariat's report being written: a flat map of fixed fields, as typed. Pure.

    {"reference": "N° 12/2026/SP/CCM", "introduction": "Le présent rapport…"}

The sister of `document.py` for a text without rows: an empty value and a missing key are the same,
nothing is refused for its form.
"""

from gtm.characters import normalised
from meetings.text.diff import TOLD, Change, Question, differing, who
from meetings.text.fields import Field
from meetings.text.merge import Conflict, Merged

LONG = 2_000  # a field with room for as much is written in lines
HEAD = {
    "reference": Field("Référence", 120),
    "place": Field("Fait à", 80),
    "recipient": Field("À l’attention de", 500),
    "title": Field("Titre", 200),
}
# Before the figures, and after them.
BEFORE = {
    "introduction": Field("Introduction", 20_000),
    "context": Field("Contexte", 20_000),
    "highlights": Field("Faits marquants", 50_000),
}
AFTER = {
    "strengths": Field("Forces", 20_000),
    "weaknesses": Field("Faiblesses", 20_000),
    "recommendations": Field("Recommandations", 50_000),
    "outlook": Field("Perspectives", 20_000),
    "conclusion": Field("Conclusion", 20_000),
}
END = {"signatory": Field("Signataire (fonction, nom)", 300)}
FIELDS = HEAD | BEFORE | AFTER | END
PARTS = BEFORE | AFTER


def clean(pairs):
    """A map from (key, [values]) pairs, e.g. `request.POST.lists()`; unknown keys are ignored."""
    typed = dict(pairs)
    document = {}
    for name in FIELDS:
        value = normalised(str(typed[name][-1])) if typed.get(name) else ""
        if value.strip():
            document[name] = value
    return document


def blocking(document):
    """[(key, what to do)] of what a signature wants."""
    wanted = {
        "title": "Donnez un titre au rapport.",
        "introduction": "Écrivez l’introduction, même brève.",
        "signatory": "Dites qui signe : fonction et nom.",
    }
    found = [(key, told) for key, told in wanted.items() if not document.get(key, "").strip()]
    return found + [
        (key, f"« {field.label} » : {field.limit} signes au plus.")
        for key, field in FIELDS.items()
        if len(document.get(key, "")) > field.limit
    ]


def merge(base, mine, theirs, chosen=None):
    """`Merged` of two texts that started from `base`; `chosen`: {key: mine, theirs or both}."""
    document, conflicts = {}, []
    for key in FIELDS:
        before, one, other = (text.get(key, "") for text in (base, mine, theirs))
        value = other if one in (other, before) else one
        if other not in (one, before) and one not in (other, before):
            choice = (chosen or {}).get(key)
            value = {"mine": one, "both": _joined(key, one, other)}.get(choice, other)
            if choice not in ("mine", "theirs", "both"):
                conflicts.append(Conflict(key))
        if value:
            document[key] = value
    return Merged(document, conflicts)


def _joined(key, one, other):
    sign = "\n" if FIELDS[key].limit >= LONG else " / "
    return sign.join(text for text in (other, one) if text)


def told(before, after, names, reordered=()):
    """What `names` did between two texts, a line for each field."""
    keys = differing(before, after)[:TOLD]
    return tuple(f"{who(names)} modifié « {FIELDS[key].label} »" for key in keys)


def changes(before, after):
    """[`Change`] of each field that differs, in the order of the form."""
    return [
        Change(key, field.label, before.get(key, ""), after.get(key, ""))
        for key, field in FIELDS.items()
        if before.get(key, "") != after.get(key, "")
    ]


def questions(conflicts, base, mine, theirs):
    """The `Question` that each `Conflict` asks."""
    return [_question(each.key, base, mine, theirs) for each in conflicts]


def _question(key, *texts):
    base, mine, theirs = (text.get(key, "") for text in texts)
    return Question(key, FIELDS[key].label, base, mine, theirs, bool(mine and theirs), "")
